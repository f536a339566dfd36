"""Timer rows of a case: the diagram's timers, and the notices of its tasks' deadlines (design 3.9, 8).

A row is pending until it is fired or cancelled; the database refuses a second pending one of the same token and
kind. The caller holds the case's lock. Knows rows; what a timer does is `firing`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import audit, clock, model, notices, tables, whoami
from engine.db import statements

ENGINE = "engine"

_t = tables.timers.c
_PENDING = sa.and_(_t.fired_at.is_(None), _t.cancelled_at.is_(None))
PENDING_IN_CASE = sa.select(_t.token, _t.due_at).where(_t.case_id == sa.bindparam("case"), _t.kind == ENGINE, _PENDING)

_every, _fired = tables.timers.alias("every").c, tables.timers.alias("fired").c
_LAST_FIRED = sa.select(sa.func.max(_fired.fired_at)).where(_fired.token == _t.token, _fired.kind == ENGINE)
_IS_SINCE = _every.set_at >= sa.func.coalesce(_LAST_FIRED.scalar_subquery(), _every.set_at)
_RUNNING_SINCE = (
    sa.select(_t.token, sa.func.min(_every.set_at))
    .where(_t.case_id == sa.bindparam("case"), _t.kind == ENGINE, _PENDING)
    .where(_every.token == _t.token, _every.kind == ENGINE, _every.fired_at.is_(None), _IS_SINCE)
    .group_by(_t.token)
)


_SET = sa.insert(tables.timers)


def cancelling(tokens: sa.BindParameter[Any], at: sa.BindParameter[datetime]) -> sa.Update:
    """Return the statement that cancels every pending row of `tokens`, to be run by itself or inside another."""
    return sa.update(tables.timers).where(_t.token == sa.any_(tokens), _PENDING).values(cancelled_at=at)


_CANCEL = cancelling(
    sa.bindparam("tokens", type_=postgresql.ARRAY(sa.Uuid())), sa.bindparam("at", type_=sa.DateTime(timezone=True))
)
_CANCEL_NOTICES = _CANCEL.where(_t.kind.in_(list(notices.NoticeKind)))


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer to be set."""

    kind: str
    token: UUID
    element_id: str
    path: str
    due_at: datetime


def pending(connection: sa.Connection, case_id: int) -> dict[UUID, datetime]:
    """Return the due instants of the diagram's pending timers, by token."""
    return dict(statements.rows(connection, PENDING_IN_CASE, case=case_id))


def running_since(connection: sa.Connection, case_id: int) -> dict[UUID, datetime]:
    """Return since when the diagram's pending timers run, by token: also one that was given another instant meanwhile.

    One that repeats runs since it fired last.
    """
    return dict(connection.execute(_RUNNING_SINCE, {"case": case_id}).all())


def set_timers(connection: sa.Connection, case_id: int, wanted: Iterable[Timer]) -> list[audit.Entry]:
    """Insert `wanted`; return their log entries (notices are not events of the routine, and get none)."""
    new = list(wanted)
    rows = [
        {
            "case_id": case_id,
            "kind": timer.kind,
            "token": timer.token,
            "element_id": timer.element_id,
            "path": timer.path,
            "due_at": timer.due_at,
            "set_at": clock.now(),
        }
        for timer in new
    ]
    statements.insert_later(connection, _SET, rows)
    return [
        audit.Entry(model.EventKind.TIMER_SET, timer.element_id, timer.path, facts={"due": timer.due_at.isoformat()})
        for timer in new
        if timer.kind == ENGINE
    ]


def cancel(connection: sa.Connection, tokens: Collection[UUID]) -> None:
    """Cancel every pending row of `tokens`, timers and notices alike."""
    statements.later(connection, _CANCEL, {"tokens": list(tokens), "at": clock.now()})


def cancel_notices(connection: sa.Connection, tokens: Collection[UUID]) -> None:
    """Cancel the notices of `tokens`: the act is done, nobody need be reminded."""
    connection.execute(_CANCEL_NOTICES, {"tokens": list(tokens), "at": clock.now()})


_FIRE = (
    sa.update(tables.timers)
    .where(_t.id == sa.bindparam("timer"), _PENDING, _t.due_at <= sa.bindparam("at"))
    .values(fired_at=sa.bindparam("at"), fired_by=sa.bindparam("process"))
    .returning(_t.id, _t.case_id, _t.kind, _t.token, _t.element_id, _t.path, _t.due_at)
)


def marking(timer_id: int) -> statements.Asked:
    """Return what notes that the timer fires now, and in which process; it answers with the timer if that was due."""
    return _FIRE, {"timer": timer_id, "at": clock.now(), "process": whoami.process()}


def note_missed(connection: sa.Connection, timer_id: int, missed: int) -> None:
    """Note for how many later times of a repeating timer this firing stands as well."""
    connection.execute(sa.update(tables.timers).where(_t.id == timer_id).values(missed=missed))
