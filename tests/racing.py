"""Several deeds at once, each in a thread that sees the test's clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context


def at_once(*deeds: Callable[[], object]) -> None:
    """Do every deed in a thread of its own, none before all threads are there, and wait for the last to end."""
    ready = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> None:
        ready.wait()
        deed()

    threads = [threading.Thread(target=copy_context().run, args=[do, deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
