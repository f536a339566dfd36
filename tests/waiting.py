"""Waiting in tests: until something is so, never for a time (design 11)."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg

# a crowded machine has needed minutes for what takes a second alone; only a test that fails waits so long
PATIENCE = 300.0
_PAUSE = 0.01
_ON_A_LOCK = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def until(is_so: Callable[[], object], what: str = "what was waited for", *, seconds: float = PATIENCE) -> None:
    """Wait until it is so, at most so many seconds; say then what did not come."""
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, f"{what} did not come in {seconds:.0f} s"
        time.sleep(_PAUSE)


def somebody_waits_for_a_lock(url: str) -> bool:
    """Tell whether a statement in the database at `url` stands before a lock that another transaction has."""
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(_ON_A_LOCK).fetchone() is not None
