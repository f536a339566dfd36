"""A task that several roles must do (`A og B`) in a story: whose part it is, what its form starts with (design 7)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import sqlalchemy as sa

from engine import db, model, rows, tables
from engine.cases.tasks import parts
from engine.play import record


def own(task: record.Standing, who: str, roles: Collection[str]) -> record.Standing:
    """Return the task as the part of `who`: the role that the story names, else one that the person has.

    A part that is done already comes back too, so that the command itself refuses it. Names are in lower case.
    """
    if not task.parts:
        return task
    left = {role.lower(): task_id for role, task_id in task.parts.items()}
    done = {role.lower(): task_id for role, task_id in _done(task)}
    for known, wanted in ((left, [who]), (done, [who]), (left, roles), (done, roles)):
        found = next((known[role] for role in sorted(wanted) if role in known), None)
        if found is not None:
            return replace(task, id=found)
    return task


def _done(task: record.Standing) -> list[tuple[str, object]]:
    t = tables.tasks.c
    same = sa.select(t.part_of).where(t.id == task.id).scalar_subquery()
    closed = sa.select(t.part, t.id).where(t.part_of == same, t.status != model.TaskStatus.OPEN)
    with db.reading() as connection:
        return [(row.part, row.id) for row in connection.execute(closed)]


def said(task: record.Standing) -> Mapping[str, object]:
    """Return what the form starts with on the page: what those wrote who have done their part."""
    if not task.parts:
        return {}
    with db.reading() as connection:
        return parts.said(connection, rows.task(connection, task.id))  # type: ignore[arg-type]
