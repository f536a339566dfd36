"""A task that several roles must do (`A og B` in a lane, design 7): each does a part, and the last one moves the case.

Each part is a task row of its own, with its own draft, taker, deadline notices and answers; the engine knows one task.
Here stands who is left, and what all of them have said together. The caller holds the case's lock where it changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

import sqlalchemy as sa

from engine import audit, clock, errors, model, roles, rows, tables
from engine.cases.answers import answering
from engine.cases.tasks import task_rows

_a, _t = tables.answers.c, tables.tasks.c


def awaited(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow) -> tuple[str, ...]:
    """Return the roles that are left once this part is done; none where the task is whole or this part is the last."""
    if not task.part:
        return ()
    done = {role for role, _name in finished(connection, task)} | {task.part}
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    return roles.parse(task.role_text, kinds).awaited(done)


def finished(connection: sa.Connection, task: rows.TaskRow) -> list[tuple[str, str]]:
    """Return who has done a part of the same task: (role, name of the person), the first one first."""
    if not task.part:
        return []
    p = tables.people.c
    query = (
        sa.select(_t.part, p.name)
        .join(tables.people, p.id == _t.done_by)
        .where(_mine(task), _t.status == model.TaskStatus.DONE)
        .order_by(_t.closed_at, _t.part)
    )
    return [(row.part, row.name) for row in connection.execute(query)]


def close(
    connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, *, by: model.Person, left: tuple[str, ...]
) -> model.CaseRef:
    """Close this part only; the log says whose is awaited."""
    task_rows.close(connection, [task], done=task.id, by=by)
    facts = {"role": task.part, "awaited": list(left)}
    kind = model.EventKind.TASK_PART_COMPLETED
    audit.record(connection, case.id, [audit.Entry(kind, task.element_id, task.path, task.instance, by.id, facts)])
    touched = sa.update(tables.cases).where(tables.cases.c.id == case.id).values(touched_at=clock.now())
    connection.execute(touched)
    return model.CaseRef(case.id, case.number, case.state_version)


def said(connection: sa.Connection, task: rows.TaskRow) -> dict[str, object]:
    """Return what the done parts of the task say together, and this one's answers if it has any.

    Newer answers win field by field; a correction stands where what it corrects stood.
    """
    if not task.part:
        return {}
    query = (
        sa.select(_a.id, _a.corrects_id, _a.content)
        .join(tables.tasks, _t.id == _a.task_id)
        .where(_mine(task), sa.or_(_t.status == model.TaskStatus.DONE, _t.id == task.id))
        .where(_a.standing == model.Standing.ACCEPTED)
        .order_by(_a.id)
    )
    found = connection.execute(query).all()
    first = rows.first_records((row.id, row.corrects_id) for row in found)
    newest = {first[row.id]: row.content for row in found}
    return merge(newest[record] for record in sorted(newest))


def together_by_task(said: Iterable[tuple[UUID | None, Mapping[str, object]]]) -> list[tuple[int, dict[str, object]]]:
    """Return what was said, oldest first, the parts of one task as one: (place of its newest part, content).

    `said` are pairs of what task the answers are a part of (None: they are the whole) and their content, oldest first.
    """
    newest: dict[UUID | int, int] = {}
    contents: dict[UUID | int, list[Mapping[str, object]]] = {}
    for place, (task, content) in enumerate(said):
        key = place if task is None else task
        newest[key] = place
        contents.setdefault(key, []).append(content)
    return sorted((place, merge(contents[key])) for key, place in newest.items())


def merge(contents: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return answers of one form by several persons as one, oldest first: who leaves a field empty says nothing."""
    together: dict[str, object] = {}
    for content in contents:
        together.update({key: value for key, value in content.items() if not _is_empty(value) or key not in together})
    return together


def together(
    connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, answered: answering.Answered, *, by: model.Person
) -> answering.Answered:
    """Return what the case moves on with: the answers of the task, or of all who have done a part of it.

    What the form hides with all answers in it does not count, though it was shown to one of them.
    """
    if not task.part or answered.form is None:
        return answered
    content = said(connection, task)
    asker = answering.asker(case, by, task.local)
    try:
        return answering.clean(connection, answered.publication_id, answered.form.id, content, asker)
    except errors.AnswersInvalid:
        # each of them was accepted; only together they are not what the form would take from one person
        return answering.Answered(answered.publication_id, answered.form, content)


def _mine(task: rows.TaskRow) -> sa.ColumnElement[bool]:
    return sa.and_(_t.case_id == task.case_id, _t.part_of == task.part_of)


def _is_empty(value: object) -> bool:
    return value is None or value == "" or value == [] or value == {}
