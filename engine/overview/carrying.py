"""What a new form starts with out of the case's earlier answers: nothing is typed twice (ux.md; processes/README.md).

Pure: knows forms and answer records. A field asks for it by the property `hent`: names of earlier answers, `,` between
what to try in turn and `+` between what belongs together; `ja` is the field's own key. A list asks for the rows of
other lists, and the fields of its rows for the fields of those: `navn`, or `vurdering.konklusjon` for the row of the
list `vurdering` that the list's own property `hent-der` (`tiltak = navn`) finds; `vurdering.parent.deltakere` is
beside that list; outside a list `elevens_uttalelse.parent.gjennomfort` is what stands in the same answers as the newest
`elevens_uttalelse`; `innstilling.evaluering_maks` is what the municipality has decided. `egne_ord@BAE-H-03` is what
was said in that step only: on a list one row for each time the step stands (the newest answers of each), in a row what
the step says of the same thing, by `hent-der`; `konklusjon@BAE-V-11_1-4.a[1]` is what the first of its instances says,
where one step stands once for each child. In such a step nothing is taken of the other children's, unless it is asked
for by number. What does not ask is never copied on: a talk's own words belong to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from engine import clock, forms, model, pages
from engine.municipality import policy

OWN = "ja"
BESIDE = ".parent."  # what stands beside a name, in the same answers
STEP = "@"  # what was said in one step only
NTH = "["  # by which instance of it, as stories count them: `STEG[1]`
TEXTS = ("textfield", "textarea")
MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november",
    "desember",
)  # fmt: skip

Records = Sequence[pages.AnswersView]
Row = Mapping[str, Any]


def known(
    form: forms.Form, records: Records, name_of: Callable[[str], str] = str, *, settings: Row | None = None
) -> dict[str, object]:
    """Return the values that a new `form` starts with, by key.

    `records` are the answers in force, oldest first; `name_of` gives the name behind an id of the register;
    `settings` is what the municipality has decided.
    """
    found: dict[str, object] = {}
    for one in form.all():
        if one.place and one.place == one.key and not one.in_list:
            value = _rows(one, records) if one.kind == "dynamiclist" else _value(one, records, name_of, settings or {})
            if value not in (None, "", []):
                found[one.key] = value
    return found


def _wishes(one: forms.Field) -> list[list[str]]:
    """Return the names a field asks for: what to try in turn, each a list of what belongs together."""
    asked = str(one.get("properties", "hent") or "")
    tries = [[name.strip() for name in part.split("+") if name.strip()] for part in asked.split(",")]
    return [[one.key if name == OWN else name for name in names] for names in tries if names]


def _newest(records: Records, names: Sequence[str]) -> int | None:
    """Return the place of the newest record that says something under one of `names`."""
    back = range(len(records) - 1, -1, -1)
    return next((at for at in back if any(_said_in(records[at], name) for name in names)), None)


def _said_in(record: pages.AnswersView, name: str) -> object:
    """Return what a record says under a name, which may name its step too, and which time that stands."""
    key, step, nth = named(name)
    is_its = nth == str(record.instance) if nth else not record.is_anothers
    is_asked = step in ("", record.element_id) and is_its
    return record.content.get(key) if is_asked else None


def named(name: str) -> tuple[str, str, str]:
    """Return the field's key, the step and which of its instances a name asks for: `konklusjon@STEG[1]`."""
    key, _, asked = name.partition(STEP)
    step, _, nth = asked.partition(NTH)
    return key, step, nth.removesuffix("]")


def _value(one: forms.Field, records: Records, name_of: Callable[[str], str], settings: Row) -> object:
    for names in _wishes(one):
        decided = names[0].removeprefix(f"{policy.NAME}.")
        if decided != names[0]:
            if settings.get(decided) not in (None, "", []):
                return settings[decided]
            continue
        keys = [name.rpartition(BESIDE)[2].partition(STEP)[0] for name in names]
        at = _newest(records, [name.partition(BESIDE)[0] for name in names])
        if at is None or not any(records[at].content.get(key) for key in keys):
            continue
        if names == [one.key] or one.kind not in TEXTS:
            return _as_asked(one, records[at].content.get(keys[0]))
        return _together([(records[at], records[at].content, key) for key in keys], name_of)
    return None


def _as_asked(one: forms.Field, value: object) -> object:
    """Return the value for the field that asks: of a moment, its day in Oslo where only a day is asked for."""
    if one.kind != "datetime" or one.get("subtype") != "date" or not isinstance(value, str) or "T" not in value:
        return value
    try:
        read = datetime.fromisoformat(value)
    except ValueError:
        return None
    return (clock.oslo(read) if read.tzinfo else read).date().isoformat()


def _rows(one: forms.Field, records: Records) -> list[dict[str, object]] | None:
    for names in _wishes(one):
        at = _newest(records, names)
        if at is not None:
            given = [row for name in names for row in _given(records, at, name)]
            return [_row(one, row, records, at, is_own=names == [one.key]) for row in given]
    return None


def _given(records: Records, at: int, name: str) -> list[Row]:
    """Return the rows under a name: of the newest list, or the newest answers of each time its step stands."""
    if STEP not in name:
        return _mappings(records[at].content.get(name))
    each = {one.instance: one.content for one in records if _said_in(one, name)}
    return [each[instance] for instance in sorted(each, key=lambda instance: instance or 0)]


def _row(one: forms.Field, row: Row, records: Records, at: int, *, is_own: bool) -> dict[str, object]:
    """Return a row of a new list: its own fields as they were, the others as they ask."""
    made: dict[str, object] = dict(row) if is_own else {}
    for field in one.children:
        for names in _wishes(field):
            if is_own and "." not in names[0] and STEP not in names[0]:
                continue
            if STEP in names[0]:
                value = _of_step(one, row, records[at + 1 :], names[0])
            else:
                value = _of_row(field, names, row, _match(one, row, records, at))
            if value not in (None, "", []):
                made[field.key] = value
                break
    return made


def _of_step(one: forms.Field, row: Row, newer: Records, name: str) -> object:
    """Return what the step in `name` says of the same thing as `row`, the newest time that it does."""
    pairs = same(one)
    found = (record for record in reversed(newer) if _said_in(record, name))
    its = next((it.content for it in found if all(it.content.get(a) == row.get(b) for a, b in pairs)), None)
    return its.get(name.partition(STEP)[0]) if its is not None and pairs else None


def same(one: forms.Field) -> list[tuple[str, str]]:
    """Return what is the same of a row elsewhere and of one here, `theirs = ours`, joined by `+`."""
    parts = [part.partition("=") for part in str(one.get("properties", "hent-der") or "").split("+")]
    return [(theirs.strip(), ours.strip()) for theirs, _, ours in parts if theirs.strip() and ours.strip()]


Match = Callable[[str], tuple[pages.AnswersView, Row] | None]


def _match(one: forms.Field, row: Row, records: Records, at: int) -> Match:
    """Return how to find the newer row about the same thing in another list: answers that are older say nothing new."""
    pairs = same(one)

    def find(name: str) -> tuple[pages.AnswersView, Row] | None:
        place = _newest(records, [name])
        if place is None or place <= at or not any(row.get(ours) for _theirs, ours in pairs):
            return None
        given = _mappings(records[place].content.get(name))
        alike = (other for other in given if all(other.get(theirs) == row.get(ours) for theirs, ours in pairs))
        return next(((records[place], other) for other in alike), None)

    return find


def _of_row(field: forms.Field, names: Sequence[str], row: Row, find: Match) -> object:
    if "." not in names[0]:
        return row.get(names[0])
    parts: list[tuple[pages.AnswersView, Row, str]] = []
    for name in names:
        holder, _, key = name.partition(".")
        match = find(holder)
        if match is not None:
            beside = key.startswith("parent.")
            parts.append((match[0], match[0].content if beside else match[1], key.removeprefix("parent.")))
    if field.kind in TEXTS:
        return _together(parts)
    return parts[0][1].get(parts[0][2]) if parts else None


def _together(parts: Sequence[tuple[pages.AnswersView, Row, str]], name_of: Callable[[str], str] = str) -> str:
    """Return the values as one text: days in words, choices and people by what they are called; sentences stay so."""
    texts = [said(row.get(key), _component(record.form or {}, key), name_of) for record, row, key in parts]
    whole = ""
    for one in filter(None, texts):
        whole += one if not whole else f" {one}" if whole.endswith((".", "!", "?")) else f", {one}"
    return whole


def said(value: object, component: Row, name_of: Callable[[str], str] = str) -> str:
    """Return one answer as text: a day in words, a choice by its label, a person by name."""
    if isinstance(value, list):
        return ", ".join(said(one, component, name_of) for one in value)
    if model.row_id(value) is not None and _mapping(component.get("properties")).get("register"):
        return name_of(str(value))
    if component.get("type") == "datetime" and isinstance(value, str):
        return _moment(value)
    options = {str(one.get("value")): str(one.get("label")) for one in _mappings(component.get("values"))}
    return "" if value is None else options.get(str(value), str(value))


def _moment(text: str) -> str:
    """Return `5. januar 2026`, with `kl. 10:30` where a time stands; what is no date stays."""
    try:
        if "T" not in text:
            return _day(date.fromisoformat(text))
        read = datetime.fromisoformat(text)
    except ValueError:
        return text
    own = clock.oslo(read) if read.tzinfo else read
    return f"{_day(own.date())} kl. {own:%H:%M}"


def _day(day: date) -> str:
    return f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def _component(holder: Row, key: str) -> Row:
    """Return the component of a form's JSON that has this key, wherever it stands."""
    for one in _mappings(holder.get("components")):
        if one.get("key") == key:
            return one
        inside = _component(one, key)
        if inside:
            return inside
    return {}


def _mapping(value: object) -> Row:
    return value if isinstance(value, Mapping) else {}


def _mappings(value: object) -> list[Row]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
