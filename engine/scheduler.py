"""APScheduler and a list of named jobs: the alarm clock (design 3.9, 4 `scheduler`).

Knows when to wake, not what the jobs do: the database is the only memory of what is due. Each run notes itself in
`sweeps` (`engine.sweeping`), so that a clock that has stopped can be seen; a job that hangs or fails for long is told
in this process's own log. Each job has a thread of its own: a mail server that is slow keeps no deadline waiting.
"""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler

from engine import settings, sweeping

log = structlog.get_logger()

Job = Callable[[], int]
YIELD_SECONDS = 30.0


def run(jobs: Mapping[str, Job], *, stop: threading.Event | None = None) -> None:
    """Run every job each `sweep_seconds` until `stop` is set or the process is told to end.

    The first job is the one that matters most: while it has a long way to catch up, the others wait a while for it.
    """
    ended, calm = stop or threading.Event(), threading.Event()
    calm.set()
    first = next(iter(jobs))
    if stop is None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: ended.set())
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # a job that is still at it is no news each second
    scheduler = BackgroundScheduler(
        timezone="UTC", executors={"default": {"type": "threadpool", "max_workers": len(jobs)}}
    )
    for name, job in jobs.items():
        scheduler.add_job(
            _catch_up if name == first else _after,
            "interval",
            args=[name, job, calm, ended],
            seconds=settings.load().sweep_seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,  # a laptop that slept sweeps when it wakes, once, however long it slept
            next_run_time=datetime.now(UTC),  # the alarm clock's own time: it knows nothing of the product's
        )
    scheduler.start()
    _watch(jobs, ended)
    scheduler.shutdown(wait=True)


def sweep(name: str, job: Job) -> int:
    """Run one job and note it; a failure is logged and noted, and the next sweep tries again."""
    try:
        done = job()
    except Exception:
        log.exception("sweep failed", job=name)
        _noted(name, None)
        return 0
    _noted(name, done)
    if done:
        log.info("swept", job=name, done=done)
    return done


def _catch_up(name: str, job: Job, calm: threading.Event, ended: threading.Event) -> None:
    """Sweep until there is nothing left, noting each round: thousands may be due after a sleep."""
    while sweep(name, job) and not ended.is_set():
        calm.clear()
    calm.set()


def _after(name: str, job: Job, calm: threading.Event, ended: threading.Event) -> None:
    """Sweep once; not while the deadlines are being caught up with, unless that takes long."""
    calm.wait(YIELD_SECONDS)
    if not ended.is_set():
        sweep(name, job)


def _noted(name: str, done: int | None) -> None:
    try:
        sweeping.note(name, done)
    except Exception:
        log.exception("sweep could not be noted", job=name)


def _watch(jobs: Mapping[str, Job], ended: threading.Event) -> None:
    """Wait for the end; say in the log when a job has not come through for so long that the alarm goes."""
    limit = settings.load().clock_alarm_seconds
    while not ended.wait(limit / 2):
        for name in jobs:
            silent = sweeping.silent_seconds(name)
            if silent > limit:
                log.error("clock stands", job=name, seconds=round(silent))
