"""What this process is called in rows and logs: machine, number, and what it is for (design 3.9).

Asked anew each time: a web worker is a fork of another process and has a number of its own.
"""

from __future__ import annotations

import os
import socket

_role: list[str] = []


def take_role(name: str) -> None:
    """Say what this process is for: `klokke`, `web`."""
    _role[:] = [name]


def process() -> str:
    """Return the process's name: `machine:number`, and `:role` where it has one."""
    return ":".join([socket.gethostname(), str(os.getpid()), *_role])
