"""Answers of a task are in safety before the diagram moves: T3 (design 5).

Of two who submit at once the database accepts one; the other's text is kept as superseded, and the other is told who
was first. Must not know what the answers lead to: `completing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, errors, model, people, phrases, rights, routines, rows, tables
from engine.cases.answers import answering
from engine.cases.letters import sending
from engine.cases.steps import firing
from engine.cases.tasks import announcing, task_rows
from engine.db import statements

_a = tables.answers.c

# overdue timers are asked for in the same round trip
_LOOK = rows.of_task(firing.has_overdue())


class TimersFirst(Exception):
    """The case has overdue timers of the diagram: what a person does is considered after them."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An accepted answer as T4 needs it."""

    id: int
    case: model.CaseRef
    place: model.Place
    task_id: UUID
    by: model.Person
    answered: answering.Answered
    ahead: announcing.Opened = ()


def store(
    task_id: UUID, *, by: model.Person, raw: Mapping[str, object], seen_version: int | None, after_timers: bool = True
) -> Kept:
    """Check access and answers, then write the record; short, and no lock on the case.

    Raises as `completing.complete_task`, and `TimersFirst` unless `after_timers`.
    """
    with db.singly() as connection:
        statements.foresee(connection, (_LOOK, {"task": task_id}), (rights.MAY, {"task": task_id, "person": by.id}))
        task, case, has_overdue = rows.task_and_case(connection, task_id, _LOOK)
        if has_overdue and not after_timers:
            raise TimersFirst
        is_open = _is_mine(connection, case, task, by)
        asker = answering.asker(case, by, task.local)
        answered = answering.clean(connection, case.publication_id, task.form_id, raw, asker)
        sending.require_year(answered.form, answered.content)
        sending.require_not_early(connection, case, task, answered.form, answered.content)
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
    return Kept(answer_id, ref(case), case.place, task.id, by, answered, ahead)


def kept(connection: sa.Connection, answer_id: int) -> Kept:
    """Return the answer's record, stored by another process or long ago."""
    query = sa.select(_a.case_id, _a.task_id, _a.person_id, _a.form_id, _a.publication_id, _a.content)
    row = connection.execute(query.where(_a.id == answer_id)).one()
    case = rows.case(connection, row.case_id)
    form = routines.form(connection, row.publication_id, row.form_id) if row.form_id else None
    answered = answering.Answered(row.publication_id, form, row.content)
    return Kept(answer_id, ref(case), case.place, row.task_id, people.get(connection, row.person_id), answered)


def ref(case: rows.CaseRow) -> model.CaseRef:
    """Return the case as a page needs it."""
    return model.CaseRef(case.id, case.number, case.state_version)


def _is_mine(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, by: model.Person) -> bool:
    """Tell whether the task is open to `by`; False when it is closed and `by` had it. Raises otherwise."""
    if task.status == model.TaskStatus.OPEN:
        try:
            rights.require_task(connection, task, by)
            _require_free(task, by)
        except errors.NotAllowed:
            # a colleague may have closed it between the two looks, and a closed task has no roles left
            if rows.task(connection, task.id).status == model.TaskStatus.OPEN:
                raise
        else:
            return True
    task_rows.require_part(connection, case, task, by)
    return False


def _require_free(task: rows.TaskRow, by: model.Person) -> None:
    if task.assignee_id not in (None, by.id):
        raise errors.TaskTaken()


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
