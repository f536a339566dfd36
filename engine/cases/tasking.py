"""Task rows of a case: open the new ones, close those that are gone (design 3.10b: reconciled by token each step).

The caller holds the case's lock. A new task is opened for the roles of its lane (or its candidate groups), its
deadline's notices are set, and those who may do it are told, but for the person whose own act opened it. Where several
roles must do it (`A og B`), each of them gets a row of its own (`parts` knows what becomes of them).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID, uuid5

import sqlalchemy as sa

from engine import access, audit, bpmn, clock, deadlines, model, notices, places, roles, routines, rows, tables
from engine.cases import telling, timing

_t = tables.tasks.c
_TASKS: sa.BindParameter[UUID] = sa.bindparam("tasks", expanding=True, type_=sa.Uuid())
_AT: sa.BindParameter[datetime] = sa.bindparam("at", type_=sa.DateTime(timezone=True))
# one round trip: who may do a closed task, and the timers of its token, go with it
_CLOSE = (
    sa.update(tables.tasks)
    .where(_t.id.in_(_TASKS))
    .values(status=sa.bindparam("to"), closed_at=_AT, done_by=sa.bindparam("by"), version=_t.version + 1)
    .add_cte(
        sa.delete(tables.task_roles).where(tables.task_roles.c.task_id.in_(_TASKS)).cte("roles_gone"),
        timing.cancelling(_TASKS, _AT).cte("timers_gone"),
    )
)
_d = tables.drafts.c
# and what the person who did it had half-written; the drafts of others stay theirs
_DRAFT = sa.delete(tables.drafts).where(_d.person_id == sa.bindparam("by"), _d.task_id.in_(_TASKS))
_COMPLETE = _CLOSE.add_cte(_DRAFT.cte("draft_gone"))


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
        connection.execute(_CLOSE, cancelled)
    if done in ids:
        completed = {"to": model.TaskStatus.DONE, "by": by.id if by else None, "at": now, "tasks": [done]}
        connection.execute(_COMPLETE, completed)


def open_new(
    connection: sa.Connection, case: rows.CaseRow, new: Collection[bpmn.OpenTask], *, definition: bpmn.Definition
) -> list[timing.Timer]:
    """Insert `new` with their roles; return the notices that their deadlines give."""
    if not new:
        return []
    now = clock.now()
    shares = [(task, part) for task in new for part in _parts(connection, case, task, definition)]
    spoken = routines.spoken(connection, case.publication_id)
    rows_to_be = [_row(case, task, part, definition) | _explained(task, definition, spoken) for task, part in shares]
    connection.execute(sa.insert(tables.tasks), rows_to_be)
    open_to(connection, case, {_id(task, part): part or role_text(case, task, definition) for task, part in shares})
    times = places.notice_times(connection, case.place.municipality_id)
    return [timer for task, part in shares for timer in _notices(task, _id(task, part), now, times)]


def open_to(connection: sa.Connection, case: rows.CaseRow, role_texts: Mapping[UUID, str]) -> None:
    """Write who may do each task: every role that its text names, in the scope that this case gives the role."""
    opened = [
        {"task_id": task_id, "role": role, "scope": scope}
        for task_id, text in role_texts.items()
        for role, scope in opens_to(connection, case, text)
    ]
    if opened:
        connection.execute(sa.insert(tables.task_roles), opened)


def opens_to(connection: sa.Connection, case: rows.CaseRow, text: str) -> list[tuple[str, str]]:
    """Return the rows (role, scope) that a lane's name means in this case."""
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    return roles.scopes(roles.rule(connection, case.place.municipality_id, text), case.place, kinds)


def reopen_to(connection: sa.Connection, case: rows.CaseRow) -> list[audit.Entry]:
    """Write again who may do each open task, after the case has got another pupil and so another class.

    Who had taken a task and has none of its roles now loses it; who gets one is told. Returns the log entries.
    """
    return hand_to(connection, case, list(rows.open_tasks(connection, case.id)))


def _take_from_outsider(connection: sa.Connection, row: rows.TaskRow) -> None:
    if row.assignee_id is None:
        return
    held = rows.holdings(connection, row.assignee_id)
    if not access.my_roles(rows.task_facts(connection, row), held, day=clock.today()):
        free = {"assignee_id": None, "version": row.version + 1}
        connection.execute(sa.update(tables.tasks).where(tables.tasks.c.id == row.id).values(free))


def _news(task_id: UUID, element_id: str, name: str) -> telling.News:
    kind = model.MessageKind.NEW_TASK
    return telling.News(kind=kind, element_id=element_id, step=name, task_id=task_id, once=f"{kind}:{task_id}")


def require_part(connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, by: model.Person) -> None:
    """Raise `CaseNotFound` unless `by` may hear what became of a closed task: by the case, or a role the task had.

    Who was too late had the task a moment ago, and is told so; a case shielded since then tells nothing.
    """
    facts = access.TaskFacts(opens_to(connection, case, task.for_whom), task.assignee_id)
    held = rows.holdings(connection, by.id)
    had_it = access.task(facts, held, person_id=by.id, day=clock.today()).allowed
    if case.shielded_role or not had_it:
        rows.require_case(connection, case, by)


def announce(
    connection: sa.Connection,
    case: rows.CaseRow,
    new: Collection[bpmn.OpenTask],
    *,
    by: model.Person | None,
    definition: bpmn.Definition,
) -> list[audit.Entry]:
    """Tell everybody who may do one of `new`, but for `by`, whose own act opened it; return the log entries.

    Who has several parts of one task hears of it once.
    """
    entries: list[audit.Entry] = []
    for task in new:
        told = {by.id} if by else set()
        for part in _parts(connection, case, task, definition):
            task_id = _id(task, part)
            opened = sorted(opens_to(connection, case, part or role_text(case, task, definition)))
            others = [to for to in telling.holders(connection, opened) if to.person_id not in told]
            told |= {to.person_id for to in others}
            entries += telling.tell(connection, case, others, _news(task_id, task.element_id, task.name))
    return entries


def open_ids(
    connection: sa.Connection, case: rows.CaseRow, still: Collection[bpmn.OpenTask], definition: bpmn.Definition
) -> tuple[UUID, ...]:
    """Return the ids of the rows that are open for the engine's open tasks `still`."""
    ids = [_id(task, part) for task in still for part in _parts(connection, case, task, definition)]
    if len(ids) == len(still):
        return tuple(ids)
    now_open = rows.open_tasks(connection, case.id)  # of a task with parts, some may be done
    return tuple(task_id for task_id in ids if task_id in now_open)


def _parts(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition
) -> tuple[str, ...]:
    """Return the roles that each have their own part of the task; one empty text where it is whole."""
    text = role_text(case, task, definition)
    return roles.rule(connection, case.place.municipality_id, text).parts or ("",)


def _id(task: bpmn.OpenTask, part: str) -> UUID:
    return uuid5(task.token, part) if part else task.token


def _row(case: rows.CaseRow, task: bpmn.OpenTask, part: str, definition: bpmn.Definition) -> dict[str, object]:
    due = task.due
    return {
        "id": _id(task, part),
        "case_id": case.id,
        "element_id": task.element_id,
        "path": task.path,
        "instance": task.instance,
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
    leader = access.LEADS_SCHOOL if case.place.school_id is not None else access.LEADS_MUNICIPALITY
    return named or case.shielded_role or leader


def _notices(task: bpmn.OpenTask, task_id: UUID, opened: datetime, times: notices.Times) -> list[timing.Timer]:
    if task.due is None:
        return []
    wanted = notices.of(task.due.at, is_straks=task.due.straks, opened=opened, times=times)
    return [timing.Timer(notice.kind, task_id, task.element_id, task.path, notice.at) for notice in wanted]


def as_rows(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, definition: bpmn.Definition
) -> dict[UUID, dict[str, object]]:
    """Return the columns that an open task's row, or the row of each of its parts, has in the version of `case`."""
    spoken = routines.spoken(connection, case.publication_id)
    return {
        _id(task, part): _row(case, task, part, definition) | _explained(task, definition, spoken)
        for part in _parts(connection, case, task, definition)
    }


def notices_of(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, task_id: UUID, opened: datetime
) -> list[timing.Timer]:
    """Return the notices that the deadline of a task that opened at `opened` gives."""
    times = places.notice_times(connection, case.place.municipality_id)
    return _notices(task, task_id, opened, times)


def hand_to(connection: sa.Connection, case: rows.CaseRow, task_ids: Collection[UUID]) -> list[audit.Entry]:
    """Write again who may do these open tasks; who had taken one and may not now loses it, who gets one is told."""
    current = {task_id: row for task_id, row in rows.open_tasks(connection, case.id).items() if task_id in task_ids}
    connection.execute(sa.delete(tables.task_roles).where(tables.task_roles.c.task_id.in_(list(current))))
    open_to(connection, case, {task_id: row.for_whom for task_id, row in current.items()})
    entries: list[audit.Entry] = []
    for row in current.values():
        _take_from_outsider(connection, row)
        news = _news(row.id, row.element_id, row.name)
        entries += telling.tell(connection, case, telling.task_holders(connection, case, row.id), news)
    return entries
