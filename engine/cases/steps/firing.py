"""Fire timers: the diagram's events, and the notices of deadlines (design 3.9, 8).

One timer, one transaction, under the case's lock. A timer is looked at again once the lock is held: what was fired
or cancelled meanwhile is left alone, so that nothing fires twice however many processes try.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine import access, audit, bpmn, db, errors, model, notices, phrases, presence, rights, routines, rows, tables
from engine.cases import surroundings, telling, timing
from engine.cases.steps import incidents, recording
from engine.db import statements

log = structlog.get_logger()
MOST_OVERDUE = 200  # that a person waits for; the clock has the rest

_t = tables.timers.c
PASSED = notices.NoticeKind.PASSED
_PENDING = sa.and_(_t.fired_at.is_(None), _t.cancelled_at.is_(None))


# what `fire_locked` must know of a timer, from `timers` joined with `cases`
CLAIMED = (_t.id, _t.case_id, _t.kind, _t.token, tables.cases.c.municipality_id, tables.cases.c.school_id)
_ONE = (
    sa.select(*CLAIMED)
    .join(tables.cases, tables.cases.c.id == _t.case_id)
    .where(_t.id == sa.bindparam("timer"), _PENDING)
)


def fire(timer_id: int) -> bool:
    """Fire the timer if it is still pending and due; return whether it fired. Raises `CaseBusy`."""
    with db.reading() as connection:
        claimed = statements.first(connection, _ONE, timer=timer_id)
    if claimed is None:
        return False
    case_id = claimed.case_id
    try:
        with db.transaction(case_id) as connection:
            return fire_locked(connection, claimed)
    except errors.RoutineFault as fault:
        stop(case_id, timer_id, fault)
    except db.PASSING:  # tried again at the next sweep or submit
        raise
    except Exception:
        log.exception("timer failed", timer=timer_id, case=case_id)
        stop(case_id, timer_id, own_fault())
    return False


def stop(case_id: int, timer_id: int, fault: errors.RoutineFault) -> None:
    """Let the case stand with an incident: a timer that fails in silence would hold back all that come after it."""
    incidents.raise_incident(case_id, fault, operation(timer_id))


def operation(timer_id: int) -> dict[str, object]:
    """Return what an incident remembers of a timer that could not fire."""
    return {"kind": "fire", "timer": timer_id}


def own_fault() -> errors.RoutineFault:
    """Return what an incident says of a fault of the product's own."""
    return errors.RoutineFault(phrases.say("En frist i saken kunne ikke behandles. Ingenting er gått tapt."))


_IS_OVERDUE = sa.and_(_t.kind == timing.ENGINE, _PENDING, _t.due_at <= presence.NOW, ~incidents.stands(_t.case_id))
_OVERDUE = (
    sa.select(_t.id)
    .join(tables.tasks, tables.tasks.c.case_id == _t.case_id)
    .where(tables.tasks.c.id == sa.bindparam("task"), _IS_OVERDUE)
    .order_by(_t.due_at, _t.id)
)


_OVERDUE_OF = sa.select(_t.id).where(_t.case_id == sa.bindparam("case"), _IS_OVERDUE).order_by(_t.due_at, _t.id)


def has_overdue(case_id: sa.ColumnElement[Any] = tables.cases.c.id) -> sa.ColumnElement[bool]:
    """Return the condition that the case of the enclosing query has overdue timers of the diagram."""
    return sa.exists().where(_t.case_id == case_id, _IS_OVERDUE)


def fire_overdue(task_id: UUID) -> None:
    """Fire the diagram's overdue timers of the task's case, in order: a person's submit is considered after them."""
    _fire_all(_OVERDUE, {"task": task_id})


def fire_overdue_of(case_id: int) -> None:
    """Fire the diagram's overdue timers of the case, in order: what a person does to it is considered after them."""
    _fire_all(_OVERDUE_OF, {"case": case_id})


def _fire_all(overdue: sa.Select[int], given: dict[str, object]) -> None:
    """Fire the first until none is left: what fires may set another that is overdue too."""
    for _ in range(MOST_OVERDUE):
        with db.reading() as connection:
            timer_id = connection.scalars(overdue.limit(1), given).first()
        if timer_id is None:
            return
        fire(timer_id)


def fire_locked(connection: sa.Connection, claimed: Any) -> bool:
    """Fire the timer of the row `claimed` (`CLAIMED`) inside a transaction that holds its case's lock.

    Return whether it was pending and due.
    """
    marking, values = timing.marking(claimed.id)
    statements.foresee(connection, (marking, values), (rows.CASE, {"case": claimed.case_id}), *_foreseen(claimed))
    timer = statements.first(connection, marking, **values)
    if timer is None:
        return False
    case = rows.case(connection, timer.case_id)
    if timer.kind == timing.ENGINE:
        _fire_event(connection, case, timer)
    else:
        audit.record(connection, case.id, _notify(connection, case, timer))
    return True


def _foreseen(claimed: Any) -> tuple[statements.Asked, ...]:
    """Return what firing the timer will ask of its case, once the timer is marked and before anything else changes."""
    if claimed.kind != timing.ENGINE:
        return ((rows.TASK, {"task": claimed.token}),)
    place = model.Place(claimed.municipality_id, claimed.school_id)
    return surroundings.foreseen(place), *recording.foreseen(claimed.case_id)


def _fire_event(connection: sa.Connection, case: rows.CaseRow, timer: sa.Row[*tuple[Any, ...]]) -> None:
    definition = routines.definition(connection, case.publication_id, case.routine)
    step = bpmn.fire(definition, case.state, timer.token, **surroundings.of(connection, case))
    facts: dict[str, object] = {}
    if step.missed:
        facts["missed"] = step.missed
        timing.note_missed(connection, timer.id, step.missed)
    fired = audit.Entry(model.EventKind.TIMER_FIRED, timer.element_id, timer.path, facts=facts)
    recording.write(connection, case, step, by=None, told=[fired])


def _notify(connection: sa.Connection, case: rows.CaseRow, timer: sa.Row[*tuple[Any, ...]]) -> list[audit.Entry]:
    """Tell those responsible, or who leads where there is nobody; for `frist-passert-leder`, the leader over them.

    The leader who has been told as one of them is not told again.
    """
    task = rows.task(connection, timer.token)
    if timer.kind == notices.NoticeKind.PASSED_LEADER:
        leaders = _leaders(connection, case, task)
        kind, to = model.MessageKind.DEADLINE_PASSED, telling.untold(connection, leaders, _once(task, PASSED))
    else:
        having = telling.task_holders(connection, case, task.id)
        kind, to = model.MessageKind(timer.kind), list(telling.having_or_leading(connection, case, having))
    entries = telling.tell(
        connection,
        case,
        to,
        telling.News(
            kind=kind,
            element_id=task.element_id,
            step=task.name,
            task_id=task.id,
            once=_once(task, timer.kind),
        ),
    )
    if timer.kind == PASSED:
        passed = audit.Entry(model.EventKind.DEADLINE_PASSED, task.element_id, task.path, task.instance)
        return [passed, *entries]
    return entries


def _once(task: rows.TaskRow, kind: str) -> str:
    """Return what a notice of the task's deadline is called, so that it is told a person once; a new one is another."""
    due = "straks" if task.due_at is None else f"{task.due_at.timestamp():.0f}"
    return f"{kind}:{task.id}:{due}"


def _leaders(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow) -> list[model.Recipient]:
    """Return rektor, or skoleeier where rektor is the one responsible; in a shielded case only its own role."""
    responsible = {role for role, _scope in rights.task_facts(connection, task).roles}
    if not case.shielded_role and responsible == {access.LEADS_SCHOOL}:
        return telling.role_holders(connection, case, access.LEADS_MUNICIPALITY)
    return telling.leaders(connection, case)
