"""Deliver what cases have thrown: each row to its case, or to the start of its routine, in a transaction of its own.

Rows are claimed with SKIP LOCKED, so that any number of processes deliver and nothing arrives twice. A case that is
held by others is met again in the next sweep; one that fails gets an incident that keeps the signal or message.
Timers of the case that are overdue fire before, as before a person's submit.
"""

from __future__ import annotations

import contextlib
import contextvars
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from engine import audit, bpmn, clock, db, errors, model, routines, rows, tables
from engine.cases.arrivals import receiving
from engine.cases.opening import starting
from engine.cases.steps import firing, incidents
from engine.cases.throws import keeping, spreading, waking

log = structlog.get_logger()

AT_ONCE = 50  # so many are delivered before a command returns; the clock takes the rest
_b, _c = tables.broadcasts.c, tables.cases.c
_is_under_way: contextvars.ContextVar[bool] = contextvars.ContextVar("is_under_way", default=False)
_IS_OVERDUE = firing.has_overdue(_b.case_id).label("is_overdue")
_CLAIM = sa.select(tables.broadcasts, _IS_OVERDUE).where(_b.done_at.is_(None)).order_by(_b.id).limit(1)


LATE = timedelta(minutes=1)  # a message that came so long before it was given is told of in the case's log


class _Overdue(Exception):
    """The case that a row goes to has overdue timers."""


def sweep() -> int:
    """Do the clock's part: give what was kept to who waits now, deliver, forget what nobody waited for in time."""
    waking.give()
    arrived = deliver()
    keeping.forget_expired()
    return arrived


def deliver(limit: int = 1000) -> int:
    """Deliver rows, the oldest first, those too that they set off; return how many arrived."""
    skipped: set[int] = set()
    waited: set[int] = set()  # for what was overdue: once
    token = _is_under_way.set(True)
    try:
        return db.sweep(lambda: _deliver_next(skipped, waited), limit=limit)
    finally:
        _is_under_way.reset(token)


def deliver_at_once() -> None:
    """Deliver after a command's commit; what fails here is the clock's, never the command's."""
    if _is_under_way.get():
        return  # whoever delivers goes on until there is nothing left
    try:
        deliver(AT_ONCE)
    except Exception:
        log.exception("what was thrown could not be delivered at once")


def _deliver_next(skipped: set[int], waited: set[int]) -> bool | None:
    """Claim the next row and deliver it; None when there is none."""
    row: sa.Row[Any] | None = None
    try:
        with db.transaction() as connection:
            claim = _CLAIM.where(_b.id.not_in(skipped)).with_for_update(skip_locked=True)
            row = connection.execute(claim).one_or_none()
            if row is None:
                return None
            skipped.add(row.id)
            return _hand_on(connection, row, waited)
    except _Overdue:
        return _fire_before(row, skipped, waited)
    except errors.RoutineFault as fault:
        return _fail(row, fault)
    except errors.CaseBusy:
        return False  # somebody holds a row that it needs: the next sweep tries again
    except errors.DatabaseUnavailable:
        raise
    except Exception:
        log.exception("what was thrown could not be delivered", broadcast=row.id if row else None)
        return _fail(row, receiving.own_fault()) if row else None


def _hand_on(connection: sa.Connection, row: sa.Row[Any], waited: set[int]) -> bool:
    """Give the row to whom it goes to; a message that went to one alone, who waits no more, is kept."""
    with spreading.hop(row.hops):
        has_arrived = _open(connection, row) if row.case_id is None else _deliver(connection, row, waited)
    if has_arrived is not None:
        _finish(connection, row.id)
    if has_arrived is False and row.is_sole and row.kind == "message":
        sent = {str(name): value for name, value in row._mapping.items()}  # noqa: SLF001
        keeping.keep(connection, sent, municipality_id=row.municipality_id, at=row.at)
    return bool(has_arrived)


def _fire_before(row: sa.Row[Any] | None, skipped: set[int], waited: set[int]) -> bool:
    """Fire what is overdue in the row's case; the row is next again, unless others hold the case now."""
    if row is not None:
        waited.add(row.id)
        with contextlib.suppress(errors.CaseBusy):
            firing.fire_overdue_of(row.case_id)
            skipped.discard(row.id)
    return False


def _deliver(connection: sa.Connection, row: sa.Row[Any], waited: set[int]) -> bool | None:
    """Give it to its case; False where it does not wait any more, None where it is held by others."""
    free = sa.select(_c.id).where(_c.id == row.case_id, _c.status == model.CaseStatus.OPEN)
    if connection.scalar(free.with_for_update(skip_locked=True, key_share=True)) is None:
        return None if connection.scalar(free) else False
    if row.is_overdue and row.id not in waited:
        raise _Overdue
    case = rows.case(connection, row.case_id)
    try:
        receiving.step(connection, row.case_id, _throw_to(connection, row, case))
    except (errors.MessageNotAwaited, errors.SignalNotAwaited):
        return False
    if row.kind == "message" and row.at < clock.now() - LATE:
        facts = {"came": row.at.isoformat()}
        audit.record(connection, case.id, [audit.Entry(model.EventKind.MESSAGE_WAITED, facts=facts)])
    return True


def _open(connection: sa.Connection, row: sa.Row[Any]) -> bool:
    """Open a case of its routine, and note which; False where its key has one that is open."""
    throw = _throw(row)
    version = routines.current(connection, row.municipality_id, row.routine)
    cause = starting.Cause(
        throw.kind, throw.name, throw.key, throw.data, shield=row.shielded_role, thrower_id=row.thrower_id
    )
    definition = routines.definition(connection, version.publication_id, version.routine)
    place = model.Place(row.municipality_id, row.school_id)
    try:
        opened = starting.open_unasked(connection, version, starting.at_event(definition, cause), place, cause)
    except errors.CaseOpenAlready:
        return False
    connection.execute(sa.update(tables.broadcasts).where(_b.id == row.id).values(case_id=opened.id))
    return True


def _fail(row: sa.Row[Any] | None, fault: errors.RoutineFault) -> bool:
    """Keep what could not be delivered in an incident of its case; a case that could not be opened leaves its row."""
    if row is None:
        raise fault
    if row.case_id is not None:
        with db.reading() as connection:
            throw = _throw_to(connection, row, rows.case(connection, row.case_id))
        incidents.raise_incident(row.case_id, fault, receiving.operation(throw))
    else:
        log.error("a case could not be opened", routine=row.routine, problem=fault.message)
    with db.transaction() as connection:
        _finish(connection, row.id, problem=fault.message, is_kept=row.case_id is None)
    return False


def _finish(connection: sa.Connection, broadcast_id: int, *, problem: str = "", is_kept: bool = False) -> None:
    # what a case said is kept in the cases it went to, not on the way there; what could open none can be tried again
    done = {"done_at": clock.now(), "problem": problem} | ({} if is_kept else {"data": {}})
    connection.execute(sa.update(tables.broadcasts).where(_b.id == broadcast_id).values(done))


def _throw_to(connection: sa.Connection, row: sa.Row[Any], case: rows.CaseRow) -> bpmn.Throw:
    """Return what the case gets: nothing but the throw itself, where others than the thrower's readers would see it."""
    throw, thrower = _throw(row), spreading.Thrower(row.school_id, row.shielded_role, row.thrower_id)
    return throw if thrower.may_tell(connection, case) else replace(throw, data={})


def _throw(row: sa.Row[Any]) -> bpmn.Throw:
    data = {name: bpmn.typed.load(value) for name, value in row.data.items()}
    return bpmn.Throw(row.kind, row.name, row.key, data, "", "")
