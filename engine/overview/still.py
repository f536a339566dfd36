"""The statements behind `Saker som står`: how many for each reason, and one page of the tasks of a reason (design 12).

Each is built once for each shape of leader (`led`) and reads the open tasks by their partial indexes. Knows when a
task stands still; not how it is shown. A task has one reason: the first of no-owner, overdue, straks, person.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import presence, tables
from engine.cases.tasks import naming
from engine.overview import inbox, led

_t, _c, _r, _h = tables.tasks.c, tables.cases.c, tables.task_roles.c, tables.holdings.c
_i, _m, _p = tables.incidents.c, tables.messages.c, tables.people.c

NAMES = 3  # of those who could act, as many are told by name

_BEFORE: sa.BindParameter[Any] = sa.bindparam("straks_before", type_=sa.DateTime(timezone=True))
_IS_OPEN, _NAMES_SOME = inbox.IS_OPEN, _t.named != sa.literal_column("'{}'::jsonb")
_LATE = sa.and_(_t.due_at <= presence.NOW, _t.held_at.is_(None))
_NOT_LATE = sa.or_(_t.due_at.is_(None), _t.due_at > presence.NOW)
_STRAKS = sa.and_(_t.is_straks, _t.opened_at <= _BEFORE, _t.held_at.is_(None), _NOT_LATE)
_NOT_STRAKS = sa.or_(~_t.is_straks, _t.opened_at > _BEFORE)
# somebody is named who cannot have it, and has not given it back
_LEFT = sa.func.coalesce(_t.named["left"].as_string(), naming.ABSENT)
_TODAY = presence.counts_today(_h)


@cache
def counts(shape: led.Shape) -> sa.Select[Any]:
    """Return the question of how many stand still for each reason, all in one row: [steps, rows] of each."""
    mine, idle = shape.cases(), _idle(shape)
    owned = sa.select(_t.part_of).join(tables.cases, _c.id == _t.case_id)
    owned = owned.where(mine, _IS_OPEN, _t.id.not_in(sa.select(idle.c.id)), _is_no_part_of_idle())
    no_part = sa.null().cast(sa.Uuid()).label("part_of")
    incidents = sa.select(no_part).select_from(tables.incidents).join(tables.cases, _c.id == _i.case_id)
    messages = sa.select(no_part).select_from(tables.messages).outerjoin(tables.cases, _c.id == _m.case_id)
    found = {
        "incident": incidents.where(mine, _i.resolved_at.is_(None)),
        "message": messages.where(shape.messages(), _m.status == "dead"),
        "no-owner": sa.select(idle.c.part_of),
        "overdue": owned.where(_LATE),
        "straks": owned.where(_STRAKS),
        "person": owned.where(_unfound()),
    }
    return sa.select(*(_count(query).label(reason) for reason, query in found.items()))


def _count(parts: sa.Select[Any]) -> sa.ScalarSelect[Any]:
    """Count steps, and rows: the parts of a step (`A og B`) are rows of their own; only those few are sorted."""
    part = parts.subquery().c.part_of
    several = sa.func.count(sa.distinct(part)).filter(part.is_not(None))
    both = postgresql.array([sa.func.count() - sa.func.count(part) + several, sa.func.count()])
    return sa.select(both).scalar_subquery()


@cache
def page(shape: led.Shape, reason: str) -> sa.Select[Any]:
    """Return the question for `:limit` tasks of the reason after the first `:offset`, the longest standing first."""
    some = sa.select(_t.id).where(_IS_OPEN)
    if reason == "no-owner":
        idle = _idle(shape)
        some = some.join(idle, idle.c.id == _t.id)
    else:
        why = {"overdue": _LATE, "straks": _STRAKS, "person": _unfound()}[reason]
        some = some.join(tables.cases, _c.id == _t.case_id).where(
            shape.cases(), why, _has_somebody(), _is_no_part_of_idle()
        )
    since = _t.due_at if reason == "overdue" else _t.opened_at
    limit, offset = (sa.bindparam(name, type_=sa.Integer()) for name in ("limit", "offset"))
    step = sa.func.coalesce(_t.part_of, _t.id)  # its parts stand together
    picked = some.order_by(since, step, _t.id).limit(limit).offset(offset).subquery("picked")
    query = inbox.shown(inbox.open_tasks().join(picked, picked.c.id == _t.id))
    held = query.selected_columns
    return (
        query.add_columns(_names(held.id))
        .order_by(None)
        .order_by(held[since.name], sa.func.coalesce(held.part_of, held.id), held.id)
    )


def _is_named() -> sa.ColumnElement[bool]:
    """Is anybody named for it who can have it?"""
    n = presence.named().subquery().c
    return _t.id.in_(sa.select(n.task_id))


def _unfound() -> sa.ColumnElement[bool]:
    """Does the diagram name persons of whom none can have the task, so that a role has it instead?"""
    waits = sa.or_(_NOT_LATE, _t.held_at.is_not(None)), sa.or_(_NOT_STRAKS, _t.held_at.is_not(None))
    nobody = sa.and_(presence.assignee().element.is_(None), ~_is_named())
    return sa.and_(_NAMES_SOME, _LEFT == naming.ABSENT, *waits, nobody)


def _has_somebody() -> sa.ColumnElement[bool]:
    """Can anybody act: who has one of its roles today, is named for it, or has taken it?

    Asked as LIMIT 1, so that the planner asks it of the rows of a page, not of all.
    """
    by_role = sa.select(sa.true()).where(_r.task_id == _t.id, _h.role == _r.role, _h.scope == _r.scope, _TODAY)
    by_role = by_role.where(_may_know(_t.case_id))
    has_role = by_role.correlate(tables.tasks).limit(1).scalar_subquery().is_not(None)
    return sa.or_(has_role, _is_named(), presence.assignee().element.is_not(None))


def _may_know(case_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """May who holds the role open the case, shielded or not?"""
    k = tables.cases.alias("theirs")
    sees = sa.or_(k.c.shielded_role == "", presence.sees_shielded(_h.person_id, k, tables.holdings))
    return sa.exists().where(k.c.id == case_id, sees).correlate(tables.tasks, tables.holdings)


def _is_no_part_of_idle() -> sa.ColumnElement[bool]:
    """Is no other part of the same step (`A og B`) without owner? Then the step stands for that, and once.

    Whoever has taken a part has its role, so a part has nobody where its role has nobody.
    """
    other, r = tables.tasks.alias("other_part").c, tables.task_roles.alias("its_roles").c
    is_open = other.status == sa.literal_column("'open'")
    knows = _may_know(_t.case_id)
    has_role = sa.exists().where(r.task_id == other.id, _h.role == r.role, _h.scope == r.scope, _TODAY, knows)
    idle = sa.exists().where(other.case_id == _t.case_id, other.part_of == _t.part_of, is_open, ~has_role)
    return sa.or_(_t.part_of.is_(None), ~idle.correlate(tables.tasks))


def _idle(shape: led.Shape) -> sa.CTE:
    """Return the tasks with which nobody can do anything: few, found by the roles that nobody has.

    Roles are asked for once each, not once for each task; who has taken a task only where no role is left.
    """
    asked = sa.select(_r.role, _r.scope).distinct()
    if shape.is_one_school or not shape.by_municipality:  # then most roles are of other schools
        asked = asked.join(tables.tasks, _t.id == _r.task_id).join(tables.cases, _c.id == _t.case_id)
        asked = asked.where(shape.cases(), _IS_OPEN)
    posts = asked.cte("posts")
    is_held = sa.exists().where(_h.role == posts.c.role, _h.scope == posts.c.scope, _TODAY)
    vacant = sa.select(posts).where(~is_held).cte("vacant").prefix_with("MATERIALIZED")
    is_vacant = sa.tuple_(_r.role, _r.scope).in_(sa.select(vacant.c.role, vacant.c.scope))
    lonely = (
        sa.select(_t.id)
        .join(tables.cases, _c.id == _t.case_id)
        .where(shape.cases(), _IS_OPEN)
        .where(sa.or_(_c.shielded_role != "", ~sa.exists().where(_r.task_id == _t.id, ~is_vacant)))
        .cte("lonely")
        .prefix_with("MATERIALIZED")
    )
    return sa.select(_t.id, _t.part_of).join(lonely, lonely.c.id == _t.id).where(~_has_somebody()).cte("idle")


def _names(task_id: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """Return the names of those who could act, by role or name: one more than are told, at most."""
    n = presence.named().subquery().c
    by_role = (
        sa.select(_p.name)
        .join(tables.holdings, _h.person_id == _p.id)
        .join(tables.task_roles, sa.and_(_r.role == _h.role, _r.scope == _h.scope))
        .join(tables.tasks, _t.id == _r.task_id)
        .where(_r.task_id == task_id, _TODAY, _may_know(_t.case_id))
    )
    by_name = sa.select(_p.name).join(n.task_id.table, n.person_id == _p.id).where(n.task_id == task_id)
    query = by_role.union(by_name).order_by("name").limit(NAMES + 1)
    return sa.func.array(query.scalar_subquery(), type_=sa.ARRAY(sa.Text())).label("names")
