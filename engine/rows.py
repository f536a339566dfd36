"""Rows of cases and tasks as the commands need them (design 4; below `cases` and `documents`).

Knows the tables; changes nothing. The caller has the transaction, and the case's lock where it matters. Statements
are built once: building one takes several times as long as running it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import errors, model, presence, snapshot, tables
from engine.db import statements


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case with the version it follows."""

    id: int
    number: str
    place: model.Place
    pupil_id: int | None
    routine: str
    publication_id: str
    opened_at: datetime
    opened_by: int | None
    status: str
    shielded_role: str
    state: str
    state_version: int


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task with who may do it."""

    id: UUID
    case_id: int
    element_id: str
    path: str
    instance: int | None
    name: str
    form_id: str | None
    role_text: str
    part: str
    part_of: UUID | None
    status: str
    opened_at: datetime
    closed_at: datetime | None
    done_by: int | None
    assignee_id: int | None
    due_at: datetime | None
    is_straks: bool
    held_at: datetime | None
    local: Mapping[str, object]
    version: int
    named: Mapping[str, object]  # whom the diagram names (`engine.cases.tasks.naming`)

    @property
    def token(self) -> UUID:
        """Return the engine's token: the row's own id, or what it is a part of."""
        return self.part_of or self.id

    @property
    def for_whom(self) -> str:
        """Return whose the row is, as a lane names it: the part's one role, else the whole text."""
        return self.part or self.role_text


_c, _v, _t = tables.cases.c, tables.versions.c, tables.tasks.c
CASE_ID: sa.BindParameter[int] = sa.bindparam("case", type_=sa.BigInteger())
TASK_ID: sa.BindParameter[UUID] = sa.bindparam("task", type_=sa.Uuid())
IS_OPEN = sa.and_(_t.case_id == CASE_ID, _t.status == model.TaskStatus.OPEN)

_CASE_COLUMNS = (
    _c.id, _c.number, _c.municipality_id, _c.school_id, _c.class_id, _c.pupil_id, _c.routine, _v.publication_id,
    _c.opened_at, _c.opened_by, _c.status, _c.shielded_role, _c.state, _c.state_version,
)  # fmt: skip
CASE = sa.select(*_CASE_COLUMNS).join(tables.versions, _v.id == _c.version_id).where(_c.id == CASE_ID)


def case(connection: sa.Connection, case_id: int) -> CaseRow:
    """Return the case; raise `CaseNotFound`."""
    row = statements.first(connection, CASE, case=case_id)
    if row is None:
        raise errors.CaseNotFound()
    return _case_row(row)


def _case_row(row: Any) -> CaseRow:
    place = model.Place(row.municipality_id, row.school_id, row.class_id, row.id)
    return CaseRow(
        row.id, row.number, place, row.pupil_id, row.routine, row.publication_id, row.opened_at, row.opened_by,
        row.status, row.shielded_role, row.state, row.state_version,
    )  # fmt: skip


_TASKS = sa.select(*(_t[name] for name in TaskRow.__slots__))
TASK = _TASKS.where(_t.id == TASK_ID)
# in an order of their own: who is told of them must not hear in the order of PostgreSQL's pages
OPEN = _TASKS.where(IS_OPEN).order_by(_t.opened_at, _t.path, _t.part)
# a taker whose right to the task has ended does not have it; asked only of what is taken
_TAKER_OF_TASK = sa.select(presence.assignee()).where(_t.id == TASK_ID)
_TAKERS_IN_CASE = sa.select(_t.id, presence.assignee()).where(IS_OPEN)


def task(connection: sa.Connection, task_id: UUID) -> TaskRow:
    """Return the task, open or not; raise `TaskNotFound`."""
    row = statements.first(connection, TASK, task=task_id)
    if row is None:
        raise errors.TaskNotFound()
    return _with_taker(connection, TaskRow(*row))


def of_task(more: sa.ColumnElement[Any]) -> sa.Select[*tuple[Any, ...]]:
    """Return the question for a task, its case, and `more` of them: to be built once, for `task_and_case`."""
    task = (_t[name].label(f"task_{name}") for name in TaskRow.__slots__)
    return (
        sa.select(*_CASE_COLUMNS, *task, more.label("more"), tables.municipalities.c.revision)
        .join(tables.tasks, _t.case_id == _c.id)
        .join(tables.versions, _v.id == _c.version_id)
        .join(tables.municipalities, tables.municipalities.c.id == _c.municipality_id)
        .where(_t.id == TASK_ID)
    )


def task_and_case(
    connection: sa.Connection, task_id: UUID, asked: sa.Select[*tuple[Any, ...]], **values: object
) -> tuple[TaskRow, CaseRow, Any]:
    """Return the task, open or not, its case, and what else `asked` (`of_task`) wanted; raise `TaskNotFound`."""
    row = statements.first(connection, asked, task=task_id, **values)
    if row is None:
        raise errors.TaskNotFound()
    snapshot.saw(connection, row.municipality_id, row.revision)  # else it were asked for in a round trip of its own
    found = TaskRow(*row[len(_CASE_COLUMNS) : len(_CASE_COLUMNS) + len(TaskRow.__slots__)])
    return _with_taker(connection, found), _case_row(row), row.more


def _with_taker(connection: sa.Connection, found: TaskRow) -> TaskRow:
    if found.assignee_id is None:
        return found
    taker = connection.scalar(_TAKER_OF_TASK, {"task": found.id})
    return replace(found, assignee_id=taker)


def open_tasks(connection: sa.Connection, case_id: int) -> dict[UUID, TaskRow]:
    """Return the case's open tasks by token."""
    found = [TaskRow(*row) for row in statements.rows(connection, OPEN, case=case_id)]
    if all(row.assignee_id is None for row in found):
        return {row.id: row for row in found}
    takers: dict[UUID, int | None] = dict(connection.execute(_TAKERS_IN_CASE, {"case": case_id}).all())
    return {row.id: replace(row, assignee_id=takers.get(row.id)) for row in found}


def first_records(records: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """Return, for each answer record (id, the id it corrects; oldest first), where its corrections began."""
    first: dict[int, int] = {}
    for record, corrects in records:
        first[record] = first.get(corrects, corrects) if corrects is not None else record
    return first
