"""Complete a task (design 5, T3 and T4): the answers are in safety before the diagram moves.

T3 stores the answers, T4 steps the case. A crash between them leaves an accepted answer whose task is open:
`complete_accepted`, the clock's, completes it as that person. Of two who submit at once the database accepts one; the
other's text is kept as superseded, and the other is told who was first. Who sends the accepted answers once more is
told what has become of them. Timers that are overdue fire before. Where several roles must do a task (`parts`), the
case moves with the last of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine import audit, bpmn, clock, db, errors, model, people, phrases, routines, rows, statements, tables
from engine.cases import (
    announcing,
    answering,
    connecting,
    effects,
    firing,
    mending,
    moving,
    parts,
    sending,
    surroundings,
    tasking,
)

log = structlog.get_logger()

_a, _t = tables.answers.c, tables.tasks.c

# T3 asks for overdue timers too, T4 for a correction of the answer
_LOOK = rows.of_task(firing.has_overdue())
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
        kept = _store(task_id, by=by, raw=raw, seen_version=seen_version, after_timers=False)
    except _TimersFirst:
        firing.fire_overdue(task_id)
        kept = _store(task_id, by=by, raw=raw, seen_version=seen_version)
    try:
        return _advance(kept.case.id, kept.id, kept)
    except firing.PASSING as problem:
        log.warning("answers wait for the clock", answer=kept.id, error=type(problem).__name__)
        return model.TaskDone(kept.case, is_waiting=True)


def complete_accepted(limit: int = 100) -> int:
    """Complete the tasks whose accepted answers were left behind by a crash; return how many. The clock's sweep."""
    left = (
        sa.select(_a.case_id, _a.id)
        .join(tables.tasks, _t.id == _a.task_id)
        .where(_a.standing == model.Standing.ACCEPTED, _a.corrects_id.is_(None))
        .where(_t.status == model.TaskStatus.OPEN, _a.at <= clock.now() - GRACE)
        .where(~mending.stands(_a.case_id))
        .order_by(_a.id)
        .limit(limit)
    )
    with db.reading() as connection:
        waiting = connection.execute(left).all()
    return sum(_try_advance(case_id, answer_id) for case_id, answer_id in waiting)


def _try_advance(case_id: int, answer_id: int) -> bool:
    try:
        _advance(case_id, answer_id)
    except (errors.CaseBusy, errors.TaskNotOpen):
        return False
    except Exception:
        log.exception("answers could not be completed", answer=answer_id)
        return False
    return True


class _TimersFirst(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Kept:
    """An accepted answer as T4 needs it."""

    id: int
    case: model.CaseRef
    place: model.Place
    task_id: UUID
    by: model.Person
    answered: answering.Answered
    ahead: announcing.Opened = ()


def _store(
    task_id: UUID, *, by: model.Person, raw: Mapping[str, object], seen_version: int | None, after_timers: bool = True
) -> _Kept:
    """T3: check access and answers, then write the record; short, and no lock on the case."""
    with db.singly() as connection:
        statements.foresee(connection, (_LOOK, {"task": task_id}), (rows.MAY, {"task": task_id, "person": by.id}))
        task, case, has_overdue = rows.task_and_case(connection, task_id, _LOOK)
        if has_overdue and not after_timers:
            raise _TimersFirst
        is_open = _is_mine(connection, case, task, by)
        asker = answering.Asker(by, case.place.municipality_id, case.place.school_id, task.local)
        answered = answering.clean(connection, case.publication_id, task.form_id, raw, asker)
        sending.require_year(answered.form, answered.content)
        if is_open and seen_version not in (None, task.version):
            raise errors.StaleVersion()
        ahead = announcing.ahead(connection, case, task.element_id)
        wanted = model.Standing.ACCEPTED if is_open else model.Standing.LATE
        given = answering.Given(answered, task.element_id, by, task.id)
        answer_id = _insert(connection, case, given, wanted)
        if not is_open or answer_id is None:
            answer_id = answering.accepted_before(connection, given)
    if answer_id is None:
        raise _closed(task_id)
    return _Kept(answer_id, _ref(case), case.place, task.id, by, answered, ahead)


def _ref(case: rows.CaseRow) -> model.CaseRef:
    return model.CaseRef(case.id, case.number, case.state_version)


def _is_mine(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, by: model.Person) -> bool:
    """Tell whether the task is open to `by`; False when it is closed and `by` had it. Raises otherwise."""
    if task.status == model.TaskStatus.OPEN:
        try:
            rows.require_task(connection, task, by)
            _require_free(task, by)
        except errors.NotAllowed:
            # a colleague may have closed it between the two looks, and a closed task has no roles left
            if rows.task(connection, task.id).status == model.TaskStatus.OPEN:
                raise
        else:
            return True
    tasking.require_part(connection, case, task, by)
    return False


def _require_free(task: rows.TaskRow, by: model.Person) -> None:
    if task.assignee_id not in (None, by.id):
        raise errors.NotAllowed(
            phrases.say("En kollega har tatt oppgaven. Den må gis tilbake før du kan fullføre den.")
        )


def _insert(
    connection: sa.Connection, case: rows.CaseRow, given: answering.Given, wanted: model.Standing
) -> int | None:
    """Insert the record; the loser of a race is kept as superseded, and None says so."""
    answer_id = answering.store(connection, case, given, standing=wanted)
    if answer_id is None:
        answering.store(connection, case, given, standing=model.Standing.SUPERSEDED)
    return answer_id


def _closed(task_id: UUID) -> errors.TaskNotOpen:
    """Say who was first, for the page that keeps the other's text."""
    p = tables.people.c
    first = (
        sa.select(p.name, _a.at)
        .join(tables.people, p.id == _a.person_id)
        .where(_a.task_id == task_id, _a.standing == model.Standing.ACCEPTED)
        .order_by(_a.id)
        .limit(1)
    )
    with db.reading() as connection:
        row = connection.execute(first).one_or_none()
    if row is None:
        return errors.TaskNotOpen()
    when = clock.oslo(row.at).strftime("%H:%M")
    return errors.TaskNotOpen(
        phrases.say(
            "Oppgaven ble fullført av %(name)s kl. %(time)s. Det du skrev, er tatt vare på i saken.",
            name=row.name,
            time=when,
        ),
        done_by=row.name,
        done_at=row.at,
    )


def _advance(case_id: int, answer_id: int, kept: _Kept | None = None) -> model.TaskDone:
    """T4, and T5 where the diagram fails; `kept` is the answer's record, where T3 was a moment ago."""
    try:
        with db.transaction(case_id, foreseen=_foreseen(kept) if kept else ()) as connection:
            done = _step(connection, answer_id, kept or _read(connection, answer_id))
    except errors.RoutineFault as fault:
        return mending.raise_incident(case_id, fault, {"kind": "complete", "answer": answer_id})
    if done is None:
        raise errors.TaskNotOpen()
    return done


def _foreseen(kept: _Kept) -> tuple[statements.Asked, ...]:
    """Return what T4 will ask before it writes anything."""
    again = (_LOOK_AGAIN, {"task": kept.task_id, "answer": kept.id})
    told = announcing.foreseen(kept.ahead)
    return again, surroundings.foreseen(kept.place), *moving.foreseen(kept.case.id), *told


def _read(connection: sa.Connection, answer_id: int) -> _Kept:
    """Return the answer's record, stored by another process or long ago."""
    query = sa.select(_a.case_id, _a.task_id, _a.person_id, _a.form_id, _a.publication_id, _a.content)
    row = connection.execute(query.where(_a.id == answer_id)).one()
    case = rows.case(connection, row.case_id)
    form = routines.form(connection, row.publication_id, row.form_id) if row.form_id else None
    answered = answering.Answered(row.publication_id, form, row.content)
    return _Kept(answer_id, _ref(case), case.place, row.task_id, people.get(connection, row.person_id), answered)


def _step(connection: sa.Connection, answer_id: int, kept: _Kept) -> model.TaskDone | None:
    """Complete the answer's task; None when a timer took it away between T3 and T4: the text stays, as late."""
    task, case, corrected_by = rows.task_and_case(connection, kept.task_id, _LOOK_AGAIN, answer=answer_id)
    if task.status == model.TaskStatus.DONE and task.done_by == kept.by.id:  # by the clock, or an earlier press
        return model.TaskDone(_ref(case))
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
    return _move(connection, case, task, parts.together(connection, case, task, answered, by=by), by=by)


def _move(
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
    sending.record(connection, case, definition.elements[task.element_id], definition, sent, by)
    step = bpmn.complete(
        definition,
        case.state,
        task.token,
        answers=answered.variables(definition.variables),
        **surroundings.of(connection, case),
    )
    ref = moving.write(connection, case, step, by=by, done=task)
    return model.TaskDone(ref, tasking.open_ids(connection, case, step.open, definition))


_CORRECTION = sa.select(_a.id, _a.content).where(_a.corrects_id == sa.bindparam("answer"))


def _newest(connection: sa.Connection, answer_id: int, content: Mapping[str, object]) -> Mapping[str, object]:
    """Return what stands of the answers now: an answer that stopped the routine can be corrected and tried again."""
    while True:
        corrected = connection.execute(_CORRECTION, {"answer": answer_id}).one_or_none()
        if corrected is None:
            return content
        answer_id, content = corrected.id, corrected.content
