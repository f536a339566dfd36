"""Who has a task: take it, give it back, hand it over; and "Samtalen er holdt nå" (ux.md Oppgave; design 8).

Taking a task leaves its roles in place, so that it can be given back; as long as it is taken, it stands in nobody
else's own list. What the plan asks is the act, not the typing: a held talk has met its deadline.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import access, audit, clock, db, errors, model, phrases, presence, rows, tables
from engine.cases import telling, timing

_t = tables.tasks.c


def take_task(task_id: UUID, *, by: model.Person) -> None:
    """Make the task `by`'s own; raise `TaskNotOpen` when somebody else took it first."""
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        if row.assignee_id not in (None, by.id):
            raise errors.TaskNotOpen(phrases.say("En annen har tatt oppgaven. Last siden på nytt for å se hvem."))
        _assign(connection, row, by, to=by.id, kind=model.EventKind.TASK_TAKEN)


def give_back_task(task_id: UUID, *, by: model.Person) -> None:
    """Give the task back to everybody who holds its roles."""
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        _assign(connection, row, by, to=None, kind=model.EventKind.TASK_GIVEN_BACK)


def hand_over_task(task_id: UUID, *, by: model.Person, to: int) -> None:
    """Hand the task over to person `to`, who must hold one of its roles and may open the case; else `NotAllowed`."""
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
        facts = rows.task_facts(connection, row)
        if not access.my_roles(facts, rows.holdings(connection, to), day=clock.today()):
            raise errors.NotAllowed(phrases.say("Oppgaven kan bare overlates til en som har rollen den krever."))
        if facts.is_shielded and not rows.may_open(connection, rows.case(connection, row.case_id), to):
            raise errors.NotAllowed(
                phrases.say("Saken er skjermet. Oppgaven kan bare overlates til en som har tilgang til saken.")
            )
        _assign(connection, row, by, to=to, kind=model.EventKind.TASK_HANDED_OVER)
        _tell_new_holder(connection, row)


def return_tasks(limit: int = 100) -> int:
    """Write down which taken tasks have gone back because their taker's right ended; return how many. A clock's sweep.

    Whoever reads a task knows it already (`engine.presence`): this adds the event, and tells those who have it now.
    """
    gone = sa.and_(_t.status == model.TaskStatus.OPEN, _t.assignee_id.is_not(None), presence.assignee().is_(None))
    with db.reading() as connection:
        left = connection.execute(sa.select(_t.id, _t.case_id).where(gone).order_by(_t.id).limit(limit)).all()
    return sum(_try_return(task_id, case_id, gone) for task_id, case_id in left)


def _try_return(task_id: UUID, case_id: int, gone: sa.ColumnElement[bool]) -> bool:
    try:
        with db.transaction(case_id) as connection:
            change = {"assignee_id": None, "version": _t.version + 1}
            taken = connection.scalar(sa.select(_t.assignee_id).where(_t.id == task_id, gone))
            if taken is None:
                return False
            connection.execute(sa.update(tables.tasks).where(_t.id == task_id).values(change))
            row = rows.task(connection, task_id)
            facts = {"from": taken}
            entry = audit.Entry(model.EventKind.TASK_RETURNED, row.element_id, row.path, row.instance, facts=facts)
            audit.record(connection, case_id, [entry])
            _tell_new_holder(connection, row)
    except errors.CaseBusy:
        return False
    return True


def _tell_new_holder(connection: sa.Connection, row: rows.TaskRow) -> None:
    """Tell who may do the task now; where nobody may, who leads the case."""
    case = rows.case(connection, row.case_id)
    news = telling.News(
        kind=model.MessageKind.NEW_TASK,
        element_id=row.element_id,
        step=row.name,
        task_id=row.id,
        once=f"{model.MessageKind.NEW_TASK}:{row.id}:{row.version}",
    )
    to = telling.task_holders(connection, case, row.id)
    if not to:
        to = telling.role_holders(connection, case, case.shielded_role or access.LEADS_SCHOOL)
    audit.record(connection, case.id, telling.tell(connection, case, to, news))


def mark_held(task_id: UUID, *, by: model.Person, at: datetime | None = None) -> datetime:
    """Record that the act (a talk, a meeting) was done `at` (now): its deadline is met, the writing may follow.

    Raises `AnswersInvalid` for a time that has not come yet.
    """
    moment = at or clock.now()
    if moment > clock.now():
        early = phrases.say("Tidspunktet for samtalen kan ikke ligge fram i tid. Rett klokkeslettet.")
        raise errors.AnswersInvalid(early)
    with db.transaction() as connection:
        row = _open_task(connection, task_id, by)
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
    case_id = connection.scalar(sa.select(tables.tasks.c.case_id).where(tables.tasks.c.id == task_id))
    if case_id is None:
        raise errors.TaskNotFound()
    db.lock_case(connection, case_id)
    row = rows.task(connection, task_id)
    if row.status != model.TaskStatus.OPEN:
        raise errors.TaskNotOpen()
    rows.require_task(connection, row, by)
    return row


def _assign(
    connection: sa.Connection, row: rows.TaskRow, by: model.Person, *, to: int | None, kind: model.EventKind
) -> None:
    change = {"assignee_id": to, "version": row.version + 1}
    connection.execute(sa.update(tables.tasks).where(tables.tasks.c.id == row.id).values(change))
    facts = {} if to is None else {"to": to}
    audit.record(connection, row.case_id, [audit.Entry(kind, row.element_id, row.path, row.instance, by.id, facts)])
