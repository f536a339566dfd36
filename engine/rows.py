"""Rows of cases and tasks as the commands need them (design 4; below `cases` and `documents`).

Knows the tables; changes nothing. The caller has the transaction, and the case's lock where it matters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import access, clock, errors, model, phrases, presence, tables


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

    @property
    def token(self) -> UUID:
        """Return the engine's token: the row's own id, or what it is a part of."""
        return self.part_of or self.id

    @property
    def for_whom(self) -> str:
        """Return whose the row is, as a lane names it: the part's one role, else the whole text."""
        return self.part or self.role_text


def case(connection: sa.Connection, case_id: int) -> CaseRow:
    """Return the case; raise `CaseNotFound`."""
    c, v = tables.cases.c, tables.versions.c
    row = connection.execute(
        sa.select(
            c.id, c.number, c.municipality_id, c.school_id, c.class_id, c.pupil_id, c.routine, v.publication_id,
            c.opened_at, c.opened_by, c.status, c.shielded_role, c.state, c.state_version,
        )
        .join(tables.versions, v.id == c.version_id)
        .where(c.id == case_id)
    ).one_or_none()  # fmt: skip
    if row is None:
        raise errors.CaseNotFound()
    place = model.Place(row.municipality_id, row.school_id, row.class_id, row.id)
    return CaseRow(
        row.id, row.number, place, row.pupil_id, row.routine, row.publication_id, row.opened_at, row.opened_by,
        row.status, row.shielded_role, row.state, row.state_version,
    )  # fmt: skip


def _task_columns() -> list[sa.ColumnElement[Any]]:
    """Return the columns of a `TaskRow`: a taker whose right to the task has ended does not have it."""
    plain = {name: tables.tasks.c[name] for name in TaskRow.__slots__}
    return list({**plain, "assignee_id": presence.assignee()}.values())


def task(connection: sa.Connection, task_id: UUID) -> TaskRow:
    """Return the task, open or not; raise `TaskNotFound`."""
    row = connection.execute(sa.select(*_task_columns()).where(tables.tasks.c.id == task_id)).one_or_none()
    if row is None:
        raise errors.TaskNotFound()
    return TaskRow(*row)


def open_tasks(connection: sa.Connection, case_id: int) -> dict[UUID, TaskRow]:
    """Return the case's open tasks by token."""
    where = (tables.tasks.c.case_id == case_id) & (tables.tasks.c.status == model.TaskStatus.OPEN)
    return {row.id: TaskRow(*row) for row in connection.execute(sa.select(*_task_columns()).where(where))}


def first_records(records: Iterable[tuple[int, int | None]]) -> dict[int, int]:
    """Return, for each answer record (id, the id it corrects; oldest first), where its corrections began."""
    first: dict[int, int] = {}
    for record, corrects in records:
        first[record] = first.get(corrects, corrects) if corrects is not None else record
    return first


def task_facts(connection: sa.Connection, row: TaskRow) -> access.TaskFacts:
    """Return who may do the task."""
    c, r = tables.cases.c, tables.task_roles.c
    found = connection.execute(
        sa.select(r.role, r.scope, c.shielded_role)
        .select_from(tables.cases.outerjoin(tables.task_roles, r.task_id == row.id))
        .where(c.id == row.case_id)
    ).all()
    roles = tuple((one.role, one.scope) for one in found if one.role is not None)
    return access.TaskFacts(roles, row.assignee_id, is_shielded=any(one.shielded_role for one in found))


def case_facts(connection: sa.Connection, row: CaseRow, person_id: int) -> access.CaseFacts:
    """Return what access to the case depends on, for one person, now."""
    t, r, h, m = tables.tasks.c, tables.task_roles.c, tables.holdings.c, tables.case_members.c
    today, now = clock.today(), clock.now()
    by_role = (
        sa.exists()
        .where(t.case_id == row.id, t.status == model.TaskStatus.OPEN, r.task_id == t.id)
        .where(h.role == r.role, h.scope == r.scope, h.person_id == person_id)
        .where(h.first_day <= today, sa.or_(h.last_day.is_(None), h.last_day >= today))
    )
    assigned = sa.exists().where(
        t.case_id == row.id, t.status == model.TaskStatus.OPEN, t.assignee_id == person_id,
        presence.assignee() == person_id,
    )  # fmt: skip
    done = sa.and_(
        sa.literal(row.status == model.CaseStatus.OPEN),
        sa.exists().where(t.case_id == row.id, t.done_by == person_id),
        presence.works_at(row.id, person_id),
    )
    member = sa.exists().where(
        m.case_id == row.id, m.person_id == person_id, m.from_at <= now, sa.or_(m.to_at.is_(None), m.to_at > now)
    )
    found = connection.execute(sa.select(sa.or_(by_role, assigned), done, member)).one()
    return access.CaseFacts(
        row.place, row.shielded_role, is_member=found[2], has_open_task=found[0], has_done_task=found[1]
    )


def holdings(connection: sa.Connection, person_id: int) -> tuple[model.Holding, ...]:
    """Return all roles of the person, whenever they count."""
    h = tables.holdings.c
    rows = connection.execute(
        sa.select(h.role, h.scope, h.first_day, h.last_day, h.reason).where(h.person_id == person_id)
    )
    return tuple(model.Holding(*row) for row in rows)


def require_task(connection: sa.Connection, row: TaskRow, by: model.Person) -> None:
    """Raise `NotAllowed` unless `by` may do the task today, `CaseNotFound` where its case is shielded from `by`."""
    facts = task_facts(connection, row)
    if facts.is_shielded:  # first: a refusal would tell that there is such a task
        require_case(connection, case(connection, row.case_id), by)
    if not access.task(facts, holdings(connection, by.id), person_id=by.id, day=clock.today()).allowed:
        raise errors.NotAllowed(
            phrases.say("Du har ikke denne oppgaven. Den er tildelt noen andre, eller rollen din er endret.")
        )


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
