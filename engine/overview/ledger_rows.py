"""What the ledger of the clock is read from: timers, timer starts and messages as rows of one kind (design 3.9).

Knows tables, and how the state of a row is told; what is alike but for its receiver is one row. Everything is counted,
sorted and cut into pages by the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from engine import clock, outbox, settings, tables
from engine.tables import columns

STATES = ("failed", "late", "held", "waiting", "done-late", "done")
_LATEST_FIRST = ("done-late", "done")

_t, _c, _i = tables.timers.c, tables.cases.c, tables.incidents.c
_s, _v, _m = tables.start_timers.c, tables.versions.c, tables.messages.c
_NOTHING = sa.literal_column("'\"\"'::jsonb", JSONB)
_RECEIVER = ":[^:]*$"  # at the end of a message's `once_key`


@dataclass(frozen=True, slots=True)
class Reach:
    """Which cases, which versions' starts and which messages of no case; since when what is done still stands.

    `values` is what the conditions ask.
    """

    cases: sa.ColumnElement[bool]
    starts: sa.ColumnElement[bool]
    caseless: sa.ColumnElement[bool]
    since: datetime
    values: Mapping[str, object] = field(default_factory=dict)


def count(connection: sa.Connection, reach: Reach) -> dict[str, int]:
    """Return how many rows there are by state."""
    grouped = _grouped(reach).subquery().c
    counted = sa.select(grouped.state, sa.func.count()).group_by(grouped.state)
    found: dict[str, int] = dict(connection.execute(counted, reach.values).all())
    return {state: found.get(state, 0) for state in STATES}


def read(
    connection: sa.Connection, reach: Reach, *, state: str, skip: int, limit: int
) -> list[sa.Row[*tuple[Any, ...]]]:
    """Return so many rows, of one state or all (""): what failed first, then what is late, held, to come, done."""
    grouped = _grouped(reach).subquery().c
    rank = sa.case({name: number for number, name in enumerate(STATES)}, value=grouped.state)
    at = sa.extract("epoch", grouped.due_at)
    order = sa.case((grouped.state.in_(_LATEST_FIRST), -at), else_=at)
    query = sa.select(*grouped).order_by(rank, order, grouped.id).offset(skip).limit(limit)
    return list(connection.execute(query.where(grouped.state == state) if state else query, reach.values))


def failed(connection: sa.Connection, reach: Reach, messages: list[int]) -> list[int]:
    """Return which of these messages could not be sent and are within reach."""
    mine = sa.select(_m.id).outerjoin(tables.cases, _c.id == _m.case_id).where(_is_mine(reach))
    dead = mine.where(_m.id.in_(messages), _m.status == "dead").order_by(_m.id)
    return list(connection.scalars(dead, reach.values))


def _grouped(reach: Reach) -> sa.Select[Any]:
    """Return the rows, those alike but for their receiver or process as one."""
    every = sa.union_all(_timers(reach), _starts(reach), _messages(reach)).subquery()
    one = sa.select(every, _state(every.c).label("state")).subquery().c
    same = (
        one.kind, one.what, one.number, one.element_id, one.step, one.publication_id, one.routine, one.happening,
        one.problem, one.state,
    )  # fmt: skip
    return sa.select(
        *same,
        sa.func.min(one.id).label("id"),
        sa.func.array_agg(aggregate_order_by(one.id, one.id)).label("ids"),
        sa.func.min(one.due_at).label("due_at"),
        sa.func.max(one.fired_at).label("done_at"),
        sa.func.min(one.fired_by).label("by"),
        sa.func.max(one.missed).label("missed"),
    ).group_by(*same)


def _state(one: Any) -> sa.ColumnElement[str]:
    """Return how a row stands: what has just become due, or has just been done, is not late."""
    now, patience = clock.now(), timedelta(seconds=settings.load().clock_alarm_seconds)
    return sa.case(
        (one.has_failed, "failed"),
        (one.fired_at > one.due_at + patience, "done-late"),
        (one.fired_at.is_not(None), "done"),
        (one.due_at > now - patience, "waiting"),
        (one.is_held, "held"),
        else_="late",
    )


def _timers(reach: Reach) -> sa.Select[Any]:
    """Timers that wait, and those that are done lately."""
    stands = sa.and_(_i.case_id == _t.case_id, _i.resolved_at.is_(None))
    own = sa.and_(_i.operation["kind"].astext == "fire", _i.operation["timer"].astext == sa.cast(_t.id, sa.Text))
    what = sa.select(_i.what).where(stands, own).limit(1).scalar_subquery()
    is_wanted = sa.or_(_t.fired_at >= reach.since, sa.and_(_t.fired_at.is_(None), _t.cancelled_at.is_(None)))
    return (
        sa.select(
            _t.kind, sa.literal("").label("what"), _t.id, _t.element_id, sa.literal("").label("step"), _c.number,
            _t.due_at, _t.fired_at, _t.fired_by, _t.missed, sa.cast(_t.due_at, sa.Text).label("happening"),
            sa.type_coerce(sa.func.coalesce(sa.type_coerce(what, JSONB), _NOTHING), columns.Said).label("problem"),
            what.is_not(None).label("has_failed"), sa.exists().where(stands).label("is_held"),
            _v.publication_id, _c.routine,
        )
        .join(tables.cases, _c.id == _t.case_id)
        .join(tables.versions, _v.id == _c.version_id)
        .where(reach.cases, is_wanted)
    )  # fmt: skip


def _starts(reach: Reach) -> sa.Select[Any]:
    """Timer starts of the routines: one that failed says so as long as what is done stands."""
    is_wanted = sa.or_(_s.fired_at.is_(None), _s.fired_at >= reach.since)
    return (
        sa.select(
            sa.literal("start"), sa.literal(""), _s.id, _s.element_id, _v.name, sa.literal(""),
            _s.due_at, _s.fired_at, _s.fired_by, _s.missed, sa.cast(_s.id, sa.Text),
            sa.type_coerce(_s.problem, columns.Said), sa.type_coerce(_s.problem, JSONB) != _NOTHING, sa.false(),
            sa.literal(""), _v.routine,
        )
        .join(tables.versions, _v.id == _s.version_id)
        .where(reach.starts, _s.cancelled_at.is_(None), is_wanted)
    )  # fmt: skip


def _messages(reach: Reach) -> sa.Select[Any]:
    """Messages that are not sent, and those sent lately; one in the queue is due at once."""
    step = sa.func.coalesce(sa.func.nullif(outbox.about(), ""), _m.element_id)
    return (
        sa.select(
            sa.literal("message"), _m.kind, _m.id, _m.element_id, step, sa.func.coalesce(_c.number, ""),
            _m.queued_at, _m.sent_at, sa.literal(""), sa.literal(0),
            sa.func.regexp_replace(_m.once_key, _RECEIVER, ""),
            sa.type_coerce(_m.problem, columns.Said), _m.status == "dead", sa.false(),
            sa.literal(""), sa.func.coalesce(_c.routine, ""),
        )
        .outerjoin(tables.cases, _c.id == _m.case_id)
        .where(_is_mine(reach), _m.status != "withdrawn")
        .where(sa.or_(_m.status != "sent", _m.sent_at >= reach.since))
    )  # fmt: skip


def _is_mine(reach: Reach) -> sa.ColumnElement[bool]:
    """Is a message of one of the cases, or of none and the municipality's?"""
    return sa.or_(sa.and_(_m.case_id.is_not(None), reach.cases), sa.and_(_m.case_id.is_(None), reach.caseless))
