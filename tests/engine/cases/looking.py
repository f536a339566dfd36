"""How a case stands in the tables, told shortly: its open tasks, the cases of a routine, an inbox."""

from __future__ import annotations

import sqlalchemy as sa

from engine import db, model, overview, pages, tables


def open_tasks(case_id: int, *, status: str = "open") -> list[sa.Row]:
    """Return the case's tasks that stand so, by element and part."""
    t = tables.tasks.c
    with db.reading() as connection:
        mine = sa.select(tables.tasks).where(t.case_id == case_id, t.status == status)
        return list(connection.execute(mine.order_by(t.element_id, t.part)))


def open_now(case_id: int) -> list[str]:
    """Return the elements of the case's open tasks."""
    return [row.element_id for row in open_tasks(case_id)]


def cases_of(routine: str) -> list[sa.Row]:
    """Return the cases of a routine, the first opened first."""
    c = tables.cases.c
    with db.reading() as connection:
        return list(connection.execute(sa.select(tables.cases).where(c.routine == routine).order_by(c.id)))


def case(case_id: int) -> sa.Row:
    """Return the case's row."""
    with db.reading() as connection:
        return connection.execute(sa.select(tables.cases).where(tables.cases.c.id == case_id)).one()


def inbox(person: model.Person) -> list[pages.TaskRow]:
    """Return the tasks that the person's inbox shows."""
    return [task for group in overview.my_tasks(person).groups.values() for task in group]


def kept_messages() -> list[tuple[str, object]]:
    """Return how each message that came too early stands, and its data while they are needed."""
    with db.reading() as connection:
        found = connection.execute(sa.select(tables.kept_messages).order_by(tables.kept_messages.c.id)).all()
    return [("given" if row.given_at else "expired" if row.expired_at else "waiting", row.data) for row in found]
