"""What the files say of each other: every school, class, person and role that a line names must exist.

Pure: knows rows, and the names that the database has already (`Known`). Everything wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from engine import errors, roles
from engine.municipality import school_calendar
from engine.register import cells, choices
from engine.register.sheets import (
    CALENDAR,
    CLASSES,
    PARENTS,
    PEOPLE,
    PUPILS,
    ROLES,
    SCHOOLS,
    SETTINGS,
    STAFF,
    Problem,
    Row,
    Sheet,
    Sheets,
)

KIND_OF: Mapping[str, str] = {norwegian: kind for kind, norwegian in roles.KINDS.items()}


@dataclass(slots=True)
class Known:
    """Names there are, as `plain` writes them; persons by their register id."""

    kinds: dict[str, str] = field(default_factory=dict)
    schools: set[str] = field(default_factory=set)
    classes: set[tuple[str, str]] = field(default_factory=set)
    people: set[str] = field(default_factory=set)


def plain(name: str) -> str:
    """Return a name so that spaces and letter case do not matter."""
    return " ".join(name.split()).casefold()


def check(sheets: Sheets, known: Known) -> list[Problem]:
    """Return what is wrong between the files; `known` grows by what they hold."""
    problems = choices.read(sheets.get(SETTINGS.file, []))[1]
    problems += _each(sheets, ROLES, lambda row: _role(row, known))
    known.schools |= {plain(row.text("navn")) for row in sheets.get(SCHOOLS.file, [])}
    problems += _each(sheets, CLASSES, lambda row: _school(row, known))
    known.classes |= {_class_key(row) for row in sheets.get(CLASSES.file, [])}
    known.people |= {row.text("id") for row in sheets.get(PEOPLE.file, [])}
    problems += _each(sheets, PUPILS, lambda row: [*_person(row, "id", known), *_class(row, known), *_span(row)])
    problems += _each(sheets, PARENTS, lambda row: _parent(row, known))
    problems += _each(sheets, STAFF, lambda row: _staff(row, known))
    problems += _each(sheets, CALENDAR, lambda row: _school(row, known) if row.values["skole"] else [])
    return problems + list(_calendar(sheets.get(CALENDAR.file, [])))


Fault = tuple[str, str]


def _each(sheets: Sheets, sheet: Sheet, faults: Callable[[Row], list[Fault]]) -> list[Problem]:
    rows = sheets.get(sheet.file, [])
    return [Problem(sheet.file, row.line, column, sentence) for row in rows for column, sentence in faults(row)]


def _role(row: Row, known: Known) -> list[Fault]:
    name, kind = row.text("rolle"), KIND_OF.get(plain(row.text("gjelder")))
    if kind is None:
        return [("gjelder", f"«{row.text('gjelder')}» er ikke et sted. Skriv {', '.join(KIND_OF)}.")]
    rule = roles.parse(name, known.kinds)
    has = known.kinds.get(next(iter(rule.roles))) if len(rule.roles) == 1 and not rule.unknown else None
    if has is not None and has != kind:
        return [("gjelder", f"rollen «{name}» gjelder allerede for en {roles.KINDS[has]}. Gi den nye et annet navn.")]
    if has is None:
        known.kinds[name] = kind
    return []


def _school(row: Row, known: Known) -> list[Fault]:
    name = row.text("skole")
    if plain(name) in known.schools:
        return []
    return [("skole", f"skolen «{name}» finnes ikke. Legg den i {SCHOOLS.file}, eller rett navnet.")]


def _class_key(row: Row) -> tuple[str, str]:
    return plain(row.text("skole")), plain(row.text("klasse"))


def _class(row: Row, known: Known) -> list[Fault]:
    missing = _school(row, known)
    if missing or _class_key(row) in known.classes:
        return missing
    where = f"«{row.text('klasse')}» ved {row.text('skole')}"
    return [("klasse", f"klassen {where} finnes ikke. Legg den i {CLASSES.file}, eller rett navnet.")]


def _person(row: Row, column: str, known: Known) -> list[Fault]:
    if row.text(column) in known.people:
        return []
    return [(column, f"personen «{row.text(column)}» finnes ikke. Legg den i {PEOPLE.file}, eller rett id-en.")]


def _span(row: Row) -> list[Fault]:
    first, last = row.values["fra"], row.values["til"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        return [("til", f"{cells.written(last)} er før {cells.written(first)}. Rett en av datoene.")]
    return []


def _parent(row: Row, known: Known) -> list[Fault]:
    if row.text("elev") == row.text("foresatt"):
        return [("foresatt", "eleven kan ikke være sin egen foresatte.")]
    return [*_person(row, "elev", known), *_person(row, "foresatt", known), *_span(row)]


def _staff(row: Row, known: Known) -> list[Fault]:
    faults = [*_person(row, "id", known), *_span(row)]
    rule = roles.parse(row.text("rolle"), known.kinds)
    if rule.unknown or len(rule.roles) != 1:
        sentence = " ".join(roles.problems(rule, known.kinds)) or "skriv én rolle på hver linje."
        return [*faults, ("rolle", sentence)]
    return faults + _place(row, known.kinds[next(iter(rule.roles))], known)


def _place(row: Row, kind: str, known: Known) -> list[Fault]:
    """Check that the line names the kind of place in which its role counts, and no other."""
    if kind == "case":
        return [("rolle", f"rollen «{row.text('rolle')}» gis i den enkelte saken, ikke i registeret. Ta bort linjen.")]
    for column, kinds in (("skole", ("school", "class")), ("klasse", ("class",))):
        if kind in kinds and not row.values[column]:
            return [(column, f"rollen «{row.text('rolle')}» gjelder for en {roles.KINDS[kind]}. Fyll ut {column}.")]
        if kind not in kinds and row.values[column]:
            return [(column, f"rollen «{row.text('rolle')}» gjelder for en {roles.KINDS[kind]}. Tøm ruten.")]
    if kind == "class":
        return _class(row, known)
    return _school(row, known) if kind == "school" else []


def _calendar(rows: list[Row]) -> Iterator[Problem]:
    """Let the reader of school calendars judge each school's lines, with the line numbers they have here."""
    for school in dict.fromkeys(plain(row.text("skole")) for row in rows):
        mine = {row.line: row for row in rows if plain(row.text("skole")) == school}
        try:
            school_calendar.read(_as_calendar(mine))
        except errors.RegisterUnreadable as problem:
            faults = problem.details.get("faults", ())
            for fault in faults if isinstance(faults, tuple) else ():
                yield Problem(CALENDAR.file, None, "", str(fault))


def _as_calendar(rows: Mapping[int, Row]) -> str:
    lines = ["fra;til;navn", *[""] * (max(rows) - 1)]
    for number, row in rows.items():
        first, last = cells.written(row.values["fra"]), cells.written(row.values["til"])
        quoted = row.text("navn").replace('"', '""')
        lines[number - 1] = f'{first};{last};"{quoted}"'
    return "\n".join(lines)
