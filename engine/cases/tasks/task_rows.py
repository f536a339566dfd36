"""Task rows of a case: open the new ones, close those that are gone (design 3.10b: reconciled by token each step).

The caller holds the case's lock. A new task is opened for the roles of its lane (or its candidate groups), and its
deadline's notices are set; who is told is `announcing`'s. Where several roles must do it (`A og B`), each of them gets
a row of its own (`parts` knows what becomes of them). Persons whom the diagram names go before the roles (`naming`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import access, bpmn, clock, deadlines, model, notices, rights, roles, routines, rows, tables
from engine.cases import telling, timing
from engine.cases.tasks import naming
from engine.db import statements
from engine.municipality import places

_t = tables.tasks.c
_TASKS: sa.BindParameter[Any] = sa.bindparam("tasks", type_=postgresql.ARRAY(sa.Uuid()))
_AT: sa.BindParameter[datetime] = sa.bindparam("at", type_=sa.DateTime(timezone=True))
# one round trip: who may do a closed task, and the timers of its token, go with it
_CLOSE = (
    sa.update(tables.tasks)
    .where(_t.id == sa.any_(_TASKS))
    .values(status=sa.bindparam("to"), closed_at=_AT, done_by=sa.bindparam("by"), version=_t.version + 1)
    .add_cte(
        sa.delete(tables.task_roles).where(tables.task_roles.c.task_id == sa.any_(_TASKS)).cte("roles_gone"),
        sa.delete(tables.task_people).where(tables.task_people.c.task_id == sa.any_(_TASKS)).cte("names_gone"),
        timing.cancelling(_TASKS, _AT).cte("timers_gone"),
    )
)
_d = tables.drafts.c
# and what the person who did it had half-written; the drafts of others stay theirs
_DRAFT = sa.delete(tables.drafts).where(_d.person_id == sa.bindparam("by"), _d.task_id == sa.any_(_TASKS))
_COMPLETE = _CLOSE.add_cte(_DRAFT.cte("draft_gone"))
_OPEN, _OPEN_TO = sa.insert(tables.tasks), sa.insert(tables.task_roles)


def close(
    connection: sa.Connection, gone: Iterable[rows.TaskRow], *, done: UUID | None, by: model.Person | None
) -> None:
    """Close the rows of `gone`: `done` was completed by `by`, the others were cancelled by the routine."""
    ids = [row.id for row in gone]
    if not ids:
        return
    now = clock.now()
    others = [task_id for task_id in ids if task_id != done]
    if others:
        cancelled = {"to": model.TaskStatus.CANCELLED, "by": None, "at": now, "tasks": others}
        statements.later(connection, _CLOSE, cancelled)
    if done in ids:
        completed = {"to": model.TaskStatus.DONE, "by": by.id if by else None, "at": now, "tasks": [done]}
        statements.later(connection, _COMPLETE, completed)


def open_new(
    connection: sa.Connection, case: rows.CaseRow, new: Collection[bpmn.OpenTask], *, definition: bpmn.Definition
) -> list[timing.Timer]:
    """Insert `new` with their roles; return the notices that their deadlines give."""
    if not new:
        return []
    now = clock.now()
    shares = [(task, part) for task in new for part in parts_of(connection, case, task, definition)]
    spoken = routines.spoken(connection, case.publication_id)
    rows_to_be = [_row(case, task, part, definition) | _explained(task, definition, spoken) for task, part in shares]
    statements.later(connection, _OPEN, *rows_to_be)
    for task, part in shares:
        found = naming.NOBODY if part else named_for(connection, case, task, definition)
        open_row(connection, case, row_id(task, part), part or role_text(case, task, definition), found=found)
    times = places.notice_times(connection, case.place.municipality_id)
    return [timer for task, part in shares for timer in _notices(task, row_id(task, part), now, times)]


def open_row(
    connection: sa.Connection, case: rows.CaseRow, task_id: UUID, text: str, *, found: naming.Named = naming.NOBODY
) -> None:
    """Write who may do a task: who is `found` by name, and each role that `text` names, in its scope in this case."""
    if found.people:
        naming.write(connection, task_id, found)
    if found.assignee is not None:
        mine = sa.update(tables.tasks).where(_t.id == task_id).values(assignee_id=found.assignee)
        connection.execute(mine)
    opened = opens_to(connection, case, text) if found.has_roles else []
    if opened:
        values = [{"task_id": task_id, "role": role, "scope": scope} for role, scope in opened]
        statements.later(connection, _OPEN_TO, *values)


def roles_of(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition
) -> list[tuple[str, str]]:
    """Return the rows (role, scope) that a task of the engine opens to; none where named persons have it alone."""
    if not named_for(connection, case, task, definition).has_roles:
        return []
    return opens_to(connection, case, role_text(case, task, definition))


def named_for(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition
) -> naming.Named:
    """Return whom the diagram names for the task."""
    return naming.whose(connection, case, naming.of(task, definition.elements[task.element_id]))


def opens_to(connection: sa.Connection, case: rows.CaseRow, text: str) -> list[tuple[str, str]]:
    """Return the rows (role, scope) that a lane's name means in this case."""
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    return roles.scopes(roles.rule(connection, case.place.municipality_id, text), case.place, kinds)


def news(task_id: UUID, element_id: str, name: str) -> telling.News:
    """Return what is told of a task that somebody has got."""
    kind = model.MessageKind.NEW_TASK
    return telling.News(kind=kind, element_id=element_id, step=name, task_id=task_id, once=f"{kind}:{task_id}")


def require_part(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, by: model.Person) -> None:
    """Raise `CaseNotFound` unless `by` may hear what became of a closed task: by the case, or a role the task had.

    Who was too late had the task a moment ago, and is told so; a case shielded since then tells nothing.
    """
    found = naming.NOBODY if task.part else naming.whose(connection, case, task.named)
    had = opens_to(connection, case, task.for_whom) if found.has_roles else []
    facts = access.TaskFacts(had, task.assignee_id, found.people)
    held = rights.holdings(connection, by.id)
    had_it = access.task(facts, held, person_id=by.id, day=clock.today()).allowed
    if case.shielded_role or not had_it:
        rights.require_case(connection, case, by)


def open_ids(
    connection: sa.Connection, case: rows.CaseRow, still: Collection[bpmn.OpenTask], definition: bpmn.Definition
) -> tuple[UUID, ...]:
    """Return the ids of the rows that are open for the engine's open tasks `still`."""
    ids = [row_id(task, part) for task in still for part in parts_of(connection, case, task, definition)]
    if len(ids) == len(still) and not any(one.assignee or one.users for one in still):
        return tuple(ids)
    # of a task with parts, some may be done; who is named may have gone since the task opened
    tokens = {one.token: place for place, one in enumerate(still)}
    now_open = [row for row in rows.open_tasks(connection, case.id).values() if row.token in tokens]
    return tuple(row.id for row in sorted(now_open, key=lambda row: (tokens[row.token], row.part)))


def parts_of(
    connection: sa.Connection,
    case: rows.CaseRow,
    task: bpmn.OpenTask,
    definition: bpmn.Definition,
    *,
    is_left: bool = False,
) -> tuple[str, ...]:
    """Return the roles that each have their own part of the task; one empty text where it is whole.

    `is_left`: whom the diagram names has it no more.
    """
    if not is_left and named_for(connection, case, task, definition).people:
        return ("",)
    text = role_text(case, task, definition)
    return roles.rule(connection, case.place.municipality_id, text).parts or ("",)


def row_id(task: bpmn.OpenTask, part: str) -> UUID:
    """Return the id of the task's row, or of the row of one of its parts."""
    return uuid5(task.token, part) if part else task.token


def _row(case: rows.CaseRow, task: bpmn.OpenTask, part: str, definition: bpmn.Definition) -> dict[str, object]:
    due = task.due
    return {
        "id": row_id(task, part),
        "case_id": case.id,
        "element_id": task.element_id,
        "path": task.path,
        "instance": None if task.is_only else task.instance,  # a number beside one alone says nothing
        "name": task.name,
        "form_id": definition.elements[task.element_id].form_id,
        "role_text": role_text(case, task, definition),
        "part": part,
        "part_of": task.token if part else None,
        "priority": task.priority,
        "opened_at": clock.now(),
        "due_at": due.at if due else None,
        "is_straks": bool(due and due.straks),
        "local": dict(task.local),
        "named": naming.of(task, definition.elements[task.element_id]),
    }


def _explained(task: bpmn.OpenTask, definition: bpmn.Definition, spoken: Mapping[str, str]) -> dict[str, object]:
    """Return how the deadline was counted; what it counts from stands as the forms call it."""
    if task.due is None:
        return {"due_explained": ""}
    text = definition.elements[task.element_id].due
    # a deadline that was kept by a move, or set by the leader, may stand where the diagram has none
    explained = deadlines.called(task.due.explained, text, spoken) if text else task.due.explained
    return {"due_explained": explained}


def role_text(case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition) -> str:
    """Return who a task is for, as a lane names it; candidate groups override the lane (design 7).

    Without either it is for who leads the case: a step that nobody has would stand unseen.
    """
    named = ", ".join(task.groups) or definition.elements[task.element_id].lane
    return named or access.leader(case.place, case.shielded_role)


def _notices(task: bpmn.OpenTask, task_id: UUID, opened: datetime, times: notices.Times) -> list[timing.Timer]:
    if task.due is None:
        return []
    wanted = notices.of(task.due.at, is_straks=task.due.straks, opened=opened, times=times)
    return [timing.Timer(notice.kind, task_id, task.element_id, task.path, notice.at) for notice in wanted]


def as_rows(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition, *, left: str = ""
) -> dict[UUID, dict[str, object]]:
    """Return the columns that an open task's row, or the row of each of its parts, has in the version of `case`.

    `left` says why the persons whom the diagram names do not have it any more.
    """
    spoken = routines.spoken(connection, case.publication_id)
    named = naming.of(task, definition.elements[task.element_id])
    more: dict[str, object] = {"named": named | {"left": left}} if left and named else {}
    return {
        row_id(task, part): _row(case, task, part, definition) | _explained(task, definition, spoken) | more
        for part in parts_of(connection, case, task, definition, is_left=bool(left))
    }


def notices_of(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, task_id: UUID, opened: datetime
) -> list[timing.Timer]:
    """Return the notices that the deadline of a task that opened at `opened` gives."""
    times = places.notice_times(connection, case.place.municipality_id)
    return _notices(task, task_id, opened, times)
