"""Cases that are named by number, to be moved: found, and refused with why where they cannot be meant."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine import db, errors, model, phrases, routines, rows, tables
from engine.cases import relocating

_c, _v = tables.cases.c, tables.versions.c


def numbered(number: str, *, by: model.Person) -> int:
    """Return the id of the municipality's case `number`; raise `CaseNotFound`."""
    with db.reading() as connection:
        mine = sa.and_(_c.number == number, _c.municipality_id == by.municipality_id)
        found = connection.scalar(sa.select(_c.id).where(mine))
    if found is None:
        raise errors.CaseNotFound()
    return int(found)


def chosen(numbers: Sequence[str], *, by: model.Person, routine: str, to: int) -> list[int]:
    """Return the ids of the cases that were named, to be moved to version number `to` of `routine`.

    Raises `CaseNotFound`, `MoveRefused` with why where one follows another routine, or has ended; else as `to_move`.
    """
    ids = [numbered(number, by=by) for number in numbers]
    with db.reading() as connection:
        relocating.require(connection, by)
        target = relocating.version(connection, by.municipality_id, routine, to)
        for case in (relocating.case_of(connection, one, by) for one in ids):
            why = _unfit(connection, case, target)
            if why:
                raise errors.MoveRefused(why)
    return ids


def _unfit(connection: sa.Connection, case: rows.CaseRow, target: routines.Version) -> str:
    """Return why the case cannot be asked to follow `target`; empty where it can."""
    if case.routine != target.routine:
        own = connection.scalar(sa.select(_v.name).join(tables.cases, _c.version_id == _v.id).where(_c.id == case.id))
        return phrases.say(
            "Sak %(number)s følger rutinen «%(own)s», ikke «%(other)s». Ingen sak er flyttet.",
            number=case.number, own=own, other=target.name,
        )  # fmt: skip
    if case.status != model.CaseStatus.OPEN:
        return phrases.say("Sak %(number)s er avsluttet og flyttes ikke. Ingen sak er flyttet.", number=case.number)
    return ""
