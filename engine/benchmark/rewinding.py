"""Undo the completing of one task, so that the next measure meets the same case.

Only for the benchmark, in a schema of its own: the product never takes a row of a case away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import db, model, tables

_c, _t, _r = tables.cases.c, tables.tasks.c, tables.task_roles.c
_e, _w = tables.events.c, tables.timers.c


@dataclass(frozen=True, slots=True)
class Mark:
    """A case as it stood before its open task was completed."""

    case_id: int
    task_id: UUID
    case: dict[str, Any]
    roles: list[dict[str, Any]]
    sequence: int


def mark(case_id: int, task_id: UUID) -> Mark:
    """Note how the case stands."""
    with db.reading() as connection:
        kept = sa.select(_c.state, _c.state_version, _c.status, _c.ended_at, _c.ended_by_event)
        case = connection.execute(kept.where(_c.id == case_id)).mappings().one()
        roles = connection.execute(sa.select(tables.task_roles).where(_r.task_id == task_id)).mappings().all()
        last = connection.scalar(sa.select(sa.func.max(_e.sequence)).where(_e.case_id == case_id))
    return Mark(case_id, task_id, dict(case), [dict(row) for row in roles], last or 0)


def rewind(to: Mark) -> None:
    """Put the case back."""
    opened = sa.select(_t.id).where(_t.case_id == to.case_id, _t.status == model.TaskStatus.OPEN)
    with db.transaction() as connection:
        connection.execute(sa.delete(tables.answers).where(tables.answers.c.task_id == to.task_id))
        connection.execute(sa.delete(tables.timers).where(_w.token.in_(opened)))
        connection.execute(sa.delete(tables.task_roles).where(_r.task_id.in_(opened)))
        connection.execute(sa.delete(tables.tasks).where(_t.id.in_(opened)))
        connection.execute(sa.delete(tables.events).where(_e.case_id == to.case_id, _e.sequence > to.sequence))
        again = {"status": model.TaskStatus.OPEN, "closed_at": None, "done_by": None}
        connection.execute(sa.update(tables.tasks).where(_t.id == to.task_id).values(again))
        connection.execute(sa.update(tables.timers).where(_w.token == to.task_id).values(cancelled_at=None))
        connection.execute(sa.insert(tables.task_roles), to.roles)
        connection.execute(sa.update(tables.cases).where(_c.id == to.case_id).values(to.case))
