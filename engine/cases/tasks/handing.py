"""Open tasks get new owners: the case got another pupil, its version names others, or a named person left (design 7).

What became of the rows themselves is `following`'s and `returning`'s. The caller holds the case's lock.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

import sqlalchemy as sa

from engine import audit, clock, model, rows, tables
from engine.cases import telling
from engine.cases.tasks import naming, task_rows

_t, _r = tables.tasks.c, tables.task_roles.c


def reopen_to(connection: sa.Connection, case: rows.CaseRow) -> list[audit.Entry]:
    """Write again who may do each open task, after the case has got another pupil and so another class.

    Who had taken a task and has none of its roles now loses it; who gets one is told. Returns the log entries.
    """
    return hand_to(connection, case, list(rows.open_tasks(connection, case.id)))


def hand_to(
    connection: sa.Connection, case: rows.CaseRow, task_ids: Collection[UUID], *, was_gone: bool = False
) -> list[audit.Entry]:
    """Write again who may do these open tasks; who had taken one and may not now loses it, who gets one is told.

    Of what nobody has, who leads the case is told. Who had one once, and is given it again, is told again; everybody
    is, where it was told that they are taken away (`was_gone`).
    """
    current = [row for task_id, row in rows.open_tasks(connection, case.id).items() if task_id in task_ids]
    entries: list[audit.Entry] = []
    for row in current:
        had = set(_having(connection, case, row.id))
        _write(connection, case, row)
        _take_from_outsider(connection, row.id)
        news = task_rows.news(row.id, row.element_id, row.name)
        news = replace(news, once=f"{news.once}:{row.version}") if was_gone else news
        having = _having(connection, case, row.id)
        first = telling.untold(connection, having.values(), news.once)
        again = [one for one in having.values() if one not in first and one.person_id not in had]
        entries += telling.tell(connection, case, first, news)
        entries += telling.tell(connection, case, again, replace(news, once=f"{news.once}:{clock.now().isoformat()}"))
    return entries


def _having(connection: sa.Connection, case: rows.CaseRow, task_id: UUID) -> dict[int, model.Recipient]:
    """Return who has the task, by person; who leads the case where nobody has."""
    having = telling.task_holders(connection, case, task_id)
    return {one.person_id: one for one in telling.having_or_leading(connection, case, having)}


def take_again(connection: sa.Connection, task_id: UUID, person_id: int) -> None:
    """Give an open task that nobody has to the person who had taken it before, if that person may still do it."""
    free = sa.and_(_t.id == task_id, _t.status == model.TaskStatus.OPEN, _t.assignee_id.is_(None))
    given = {"assignee_id": person_id, "version": _t.version + 1}
    if connection.execute(sa.update(tables.tasks).where(free).values(given)).rowcount:
        _take_from_outsider(connection, task_id)


def _write(connection: sa.Connection, case: rows.CaseRow, row: rows.TaskRow) -> None:
    """Write roles and names; a person newly named as the assignee gets the task, one who gave it back does not."""
    found = naming.NOBODY if row.part else naming.whose(connection, case, row.named)
    known = naming.before(connection, row.id)
    connection.execute(sa.delete(tables.task_roles).where(_r.task_id == row.id))
    naming.write(connection, row.id, found)
    task_rows.open_row(connection, case, row.id, row.for_whom, found=naming.without(found, known))


def _take_from_outsider(connection: sa.Connection, task_id: UUID) -> None:
    """Free a task whose taker has no right to it now; `rows.task` gives no taker then."""
    row = rows.task(connection, task_id)
    if row.assignee_id is None:
        free = {"assignee_id": None, "version": row.version + 1}
        connection.execute(sa.update(tables.tasks).where(_t.id == task_id, _t.assignee_id.is_not(None)).values(free))
