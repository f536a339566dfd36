"""A step that is taken away and opened again at once: what was written in it is there again.

What somebody had answered while the case could not go on is theirs to look over and send again.

The leader sends the case back to where it stands, or a timer leads round to the same step: the engine's token is
another, the paper is the same. The former drafts stay as well: who has the former page open goes on writing there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import bpmn, model, rows, tables
from engine.cases.tasks import task_rows
from engine.db import statements

_a, _d, _t = tables.answers.c, tables.drafts.c, tables.tasks.c
_FORMER: sa.BindParameter[UUID] = sa.bindparam("former", type_=sa.Uuid())
_NEW: sa.BindParameter[UUID] = sa.bindparam("new", type_=sa.Uuid())
_COPY = (
    postgresql.insert(tables.drafts)
    .from_select(
        ["person_id", "task_id", "content", "version", "saved_at"],
        # its parts may be others now: then there is no such row
        sa.select(_d.person_id, _t.id, _d.content, sa.literal_column("1"), _d.saved_at).where(
            _d.task_id == _FORMER, _t.id == _NEW
        ),
    )
    .on_conflict_do_nothing()  # of several that have become one, each person has one
)

_given = tables.answers.alias("given").c
# newer than the draft that it was sent from; whoever has corrected it, it is still theirs who gave it
_ANSWERED = (
    postgresql.insert(tables.drafts)
    .from_select(
        ["person_id", "task_id", "content", "version", "saved_at"],
        sa.select(_given.person_id, _t.id, _a.content, sa.literal_column("1"), _a.at)
        .where(_given.task_id == _FORMER, _given.corrects_id.is_(None), _given.standing == model.Standing.ACCEPTED)
        .where(_a.task_id == _given.task_id, _a.standing == model.Standing.ACCEPTED, _t.id == _NEW)
        .order_by(_a.id.desc())
        .limit(1),
    )
    .on_conflict_do_nothing()
)


def keep_drafts(
    connection: sa.Connection,
    gone: Iterable[rows.TaskRow],
    new: Collection[bpmn.OpenTask],
    *,
    definition: bpmn.Definition,
    done: UUID | None,
) -> None:
    """Copy answers and drafts of `gone`, but of what was `done`, to the new task of the same step and inputs.

    Of several that nothing tells apart (a repetition inside another), each has one of its own. Which round of a loop it
    is makes no difference.
    """
    heirs: dict[UUID, bpmn.OpenTask] = {}
    for row in gone:
        if row.id == done:
            continue
        if row.token not in heirs:
            same = [task for task in new if _is_same(task, row, definition)]
            if not same:
                continue
            taken = {heir.token for heir in heirs.values()}
            heirs[row.token] = next((task for task in same if task.token not in taken), same[0])
        to = task_rows.row_id(heirs[row.token], row.part)
        for copy in (_ANSWERED, _COPY):
            statements.later(connection, copy, {"former": row.id, "new": to})


def _is_same(task: bpmn.OpenTask, row: rows.TaskRow, definition: bpmn.Definition) -> bool:
    instance = None if task.is_only else task.instance
    is_its = instance == row.instance or not bpmn.is_repeated(definition, task.path)
    return is_its and (task.path, dict(task.local)) == (row.path, row.local)
