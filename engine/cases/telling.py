"""Messages that a step queues: to whom, once, and what the log says of it (design 3.8, 5; domain.md 6.3 no. 7).

Writes rows of the outbox inside the caller's transaction. The facts of a message are case number, step, school and
deadline: never a child's name, never a word from a form.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from engine import access, audit, clock, model, outbox, people, rights, roles, rows, tables
from engine.db import statements

_m = tables.messages.c


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
    school = _school_name(connection, case) if reached else ""
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
            facts={"sak": case.number, "steg": news.step, "skole": school} | _nobody(recipient),
            once_key=f"{news.once}:{recipient.person_id}",
        )
    return [
        audit.Entry(model.EventKind.MESSAGE_QUEUED, news.element_id, facts=_told(news, role, reached))
        for role in dict.fromkeys(recipient.role for recipient in reached)
    ]


def _nobody(recipient: model.Recipient) -> dict[str, str]:
    """Return the fact that nobody has what the message is about, where that is why this one hears of it."""
    return {"ingen": "ja"} if recipient.is_instead else {}


def _told(news: News, role: str, reached: Iterable[model.Recipient]) -> dict[str, object]:
    """Return what the log says: the kind and the role; who is told for no role, by id."""
    facts: dict[str, object] = {"message": news.kind, "to": role}
    return facts if role else {**facts, "people": [one.person_id for one in reached if not one.role]}


def task_holders(connection: sa.Connection, case: rows.CaseRow, task_id: UUID) -> list[model.Recipient]:
    """Return who may do the task now: its assignee, else who is named for it or has one of its roles; one row each."""
    row = rows.task(connection, task_id)
    facts = rights.task_facts(connection, row)
    opened = sorted(facts.roles)
    if row.assignee_id is not None:
        return [model.Recipient(row.assignee_id, opened[0][0] if opened else "")]
    by_role = holders(connection, opened)
    known = {one.person_id for one in by_role}
    return [*by_role, *(model.Recipient(one, "") for one in facts.people if one not in known)]


def untold(connection: sa.Connection, to: Iterable[model.Recipient], once: str) -> list[model.Recipient]:
    """Return who of `to` has not been told what `once` names."""
    keys = {f"{once}:{one.person_id}": one for one in to}
    is_told = sa.and_(_m.once_key.in_(keys), _m.status != "withdrawn")
    told = set(connection.scalars(sa.select(_m.once_key).where(is_told)))
    return [one for key, one in keys.items() if key not in told]


def _cleared(connection: sa.Connection, case: rows.CaseRow, to: Iterable[model.Recipient]) -> list[model.Recipient]:
    """Return who of `to` may hear of the case; an action earlier in the same step may have shielded it."""
    asked = list(to)
    if not asked:
        return []
    now = rows.case(connection, case.id)
    return [one for one in asked if not now.shielded_role or rights.may_open(connection, now, one.person_id)]


def role_holders(connection: sa.Connection, case: rows.CaseRow, role_text: str) -> list[model.Recipient]:
    """Return all who hold a role named in `role_text` (as a lane names it) in this case today."""
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    return holders(connection, roles.scopes(roles.parse(role_text, kinds), case.place, kinds))


def leaders(connection: sa.Connection, case: rows.CaseRow) -> list[model.Recipient]:
    """Return who leads the case today; skoleeier where the school has nobody who does: somebody must hear of it."""
    leading = role_holders(connection, case, access.leader(case.place, case.shielded_role))
    return leading or role_holders(connection, case, access.LEADS_MUNICIPALITY)


def having_or_leading(
    connection: sa.Connection, case: rows.CaseRow, having: Sequence[model.Recipient]
) -> Sequence[model.Recipient]:
    """Return who has a task, or who leads the case where nobody may have it: nobody would hear of it else."""
    reached = _cleared(connection, case, having) if case.shielded_role else having
    return having if reached else [replace(one, is_instead=True) for one in leaders(connection, case)]


def holders(connection: sa.Connection, opened: Sequence[tuple[str, str]]) -> list[model.Recipient]:
    """Return all who hold one of `opened` (role, scope) today, one row a person, by the first role they have."""
    return [model.Recipient(*one) for one in people.holders_of(connection, opened, clock.today())]


_SCHOOL_NAME = sa.select(tables.schools.c.name).where(tables.schools.c.id == sa.bindparam("school"))


def _school_name(connection: sa.Connection, case: rows.CaseRow) -> str:
    found = statements.first(connection, _SCHOOL_NAME, school=case.place.school_id)
    return str(found.name) if found else ""
