"""Write what one step of the engine led to: rows, timers, actions, log, messages, state (design 5, T4).

The only place where a case's rows follow the engine's record. The caller holds the case's lock and has stored the
answers. Whatever raises here undoes the whole step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import audit, bpmn, clock, model, routines, rows, tables
from engine.cases import timing
from engine.cases.steps import acting, incidents
from engine.cases.tasks import again, announcing, following, task_rows
from engine.cases.throws import awaiting, spreading, waking
from engine.db import statements

_TASK_EVENTS = {
    "entered": model.EventKind.TASK_OPENED,
    "completed": model.EventKind.TASK_COMPLETED,
    "cancelled": model.EventKind.TASK_CANCELLED,
}


def write(
    connection: sa.Connection,
    case: rows.CaseRow,
    step: bpmn.Step,
    *,
    by: model.Person | None,
    done: rows.TaskRow | None = None,
    told: Sequence[audit.Entry] = (),
) -> model.CaseRef:
    """Bring all rows of the case to where `step` left the engine; return the case as it now is.

    `done` is the task that `by` completed; `told` comes first in the log.
    """
    definition = routines.definition(connection, case.publication_id, case.routine)
    before = rows.open_tasks(connection, case.id)
    pending = timing.pending(connection, case.id)
    now_open = {task.token: task for task in step.open}
    known = {row.token for row in before.values()}
    new = [task for token, task in now_open.items() if token not in known]
    having = announcing.having(connection, case, new, definition)
    gone = [row for row in before.values() if row.token not in now_open]
    task_rows.close(connection, gone, done=done.id if done else None, by=by)
    opened = _opened(connection, case, step, definition)
    entries = [*told, *_trace(step, definition, by=by, done=done.token if done else None, opened=opened)]
    for action in step.actions:
        entries += acting.act(connection, case, action, by=by)
    if step.actions:
        case = rows.case(connection, case.id)  # an action may have shielded it
    wanted = task_rows.open_new(connection, case, new, definition=definition)
    again.keep_drafts(connection, gone, new, definition=definition, done=done.id if done else None)
    following.take_dates(connection, case, step, before)
    entries += _timers(connection, case, step, wanted, pending)
    if _takes_away(step, gone, pending, done=done):
        incidents.settle_moot(connection, case.id)
    entries += announcing.announce(connection, case, new, having, by=by, definition=definition)
    entries += _ended(step)
    audit.record(connection, case.id, entries)
    moved = _save(connection, case, step, by=by)
    if step.sent:
        spreading.spread(connection, case, step.sent)
    waking.look(connection, case, step)
    return moved


def foreseen(case_id: int) -> tuple[statements.Asked, ...]:
    """Return what `write` asks before it writes anything (`statements.foresee`)."""
    return (rows.OPEN, {"case": case_id}), (timing.PENDING_IN_CASE, {"case": case_id})


def _trace(
    step: bpmn.Step,
    definition: bpmn.Definition,
    *,
    by: model.Person | None,
    done: UUID | None,
    opened: Mapping[UUID, Mapping[str, object]],
) -> list[audit.Entry]:
    """Turn the engine's trace into log entries: tasks by name, all else as passed once it is completed."""
    entries = []
    for mark in step.trace:
        element = definition.elements.get(mark.element_id)
        if element is None:
            continue
        person = by.id if by and mark.token == done else None
        if element.is_task:
            kind = _TASK_EVENTS[mark.kind]
        elif mark.kind == "completed":
            kind = model.EventKind.ELEMENT_PASSED
        else:
            continue
        facts = opened.get(mark.token, {}) if kind is model.EventKind.TASK_OPENED else _decided(mark)
        entries.append(audit.Entry(kind, mark.element_id, mark.path, mark.instance, person, facts))
    return entries


def _decided(mark: bpmn.Mark) -> dict[str, object]:
    """Return what the log says of a decision: which rules held in each table that was asked."""
    told = [{"name": one.name, "rules": list(one.rules), "default": one.is_default} for one in mark.hits]
    return {"decisions": told} if told else {}


def _opened(
    connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step, definition: bpmn.Definition
) -> dict[UUID, dict[str, object]]:
    """Return what the log says of each task that opens: the roles it is for, and when it is due."""
    facts: dict[UUID, dict[str, object]] = {}
    for task in step.open:
        named = task_rows.roles_of(connection, case, task, definition)
        due = task.due.at.isoformat() if task.due and task.due.at else None
        facts[task.token] = {"roles": sorted({role for role, _scope in named})} | ({"due": due} if due else {})
    return facts


def _timers(
    connection: sa.Connection,
    case: rows.CaseRow,
    step: bpmn.Step,
    wanted: list[timing.Timer],
    pending: Mapping[UUID, datetime],
) -> list[audit.Entry]:
    """Set the timers that are new (a repeating one is set again for its next instant), cancel those that are gone."""
    still = {timer.token: timer for timer in step.timers}
    gone = [token for token, due in pending.items() if token not in still or still[token].due != due]
    if gone:
        timing.cancel(connection, gone)
    new = [
        timing.Timer(timing.ENGINE, timer.token, timer.element_id, timer.path, timer.due)
        for token, timer in still.items()
        if pending.get(token) != timer.due
    ]
    return timing.set_timers(connection, case.id, [*new, *wanted])


def _takes_away(
    step: bpmn.Step, gone: Sequence[rows.TaskRow], pending: Mapping[UUID, datetime], *, done: rows.TaskRow | None
) -> bool:
    """Tell whether a task or a timer falls away that somebody may have meant to try again."""
    left = pending.keys() - {timer.token for timer in step.timers}
    return bool(left) or any(done is None or row.id != done.id for row in gone)


def _ended(step: bpmn.Step) -> list[audit.Entry]:
    # who stopped a case has said so in an entry of their own
    is_told = not step.ended or step.ended == bpmn.STOPPED
    return [] if is_told else [audit.Entry(model.EventKind.CASE_ENDED, str(step.ended))]


_SAVE = sa.update(tables.cases).where(tables.cases.c.id == sa.bindparam("case"))


def _save(connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step, *, by: model.Person | None) -> model.CaseRef:
    """Store the engine's record; a case is touched by persons, not by the clock: how long it stands must show."""
    version = case.state_version + 1
    change: dict[str, object] = {"state": step.state, "state_version": version, "awaits": awaiting.texts(step)}
    if by is not None:
        change["touched_at"] = clock.now()
    if step.ended:
        change |= {"status": model.CaseStatus.ENDED, "ended_at": clock.now(), "ended_by_event": step.ended}
    statements.later(connection, _SAVE, {"case": case.id, **change})
    return model.CaseRef(case.id, case.number, version, step.ended)
