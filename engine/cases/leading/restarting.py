"""Try again to open cases that the clock, a message or a signal could not open: there is no case that could stand.

The rows that tell of it are `start_timers` and `broadcasts`; who answers for routines does it, once the fault is mended
(a new version is in force). What fails again stands there again.
"""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from engine import clock, db, errors, model, routines, tables
from engine.cases.arrivals import delivering
from engine.cases.opening import clocking
from engine.cases.versions import choosing

Kind = Literal["clock", "thrown"]
_b, _t, _v = tables.broadcasts.c, tables.start_timers.c, tables.versions.c
# a case that could not be opened; `broadcasts` of cases that failed have their incident
HAS_FAILED = sa.and_(_b.case_id.is_(None), _b.done_at.is_not(None), _b.problem != sa.literal("", _b.problem.type))
HAS_FAILED_CLOCK = sa.func.jsonb_array_length(_t.failed_at) > 0


def retry_start(kind: Kind, row_id: int, *, by: model.Person) -> bool:
    """Try again to open what the row could not; return whether all of it is open now.

    Raises `NotAllowed` unless `by` answers for the municipality's routines, `NothingToCorrect` where the row does not
    stand (any more), `RoutineNotFound` where the routine is retired.
    """
    with db.reading() as connection:
        choosing.require(connection, by)
    if kind == "clock":
        return _retry_clock(row_id, by)
    with db.transaction() as connection:
        mine = sa.and_(_b.id == row_id, _b.municipality_id == by.municipality_id, HAS_FAILED)
        again = sa.update(tables.broadcasts).where(mine).values(done_at=None, problem="").returning(_b.id)
        if connection.scalar(again) is None:
            raise errors.NothingToCorrect()
    delivering.deliver()
    with db.reading() as connection:
        return connection.scalar(sa.select(_b.id).where(_b.id == row_id, HAS_FAILED)) is None


def _retry_clock(row_id: int, by: model.Person) -> bool:
    with db.transaction() as connection:
        row = connection.execute(
            sa.select(_t.id, _t.version_id, _t.element_id, _t.due_at, _t.failed_at, _v.municipality_id, _v.routine)
            .join(tables.versions, _v.id == _t.version_id)
            .where(_t.id == row_id, _v.municipality_id == by.municipality_id, HAS_FAILED_CLOCK)
            .with_for_update(of=tables.start_timers)
        ).one_or_none()
        if row is None:
            raise errors.NothingToCorrect()
        failed = _open_again(connection, row)
        told = {"failed_at": list(failed), "problem": next(iter(failed.values()), "")}
        connection.execute(sa.update(tables.start_timers).where(_t.id == row_id).values(told))
    return not failed


def _open_again(connection: sa.Connection, row: Any) -> dict[int | str | None, str]:
    """Open what failed, by the version in force; a start that it does not have any more has nothing to open."""
    version = routines.current(connection, row.municipality_id, row.routine)
    start = clocking.start_of(connection, version, row.element_id)
    if start is None:
        return {}
    where = [
        model.Place(row.municipality_id, None if one is None else int(one))
        for one in row.failed_at
        if one != clocking.UNCOUNTED
    ]
    facts: dict[str, object] = {"due": row.due_at.isoformat(), "again": clock.now().isoformat()}
    failed = clocking.open_at(connection, version, start, where, facts)
    if clocking.UNCOUNTED in row.failed_at:
        problem = clocking.set_again(connection, version, row.municipality_id, start)
        failed |= {clocking.UNCOUNTED: problem} if problem else {}
    return failed
