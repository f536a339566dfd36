"""`Tidsfrister`: what the system was to do by itself, what it did, how late, in which process, and what failed (ux.md).

Timers of the diagrams, notices of deadlines, timer starts and messages, for the cases that the person leads; a shielded
case stands only with its own role. The command line asks without a person, of all. Knows rows, not engine states.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine import clock, db, model, routines, rows, settings, sweeping, tables
from engine.overview import led

DAYS = 7
MOST = 200
STATES = ("failed", "late", "held", "waiting", "done-late", "done", "cancelled")

_t, _c, _i = tables.timers.c, tables.cases.c, tables.incidents.c
_s, _v, _m = tables.start_timers.c, tables.versions.c, tables.messages.c


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was or is due: a timer, a notice, a start, a message.

    `state`: `waiting` (not due yet), `late` (due, not done), `done`, `done-late`, `failed`, `held` (its case
    stands with another fault), `cancelled`. `missed` later times count as this one.
    `late_seconds` is how late it was, or is.
    """

    kind: str  # `engine`, a notice's kind, `start`, `message`
    id: int
    step: str
    case_number: str  # "" for a start
    due_at: datetime
    done_at: datetime | None
    state: str
    late_seconds: int
    by: str  # the process; "" for what is not done
    missed: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The numbers by state, the entries (what failed first), and the clocks that have swept."""

    counts: dict[str, int]
    entries: tuple[Entry, ...]
    pulse: sweeping.Pulse
    clocks: tuple[sweeping.Swept, ...]


@dataclass(frozen=True, slots=True)
class _Reach:
    cases: sa.ColumnElement[bool]
    starts: sa.ColumnElement[bool]
    since: datetime


def ledger(person: model.Person, *, days: int = DAYS) -> Ledger:
    """Return what was due in the cases that the person leads, `days` back and all that is to come."""
    with db.reading() as connection:
        mine = led.by(rows.holdings(connection, person.id))
        if mine is None:
            return Ledger(dict.fromkeys(STATES, 0), (), sweeping.Pulse(is_going=True, since=None), ())
        found = _entries(connection, _Reach(mine.cases(), _v.municipality_id.in_(mine.municipalities), _ago(days)))
    return _sorted(found)


def whole_ledger(*, days: int = DAYS) -> Ledger:
    """Return the same of every case, for who runs the installation (the command line)."""
    with db.reading() as connection:
        found = _entries(connection, _Reach(sa.true(), sa.true(), _ago(days)))
    return _sorted(found)


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _sorted(found: list[Entry]) -> Ledger:
    found.sort(key=lambda one: (STATES.index(one.state), one.due_at, one.id))
    counts = {state: sum(one.state == state for one in found) for state in STATES}
    return Ledger(counts, tuple(found), sweeping.pulse(), tuple(sweeping.processes()))


def _entries(connection: sa.Connection, reach: _Reach) -> list[Entry]:
    return [*_timers(connection, reach), *_starts(connection, reach), *_messages(connection, reach)]


def _timers(connection: sa.Connection, reach: _Reach) -> Iterator[Entry]:
    """Timers that wait, the first due first; and those that are done lately, the last first."""
    stands = sa.and_(_i.case_id == _t.case_id, _i.resolved_at.is_(None))
    own = sa.and_(_i.operation["kind"].astext == "fire", _i.operation["timer"].astext == sa.cast(_t.id, sa.Text))
    what = sa.select(_i.what).where(stands, own).limit(1).scalar_subquery()
    query = sa.select(
        _t.kind, _t.id, _t.element_id, _c.number, _t.due_at, _t.fired_at, _t.cancelled_at, _t.fired_by, _t.missed,
        what.label("problem"), sa.exists().where(stands).label("is_held"), _v.publication_id, _c.routine,
    ).where(reach.cases)  # fmt: skip
    query = query.join(tables.cases, _c.id == _t.case_id).join(tables.versions, _v.id == _c.version_id)
    waiting = query.where(_t.fired_at.is_(None), _t.cancelled_at.is_(None)).order_by(_t.due_at, _t.id)
    fired = query.where(_t.fired_at >= reach.since).order_by(_t.fired_at.desc())
    for each in (waiting, fired):
        for row in connection.execute(each.limit(MOST)):
            called = routines.definition(connection, row.publication_id, row.routine).names
            step = called.get(row.element_id) or row.element_id
            yield _entry(row, row.kind, step, row.number, held=row.is_held)


def _starts(connection: sa.Connection, reach: _Reach) -> Iterator[Entry]:
    query = (
        sa.select(_s.id, _v.name, _s.due_at, _s.fired_at, _s.cancelled_at, _s.fired_by, _s.missed, _s.problem)
        .join(tables.versions, _v.id == _s.version_id)
        .where(reach.starts, _s.cancelled_at.is_(None))
        .where(sa.or_(_s.fired_at.is_(None), _s.fired_at >= reach.since))
        .order_by(_s.due_at.desc())
        .limit(MOST)
    )
    for row in connection.execute(query):
        yield _entry(row, "start", row.name, "", held=False)


def _messages(connection: sa.Connection, reach: _Reach) -> Iterator[Entry]:
    """Messages that are not sent, and those sent lately; one in the queue is due at once."""
    query = (
        sa.select(
            _m.id, _m.facts["steg"].astext.label("step"), _m.element_id, _c.number, _m.queued_at.label("due_at"),
            _m.sent_at.label("fired_at"), sa.null().label("cancelled_at"), sa.literal("").label("fired_by"),
            sa.literal(0).label("missed"), _m.problem, _m.status,
        )
        .join(tables.cases, _c.id == _m.case_id)
        .where(reach.cases, _m.status != "withdrawn")
        .where(sa.or_(_m.status != "sent", _m.sent_at >= reach.since))
        .order_by((_m.status == "sent"), _m.id.desc())
        .limit(MOST)
    )  # fmt: skip
    for row in connection.execute(query):
        yield _entry(row, "message", row.step or row.element_id, row.number, held=False, is_dead=row.status == "dead")


def _entry(
    row: sa.Row[*tuple[Any, ...]], kind: str, step: str, number: str, *, held: bool, is_dead: bool | None = None
) -> Entry:
    late = int(max(timedelta(0), (row.fired_at or clock.now()) - row.due_at).total_seconds())
    problem = row.problem or ""
    has_failed = bool(problem) if is_dead is None else is_dead
    return Entry(
        kind=kind,
        id=row.id,
        step=step,
        case_number=number,
        due_at=row.due_at,
        done_at=row.fired_at,
        state=_state(row, late, has_failed=has_failed, held=held),
        late_seconds=late,
        by=row.fired_by,
        missed=row.missed,
        problem=problem,
    )


def _state(row: sa.Row[*tuple[Any, ...]], late: int, *, has_failed: bool, held: bool) -> str:
    is_late = late > settings.load().clock_alarm_seconds
    if has_failed:
        return "failed"
    if row.cancelled_at is not None:
        return "cancelled"
    if row.fired_at is not None:
        return "done-late" if is_late else "done"
    if row.due_at > clock.now():
        return "waiting"
    return "held" if held else "late"
