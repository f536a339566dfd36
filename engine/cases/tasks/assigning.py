"""Who has a task: take it, give it back, hand it over; and "Samtalen er holdt nå" (ux.md Oppgave; design 8).

Taking a task leaves its roles in place, so that it can be given back; as long as it is taken, it stands in nobody
else's own list. What the plan asks is the act, not the typing: a held talk has met its deadline.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import access, audit, clock, db, errors, model, phrases, presence, rights, rows, tables
from engine.cases import timing
from engine.cases.answers import reasons
from engine.cases.tasks import naming, returning

_t = tables.tasks.c


def take_task(task_id: UUID, *, by: model.Person) -> None:
    """Make the task `by`'s own; raise `TaskTaken` when somebody else took it first."""
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        if row.assignee_id not in (None, by.id):
            raise errors.TaskTaken()
        _assign(connection, row, by, to=by.id, kind=model.EventKind.TASK_TAKEN)


def give_back_task(task_id: UUID, *, by: model.Person) -> None:
    """Give the task back to everybody who holds its roles."""
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        _assign(connection, row, by, to=None, kind=model.EventKind.TASK_GIVEN_BACK)
        naming.unhand(connection, row.id)
        if row.assignee_id is not None and not _others(connection, row):
            told = returning.let_go(connection, replace(row, assignee_id=None), why=naming.GIVEN_BACK)
            audit.record(connection, row.case_id, told)


def hand_over_task(task_id: UUID, *, by: model.Person, to: int) -> None:
    """Hand the task over to person `to`, who must hold one of its roles or be named for it and may open the case.

    Who leads the case may hand any of its tasks to anybody who works there. Raises `NotAllowed`, `TaskNotOpen`.
    """
    with db.transaction() as connection:
        row = _locked(connection, task_id)
        rights.require_handing(connection, row, by)
        case = rows.case(connection, row.case_id)
        facts = rights.task_facts(connection, row)
        is_open_to = to in facts.people or bool(
            access.my_roles(facts, rights.holdings(connection, to), day=clock.today())
        )
        if not is_open_to:
            _require_colleague(connection, case, by=by, to=to)
        if facts.is_shielded and not rights.may_open(connection, case, to):
            raise errors.NotAllowed(
                phrases.say("Saken er skjermet. Oppgaven kan bare overlates til en som har tilgang til saken.")
            )
        naming.unhand(connection, row.id)
        if not is_open_to:
            naming.add(connection, row.id, to, is_handed=True)
        _assign(connection, row, by, to=to, kind=model.EventKind.TASK_HANDED_OVER)
        returning.tell_new_holder(connection, rows.task(connection, row.id))


def _require_colleague(connection: sa.Connection, case: rows.CaseRow, *, by: model.Person, to: int) -> None:
    if not rights.leads(connection, case, by.id):
        raise errors.NotAllowed(phrases.say("Oppgaven kan bare overlates til en som har rollen den krever."))
    if not connection.scalar(sa.select(presence.works_at(case.id, to))):
        raise errors.NotAllowed(phrases.say("Oppgaven kan bare overlates til en som arbeider ved skolen."))


def _others(connection: sa.Connection, row: rows.TaskRow) -> bool:
    """Tell whether others than who has the task now are named for it."""
    return bool(set(rights.task_facts(connection, row).people) - {row.assignee_id})


def mark_held(task_id: UUID, *, by: model.Person, at: datetime | None = None) -> datetime:
    """Record that the act (a talk, a meeting) was done `at` (now): its deadline is met, the writing may follow.

    It is done once: who says so again, by a page from before or for another part, moves it to no later moment. Returns
    when it was done.

    Raises `AnswersInvalid` for a time that has not come yet, or in a year that nobody can mean.
    """
    moment = at or clock.now()
    reasons.require_year(moment, key="at")
    if moment > clock.now():
        early = phrases.say("Tidspunktet for samtalen kan ikke ligge fram i tid. Rett klokkeslettet.")
        raise errors.AnswersInvalid(early)
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        if row.held_at is not None and row.held_at <= moment:
            return row.held_at
        change = {"held_at": moment, "version": row.version + 1}
        connection.execute(sa.update(tables.tasks).where(tables.tasks.c.id == task_id).values(change))
        timing.cancel_notices(connection, _held_too(connection, row, moment))
        entry = audit.Entry(model.EventKind.TALK_HELD, row.element_id, row.path, row.instance, by.id)
        audit.record(connection, row.case_id, [entry])
    return moment


def _held_too(connection: sa.Connection, row: rows.TaskRow, moment: datetime) -> list[UUID]:
    """Note it for the open parts of the same task too: it was one act. Return the ids of them all."""
    if not row.part:
        return [row.id]
    t = tables.tasks.c
    others = sa.and_(t.case_id == row.case_id, t.part_of == row.part_of, t.status == model.TaskStatus.OPEN)
    held = sa.update(tables.tasks).where(others).values(held_at=moment).returning(t.id)
    return [row.id, *connection.scalars(held)]


def _open_task(connection: sa.Connection, task_id: UUID, by: model.Person) -> rows.TaskRow:
    """Lock the task's case, and return the task if it is open and `by` may do it."""
    row = _locked(connection, task_id)
    rights.require_task(connection, row, by)
    return row


def _locked(connection: sa.Connection, task_id: UUID) -> rows.TaskRow:
    """Lock the task's case, and return the task if it is open."""
    case_id = connection.scalar(sa.select(tables.tasks.c.case_id).where(tables.tasks.c.id == task_id))
    if case_id is None:
        raise errors.TaskNotFound()
    db.lock_case(connection, case_id)
    row = rows.task(connection, task_id)
    if row.status != model.TaskStatus.OPEN:
        raise errors.TaskNotOpen()
    return row


def _assign(
    connection: sa.Connection, row: rows.TaskRow, by: model.Person, *, to: int | None, kind: model.EventKind
) -> None:
    change = {"assignee_id": to, "version": row.version + 1}
    connection.execute(sa.update(tables.tasks).where(tables.tasks.c.id == row.id).values(change))
    facts = {} if to is None else {"to": to}
    audit.record(connection, row.case_id, [audit.Entry(kind, row.element_id, row.path, row.instance, by.id, facts)])
