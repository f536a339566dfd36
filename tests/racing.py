"""Several deeds at once, each in a thread that sees the test's clock; a crowded machine gets the time it needs."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextvars import copy_context

import pytest
import waiting

from engine import db, settings


@contextlib.contextmanager
def patiently() -> Iterator[None]:
    """Let all threads wait for a lock, or for a connection, as long as it takes: the product gives up in seconds."""
    given = db.current()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKOLEMILJO_LOCK_WAIT_SECONDS", str(waiting.PATIENCE))
        settings.load.cache_clear()
        patient = db.connect(given.pool.url.render_as_string(hide_password=False), has_moving_clock=False)
    settings.load.cache_clear()
    db.configure(patient)
    try:
        yield
    finally:
        db.configure(given)
        patient.pool.dispose()


def at_once(*deeds: Callable[[], object]) -> None:
    """Do every deed in a thread of its own, none before all threads are there, and wait for the last to end."""
    ready = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        ready.wait()
        deed()

    threads = [threading.Thread(target=copy_context().run, args=[do, deed]) for deed in deeds]
    with patiently():
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
