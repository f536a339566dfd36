"""What a case's answers say of its plan: by the properties `plan` of tasks and fields (processes/README.md).

Pure: knows forms and answer records. A task is a version of the plan, changes it between evaluations, tells of its
measures' status, evaluates them or closes the case; the fields of its form say which of them is what. Measures are
known by their name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine import pages
from engine.overview import carrying

PROPERTY, LEVEL, ABOUT = "plan", "plan-nivå", "plan-om"
VERSION, CHANGE, STATUS, EVALUATION, CLOSING = KINDS = ("versjon", "endring", "status", "evaluering", "avslutning")
VERSIONS = (VERSION, CHANGE)
LIST, NAME, AGREED = "tiltak", "navn", "evalueres"
ROWS = (
    NAME, "problem", "beskrivelse", "nivå", "start", "slutt", "ansvarlig", "evalueres", "status", "dato", "merknad",
    "virker", "konklusjon",
)  # fmt: skip
ROOTS = (
    LIST, "problem", "mål", "evalueres", "status", "dato", "merknad", "uttalelse", "uttalelse-dato",
    "uttalelse-mangler", "beslutning",
)  # fmt: skip
LEVELS = ("individ", "gruppe", "klasse", "skole", "system", "klasse og system")

Said = Mapping[str, str]
Row = Mapping[str, object]
NameOf = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Record:
    """An answer record that speaks of the plan: what its task is to the plan, and which measure it is about alone."""

    kind: str
    view: pages.AnswersView
    about: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """What a record says, as text by what the fields are to the plan: at its root, and of each measure."""

    root: Said
    rows: Sequence[Said] = ()
    lists: Said = field(default_factory=dict)  # the key of the name, by the path of the list


def words(view: pages.AnswersView, name_of: NameOf) -> Words:
    """Read a record by the properties of its form."""
    root: dict[str, str] = {}
    rows: list[Said] = []
    lists: dict[str, str] = {}
    for component, holder in _components(view.form or {}, view.content):
        own = _own(component)
        if own.get(PROPERTY) == LIST:
            path = str(component.get("path"))
            rows += [_row(component, row, str(own.get(LEVEL) or ""), name_of) for row in _rows(holder.get(path))]
            lists[path] = next(
                (str(one.get("key")) for one in _inside(component) if _own(one).get(PROPERTY) == NAME), ""
            )
        elif own.get(PROPERTY) in ROOTS:
            text = carrying.said(holder.get(str(component.get("key"))), component, name_of)
            root.update({str(own[PROPERTY]): text} if text else {})  # of two that stand for the same, one is asked
    return Words(root, rows, lists)


def _row(component: Row, row: Row, level: str, name_of: NameOf) -> Said:
    asked = {str(_own(one).get(PROPERTY)) for one in _inside(component)}
    found = {"nivå": level, "spør om nivå": "ja" if level or "nivå" in asked else ""}
    for one in _inside(component):
        part = str(_own(one).get(PROPERTY) or "")
        text = carrying.said(row.get(str(one.get("key"))), one, name_of) if part in ROWS else ""
        if text:
            found[part] = text
    return found


def measures(version: pages.AnswersView, records: Sequence[Record], name_of: NameOf) -> tuple[pages.Measure, ...]:
    """Return the measures of a version, with what `records` (oldest first) have told of each."""
    said = words(version, name_of)
    agreed = said.root.get("evalueres", "")
    return tuple(
        replace(_measure(one, agreed), **told(one[NAME], version, one, records, name_of))  # type: ignore[arg-type]
        for one in said.rows
        if one.get(NAME)
    )


def _measure(one: Said, agreed: str) -> pages.Measure:
    return pages.Measure(
        name=one[NAME],
        level=one.get("nivå", ""),
        asks_level=bool(one.get("spør om nivå")),
        problem=one.get("problem", ""),
        description=one.get("beskrivelse", ""),
        responsible=one.get("ansvarlig", ""),
        starts=one.get("start", ""),
        ends=one.get("slutt", ""),
        evaluated_by=one.get("evalueres", "") or agreed,
    )


def agreed(form: Row, content: Row) -> list[date]:
    """Return the days that the answers to a plan's form have for its evaluation; a draft may hold what is no day."""
    asked = ((one, holder) for one, holder in _components(form, content) if _own(one).get(PROPERTY) == AGREED)
    said = (_day(holder.get(str(one.get("key")))) for one, holder in asked)
    return [day for day in said if day is not None]


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value or ""))
    except ValueError:
        return None


def told(
    name: str, version: pages.AnswersView, own: Said, records: Sequence[Record], name_of: NameOf
) -> dict[str, object]:
    """Return the newest status and all evaluations of the measure `name`; a conclusion in the plan itself is one."""
    status: pages.Told | None = None
    evaluations: list[pages.Told] = []
    for record in records:
        for one in _about(record, name, name_of):
            if record.kind == STATUS and one.get("status"):
                status = _told(record.view, one, "status", "merknad")
            if record.kind == EVALUATION and (one.get("virker") or one.get("konklusjon")):
                evaluations.append(_told(record.view, one, "virker", "konklusjon"))
    written = own.get("konklusjon", "")
    if written and written not in {one.note for one in evaluations}:
        evaluations.append(_told(version, own, "", "konklusjon"))
    return {"status": status, "evaluations": tuple(evaluations)}


def _about(record: Record, name: str, name_of: NameOf) -> Iterator[Said]:
    """Give what the record says of one measure: its rows of that name, or all of it where it is about that alone."""
    said = words(record.view, name_of)
    if record.about:
        if same(record.about, name):
            yield said.root
        return
    for one in said.rows:
        if same(one.get(NAME, ""), name):
            yield {"dato": said.root.get("dato", ""), **one}


def _told(view: pages.AnswersView, said: Said, what: str, note: str) -> pages.Told:
    return pages.Told(said.get(what, ""), said.get("dato", ""), said.get(note, ""), view.step_name, view.by, view.at)


def same(one: str, other: str) -> bool:
    """Tell whether two texts name the same measure."""
    return one.casefold().split() == other.casefold().split()


def _components(holder: Row, content: Row) -> Iterator[tuple[Row, Row]]:
    """Give every component outside lists, with the mapping that its answer stands in."""
    for one in _inside(holder):
        yield one, content
        if one.get("type") == "group":
            within: object = content
            for part in str(one.get("path") or "").split("."):
                within = within.get(part) if part and isinstance(within, Mapping) else within
            yield from _components(one, within if isinstance(within, Mapping) else {})


def _inside(holder: Row) -> list[Row]:
    found = holder.get("components")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def _own(component: Row) -> Row:
    own = component.get("properties")
    return own if isinstance(own, Mapping) else {}


def _rows(value: object) -> list[Row]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
