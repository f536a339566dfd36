"""Several deeds at once, each in a thread that sees the test's clock."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context


def at_once(*deeds: Callable[[], object]) -> None:
    """Begin every deed in a thread of its own and wait for all of them."""
    threads = [threading.Thread(target=copy_context().run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
