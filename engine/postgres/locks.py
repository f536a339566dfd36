"""Locks between processes, kept by the kernel: they end with the process that has them, `kill -9` included.

Knows files, not databases. A lock belongs to the opened file, so a forked child shares its parent's.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

SHARED, EXCLUSIVE = fcntl.LOCK_SH, fcntl.LOCK_EX
_PAUSE = 0.01


def opened(path: Path, owner: int | None = None) -> int:
    """Open (make) the lock file at `path`, given to the OS user `owner`; return its descriptor."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    if owner is not None:
        os.fchown(descriptor, owner, owner)
    return descriptor


def take(descriptor: int, kind: int, *, seconds: float = 0) -> bool:
    """Take the lock (SHARED or EXCLUSIVE), waiting at most `seconds`; return whether we have it."""
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= end:
                return False
            time.sleep(_PAUSE)
        else:
            return True


def release(descriptor: int) -> None:
    """Give the lock back; the file stays open."""
    fcntl.flock(descriptor, fcntl.LOCK_UN)
