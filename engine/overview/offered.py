"""The routines in force: what a person may start, and what others call (ux.md Meld bekymring, Rutiner).

Knows versions and drafts; whether one may see the versions of a routine is `history`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import sqlalchemy as sa

from engine import db, form_values, model, pages, phrases, routines, tables
from engine.overview import about

_c, _d = tables.cases.c, tables.drafts.c


def to_choose(person: model.Person) -> tuple[pages.RoutineRow, ...]:
    """Return the routines that the person may start, by name, each with what it is for and what it stands under."""
    with db.reading() as connection:
        return tuple(_told(connection, one) for one in to_start(connection, person))


def _told(connection: sa.Connection, version: routines.Version) -> pages.RoutineRow:
    drawn = routines.definition(connection, version.publication_id, version.routine)
    return replace(routine_row(version), about=about.line(drawn), group=about.group(drawn))


def _counted(connection: sa.Connection, person: model.Person) -> list[pages.RoutineRow]:
    """Return every routine in force, whoever or whatever begins it, with how many cases it has running.

    Counting reads every open case of the municipality: not for pages that are opened all day.
    """
    running = (
        sa.select(_c.routine, sa.func.count())
        .where(_c.municipality_id == person.municipality_id, _c.status == model.CaseStatus.OPEN)
        .where(_c.shielded_role == "")  # a count must not tell that a shielded case exists
        .group_by(_c.routine)
    )
    count: dict[str, int] = dict(connection.execute(running).all())
    versions = routines.in_force(connection, person.municipality_id)
    return [routine_row(one, count.get(one.routine, 0)) for one in versions]


def to_start(connection: sa.Connection, person: model.Person) -> list[routines.Version]:
    """Return the versions in force that a person may start: those with a start form."""
    return [one for one in routines.in_force(connection, person.municipality_id) if one.start_form]


def routine_row(version: routines.Version, running: int | None = None) -> pages.RoutineRow:
    return pages.RoutineRow(
        version.routine, version.name, version.number, version.published_at, running, version.start_form
    )


def in_force(person: model.Person) -> list[pages.RoutineRow]:
    """Return the routines in force: what people, the clock or a message begin, then what others call, by name.

    A called routine follows the version that calls it, so its callers are told with their numbers; it has that
    number and date itself.
    """
    with db.reading() as connection:
        found = {one.routine: one for one in _counted(connection, person)}
        called: dict[str, pages.RoutineRow] = {}
        for version in routines.in_force(connection, person.municipality_id):
            for process in routines.definition(connection, version.publication_id, version.routine).processes:
                if process == version.routine or (process in found and found[process].start_form):
                    continue
                name = routines.definition(connection, version.publication_id, process).name
                callers = called[process].called_from if process in called else ()
                said = f"{version.name}, utgave {version.number}", f"{version.name}, utgåve {version.number}"
                row = (process, name, version.number, version.published_at, 0, None, (*callers, phrases.both(*said)))
                called[process] = pages.RoutineRow(*row)
    own = [one for one in found.values() if one.routine not in called]
    return [*own, *sorted(called.values(), key=lambda one: one.name)]


def unsent(
    connection: sa.Connection, person: model.Person, offered: Iterable[pages.RoutineRow]
) -> tuple[pages.UnsentRow, ...]:
    """Return the start forms the person has begun: a concern that was never sent must not be forgotten."""
    names = {one.routine: one.name for one in offered}
    query = sa.select(_d.routine, _d.saved_at, _d.content).where(_d.person_id == person.id, _d.routine.in_(list(names)))
    return tuple(
        pages.UnsentRow(routine, names[routine], saved_at)
        for routine, saved_at, content in connection.execute(query.order_by(_d.saved_at))
        if not form_values.is_blank(content)  # what was written in it has been taken out again
    )
