"""Tasks go back to their roles when who had them has gone, or gives back what the diagram made theirs (DECISIONS 17).

Whoever reads a task knows already that a taker's right has ended (`engine.presence`): the sweep adds the event, and
tells those who have it now. Only what was named persons' alone is written anew, for its roles had no rows.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa
import structlog

from engine import audit, bpmn, db, errors, model, outbox, presence, rights, routines, rows, tables
from engine.cases import surroundings, telling
from engine.cases.tasks import following, naming, task_rows

log = structlog.get_logger()
_t, _r, _m = tables.tasks.c, tables.task_roles.c, tables.messages.c


def return_tasks(at_once: int = 100) -> int:
    """Give back the taken tasks whose taker's right has ended, and those whose named persons all have gone.

    Returns how many. A clock's sweep: `at_once` are read at a time, and one that cannot be given back stops no other.
    """
    returned, last = 0, None
    while page := _gone(after=last, limit=at_once):
        returned += sum(_try_return(task_id, case_id) for task_id, case_id in page)
        last = page[-1][0]
    return returned


def _is_nobodys() -> sa.ColumnElement[bool]:
    """Return the condition that an open task is nobody's any more: who had it for themselves has gone."""
    named = presence.named().subquery().c
    has_nobody = sa.and_(
        _t.named != {}, _t.assignee_id.is_(None),
        ~sa.exists().where(_r.task_id == _t.id), ~sa.exists().where(named.task_id == _t.id),
    )  # fmt: skip
    has_left = sa.and_(_t.assignee_id.is_not(None), presence.assignee().is_(None))
    return sa.and_(_t.status == model.TaskStatus.OPEN, sa.or_(has_left, has_nobody))


def _gone(*, after: UUID | None, limit: int) -> list[tuple[UUID, int]]:
    query = sa.select(_t.id, _t.case_id).where(_is_nobodys()).order_by(_t.id).limit(limit)
    with db.reading() as connection:
        found = connection.execute(query if after is None else query.where(_t.id > after))
        return [(row.id, row.case_id) for row in found]


def let_go(connection: sa.Connection, row: rows.TaskRow, *, why: str) -> list[audit.Entry]:
    """Let the roles have a task that was named persons' alone, if nobody but its last owner is named; else nothing.

    The row may become one for each of several roles (`A og B`). Returns the log entries.
    """
    facts = rights.task_facts(connection, row)
    if facts.roles or row.assignee_id is not None or not row.named:
        return []
    case = rows.case(connection, row.case_id)
    definition = routines.definition(connection, case.publication_id, case.routine)
    step = bpmn.correct(definition, case.state, {}, **surroundings.of(connection, case))
    mine = replace(step, open=tuple(task for task in step.open if task.token == row.token))
    before = rows.open_tasks(connection, case.id)
    return following.follow(connection, case, mine, before=before, left={row.token: why})


def tell_new_holder(connection: sa.Connection, row: rows.TaskRow) -> None:
    """Tell who may do the task now; where nobody may, who leads the case."""
    case = rows.case(connection, row.case_id)
    news = telling.News(
        kind=model.MessageKind.NEW_TASK,
        element_id=row.element_id,
        step=row.name,
        task_id=row.id,
        once=f"{model.MessageKind.NEW_TASK}:{row.id}:{row.version}",
    )
    to = telling.having_or_leading(connection, case, telling.task_holders(connection, case, row.id))
    audit.record(connection, case.id, telling.tell(connection, case, to, news))


def tell_instead(connection: sa.Connection, message: outbox.Message) -> None:
    """Of a role's task that is open: tell who has it now, or leads, of whom nothing of it was queued before.

    `message` is withdrawn, for its reader has lost the role. The caller holds the case's lock. A task that the reader
    had taken goes back by the sweep, which tells its roles.
    """
    is_free = sa.and_(_t.id == message.task_id, _t.status == model.TaskStatus.OPEN, _t.assignee_id.is_(None))
    task_id = connection.scalar(sa.select(_t.id).where(is_free))
    if not message.role or task_id is None:
        return
    row = rows.task(connection, task_id)
    case = rows.case(connection, row.case_id)
    of_it = sa.and_(_m.task_id == row.id, _m.kind == model.MessageKind.NEW_TASK)
    known = set(connection.scalars(sa.select(_m.person_id).where(of_it))) | {message.person_id}
    having = telling.having_or_leading(connection, case, telling.task_holders(connection, case, row.id))
    to = [one for one in having if one.person_id not in known]
    audit.record(
        connection, case.id, telling.tell(connection, case, to, task_rows.news(row.id, row.element_id, row.name))
    )


def _try_return(task_id: UUID, case_id: int) -> bool:
    try:
        return _return(task_id, case_id)
    except errors.CaseBusy:
        return False
    except Exception:
        log.exception("a task could not be given back", task=task_id, case=case_id)
        return False


def _return(task_id: UUID, case_id: int) -> bool:
    with db.transaction(case_id) as connection:
        found = connection.execute(sa.select(_t.assignee_id).where(_t.id == task_id, _is_nobodys())).one_or_none()
        if found is None:
            return False
        change = {"assignee_id": None, "version": _t.version + 1}
        connection.execute(sa.update(tables.tasks).where(_t.id == task_id).values(change))
        row = rows.task(connection, task_id)
        facts = {"from": found.assignee_id} if found.assignee_id is not None else {}
        entry = audit.Entry(model.EventKind.TASK_RETURNED, row.element_id, row.path, row.instance, facts=facts)
        is_named = bool(rights.task_facts(connection, row).people)
        told = [] if is_named else let_go(connection, row, why=naming.ABSENT)
        audit.record(connection, case_id, [entry, *told])
        now = rows.task(connection, task_id)
        if now.status == model.TaskStatus.OPEN and not told:
            tell_new_holder(connection, now)
    return True
