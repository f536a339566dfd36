"""Which cases are moved to another version, which version, and who may move them (DECISIONS 25).

Cases are found by routine, or named by number; those that cannot be meant are refused with why.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine import access, clock, db, errors, model, phrases, rights, routines, rows, tables

_c, _v = tables.cases.c, tables.versions.c
MOST_VERSIONS = 2**31 - 1  # what a row can have


def to_move(
    *,
    by: model.Person,
    routine: str,
    to: int,
    from_version: int | None = None,
) -> list[int]:
    """Return the ids of the open cases of `routine` that follow another version than number `to`, oldest first.

    A shielded case is among them only where `by` may open it. Raises `NotAllowed`, `RoutineNotFound`.
    """
    with db.reading() as connection:
        require(connection, by)
        target = version(connection, by.municipality_id, routine, to)
        wanted = sa.and_(
            _c.municipality_id == by.municipality_id, _c.routine == routine, _c.status == model.CaseStatus.OPEN,
            _c.version_id != target.id,
            sa.true() if from_version is None else _v.number == from_version,
        )  # fmt: skip
        query = sa.select(_c.id, _c.shielded_role).join(tables.versions, _v.id == _c.version_id).where(wanted)
        found = connection.execute(query.order_by(_c.id)).all()
        return [row.id for row in found if not row.shielded_role or _may_open(connection, row.id, by)]


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
        require(connection, by)
        target = version(connection, by.municipality_id, routine, to)
        for case in (case_of(connection, one, by) for one in ids):
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


def version(connection: sa.Connection, municipality_id: int, routine: str, number: int) -> routines.Version:
    """Return version `number` of the routine; raise `RoutineNotFound`."""
    mine = sa.and_(_v.municipality_id == municipality_id, _v.routine == routine, _v.number == number)
    columns = (_v.id, _v.routine, _v.number, _v.publication_id, _v.name, _v.start_form, _v.published_at)
    row = connection.execute(sa.select(*columns).where(mine)).one_or_none() if number <= MOST_VERSIONS else None
    if row is None:
        none = phrases.say("Rutinen «%(routine)s» har ingen utgave %(number)s.", routine=routine, number=number)
        raise errors.RoutineNotFound(none)
    return routines.Version(*row)


def may_move(connection: sa.Connection, by: model.Person) -> bool:
    """Tell whether the person may move the municipality's cases."""
    today = clock.today()
    return any(one.role in access.MOVES_CASES and one.counts_on(today) for one in rights.holdings(connection, by.id))


def require(connection: sa.Connection, by: model.Person) -> None:
    """Raise `NotAllowed` unless the person answers for the municipality's routines."""
    if not may_move(connection, by):
        refused = phrases.say(
            "Saker flyttes til en ny utgave av den som eier rutinene, eller av skoleeier. "
            "Spør prosesseieren i kommunen."
        )
        raise errors.NotAllowed(refused)


def case_of(connection: sa.Connection, case_id: int, by: model.Person) -> rows.CaseRow:
    """Return a case that the person may move; raise `NotAllowed`, `CaseNotFound`."""
    require(connection, by)
    case = rows.case(connection, case_id)
    is_hidden = bool(case.shielded_role) and not rights.may_open(connection, case, by.id)
    if is_hidden or case.place.municipality_id != by.municipality_id:
        raise errors.CaseNotFound()
    return case


def _may_open(connection: sa.Connection, case_id: int, by: model.Person) -> bool:
    return rights.may_open(connection, rows.case(connection, case_id), by.id)
