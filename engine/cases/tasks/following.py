"""Open tasks follow another version of their routine: name, form, roles, deadline, inputs (design 10; DECISIONS).

Their rows keep their ids, and so drafts, takers and held talks. What the engine opens or closes by the move itself is
`recording`'s; this is what stays open. The caller holds the case's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import audit, bpmn, clock, model, phrases, routines, rows, tables
from engine.cases import telling, timing
from engine.cases.tasks import handing, naming, task_rows

_t, _d = tables.tasks.c, tables.drafts.c
_COLUMNS = (
    "element_id", "path", "instance", "name", "form_id", "role_text", "priority", "due_at", "is_straks",
    "due_explained", "local", "named",
)  # fmt: skip
_DEADLINE = ("due_at", "is_straks")
_NOBODY_LEFT: Mapping[UUID, str] = MappingProxyType({})


def problem(connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step) -> str:
    """Return why the open tasks cannot follow, empty where they can; `case` has the new version."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    before = rows.open_tasks(connection, case.id)
    for task in step.open:
        wanted = task_rows.as_rows(connection, case, task, definition)
        if wanted.keys() & before.keys():
            continue
        found = _statuses(connection, case, task.token)
        if found and wanted.keys() <= {one for one, status in found.items() if status == model.TaskStatus.DONE}:
            return phrases.say("«%(step)s» er alt gjort av dem som skal gjøre den i den nye utgaven.", step=task.name)
    return ""


def follow(
    connection: sa.Connection,
    case: rows.CaseRow,
    step: bpmn.Step,
    *,
    before: Mapping[UUID, rows.TaskRow],
    left: Mapping[UUID, str] = _NOBODY_LEFT,
) -> list[audit.Entry]:
    """Bring the rows of tasks that stay open to the version that `case` follows now; return the log entries.

    `before` are the open rows by id. `left` says of which tasks (by token), and why, the persons whom the diagram
    names have left them to the roles.
    """
    definition = routines.definition(connection, case.publication_id, case.routine)
    handed: list[UUID] = []
    timers: list[timing.Timer] = []
    for task in step.open:
        mine = {row.id: row for row in before.values() if row.token == task.token}
        if not mine:
            continue
        why = left.get(task.token) or _still_left(mine.values(), task, definition)
        wanted = task_rows.as_rows(connection, case, task, definition, left=why)
        opened = _part(connection, case, mine, wanted)
        handed += opened
        timers += _to_come(connection, case, task, opened, mine)
        for task_id in mine.keys() & wanted.keys():
            changed = _differs(connection, task_id, wanted[task_id])
            if changed:
                connection.execute(
                    sa.update(tables.tasks).where(_t.id == task_id).values(**changed, version=_t.version + 1)
                )
            if changed.keys() & {"role_text", "named"}:
                handed.append(task_id)
            if changed.keys() & set(_DEADLINE):
                timing.cancel_notices(connection, [task_id])
                timers += _notices(connection, case, task, mine[task_id])
    timing.set_timers(connection, case.id, timers)
    return handing.hand_to(connection, case, handed) if handed else []


def take_dates(
    connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step, before: Mapping[UUID, rows.TaskRow]
) -> None:
    """Let deadlines run that counted from a date which nobody had given; `before` are the open rows by id.

    The task is the same to who writes in it: its version stays.
    """
    undated = {row.token for row in before.values() if row.due_at is None and not row.is_straks}
    dated = [one for one in step.open if one.token in undated and one.due and (one.due.at or one.due.straks)]
    if not dated:
        return
    definition = routines.definition(connection, case.publication_id, case.routine)
    timers: list[timing.Timer] = []
    for task in dated:
        mine = {row.id: row for row in before.values() if row.token == task.token}
        why = _still_left(mine.values(), task, definition)
        wanted = task_rows.as_rows(connection, case, task, definition, left=why)
        for row in (row for task_id, row in mine.items() if task_id in wanted):
            change = {name: wanted[row.id][name] for name in (*_DEADLINE, "due_explained")}
            connection.execute(sa.update(tables.tasks).where(_t.id == row.id).values(change))
            timers += _notices(connection, case, task, row)
    timing.set_timers(connection, case.id, timers)


def reopen(connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step) -> list[audit.Entry]:
    """Open again the rows of tasks that the engine has open and that a move had closed; return the log entries."""
    told: list[audit.Entry] = []
    definition = routines.definition(connection, case.publication_id, case.routine)
    for task in step.open:
        for task_id in task_rows.as_rows(connection, case, task, definition):
            closed = sa.and_(_t.id == task_id, _t.status == model.TaskStatus.CANCELLED)
            change = {"status": model.TaskStatus.OPEN, "closed_at": None, "version": _t.version + 1}
            if connection.execute(sa.update(tables.tasks).where(closed).values(change)).rowcount:
                told += handing.hand_to(connection, case, [task_id], was_gone=True)
                timing.set_timers(connection, case.id, _notices(connection, case, task, rows.task(connection, task_id)))
    return told


def tell_gone(
    connection: sa.Connection, case: rows.CaseRow, gone: Iterable[rows.TaskRow], *, by: model.Person
) -> list[audit.Entry]:
    """Tell those who have the tasks of `gone`, which somebody takes away, but for `by`; before the rows are closed."""
    entries: list[audit.Entry] = []
    kind = model.MessageKind.TASK_GONE
    for row in gone:
        to = [one for one in telling.task_holders(connection, case, row.id) if one.person_id != by.id]
        news = telling.News(kind=kind, element_id=row.element_id, step=row.name, once=f"{kind}:{row.id}:{row.version}")
        entries += telling.tell(connection, case, to, news)
    return entries


def _part(
    connection: sa.Connection,
    case: rows.CaseRow,
    mine: Mapping[UUID, rows.TaskRow],
    wanted: Mapping[UUID, Mapping[str, object]],
) -> list[UUID]:
    """Let a task get other parts, or become whole: rows that are not wanted close, their drafts go to one that is.

    Returns the ids of the rows that open: new ones, and those that an earlier move has closed. A held talk stays held.
    """
    if wanted.keys() == mine.keys():
        return []
    token = next(iter(mine.values())).token
    known = _statuses(connection, case, token)
    gone = [row for task_id, row in mine.items() if task_id not in wanted]
    new = [dict(values) for task_id, values in wanted.items() if task_id not in known]
    again = [task_id for task_id in wanted if known.get(task_id) == model.TaskStatus.CANCELLED]
    held = [row.held_at for row in mine.values() if row.held_at is not None]
    kept = {"opened_at": min(row.opened_at for row in mine.values()), "held_at": min(held, default=None)}
    if new:
        connection.execute(sa.insert(tables.tasks), [one | kept for one in new])
    for task_id in again:
        open_now = {"status": model.TaskStatus.OPEN, "closed_at": None, "version": _t.version + 1}
        change = sa.update(tables.tasks).where(_t.id == task_id)
        connection.execute(change.values({**wanted[task_id], **kept, **open_now}))
    opened = [UUID(str(one["id"])) for one in new] + again
    if gone:
        heir = next(iter(opened or [one for one in wanted if one in mine]), None)
        if heir is not None:
            taken = sa.select(_d.person_id).where(_d.task_id == heir)
            left = sa.and_(_d.task_id.in_([row.id for row in gone]), _d.person_id.not_in(taken))
            # of who wrote in several parts the newest: there is one draft for a person and a task
            newest = sa.select(_d.id).where(left).ext(postgresql.distinct_on(_d.person_id))
            newest = newest.order_by(_d.person_id, _d.saved_at.desc(), _d.id.desc())
            connection.execute(sa.update(tables.drafts).where(_d.id.in_(newest)).values(task_id=heir))
        task_rows.close(connection, gone, done=None, by=None)
    return opened


def _notices(
    connection: sa.Connection, case: rows.CaseRow, task: bpmn.OpenTask, row: rows.TaskRow
) -> list[timing.Timer]:
    """Return the notices that the deadline of an open row gives; a held talk has met it, whenever it is."""
    if row.held_at is not None:
        return []
    return task_rows.notices_of(connection, case, task, row.id, row.opened_at)


def _to_come(
    connection: sa.Connection,
    case: rows.CaseRow,
    task: bpmn.OpenTask,
    opened: Iterable[UUID],
    mine: Mapping[UUID, rows.TaskRow],
) -> list[timing.Timer]:
    """Return the notices of rows that have just opened in place of `mine`; what is past has been told of those."""
    if any(row.held_at is not None for row in mine.values()):
        return []
    began = min(row.opened_at for row in mine.values())
    every = (one for task_id in opened for one in task_rows.notices_of(connection, case, task, task_id, began))
    return [one for one in every if one.due_at > clock.now()]


def _still_left(mine: Iterable[rows.TaskRow], task: bpmn.OpenTask, definition: bpmn.Definition) -> str:
    """Return why the named persons left the task, if it names the same ones as then."""
    named = naming.of(task, definition.elements[task.element_id])
    for row in mine:
        why = str(row.named.get("left", ""))
        if why and named == {key: value for key, value in row.named.items() if key != "left"}:
            return why
    return ""


def _statuses(connection: sa.Connection, case: rows.CaseRow, token: UUID) -> dict[UUID, str]:
    mine = sa.and_(_t.case_id == case.id, sa.or_(_t.id == token, _t.part_of == token))
    return dict(connection.execute(sa.select(_t.id, _t.status).where(mine)).all())


def _differs(connection: sa.Connection, task_id: UUID, wanted: Mapping[str, object]) -> dict[str, object]:
    now = connection.execute(sa.select(*(_t[name] for name in _COLUMNS)).where(_t.id == task_id)).mappings().one()
    return {name: wanted[name] for name in _COLUMNS if wanted[name] != now[name]}
