"""When each clock process swept last, and whether the clock goes at all (design 3.9; the ledger).

A row per process and job. The times are the system's own, not those of a demo's moved clock: what is watched is the
processes. A row of a process that has gone is kept for some days, so that a clock that stopped can be seen.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, settings, tables, whoami

KEPT = timedelta(days=7)
DEADLINES = "frister"  # the job whose silence is the alarm

_s = tables.sweeps.c
_began = time.monotonic()
_came_through: dict[str, float] = {}
_started_at = clock.system()


@dataclass(frozen=True, slots=True)
class Swept:
    """What one process has done last for one job; `is_late`: not for so long that the alarm would go."""

    process: str
    job: str
    started_at: datetime
    ran_at: datetime | None
    failed_at: datetime | None
    done: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Pulse:
    """Does the clock go? `since` is when it went last, None where it never has."""

    is_going: bool
    since: datetime | None


def note(job: str, done: int | None) -> None:
    """Note that this process has come through `job` (`done` things), or has failed (None)."""
    now = clock.system()
    if done is not None:
        _came_through[job] = time.monotonic()
    change: dict[str, object] = {"failed_at": now} if done is None else {"ran_at": now, "done": _s.done + done}
    row = {"process": whoami.process(), "job": job, "started_at": _started_at}
    new = row | ({"failed_at": now} if done is None else {"ran_at": now, "done": done})
    insert = postgresql.insert(tables.sweeps).values(new)
    with db.transaction() as connection:
        connection.execute(insert.on_conflict_do_update(index_elements=["process", "job"], set_=change))
        seen = sa.func.greatest(_s.started_at, _s.ran_at, _s.failed_at)
        connection.execute(sa.delete(tables.sweeps).where(_s.job == job, seen < now - KEPT))


def silent_seconds(job: str) -> float:
    """Return for how long this process has not come through `job`."""
    return time.monotonic() - _came_through.get(job, _began)


def pulse() -> Pulse:
    """Tell whether any process has swept the deadlines lately."""
    with db.reading() as connection:
        since = connection.scalar(sa.select(sa.func.max(_s.ran_at)).where(_s.job == DEADLINES))
    return Pulse(since is not None and not _is_late(since), since)


def processes() -> list[Swept]:
    """Return what each clock process has done last for each job, the one that swept last first."""
    query = sa.select(_s.process, _s.job, _s.started_at, _s.ran_at, _s.failed_at, _s.done)
    with db.reading() as connection:
        found = connection.execute(query.order_by(_s.ran_at.desc().nulls_last(), _s.process, _s.job)).all()
    return [Swept(*row, is_late=row.ran_at is None or _is_late(row.ran_at)) for row in found]


def _is_late(moment: datetime) -> bool:
    """Tell whether `moment` is too long ago; or well ahead: written before the system's clock was set back."""
    return abs(clock.system() - moment) > timedelta(seconds=settings.load().clock_alarm_seconds)
