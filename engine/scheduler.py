"""APScheduler and a list of named jobs: the alarm clock (design 3.9, 4 `scheduler`).

Knows when to wake, not what the jobs do: the database is the only memory of what is due. Each run notes itself in
`sweeps`, so that a clock that has stopped can be seen.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.dialects import postgresql

from engine import clock, db, settings, tables
from engine.cases import firing

log = structlog.get_logger()

Job = Callable[[], int]


def run(jobs: Mapping[str, Job], *, stop: threading.Event | None = None) -> None:
    """Run every job each `sweep_seconds`, one at a time, until `stop` is set or the process is told to end."""
    ended = stop or threading.Event()
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
    scheduler = BackgroundScheduler(timezone="UTC", executors={"default": {"type": "threadpool", "max_workers": 1}})
    seconds = settings.load().sweep_seconds
    for name, job in jobs.items():
        scheduler.add_job(
            sweep,
            "interval",
            args=[name, job],
            seconds=seconds,
            coalesce=True,
            max_instances=1,
            next_run_time=datetime.now(UTC),  # the alarm clock's own time: it knows nothing of the product's
        )
    scheduler.start()
    ended.wait()
    scheduler.shutdown(wait=True)


def sweep(name: str, job: Job) -> int:
    """Run one job and note it; a failure is logged, and the next sweep tries again."""
    try:
        done = job()
        _note(name)
    except Exception:
        log.exception("sweep failed", job=name)
        return 0
    if done:
        log.info("swept", job=name, done=done)
    return done


def _note(name: str) -> None:
    row = {"job": name, "ran_at": clock.now(), "process": firing.PROCESS}
    insert = postgresql.insert(tables.sweeps).values(row)
    with db.transaction() as connection:
        connection.execute(insert.on_conflict_do_update(index_elements=["job"], set_=row))
