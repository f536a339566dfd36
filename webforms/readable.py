"""The values that a routine goes by, as people know them: what the field asked, the choice's words, the person's name.

Pure but for names of persons (`naming`): knows form-js schemas and plain values. A name that no form asks for, which an
expression or a table gives, keeps its own.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine import clock, model
from webforms import form, naming, times
from webforms.fields.base import Shown, components
from webforms.language import plural
from webforms.language import text as _

Options = list[dict[str, str]]
ONE_OF = ("radio", "select")  # the kinds of fields whose answer is one of their choices


@dataclass(frozen=True, slots=True)
class Value:
    """A value by the name that the routine reads: what it is called, what it is now, and what can be chosen.

    `is_asked`: a form of the routine asks for it; what an expression or a table gives, none does.
    """

    name: str
    label: str
    now: str
    choices: Mapping[str, object]  # what people read → what is stored; none where the form does not list them
    is_asked: bool

    def written(self, text: str) -> str:
        """Return what somebody wrote as the engine reads it: a choice's words, or a name alone, mean the choice."""
        wanted = text.strip().casefold()
        exact = [one for said, one in self.choices.items() if wanted in (said.casefold(), str(one).casefold())]
        found = exact or [one for said, one in self.choices.items() if said.casefold().partition(" (")[0] == wanted]
        return json.dumps(found[0], ensure_ascii=False) if wanted and len(found) == 1 else text


def values(
    known: Mapping[str, object], schemas: Iterable[form.Schema], person: model.Person, lists: Mapping[str, Options]
) -> dict[str, Value]:
    """Return each of the `known` values as people read it; of several forms that ask for one, the first tells how.

    `lists` are the host's, by their names in forms: whom one can choose.
    """
    fields: dict[str, form.Schema] = {}
    for key, field in (one for schema in schemas for one in _fields(schema)):
        if key in known:
            fields.setdefault(key, field)
    asked = {"components": list(fields.values())}
    shown = {one.path: one for one in form.show(asked, known, naming.named(asked, known, person))}
    choices = {name: _choices(field, lists) for name, field in fields.items()}
    told = {name: _told(name, value, shown.get(name), choices.get(name, {})) for name, value in known.items()}
    often = Counter(one.label for one in told.values())
    alike = {name for name, one in told.items() if often[one.label] > 1}
    found = [_apart(one) if one.name in alike else one for one in told.values()]
    return {one.name: one for one in sorted(found, key=lambda one: (not one.is_asked, one.label.casefold()))}


def _fields(container: form.Schema) -> Iterator[tuple[str, form.Schema]]:
    """Yield the fields that give a name of their own, those of groups without a path included."""
    for one in components(container):
        if one.get("type") == "group" and not one.get("path"):
            yield from _fields(one)
        elif name := one.get("key") or one.get("path"):
            yield str(name), one


def _choices(field: form.Schema, lists: Mapping[str, Options]) -> dict[str, object]:
    """Return the choices of a field whose answer is one of them; two of one name are told apart by nobody."""
    if field.get("type") not in ONE_OF:
        return {}
    listed = lists.get(str(field.get("valuesKey")), field.get("values"))
    options = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    often = Counter(str(one.get("label")) for one in options)
    return {label: one.get("value") for one in options if often[label := str(one.get("label"))] == 1}


def _told(name: str, value: object, shown: Shown | None, choices: Mapping[str, object]) -> Value:
    if shown is None:
        return Value(name, name, _plain(value), choices, is_asked=False)
    return Value(name, shown.label or name, _said(shown), choices, is_asked=True)


def _apart(one: Value) -> Value:
    return replace(one, label=f"{one.label} ({one.name})")


def _said(shown: Shown) -> str:
    if shown.rows:
        return plural("%(num)s rad", "%(num)s rader", len(shown.rows))
    return shown.text or ", ".join(shown.items or tuple(_said(one) for one in shown.children))


def _plain(value: object) -> str:
    """Return a value that no form asks for: a time as everywhere else, all else as it is written here."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nei")
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, default=str)
    return _moment(value) or value


def _moment(text: str) -> str:
    """Return a day, or a day and a time of it, as the engine writes them; of any other text nothing."""
    try:
        return times.moment(clock.aware(datetime.fromisoformat(text))) if "T" in text else _day(text)
    except ValueError:
        return ""


def _day(text: str) -> str:
    return times.day(date.fromisoformat(text)) if "-" in text else ""
