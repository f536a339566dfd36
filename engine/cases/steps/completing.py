"""Complete a task: its answers move the case on (design 5, T3 and T4).

T3 stores the answers (`accepting`), T4 steps the case. A crash between them leaves an accepted answer whose task is
open: `complete_accepted`, the clock's, completes it as that person. Who sends the accepted answers once more is told
what has become of them. Timers that are overdue fire before. Where several roles must do a task (`parts`), the case
moves with the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine import audit, bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases import surroundings
from engine.cases.answers import answering
from engine.cases.letters import sending
from engine.cases.steps import accepting, firing, incidents, recording
from engine.cases.subjects import connecting, effects
from engine.cases.tasks import announcing, parts, task_rows
from engine.db import statements

log = structlog.get_logger()

_a, _t = tables.answers.c, tables.tasks.c

# a correction of the answer is asked for in the same round trip
_LOOK_AGAIN = rows.of_task(
    sa.select(sa.func.max(_a.id)).where(_a.corrects_id == sa.bindparam("answer")).scalar_subquery()
)

# how long an accepted answer may wait for its own web process before the clock takes over
GRACE = timedelta(seconds=10)


def complete_task(
    task_id: UUID, *, by: model.Person, raw: Mapping[str, object], seen_version: int | None
) -> model.TaskDone:
    """Store the answers `raw`, then move the case on.

    `seen_version` is the task's version that the person saw, None where nothing was seen (stories). Raises
    `TaskNotFound`, `NotAllowed`, `AnswersInvalid` (nothing is stored: the page has the text), `StaleVersion`,
    `TaskNotOpen` (details `done_by`, `done_at`; the text is stored as late or superseded); `CaseBusy` and
    `DatabaseUnavailable` while nothing is stored. A fault of the diagram raises nothing: the result says that the case
    stands with an incident, and the answers are kept. Nor does a case that cannot be moved now: the clock will.
    """
    try:
        kept = accepting.store(task_id, by=by, raw=raw, seen_version=seen_version, after_timers=False)
    except accepting.TimersFirst:
        firing.fire_overdue(task_id)
        kept = accepting.store(task_id, by=by, raw=raw, seen_version=seen_version)
    try:
        return _advance(kept.case.id, kept.id, kept)
    except db.PASSING as problem:
        log.warning("answers wait for the clock", answer=kept.id, error=type(problem).__name__)
        return model.TaskDone(kept.case, is_waiting=True)


def complete_accepted(limit: int = 100) -> int:
    """Complete the tasks whose accepted answers were left behind by a crash; return how many. The clock's sweep."""
    left = (
        sa.select(_a.case_id, _a.id)
        .join(tables.tasks, _t.id == _a.task_id)
        .where(_a.standing == model.Standing.ACCEPTED, _a.corrects_id.is_(None))
        .where(_t.status == model.TaskStatus.OPEN, _a.at <= clock.now() - GRACE)
        .where(~incidents.stands(_a.case_id))
        .order_by(_a.id)
        .limit(limit)
    )
    with db.reading() as connection:
        waiting = connection.execute(left).all()
    return sum(_try_advance(case_id, answer_id) for case_id, answer_id in waiting)


def _try_advance(case_id: int, answer_id: int) -> bool:
    try:
        _advance(case_id, answer_id)
    except (*db.PASSING, errors.TaskNotOpen):
        return False
    except Exception:
        log.exception("answers could not be completed", answer=answer_id)
        incidents.let_stand(case_id, own_fault(), _operation(answer_id))
        return False
    return True


def own_fault() -> errors.RoutineFault:
    """Return what an incident says of a fault of the product's own."""
    return errors.RoutineFault(phrases.say("Svarene er tatt vare på, men saken kunne ikke gå videre."))


def _operation(answer_id: int) -> dict[str, object]:
    return {"kind": "complete", "answer": answer_id}


def _advance(case_id: int, answer_id: int, kept: accepting.Kept | None = None) -> model.TaskDone:
    """T4, and T5 where the diagram fails; `kept` is the answer's record, where T3 was a moment ago."""
    try:
        with db.transaction(case_id, foreseen=_foreseen(kept) if kept else ()) as connection:
            done = _step(connection, answer_id, kept or accepting.kept(connection, answer_id))
    except errors.RoutineFault as fault:
        return incidents.raise_incident(case_id, fault, _operation(answer_id))
    if done is None:
        raise errors.TaskNotOpen()
    return done


def _foreseen(kept: accepting.Kept) -> tuple[statements.Asked, ...]:
    """Return what T4 will ask before it writes anything."""
    again = (_LOOK_AGAIN, {"task": kept.task_id, "answer": kept.id})
    told = announcing.foreseen(kept.ahead)
    return again, surroundings.foreseen(kept.place), *recording.foreseen(kept.case.id), *told


def _step(connection: sa.Connection, answer_id: int, kept: accepting.Kept) -> model.TaskDone | None:
    """Complete the answer's task; None when a timer took it away between T3 and T4: the text stays, as late."""
    task, case, corrected_by = rows.task_and_case(connection, kept.task_id, _LOOK_AGAIN, answer=answer_id)
    if task.status == model.TaskStatus.DONE and task.done_by == kept.by.id:  # by the clock, or an earlier press
        return model.TaskDone(accepting.ref(case))
    if task.status != model.TaskStatus.OPEN:
        connection.execute(sa.update(tables.answers).where(_a.id == answer_id).values(standing=model.Standing.LATE))
        return None
    by = kept.by
    answered = kept.answered
    if corrected_by is not None:
        answered = replace(answered, content=_newest(connection, answer_id, answered.content))
    left = parts.awaited(connection, case, task)
    if left:
        return model.TaskDone(parts.close(connection, case, task, by=by, left=left), awaited=left)
    return _complete(connection, case, task, parts.together(connection, case, task, answered, by=by), by=by)


def _complete(
    connection: sa.Connection,
    case: rows.CaseRow,
    task: rows.TaskRow,
    answered: answering.Answered,
    *,
    by: model.Person,
) -> model.TaskDone:
    """Step the engine with what was answered, and write where that leads."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    case = connecting.connect(connection, case, task, answered, by=by)
    audit.record(connection, case.id, effects.apply(connection, case, answered, by=by))
    if case.shielded_role:  # it may be skoleeier's now
        case = rows.case(connection, case.id)
    sent = sending.told(answered.form, answered.content)
    sending.record(connection, task, definition, sent, by)
    step = bpmn.complete(
        definition,
        case.state,
        task.token,
        answers=answered.variables(definition.variables),
        **surroundings.of(connection, case),
    )
    ref = recording.write(connection, case, step, by=by, done=task)
    return model.TaskDone(ref, task_rows.open_ids(connection, case, step.open, definition))


_CORRECTION = sa.select(_a.id, _a.content).where(_a.corrects_id == sa.bindparam("answer"))


def _newest(connection: sa.Connection, answer_id: int, content: Mapping[str, object]) -> Mapping[str, object]:
    """Return what stands of the answers now: an answer that stopped the routine can be corrected and tried again."""
    while True:
        corrected = connection.execute(_CORRECTION, {"answer": answer_id}).one_or_none()
        if corrected is None:
            return content
        answer_id, content = corrected.id, corrected.content
