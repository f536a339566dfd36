"""Messages that a step queues: to whom, once, and what the log says of it (design 3.8, 5; domain.md 6.3 no. 7).

Writes rows of the outbox inside the caller's transaction. The facts of a message are case number, step, school and
deadline: never a child's name, never a word from a form.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine import audit, clock, model, outbox, people, presence, roles, rows, tables


@dataclass(frozen=True, slots=True)
class News:
    """What a message is about; `once` names the happening, which tells the same person once, however often reported."""

    kind: str
    element_id: str
    step: str
    once: str
    task_id: UUID | None = None


def tell(connection: sa.Connection, case: rows.CaseRow, to: Iterable[model.Recipient], news: News) -> list[audit.Entry]:
    """Queue one message about `news` to each recipient; return one log entry for each role that is told.

    Of a shielded case nobody hears but those who may open it, whatever the diagram asks.
    """
    reached = _cleared(connection, case, to)
    for recipient in reached:
        outbox.queue(
            connection,
            kind=news.kind,
            municipality_id=case.place.municipality_id,
            case_id=case.id,
            task_id=news.task_id,
            element_id=news.element_id,
            role=recipient.role,
            person_id=recipient.person_id,
            facts={"sak": case.number, "steg": news.step, "skole": _school_name(connection, case)},
            once_key=f"{news.once}:{recipient.person_id}",
        )
    return [
        audit.Entry(model.EventKind.MESSAGE_QUEUED, news.element_id, facts={"message": news.kind, "to": role})
        for role in dict.fromkeys(recipient.role for recipient in reached)
    ]


def task_holders(connection: sa.Connection, case: rows.CaseRow, task_id: UUID) -> list[model.Recipient]:
    """Return who may do the task now: its assignee, else all who hold one of its roles today, one row a person."""
    t, r = tables.tasks.c, tables.task_roles.c
    assignee = connection.scalar(sa.select(presence.assignee()).where(t.id == task_id))
    opened = sorted(connection.execute(sa.select(r.role, r.scope).where(r.task_id == task_id)))
    if assignee is not None:
        return [model.Recipient(assignee, opened[0][0] if opened else "")]
    return _holders(connection, opened)


def _cleared(connection: sa.Connection, case: rows.CaseRow, to: Iterable[model.Recipient]) -> list[model.Recipient]:
    """Return who of `to` may hear of the case; an action earlier in the same step may have shielded it."""
    now = rows.case(connection, case.id)
    return [one for one in to if not now.shielded_role or rows.may_open(connection, now, one.person_id)]


def role_holders(connection: sa.Connection, case: rows.CaseRow, role_text: str) -> list[model.Recipient]:
    """Return all who hold a role named in `role_text` (as a lane names it) in this case today."""
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    return _holders(connection, roles.scopes(roles.parse(role_text, kinds), case.place, kinds))


def _holders(connection: sa.Connection, opened: Iterable[tuple[str, str]]) -> list[model.Recipient]:
    found: dict[int, model.Recipient] = {}
    for role, scope in opened:
        for person in people.holders(connection, role, scope, clock.today()):
            found.setdefault(person.id, model.Recipient(person.id, role))
    return list(found.values())


def _school_name(connection: sa.Connection, case: rows.CaseRow) -> str:
    s = tables.schools.c
    return connection.scalar(sa.select(s.name).where(s.id == case.place.school_id)) or ""
