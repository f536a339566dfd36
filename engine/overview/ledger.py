"""`Tidsfrister`: what the system was to do by itself, what it did, how late, in which process, and what failed (ux.md).

Timers of the diagrams, notices of deadlines, timer starts and messages, for the cases that the person leads; a shielded
case stands only with its own role. The command line asks without a person, of all. Which rows those are is
`ledger_rows`'; knows no engine states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine import clock, db, model, routines, sweeping, tables
from engine.overview import led, ledger_rows, paging
from engine.overview.ledger_rows import STATES, Reach

_c = tables.cases.c
DAYS = 7
MOST = 1000  # lines on a command line


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was or is due: a timer, a notice, a start, a message to all its receivers.

    `state`: `waiting` (not due yet, or just now), `late` (due, not done), `done`, `done-late`, `failed`, `held` (its
    case stands with another fault). `missed` later times count as this one. `late_seconds` is how late it was, or is.
    """

    kind: str  # `engine`, a notice's kind, `start`, `message`
    id: int  # the first of `ids`
    ids: tuple[int, ...]  # those alike: one message to each receiver, one notice of each part
    what: str  # a message's own kind, "" else
    step: str
    case_number: str  # "" for a start, and for what no case was opened of
    due_at: datetime
    done_at: datetime | None
    state: str
    late_seconds: int
    by: str  # the process; "" for what is not done
    missed: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The numbers by state, a page of the entries (what failed first), and the clocks that have swept."""

    counts: dict[str, int]
    entries: tuple[Entry, ...]
    pulse: sweeping.Pulse
    clocks: tuple[sweeping.Swept, ...]
    page: int = 1
    last: int = 1


def ledger(person: model.Person, *, days: int = DAYS, state: str = "", page: int = 1) -> Ledger:
    """Return what was due in the cases that the person leads, `days` back and all that is to come.

    `state`: only that, where it is one of `STATES`. A page beyond the last is the last.
    """
    with db.reading() as connection:
        reach = _reach(connection, person, days)
        if reach is None:
            return Ledger(dict.fromkeys(STATES, 0), (), sweeping.Pulse(is_going=True, since=None), ())
        counts = ledger_rows.count(connection, reach)
        wanted = state if state in STATES else ""
        at, last, skip = paging.window(counts[wanted] if wanted else sum(counts.values()), page)
        entries = _entries(connection, reach, state=wanted, skip=skip, limit=paging.ROWS)
    return Ledger(counts, entries, sweeping.pulse(), tuple(sweeping.processes()), at, last)


def whole_ledger(*, days: int = DAYS) -> Ledger:
    """Return the same of every case, `MOST` entries, for who runs the installation (the command line)."""
    with db.reading() as connection:
        reach = Reach(sa.true(), sa.true(), sa.true(), clock.now() - timedelta(days=days))
        counts = ledger_rows.count(connection, reach)
        entries = _entries(connection, reach, state="", skip=0, limit=MOST)
    return Ledger(counts, entries, sweeping.pulse(), tuple(sweeping.processes()))


def unsent(person: model.Person, messages: Sequence[int]) -> list[int]:
    """Return which of these messages could not be sent, in cases that the person leads."""
    with db.reading() as connection:
        reach = _reach(connection, person, DAYS)
        return [] if reach is None else ledger_rows.failed(connection, reach, list(messages))


def _reach(connection: sa.Connection, person: model.Person, days: int) -> Reach | None:
    mine = led.by(connection, person.id)
    if mine is None:
        return None
    cases = led.of_any(_c.school_id.in_(mine.schools), _c.municipality_id.in_(mine.municipalities))
    starts = tables.versions.c.municipality_id.in_(mine.municipalities)
    caseless = tables.messages.c.municipality_id.in_(mine.municipalities)
    return Reach(cases, starts, caseless, clock.now() - timedelta(days=days), {"reader": person.id})


def _entries(connection: sa.Connection, reach: Reach, *, state: str, skip: int, limit: int) -> tuple[Entry, ...]:
    found = ledger_rows.read(connection, reach, state=state, skip=skip, limit=limit)
    return tuple(_entry(connection, row) for row in found)


def _entry(connection: sa.Connection, row: sa.Row[*tuple[Any, ...]]) -> Entry:
    late = max(timedelta(0), (row.done_at or clock.now()) - row.due_at)
    return Entry(
        kind=row.kind,
        id=row.id,
        ids=tuple(row.ids),
        what=row.what,
        step=row.step or _step(connection, row),
        case_number=row.number,
        due_at=row.due_at,
        done_at=row.done_at,
        state=row.state,
        late_seconds=int(late.total_seconds()),
        by=row.by,
        missed=row.missed,
        problem=row.problem or "",
    )


def _step(connection: sa.Connection, row: sa.Row[*tuple[Any, ...]]) -> str:
    """Return the name of a timer's step, as the version of its case draws it."""
    if not row.publication_id:
        return str(row.element_id)
    return routines.definition(connection, row.publication_id, row.routine).names.get(row.element_id) or row.element_id
