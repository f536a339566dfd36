"""`Mine oppgaver`: one query on task rows, never on engine state (design 5; ux.md).

A task stands in the list of everybody who holds one of its roles today or is named for it, until somebody takes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, model, pages, phrases, presence, routines, tables
from engine.overview import paging

_t, _r, _h, _c = tables.tasks.c, tables.task_roles.c, tables.holdings.c, tables.cases.c
_p, _s, _k, _d = tables.people.c, tables.schools.c, tables.classes.c, tables.drafts.c

_PERSON: sa.BindParameter[int] = sa.bindparam("reader", type_=sa.BigInteger())
# a literal, so that the partial indexes of what is open serve prepared statements too
IS_OPEN = _t.status == sa.literal_column("'open'")

GROUPS = ("forfalt", "straks", "idag", "uken", "senere")
VIEWS = ("alle", "mine", "rolle")


def my_tasks(person: model.Person, *, view: str = "alle", page: int = 1) -> pages.Inbox:
    """Return a page of the open tasks the person may do now: all, those taken (`mine`), or those nobody has taken."""
    with db.reading() as connection:
        rows = task_rows(connection, person)
        routines_to_start = [_routine_row(one) for one in _to_start(connection, person)]
        unsent = _unsent(connection, person, routines_to_start)
    counts = {
        "alle": len(rows),
        "mine": sum(row.is_mine for row in rows),
        "rolle": sum(not row.assignee for row in rows),
    }
    shown = [row for row in rows if view == "alle" or (row.is_mine if view == "mine" else not row.assignee)]
    at, last, skip = paging.window(len(shown), page)
    urgent = sorted(shown, key=lambda row: GROUPS.index(_group(row)))[skip : skip + paging.ROWS]
    to_start = tuple(routines_to_start)
    return pages.Inbox(_grouped(urgent), counts, to_start, unsent, at, last)


def startable(connection: sa.Connection, person: model.Person) -> list[pages.RoutineRow]:
    """Return the routines in force that a person may start, each with how many cases it has running.

    Counting reads every open case of the municipality: not for pages that are opened all day.
    """
    running = (
        sa.select(_c.routine, sa.func.count())
        .where(_c.municipality_id == person.municipality_id, _c.status == model.CaseStatus.OPEN)
        .where(_c.shielded_role == "")  # a count must not tell that a shielded case exists
        .group_by(_c.routine)
    )
    count: dict[str, int] = dict(connection.execute(running).all())
    return [_routine_row(one, count.get(one.routine, 0)) for one in _to_start(connection, person)]


def _to_start(connection: sa.Connection, person: model.Person) -> list[routines.Version]:
    """Return the versions in force that a person may start: those with a start form."""
    return [one for one in routines.in_force(connection, person.municipality_id) if one.start_form]


def _routine_row(version: routines.Version, running: int | None = None) -> pages.RoutineRow:
    return pages.RoutineRow(
        version.routine, version.name, version.number, version.published_at, running, version.start_form
    )


def in_force(person: model.Person) -> list[pages.RoutineRow]:
    """Return the routines in force: those that can be started, then those that are called by others, by name.

    A called routine follows the version that calls it, so its callers are told with their numbers; it has that
    number and date itself.
    """
    with db.reading() as connection:
        found = startable(connection, person)
        called: dict[str, pages.RoutineRow] = {}
        for version in routines.in_force(connection, person.municipality_id):
            for process in routines.definition(connection, version.publication_id, version.routine).processes:
                if process == version.routine or process in {one.routine for one in found}:
                    continue
                name = routines.definition(connection, version.publication_id, process).name
                callers = called[process].called_from if process in called else ()
                said = f"{version.name}, utgave {version.number}", f"{version.name}, utgåve {version.number}"
                row = (process, name, version.number, version.published_at, 0, None, (*callers, phrases.both(*said)))
                called[process] = pages.RoutineRow(*row)
    return [*found, *sorted(called.values(), key=lambda one: one.name)]


def _unsent(
    connection: sa.Connection, person: model.Person, routines_to_start: Iterable[pages.RoutineRow]
) -> tuple[pages.UnsentRow, ...]:
    """Return the start forms the person has begun: a concern that was never sent must not be forgotten."""
    names = {one.routine: one.name for one in routines_to_start}
    query = sa.select(_d.routine, _d.saved_at).where(_d.person_id == person.id, _d.routine.in_(list(names)))
    return tuple(
        pages.UnsentRow(routine, names[routine], saved_at)
        for routine, saved_at in connection.execute(query.order_by(_d.saved_at))
    )


def open_tasks() -> sa.Select[Any]:
    """Return the query of open tasks with who has each (`taker_id`): the caller adds which, and gives it to `shown`."""
    taker = presence.assignee().element.label("taker_id")
    return sa.select(tables.tasks, taker).where(IS_OPEN)


def shown(which: sa.Select[Any]) -> sa.Select[Any]:
    """Return what rows of `which` (`open_tasks`) show `:reader`; to be built once. Its columns are `held.c` there.

    Who has a task is a long condition: OFFSET 0 keeps the planner from copying it to each place that
    asks for it, which took several times as long to plan as the whole to run.
    """
    held = which.offset(sa.literal_column("0")).subquery("held").c
    roles = sa.select(sa.func.array_agg(sa.distinct(_r.role))).where(_r.task_id == held.id).scalar_subquery()
    draft = sa.exists().where(_d.task_id == held.id, _d.person_id == _PERSON)
    return (
        sa.select(
            *held, _c.number, _c.touched_at, _p.name.label("assignee"), _s.name.label("school_name"),
            _k.name.label("class_name"), roles.label("roles"), draft.label("has_draft"),
        )
        .select_from(held.id.table)
        .join(tables.cases, _c.id == held.case_id)
        .outerjoin(tables.people, _p.id == held.taker_id)
        .outerjoin(tables.schools, _s.id == _c.school_id)
        .outerjoin(tables.classes, _k.id == _c.class_id)
        .order_by(sa.func.coalesce(held.due_at, held.opened_at), held.priority.desc(), held.opened_at, held.id)
    )  # fmt: skip


def _own() -> sa.Select[Any]:
    """Return the query of every open task the person may do: by a role or a name unless another has it."""
    by_role = (
        sa.select(_r.task_id, _r.role, sa.true().label("is_free"))
        .join(tables.holdings, sa.and_(_h.role == _r.role, _h.scope == _r.scope))
        .where(_h.person_id == _PERSON, _h.first_day <= presence.TODAY)
        .where(sa.or_(_h.last_day.is_(None), _h.last_day >= presence.TODAY))
    )
    taken = sa.select(_t.id, sa.null(), sa.false()).where(_t.assignee_id == _PERSON, IS_OPEN)
    n = presence.named(_PERSON).subquery().c
    way = by_role.union_all(taken, sa.select(n.task_id, sa.null(), sa.true())).subquery().c
    my_role = sa.func.coalesce(sa.func.min(way.role), "").label("my_role")
    ways = sa.select(way.task_id, my_role, sa.func.bool_or(way.is_free).label("is_free"))
    mine = ways.group_by(way.task_id).subquery().c
    which = open_tasks().join(mine.task_id.table, mine.task_id == _t.id).add_columns(mine.my_role, mine.is_free)
    query = shown(which)
    held = query.selected_columns
    return query.where(
        sa.or_(held.taker_id == _PERSON, sa.and_(held.taker_id.is_(None), held.is_free)),
        sa.or_(_c.shielded_role == "", presence.sees_shielded(_PERSON)),
    )


_OWN = _own()
_ONE = shown(open_tasks().where(_t.id == sa.bindparam("task", type_=sa.Uuid())))
_OF_CASE = shown(open_tasks().where(_t.case_id == sa.bindparam("case", type_=sa.BigInteger())))


def task_rows(connection: sa.Connection, person: model.Person) -> list[pages.TaskRow]:
    """Return every open task the person may do, what is due first in front."""
    found = connection.execute(_OWN, {"reader": person.id})
    return [to_row(row, person, row.my_role) for row in found]


def task_row(connection: sa.Connection, task_id: UUID, person: model.Person) -> pages.TaskRow:
    """Return the open task as the person sees it, who may see it."""
    return to_row(connection.execute(_ONE, {"task": task_id, "reader": person.id}).one(), person)


def rows_of_case(connection: sa.Connection, case_id: int, person: model.Person) -> list[pages.TaskRow]:
    """Return the open tasks of the case as the person sees them, who may open it."""
    return [to_row(row, person) for row in connection.execute(_OF_CASE, {"case": case_id, "reader": person.id})]


def to_row(row: sa.Row[Any], person: model.Person, my_role: str = "") -> pages.TaskRow:
    """Turn a row of `shown` into its frozen value."""
    return pages.TaskRow(
        id=row.id,
        element_id=row.element_id,
        name=row.name,
        case_number=row.number,
        class_name=row.class_name or "",
        school_name=row.school_name or "",
        roles=tuple(sorted(row.roles or ())),
        my_role=my_role,
        assignee=row.assignee or "",
        is_mine=row.taker_id == person.id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        due_explained=row.due_explained,
        is_straks=row.is_straks,
        held_at=row.held_at,
        instance=row.instance,
        has_draft=row.has_draft,
        version=row.version,
    )


def _grouped(rows: Iterable[pages.TaskRow]) -> dict[str, tuple[pages.TaskRow, ...]]:
    groups: dict[str, list[pages.TaskRow]] = {name: [] for name in GROUPS}
    for row in rows:
        groups[_group(row)].append(row)
    return {name: tuple(found) for name, found in groups.items()}


def _group(row: pages.TaskRow) -> str:
    """A held talk has met its deadline: it is neither overdue nor straks, only to be written down."""
    if row.held_at is not None:
        return "senere"
    if row.is_straks:
        return "straks"
    if row.due_at is None:
        return "senere"
    return _by_day(row.due_at)


def _by_day(due: datetime) -> str:
    now = clock.now()
    if due <= now:
        return "forfalt"
    today, day = clock.oslo(now).date(), clock.oslo(due).date()
    if day == today:
        return "idag"
    return "uken" if day < today + timedelta(days=7 - today.weekday()) else "senere"
