"""`Mine oppgaver`: task rows counted and cut into pages by the database, never engine state (design 5; ux.md).

A task stands in the list of everybody who holds one of its roles today or is named for it, until somebody takes it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, model, pages, presence, tables
from engine.overview import offered, paging, whom

_t, _r, _h, _c = tables.tasks.c, tables.task_roles.c, tables.holdings.c, tables.cases.c
_p, _s, _k, _d, _a = tables.people.c, tables.schools.c, tables.classes.c, tables.drafts.c, tables.answers.c

_PERSON: sa.BindParameter[int] = sa.bindparam("reader", type_=sa.BigInteger())
# a literal, so that the partial indexes of what is open serve prepared statements too
IS_OPEN = _t.status == sa.literal_column("'open'")
_STANDS = sa.and_(_a.standing == sa.literal_column("'accepted'"), _a.corrects_id.is_(None))


def _midnight(days: int) -> datetime:
    """Return the beginning of a day in Oslo, so many days from today."""
    return datetime.combine(clock.today() + timedelta(days=days), time(), clock.OSLO)


def _days_of_week() -> int:
    """Return how many days, today included, are `uken`: to Sunday; from Friday on Monday too, which is next at work."""
    today = clock.today().weekday()
    return 7 - today + (today >= FRIDAY)


_TOMORROW = sa.bindparam("tomorrow", callable_=lambda: _midnight(1), type_=sa.DateTime(timezone=True))
_LATER = sa.bindparam("later", callable_=lambda: _midnight(_days_of_week()), type_=sa.DateTime(timezone=True))

FRIDAY = 4
GROUPS = ("forfalt", "straks", "idag", "uken", "senere")
VIEWS = ("alle", "mine", "rolle")


def my_tasks(person: model.Person, *, view: str = "alle", page: int = 1) -> pages.Inbox:
    """Return a page of the open tasks the person may do now: all, those taken (`mine`), or those nobody has taken."""
    with db.reading() as connection:
        skip = (max(page, 1) - 1) * paging.ROWS
        rows = _read(connection, person, view, skip)
        counts = _counts(connection, person, rows if view == "alle" and not skip else None)
        at, last, wanted = paging.window(counts[view], page)
        if wanted != skip:
            rows = _read(connection, person, view, wanted)
        to_start = tuple(offered.routine_row(one) for one in offered.to_start(connection, person))
        unsent = offered.unsent(connection, person, to_start)
    return pages.Inbox(_grouped(rows), counts, to_start, unsent, at, last)


def _read(connection: sa.Connection, person: model.Person, view: str, skip: int) -> list[pages.TaskRow]:
    found = connection.execute(_PAGES[view], {"reader": person.id, "skip": skip}).all()
    named = whom.of(connection, found, person)
    return [to_row(row, person, row.my_role, named.get(row.id, "")) for row in found]


def _counts(
    connection: sa.Connection, person: model.Person, first_page: Collection[pages.TaskRow] | None
) -> dict[str, int]:
    """Return how many tasks each view has: told by the first page of all, where that is not full, as it mostly is."""
    if first_page is None or len(first_page) >= paging.ROWS:
        return dict(connection.execute(_COUNTED, {"reader": person.id}).one()._asdict())
    mine, free = sum(row.is_mine for row in first_page), sum(not row.assignee for row in first_page)
    return {"alle": len(first_page), "mine": mine, "rolle": free}


def open_tasks() -> sa.Select[Any]:
    """Return the query of open tasks with who has each (`taker_id`): the caller adds which, and gives it to `shown`."""
    taker = presence.assignee().element.label("taker_id")
    return sa.select(tables.tasks, taker).where(IS_OPEN)


def shown(which: sa.Select[Any]) -> sa.Select[Any]:
    """Return what rows of `which` (`open_tasks`) show `:reader`, what is due first in front; to be built once.

    Who has a task is a long condition: OFFSET 0 keeps the planner from copying it to each place that
    asks for it, which took several times as long to plan as the whole to run.
    """
    held = which.offset(sa.literal_column("0")).subquery("held").c
    roles = sa.select(sa.func.array_agg(sa.distinct(_r.role))).where(_r.task_id == held.id).scalar_subquery()
    draft = sa.exists().where(_d.task_id == held.id, _d.person_id == _PERSON)
    answered = sa.exists().where(_a.task_id == held.id, _STANDS)
    return (
        sa.select(
            *held, _c.number, _c.touched_at, _p.name.label("assignee"), _s.name.label("school_name"),
            _k.name.label("class_name"), roles.label("roles"), draft.label("has_draft"), answered.label("is_answered"),
        )
        .select_from(held.id.table)
        .join(tables.cases, _c.id == held.case_id)
        .outerjoin(tables.people, _p.id == held.taker_id)
        .outerjoin(tables.schools, _s.id == _c.school_id)
        .outerjoin(tables.classes, _k.id == _c.class_id)
        .order_by(*_by_due(held))
    )  # fmt: skip


def _by_due(held: Any) -> tuple[sa.ColumnElement[Any], ...]:
    return sa.func.coalesce(held.due_at, held.opened_at), held.priority.desc(), held.opened_at, held.id


def _own() -> sa.Select[Any]:
    """Return the query of every open task the person may have: by a role or a name (`my_role`, `is_free`)."""
    by_role = (
        sa.select(_r.task_id, _r.role, sa.true().label("is_free"))
        .join(tables.holdings, sa.and_(_h.role == _r.role, _h.scope == _r.scope))
        .where(_h.person_id == _PERSON, presence.counts_today(_h))
    )
    taken = sa.select(_t.id, sa.null(), sa.false()).where(_t.assignee_id == _PERSON, IS_OPEN)
    n = presence.named(_PERSON).subquery().c
    way = by_role.union_all(taken, sa.select(n.task_id, sa.null(), sa.true())).subquery().c
    my_role = sa.func.coalesce(sa.func.min(way.role), "").label("my_role")
    ways = sa.select(way.task_id, my_role, sa.func.bool_or(way.is_free).label("is_free"))
    mine = ways.group_by(way.task_id).subquery().c
    return open_tasks().join(mine.task_id.table, mine.task_id == _t.id).add_columns(mine.my_role, mine.is_free)


def _is_mine(held: Any) -> sa.ColumnElement[bool]:
    """Return the condition that nobody else has the task, and that the person may hear of its case."""
    return sa.and_(
        sa.or_(held.taker_id == _PERSON, sa.and_(held.taker_id.is_(None), held.is_free)),
        sa.or_(_c.shielded_role == "", presence.sees_shielded(_PERSON)),
    )


def _in_view(held: Any) -> dict[str, sa.ColumnElement[bool]]:
    return {"alle": sa.true(), "mine": held.taker_id == _PERSON, "rolle": held.taker_id.is_(None)}


def _counted() -> sa.Select[Any]:
    """Return the query of how many tasks each of `VIEWS` has."""
    held = _own().offset(sa.literal_column("0")).subquery("held").c
    counts: list[Any] = [sa.func.count().filter(one).label(view) for view, one in _in_view(held).items()]
    return sa.select(*counts).select_from(held.id.table).join(tables.cases, _c.id == held.case_id).where(_is_mine(held))


def _page(view: str) -> sa.Select[Any]:
    """Return the query of one page of a view, the most urgent group first."""
    query = shown(_own())
    held = query.selected_columns
    page = query.where(_is_mine(held), _in_view(held)[view]).order_by(None).order_by(_rank(held), *_by_due(held))
    return page.limit(paging.ROWS).offset(sa.bindparam("skip", type_=sa.BigInteger()))


def _rank(held: Any) -> sa.ColumnElement[int]:
    """Return the place of the task's group in `GROUPS`, as `_group` says it."""
    names = sa.case(
        (held.held_at.is_not(None), "senere"),
        (held.is_straks, "straks"),
        (held.due_at <= presence.NOW, "forfalt"),
        (held.due_at < _TOMORROW, "idag"),
        (held.due_at < _LATER, "uken"),
        else_="senere",
    )
    return sa.case({name: number for number, name in enumerate(GROUPS)}, value=names)


_COUNTED = _counted()
_PAGES = {view: _page(view) for view in VIEWS}
_ONE = shown(open_tasks().where(_t.id == sa.bindparam("task", type_=sa.Uuid())))
_OF_CASE = shown(open_tasks().where(_t.case_id == sa.bindparam("case", type_=sa.BigInteger())))


def task_row(connection: sa.Connection, task_id: UUID, person: model.Person) -> pages.TaskRow:
    """Return the open task as the person sees it, who may do it."""
    row = connection.execute(_ONE, {"task": task_id, "reader": person.id}).one()
    return to_row(row, person, for_whom=whom.of(connection, [row], person).get(task_id, ""))


def rows_of_case(connection: sa.Connection, case_id: int, person: model.Person) -> list[pages.TaskRow]:
    """Return the open tasks of the case as the person sees them, who may open it."""
    return [to_row(row, person) for row in connection.execute(_OF_CASE, {"case": case_id, "reader": person.id})]


def to_row(row: sa.Row[Any], person: model.Person, my_role: str = "", for_whom: str = "") -> pages.TaskRow:
    """Turn a row of `shown` into its frozen value; `for_whom` it is only where the person may do the task."""
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
        whom=for_whom,
        is_answered=row.is_answered,
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
    return "uken" if day < today + timedelta(days=_days_of_week()) else "senere"
