"""A step that is taken away and opened again at once: what was half-written in it is there again.

The leader sends the case back to where it stands, or a timer leads round to the same step: the engine's token is
another, the paper is the same. The former drafts stay as well: who has the former page open goes on writing there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa

from engine import bpmn, rows, tables
from engine.cases.tasks import task_rows
from engine.db import statements

_d, _t = tables.drafts.c, tables.tasks.c
_FORMER: sa.BindParameter[UUID] = sa.bindparam("former", type_=sa.Uuid())
_NEW: sa.BindParameter[UUID] = sa.bindparam("new", type_=sa.Uuid())
_COPY = sa.insert(tables.drafts).from_select(
    ["person_id", "task_id", "content", "version", "saved_at"],
    # its parts may be others now: then there is no such row
    sa.select(_d.person_id, _t.id, _d.content, sa.literal_column("1"), _d.saved_at).where(
        _d.task_id == _FORMER, _t.id == _NEW
    ),
)


def keep_drafts(
    connection: sa.Connection, gone: Iterable[rows.TaskRow], new: Collection[bpmn.OpenTask], *, done: UUID | None
) -> None:
    """Copy the drafts of the rows of `gone`, but of what was `done`, to the new task of the same step and inputs."""
    for row in gone:
        if row.id == done:
            continue
        for task in new:
            instance = None if task.is_only else task.instance
            if (task.path, instance, dict(task.local)) == (row.path, row.instance, row.local):
                statements.later(connection, _COPY, {"former": row.id, "new": task_rows.row_id(task, row.part)})
