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

from engine import access, clock, errors, model, phrases, presence, snapshot, tables
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


_c, _v, _t, _r, _h, _m = (
    table.c
    for table in (
        tables.cases, tables.versions, tables.tasks, tables.task_roles, tables.holdings, tables.case_members,
    )
)  # fmt: skip
_CASE_ID: sa.BindParameter[int] = sa.bindparam("case", type_=sa.BigInteger())
_TASK_ID: sa.BindParameter[UUID] = sa.bindparam("task", type_=sa.Uuid())
_PERSON_ID: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger())
_IS_OPEN = sa.and_(_t.case_id == _CASE_ID, _t.status == model.TaskStatus.OPEN)

_CASE_COLUMNS = (
    _c.id, _c.number, _c.municipality_id, _c.school_id, _c.class_id, _c.pupil_id, _c.routine, _v.publication_id,
    _c.opened_at, _c.opened_by, _c.status, _c.shielded_role, _c.state, _c.state_version,
)  # fmt: skip
CASE = sa.select(*_CASE_COLUMNS).join(tables.versions, _v.id == _c.version_id).where(_c.id == _CASE_ID)


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
TASK = _TASKS.where(_t.id == _TASK_ID)
# in an order of their own: who is told of them must not hear in the order of PostgreSQL's pages
OPEN = _TASKS.where(_IS_OPEN).order_by(_t.opened_at, _t.path, _t.part)
# a taker whose right to the task has ended does not have it; asked only of what is taken
_TAKER_OF_TASK = sa.select(presence.assignee()).where(_t.id == _TASK_ID)
_TAKERS_IN_CASE = sa.select(_t.id, presence.assignee()).where(_IS_OPEN)


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
        .where(_t.id == _TASK_ID)
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


_named = presence.named().subquery()
_ROLES_OF_TASK = (
    sa.select(_r.role, _r.scope, _c.shielded_role)
    .select_from(tables.tasks.join(tables.cases, _c.id == _t.case_id).outerjoin(tables.task_roles, _r.task_id == _t.id))
    .where(_t.id == _TASK_ID)
)
_NAMED_BY = sa.select(sa.null(), sa.null(), sa.literal(""), _named.c.person_id).where(_named.c.task_id == _TASK_ID)
_NOBODY = sa.null().cast(sa.BigInteger).label("person_id")
_TASK_FACTS = _ROLES_OF_TASK.add_columns(_NOBODY).union_all(_NAMED_BY)


def task_facts(connection: sa.Connection, row: TaskRow) -> access.TaskFacts:
    """Return who may do the task."""
    found = statements.rows(connection, _TASK_FACTS, task=row.id)
    roles = tuple((one.role, one.scope) for one in found if one.role is not None)
    named = tuple(one.person_id for one in found if one.person_id is not None)
    return access.TaskFacts(roles, row.assignee_id, named, is_shielded=any(one.shielded_role for one in found))


def _case_facts() -> sa.Select[bool, bool, bool, bool]:
    by_role = (
        sa.exists()
        .where(_IS_OPEN, _r.task_id == _t.id)
        .where(_h.role == _r.role, _h.scope == _r.scope, _h.person_id == _PERSON_ID)
        .where(presence.counts_today(_h))
    )
    assigned = sa.exists().where(_IS_OPEN, _t.assignee_id == _PERSON_ID, presence.assignee() == _PERSON_ID)
    named = sa.exists().where(_IS_OPEN, presence.named(_PERSON_ID).subquery().c.task_id == _t.id)
    done = sa.and_(
        sa.bindparam("is_open", type_=sa.Boolean),
        sa.exists().where(_t.case_id == _CASE_ID, _t.done_by == _PERSON_ID),
        presence.works_at(_CASE_ID, _PERSON_ID),
    )
    lasts = sa.and_(_m.from_at <= presence.NOW, sa.or_(_m.to_at.is_(None), _m.to_at > presence.NOW))
    mine = sa.and_(_m.case_id == _CASE_ID, _m.person_id == _PERSON_ID, presence.has_some_role(_PERSON_ID))
    member = sa.exists().where(mine, lasts)
    return sa.select(sa.or_(by_role, assigned, named), done, member, presence.is_subject(_PERSON_ID, _CASE_ID))


_CASE_FACTS = _case_facts()


def case_facts(connection: sa.Connection, row: CaseRow, person_id: int) -> access.CaseFacts:
    """Return what access to the case depends on, for one person, now."""
    is_open = row.status == model.CaseStatus.OPEN
    found = statements.first(connection, _CASE_FACTS, case=row.id, person=person_id, is_open=is_open)
    return access.CaseFacts(
        row.place, row.shielded_role, found[2], has_open_task=found[0], has_done_task=found[1], is_subject=found[3]
    )


_MINE = sa.and_(_h.person_id == _PERSON_ID, presence.is_there(_h))
_HOLDINGS = sa.select(_h.role, _h.scope, _h.first_day, _h.last_day, _h.reason).where(_MINE)


def holdings(connection: sa.Connection, person_id: int) -> tuple[model.Holding, ...]:
    """Return all roles of the person, whenever they count."""
    return tuple(model.Holding(*row) for row in statements.rows(connection, _HOLDINGS, person=person_id))


# `_TASK_FACTS` and `_HOLDINGS` by one question
_NO_DAY = sa.null().cast(sa.Date)
MAY = _ROLES_OF_TASK.add_columns(
    _NO_DAY.label("first_day"), _NO_DAY.label("last_day"), sa.true().label("is_asked"), _NOBODY
).union_all(
    sa.select(_h.role, _h.scope, sa.literal(""), _h.first_day, _h.last_day, sa.false(), sa.null()).where(_MINE),
    sa.select(sa.null(), sa.null(), sa.literal(""), _NO_DAY, _NO_DAY, sa.true(), _named.c.person_id).where(
        _named.c.task_id == _TASK_ID, _named.c.person_id == _PERSON_ID
    ),
)


def require_task(connection: sa.Connection, row: TaskRow, by: model.Person) -> None:
    """Raise `NotAllowed` unless `by` may do the task today, `CaseNotFound` where its case is shielded from `by`."""
    found = statements.rows(connection, MAY, task=row.id, person=by.id)
    roles = tuple((one.role, one.scope) for one in found if one.is_asked and one.role is not None)
    held = tuple(model.Holding(one.role, one.scope, one.first_day, one.last_day) for one in found if not one.is_asked)
    named = tuple(one.person_id for one in found if one.person_id is not None)
    facts = access.TaskFacts(roles, row.assignee_id, named, is_shielded=any(one.shielded_role for one in found))
    if facts.is_shielded:  # first: a refusal would tell that there is such a task
        require_case(connection, case(connection, row.case_id), by)
    if not access.task(facts, held, person_id=by.id, day=clock.today()).allowed:
        raise errors.NotAllowed(
            phrases.say("Du har ikke denne oppgaven. Den er tildelt noen andre, eller rollen din er endret.")
        )


def require_handing(connection: sa.Connection, row: TaskRow, by: model.Person) -> None:
    """Raise as `require_task` unless `by` may do the task or leads its case: such a one may hand it over."""
    its_case = case(connection, row.case_id)
    if not leads(connection, its_case, by.id):
        require_task(connection, row, by)


def leads(connection: sa.Connection, row: CaseRow, person_id: int) -> bool:
    """Tell whether the person leads the case and may open it."""
    facts = case_facts(connection, row, person_id)
    held, day = holdings(connection, person_id), clock.today()
    return access.leads(facts, held, day=day).allowed and access.case(facts, held, day=day).allowed


def require_lead(connection: sa.Connection, row: CaseRow, by: model.Person) -> None:
    """Raise `NotAllowed` unless `by` leads the case."""
    facts = case_facts(connection, row, by.id)
    if not access.leads(facts, holdings(connection, by.id), day=clock.today()).allowed:
        raise errors.NotAllowed(phrases.say("Bare den som leder saken, kan gjøre dette."))


def require_case(connection: sa.Connection, row: CaseRow, by: model.Person) -> None:
    """Raise `CaseNotFound` unless `by` may open the case: the answer does not tell whether it exists."""
    if not may_open(connection, row, by.id):
        raise errors.CaseNotFound()


def may_open(connection: sa.Connection, row: CaseRow, person_id: int) -> bool:
    """Tell whether the person may open the case today."""
    facts = case_facts(connection, row, person_id)
    return access.case(facts, holdings(connection, person_id), day=clock.today()).allowed


def has_role(connection: sa.Connection, row: CaseRow, person_id: int, role: str) -> bool:
    """Tell whether the person has `role` today in a place of the case, whichever kind of place it counts in."""
    day, scopes = clock.today(), {row.place.scope(kind) for kind in ("municipality", "school", "class", "case")}
    held = holdings(connection, person_id)
    return any(one.role == role and one.scope in scopes and one.counts_on(day) for one in held)
