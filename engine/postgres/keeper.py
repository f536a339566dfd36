"""Stops the database when the last holder is gone, however it went (design 3, row 1: holders pruned by liveness).

A script of its own, run as `python -I -S keeper.py HOLDERS KEEPER DATA STOP…`: standard library only, so that it
costs a few megabytes while it waits. Every holder has a shared lock on HOLDERS; the kernel takes it back when the
process ends, `kill -9` included. The keeper asks for the exclusive lock and gets it when nobody holds any more: no
process numbers to be mistaken about, no polling. Its lock on KEEPER tells a start that a keeper is there.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import sys
from pathlib import Path


def main(holders: str, keeper: str, data: str, *stop: str) -> None:
    """Wait in the background until no holder is left, then run `stop`, then let a new start go on."""
    watched, mine = os.open(holders, os.O_RDWR), os.open(keeper, os.O_RDWR)
    try:
        fcntl.flock(mine, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return  # another keeper came first
    if os.fork():
        return  # the lock goes on in the child: whoever waited for us knows that a keeper is there
    os.setsid()
    fcntl.flock(watched, fcntl.LOCK_EX)
    if is_postgres(data):
        subprocess.run(stop, check=False)  # noqa: S603 - the command is built by cluster.py
    # in this order: a start that gets HOLDERS must see that no keeper is left
    fcntl.flock(mine, fcntl.LOCK_UN)
    fcntl.flock(watched, fcntl.LOCK_UN)


def is_postgres(data: str) -> bool:
    """Tell whether the process that postmaster.pid names is a PostgreSQL, and not somebody who got its number."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        process = int(Path(data, "postmaster.pid").read_text(encoding="utf-8").splitlines()[0])
        if not Path("/proc/self/comm").exists():
            return True  # not Linux: `pg_ctl stop` decides alone
        return Path(f"/proc/{process}/comm").read_text(encoding="utf-8").strip() == "postgres"
    return False


if __name__ == "__main__":
    main(*sys.argv[1:])
