"""What a form's answers mean outside it: FEEL values, and persons of the register (design 6; processes/README.md).

Four custom properties of a form-js field are read here: `register` (`elev`, `ansatt`: the answer is a person of the
register, by id), `rolle` (the person gets this role in the case), `saken-gjelder` (the case is about the person: staff
never see it once it is shielded, a pupil becomes the case's where it has none), `annen-elev` (never the case's pupil).
Knows form definitions and answers; neither tables nor HTML.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from engine import expressions, forms, model

BESIDE = "~"  # among answers, the words that stand in no field of the form (`webforms.strays`): none can be called so
REGISTERS = {"elev": "elever", "ansatt": "ansatte"}  # register → the name of its list of options (`valuesKey`)


@dataclass(frozen=True, slots=True)
class RegisterField:
    """A field whose answer names persons of the register."""

    key: str
    place: str
    register: str
    role: str = ""
    is_subject: bool = False  # the case is about who is chosen
    is_other: bool = False  # another pupil than the one whom the case is about


def register_fields(form: forms.Form, *, nested: bool = False) -> list[RegisterField]:
    """Return the form's fields of the register; those in rows of a list only when `nested`."""
    return [
        RegisterField(
            one.key,
            one.place,
            str(one.get("properties", "register")),
            str(one.get("properties", "rolle") or ""),
            is_subject=one.get("properties", "saken-gjelder") == "ja",
            is_other=one.get("properties", "annen-elev") == "ja",
        )
        for one in form.inputs()
        if one.get("properties", "register") in REGISTERS and (nested or one.place == one.key)
    ]


def naming_own(form: forms.Form, content: Mapping[str, Any], pupil_id: int) -> list[str]:
    """Return the paths (`utovere.0.elev`) where the case's own pupil is named as another one (`annen-elev`)."""
    places = {use.place for use in register_fields(form, nested=True) if use.is_other and use.register == "elev"}
    return [path for key, value in content.items() for path in _naming(places, (key, key), value, pupil_id)]


def _naming(places: set[str], at: tuple[str, str], value: Any, pupil_id: int) -> list[str]:
    """Search under `at`: the field's place, and the path with the numbers of rows."""
    place, path = at
    if place in places:
        chosen = value if isinstance(value, list) else [value]
        return [path] if pupil_id in map(model.row_id, chosen) else []
    if isinstance(value, Mapping):
        inside = [((f"{place}.{key}", f"{path}.{key}"), one) for key, one in value.items()]
    else:
        listed = value if isinstance(value, list) else []
        inside = [((place, f"{path}.{number}"), one) for number, one in enumerate(listed)]
    return [found for within, one in inside for found in _naming(places, within, one, pupil_id)]


def people(form: forms.Form, content: Mapping[str, Any]) -> dict[str, frozenset[int]]:
    """Return whom the answers name, by register, rows of lists included."""
    found: dict[str, frozenset[int]] = {}
    for use in register_fields(form, nested=True):
        values = [one for place, one in _leaves("", content) if place == use.place]
        numbers = frozenset(number for number in map(model.row_id, values) if number is not None)
        found[use.register] = found.get(use.register, frozenset()) | numbers
    return found


def feel_values(form: forms.Form, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers as FEEL takes them: dates and times typed, all else as it is; rows and groups included."""
    kinds = {one.place: one.get("subtype") for one in form.inputs() if one.kind == "datetime"}
    return {key: _typed(kinds, key, value) for key, value in content.items()}


def keys(form: forms.Form) -> frozenset[str]:
    """Return the names of the answers at the form's root, lists and groups included."""
    return frozenset(one.place.split(".")[0] for one in form.all() if one.place)


_KINDS = {"textfield": "string", "textarea": "string", "checkbox": "boolean", "filepicker": "list", "group": "context"}
_CHOICES = frozenset({"radio", "select", "checklist", "taglist"})
_MOMENTS = {"date": "date", "time": "time", "datetime": "date time"}
_JSON_KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"),
    ((int, float), "number"),
    (str, "string"),
)


def kinds(form: forms.Form) -> dict[tuple[str, ...], expressions.Kind]:
    """Return what FEEL can know of each answer outside the rows of lists, by its path; what can vary is not known."""
    return {tuple(one.place.split(".")): _kind(one) for one in form.all() if one.place and not one.in_list}


def _kind(one: forms.Field) -> expressions.Kind:
    if one.kind == "number":
        return expressions.Kind("string" if one.get("serializeToString") else "number")
    if one.kind == "datetime":
        return expressions.Kind(_MOMENTS.get(str(one.get("subtype") or "date"), ""))
    if one.kind == "dynamiclist":
        return expressions.Kind("list")
    if one.kind in _CHOICES:
        return _chosen(one)
    return expressions.Kind(_KINDS.get(one.kind, ""))


def _chosen(one: forms.Field) -> expressions.Kind:
    is_list = one.kind in {"checklist", "taglist"}
    written = one.get("values")
    if not isinstance(written, list) or one.get("valuesKey") or one.get("valuesExpression"):
        return expressions.Kind("list" if is_list else "")
    values = [value.get("value") for value in written if isinstance(value, Mapping)]
    found = {next((kind for classes, kind in _JSON_KINDS if isinstance(value, classes)), "") for value in values}
    if len(found) != 1 or "" in found:
        return expressions.Kind("list" if is_list else "")
    return expressions.Kind("list" if is_list else found.pop(), frozenset(values))


def storable(value: Any) -> Any:
    """Return the value as PostgreSQL can keep it: NUL and lone surrogates, which no person types, as U+FFFD."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {storable(key): storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [storable(one) for one in value]
    return value


def is_blank(value: Any) -> bool:
    """Tell whether nothing is written in an answer, nor in any part of it; an unticked box says nothing."""
    if isinstance(value, Mapping):
        return all(map(is_blank, value.values()))
    if isinstance(value, list):
        return all(map(is_blank, value))
    return value is None or value is False or value == ""


def files(form: forms.Form, content: Mapping[str, Any]) -> list[int]:
    """Return the documents that the answers' file fields name, rows of lists included."""
    places = {one.place for one in form.inputs() if one.kind == "filepicker"}
    said = {model.row_id(str(one)) for place, one in _leaves("", content) if place in places}
    return sorted(number for number in said if number is not None)


def without_files(form: forms.Form, content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with empty file fields: what was said, whatever ids the uploads got."""
    places = {one.place for one in form.inputs() if one.kind == "filepicker"}
    return {key: _emptied(places, key, value) for key, value in content.items()}


def _emptied(places: set[str], place: str, value: Any) -> Any:
    if place in places:
        return []
    if isinstance(value, Mapping):
        return {key: _emptied(places, f"{place}.{key}", one) for key, one in value.items()}
    if isinstance(value, list):
        return [_emptied(places, place, one) for one in value]
    return value


def _leaves(place: str, value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return [leaf for key, one in value.items() for leaf in _leaves(f"{place}.{key}" if place else key, one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(place, one)]
    return [(place, value)]


def paths(form: forms.Form) -> frozenset[str]:
    """Return every path an answer can stand at, rows of lists with `[]`: `bakgrunn`, `tiltak_individ[].navn`."""
    lists = [one.place for one in form.all() if one.kind == "dynamiclist"]
    found = {one.place for one in form.all() if one.place}
    for place in sorted(lists, key=len, reverse=True):
        found = {f"{place}[]{one[len(place) :]}" if one.startswith(f"{place}.") else one for one in found}
    return frozenset(found)


def named(form: forms.Form, content: Mapping[str, Any], name_of: Callable[[str], str]) -> dict[str, Any]:
    """Return the answers with names for the register's ids; what is no id stays."""
    places = {one.place for one in register_fields(form, nested=True)}
    return {key: _named(places, key, value, name_of) for key, value in content.items()}


def numbered(form: forms.Form, content: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    """Return answers that no form has checked, the ids of persons who are not in `known` as `nr. 57`: as plain text.

    A page gives an id its name: an id that was never offered would be a way to ask for any child's.
    """
    places = {one.place for one in form.inputs() if _is_person(one)}
    return {
        key: _named(places, key, value, lambda number: number if number in known else f"nr. {number}")
        for key, value in content.items()
    }


def _is_person(one: forms.Field) -> bool:
    return one.get("properties", "register") in REGISTERS or one.get("valuesKey") in REGISTERS.values()


def _typed(kinds: Mapping[str, Any], place: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _typed(kinds, f"{place}.{key}", one) for key, one in value.items()}
    if isinstance(value, list):
        return [_typed(kinds, place, one) for one in value]
    if place in kinds and isinstance(value, str):
        return _moment(str(kinds[place] or "date"), value)
    return value


def _moment(subtype: str, text: str) -> date | time | datetime | None:
    """An answer has passed its form, so what cannot be read is an old record: unknown, not wrong."""
    read: dict[str, Callable[[str], date | time | datetime]] = {
        "date": date.fromisoformat,
        "time": time.fromisoformat,
        "datetime": datetime.fromisoformat,
    }
    with contextlib.suppress(ValueError):
        return read[subtype](text)
    return None


def _named(places: set[str], place: str, value: Any, name_of: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _named(places, f"{place}.{key}", one, name_of) for key, one in value.items()}
    if isinstance(value, list):
        return [_named(places, place, one, name_of) for one in value]
    return name_of(str(value)) if place in places and model.row_id(value) is not None else value
