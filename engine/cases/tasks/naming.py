"""Whom the diagram names for a task before any role: `assignee` and `candidateUsers` (design 7; DECISIONS 17).

Knows what the engine said of a task and who works at the case. A person who is unknown, gone, or may not open a
shielded case has no task: it goes to the roles instead, and *Saker som står* says so. The caller holds the case's lock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from engine import bpmn, people, presence, rights, rows, tables

ABSENT, GIVEN_BACK = "absent", "given-back"
_n = tables.task_people.c


@dataclass(frozen=True, slots=True)
class Named:
    """Who of those named can have the task: all of them, and the one whose it is from the start."""

    people: tuple[int, ...] = ()
    assignee: int | None = None
    has_roles: bool = True  # the roles may do it too, or nobody named can
    is_missing: bool = False  # somebody is named who cannot have it


NOBODY = Named()


def of(task: bpmn.OpenTask, element: bpmn.Element) -> dict[str, object]:
    """Return what a task's row keeps of it; empty where the diagram names nobody."""
    if not (element.assignee or element.users):
        return {}
    asked = {"assignee": task.assignee or ""} if element.assignee else {}
    return {**asked, "users": list(task.users), "groups": bool(task.groups)}


def whose(connection: sa.Connection, case: rows.CaseRow, named: Mapping[str, object]) -> Named:
    """Return who can have a task that names `named` (as `of` gives it) today."""
    if not named or named.get("left"):
        return NOBODY
    asked = str(named.get("assignee", ""))
    assignee = _present(connection, case, asked)
    users = named.get("users")
    found = [_present(connection, case, str(one)) for one in (users if isinstance(users, list) else ())]
    can = tuple(dict.fromkeys(one for one in (assignee, *found) if one is not None))
    is_missing = not can or ("assignee" in named and assignee is None)
    return Named(can, assignee, has_roles=bool(named.get("groups")) or not can, is_missing=is_missing)


def write(connection: sa.Connection, task_id: UUID, found: Named) -> None:
    """Write who is named for the task; whom it was handed to stays."""
    connection.execute(sa.delete(tables.task_people).where(_n.task_id == task_id, ~_n.is_handed))
    for person_id in found.people:
        add(connection, task_id, person_id, is_handed=False)


def add(connection: sa.Connection, task_id: UUID, person_id: int, *, is_handed: bool) -> None:
    """Let one person more do the task."""
    is_there = sa.exists().where(_n.task_id == task_id, _n.person_id == person_id)
    if not connection.scalar(sa.select(is_there)):
        values = {"task_id": task_id, "person_id": person_id, "is_handed": is_handed}
        connection.execute(sa.insert(tables.task_people).values(values))


def unhand(connection: sa.Connection, task_id: UUID) -> None:
    """Forget whom the leader had handed the task to."""
    connection.execute(sa.delete(tables.task_people).where(_n.task_id == task_id, _n.is_handed))


def without(found: Named, known: Collection[int]) -> Named:
    """Return what is left to write of `found` when its people are written, and who was named before keeps nothing."""
    assignee = None if found.assignee in known else found.assignee
    return replace(found, people=(), assignee=assignee)


def before(connection: sa.Connection, task_id: UUID) -> set[int]:
    """Return whom the task names now, present or not."""
    return set(connection.scalars(sa.select(_n.person_id).where(_n.task_id == task_id)))


def _present(connection: sa.Connection, case: rows.CaseRow, text: str) -> int | None:
    person_id = people.named(connection, case.place.municipality_id, text)
    if person_id is None or not connection.scalar(sa.select(presence.works_at(case.id, person_id))):
        return None
    if case.shielded_role and not rights.may_open(connection, case, person_id):
        return None
    return person_id
