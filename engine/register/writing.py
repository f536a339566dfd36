"""Write the register of a municipality as a folder of files that `take_in` reads back (issue 2: CSV export).

Knows rows of people and places and how a spreadsheet wants its file: UTF-8 with its mark, semicolons, no cell that it
would run. People without a register id (a story's) are not the register's, and are left out.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine import alphabet, roles, tables
from engine.municipality import places, setting_versions
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
    Sheet,
)
from engine.register.storing import EVERYBODY, SOURCE

Lines = list[list[str]]
_p, _e, _g, _h = tables.people.c, tables.enrolments.c, tables.guardians.c, tables.holdings.c
_c, _s, _d = tables.classes.c, tables.schools.c, tables.closures.c


def write(connection: sa.Connection, municipality_id: int, folder: Path) -> None:
    """Write every file; the folder and its files are for their owner alone, since they hold people."""
    here = places.municipality(connection, municipality_id)
    files: dict[Sheet, Iterable[list[Any]]] = {
        SETTINGS: choices.lines(here.name, setting_versions.values(connection, municipality_id)),
        ROLES: _roles(connection, municipality_id),
        SCHOOLS: _schools(connection, municipality_id),
        CLASSES: _classes(connection, municipality_id),
        PEOPLE: _people(connection, municipality_id),
        PUPILS: _pupils(connection, municipality_id),
        PARENTS: _parents(connection, municipality_id),
        STAFF: _staff(connection, municipality_id),
        CALENDAR: _calendar(connection, municipality_id),
    }
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for sheet, lines in files.items():
        _write_file(folder / sheet.file, as_csv(sheet, lines))


def as_csv(sheet: Sheet, lines: Iterable[list[Any]]) -> bytes:
    """Return the file's content."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(sheet.header)
    writer.writerows([cells.guarded(cells.written(value)) for value in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _write_file(path: Path, content: bytes) -> None:
    unfinished = path.with_suffix(".ny")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)


def _roles(connection: sa.Connection, municipality_id: int) -> Lines:
    """Return the roles that the municipality has added; those of the product come by themselves."""
    own = roles.scope_kinds(connection, municipality_id)
    return sorted(
        ([name, roles.KINDS[kind]] for name, kind in own.items() if roles.DEFAULTS.get(name) != kind),
        key=lambda line: alphabet.order(line[0]),
    )


def _schools(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    return [
        [one.name, cells.spoken_language(one.language), one.address, one.email, one.phone]
        for one in places.schools(connection, municipality_id)
    ]


def _classes(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    return [
        [school.name, one.name, one.grade]
        for school in places.schools(connection, municipality_id)
        for one in places.classes(connection, school.id)
    ]


def _people(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    query = sa.select(_p.register_id, _p.name, _p.email, _p.phone, _p.born, _p.language).where(_mine(municipality_id))
    found = [[*row[:5], cells.spoken_language(row.language)] for row in connection.execute(query)]
    return sorted(found, key=lambda line: alphabet.order(line[0]))


def _pupils(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    query = (
        sa.select(_p.register_id, _s.name, _c.name, _e.first_day, _e.last_day)
        .join(tables.enrolments, _e.pupil_id == _p.id)
        .join(tables.classes, _c.id == _e.class_id)
        .join(tables.schools, _s.id == _c.school_id)
        .where(_mine(municipality_id))
    )
    return _sorted(connection.execute(query), (0, 3, 1, 2))


def _parents(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    parent = tables.people.alias("parent")
    query = (
        sa.select(_p.register_id, parent.c.register_id, _g.kind, _g.first_day, _g.last_day)
        .join(tables.guardians, _g.pupil_id == _p.id)
        .join(parent, parent.c.id == _g.parent_id)
        .where(_mine(municipality_id), parent.c.register_id.is_not(None))
    )
    return _sorted(connection.execute(query), (0, 1, 3, 2))


def _staff(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    """Return who has which role where, but for the `ansatt` that another role at the school says already."""
    names = _names_of_places(connection, municipality_id)
    query = (
        sa.select(_p.register_id, _h.role, _h.scope, _h.first_day, _h.last_day, _h.reason, _h.source)
        .join(tables.holdings, _h.person_id == _p.id)
        .where(_mine(municipality_id), _h.scope.op("!~")("^k:"))
    )
    found = list(connection.execute(query))
    implied = _implied(found, names)
    lines = [
        [row.register_id, row.role, *names[row.scope], row.first_day, row.last_day, row.reason]
        for row in found
        if (row.register_id, row.role, names[row.scope][0], row.first_day, row.last_day, row.source) not in implied
    ]
    return _sorted(lines, (0, 1, 2, 3, 4))


def _names_of_places(connection: sa.Connection, municipality_id: int) -> dict[str, tuple[str, str]]:
    """Return (school, class) of each scope text."""
    names = {f"m:{municipality_id}": ("", "")}
    for school in places.schools(connection, municipality_id):
        names[f"s:{school.id}"] = (school.name, "")
        names.update({f"c:{one.id}": (school.name, one.name) for one in places.classes(connection, school.id)})
    return names


def _implied(found: Iterable[Any], names: dict[str, tuple[str, str]]) -> set[tuple[Any, ...]]:
    """Return the `ansatt` rows that `storing` makes of the other rows."""
    longest: dict[tuple[Any, ...], Any] = {}
    for row in found:
        school = names[row.scope][0]
        if school and row.role != EVERYBODY and row.role not in roles.COUNCILS:
            key = (row.register_id, EVERYBODY, school, row.first_day)
            last = longest.setdefault(key, row.last_day)
            longest[key] = None if last is None or row.last_day is None else max(last, row.last_day)
    return {(*key, last, SOURCE) for key, last in longest.items()}


def _calendar(connection: sa.Connection, municipality_id: int) -> list[list[Any]]:
    query = (
        sa.select(sa.func.coalesce(_s.name, ""), _d.first_day, _d.last_day, _d.name)
        .outerjoin(tables.schools, _s.id == _d.school_id)
        .where(_d.municipality_id == municipality_id)
    )
    return _sorted(connection.execute(query), (0, 1, 2, 3))


def _mine(municipality_id: int) -> sa.ColumnElement[bool]:
    return sa.and_(_p.municipality_id == municipality_id, _p.register_id.is_not(None))


def _sorted(rows: Iterable[Any], by: tuple[int, ...]) -> list[list[Any]]:
    """Return the rows in an order that a person expects; days as days, texts by the alphabet."""

    def order(row: list[Any]) -> list[Any]:
        return [alphabet.order(row[i]) if isinstance(row[i], str) else str(row[i]) for i in by]

    return sorted((list(row) for row in rows), key=order)
