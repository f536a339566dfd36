"""Drafts: half-written answers, per person and task, or person and routine before there is a case (design 5, T2).

A draft has a version; a save with an old one is refused with both texts, so that a second window overwrites nothing.
A draft outlives a hand-over and a closed task: it belongs to the person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, errors, form_values, model, settings, tables

_d, _t = tables.drafts.c, tables.tasks.c


def save_draft(
    *, by: model.Person, content: Mapping[str, object], version: int, task_id: UUID | None = None, routine: str = ""
) -> model.Draft:
    """Save over the draft of `version` (0 = there is none yet); raise `DraftConflict` with `theirs` when it is old.

    Raises `TextTooLong` past the setting: an account must not fill the database.
    """
    now = clock.now()
    content = form_values.storable(content)
    if len(json.dumps(content, ensure_ascii=False).encode()) > settings.load().text_max_kb * 1024:
        raise errors.TextTooLong()
    with db.transaction() as connection:
        write = _first(by, content, task_id, routine) if version == 0 else _next(by, content, version, task_id, routine)
        saved = connection.execute(write.returning(_d.version)).scalar()
        if saved is None:
            raise errors.DraftConflict(theirs=find(connection, by, task_id, routine))
    return model.Draft(content, saved, now)


def discard_draft(*, by: model.Person, task_id: UUID | None = None, routine: str = "") -> None:
    """Throw the person's own draft away, and the same text where the step stood before it was taken away."""
    with db.transaction() as connection:
        if task_id:
            connection.execute(_DROP_FORMER, {"person": by.id, "task": task_id})
        drop(connection, by, task_id, routine)


def find(connection: sa.Connection, by: model.Person, task_id: UUID | None, routine: str) -> model.Draft:
    """Return the person's draft; an empty one of version 0 where there is none."""
    row = connection.execute(
        sa.select(_d.content, _d.version, _d.saved_at).where(_mine(by, task_id, routine))
    ).one_or_none()
    return model.Draft(*row) if row else model.Draft()


_DROP = sa.delete(tables.drafts).where(_d.person_id == sa.bindparam("person"), _d.task_id == sa.bindparam("task"))

_its, _same = tables.tasks.alias("its").c, tables.drafts.alias("same").c


def same_step(its: Any) -> sa.ColumnElement[bool]:
    """Return the condition that the task `its` is of the same step of the same case, whatever round it is."""
    place = its.case_id == _t.case_id, its.path == _t.path, its.part == _t.part
    return sa.and_(*place, its.instance.is_not_distinct_from(_t.instance))


_DROP_FORMER = sa.delete(tables.drafts).where(
    _d.person_id == sa.bindparam("person"),
    sa.exists()
    .where(_t.id == _d.task_id, _t.status == model.TaskStatus.CANCELLED, same_step(_its))
    .where(_its.id == sa.bindparam("task"), _same.task_id == _its.id)
    .where(_same.person_id == _d.person_id, _same.content == _d.content),
)


def drop(connection: sa.Connection, by: model.Person, task_id: UUID | None, routine: str) -> None:
    """Delete the person's draft inside the caller's transaction."""
    if task_id:
        connection.execute(_DROP, {"person": by.id, "task": task_id})
    else:
        connection.execute(sa.delete(tables.drafts).where(_mine(by, None, routine)))


def _mine(by: model.Person, task_id: UUID | None, routine: str) -> sa.ColumnElement[bool]:
    target = _d.task_id == task_id if task_id else sa.and_(_d.task_id.is_(None), _d.routine == routine)
    return sa.and_(_d.person_id == by.id, target)


def _first(by: model.Person, content: Mapping[str, object], task_id: UUID | None, routine: str) -> sa.Insert:
    values = {"person_id": by.id, "task_id": task_id, "routine": None if task_id else routine}
    insert = postgresql.insert(tables.drafts).values(**values, content=content, version=1, saved_at=clock.now())
    return insert.on_conflict_do_nothing()


def _next(
    by: model.Person, content: Mapping[str, object], version: int, task_id: UUID | None, routine: str
) -> sa.Update:
    mine = sa.and_(_mine(by, task_id, routine), _d.version == version)
    return sa.update(tables.drafts).where(mine).values(content=content, version=version + 1, saved_at=clock.now())
