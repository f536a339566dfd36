"""Starts one PostgreSQL program: as another OS user when we are root, and detached when asked (design 3, row 1).

A script of its own, run as `python -I -S launch.py USER KEY LOG COMMAND…`: standard library only, no module of ours,
so that giving up root happens in a fresh process with one thread. USER is a number or `-` (stay who we are). KEY is
`key` when a folder above is closed to USER: the program then keeps the single right to pass folders that others
may not enter, so that no folder has to be opened to everybody. LOG is a file, or `-` to stay in the foreground;
with a file the program is left running on its own, and its process id is written to stdout.

It ends with the message `NO_KEY` when the right was needed and could not be had.
"""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

NO_KEY = "no right to pass closed folders"
_DAC_OVERRIDE, _DAC_READ_SEARCH = 1, 2
_SET_SECUREBITS, _CAP_AMBIENT, _AMBIENT_RAISE = 28, 47, 2
# access(2), which PostgreSQL asks before it runs its own parts, forgets all rights of a non-root user without this
_NO_SETUID_FIXUP = 1 << 2
_CAPABILITY_VERSION_3 = 0x20080522


def main(user: str, key: str, log: str, *command: str) -> None:
    """Become `user`, let go of the terminal when there is a `log`, and turn into `command`."""
    os.umask(0o077)
    os.chdir("/")
    if log != "-" and not _detach(log):
        return
    if user != "-":
        _become(int(user), needs_key=key == "key")
    os.execv(command[0], command)  # noqa: S606 - the command is built by cluster.py


def _detach(log: str) -> bool:
    """Split in two: the parent tells the child's number and ends (False), the child goes on in a session of its own."""
    child = os.fork()
    if child:
        os.write(1, str(child).encode())
        return False
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDONLY)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for source, target in ((nothing, 0), (written, 1), (written, 2)):
        os.dup2(source, target)
    return True


def _become(user: int, *, needs_key: bool) -> None:
    key = _key() if needs_key else None
    if needs_key and key is None:
        sys.exit(NO_KEY)
    if key is not None:
        _control(_SET_SECUREBITS, _NO_SETUID_FIXUP)
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    if key is not None:
        _keep_only(key)


def _key() -> int | None:
    """Return the narrower of the two rights that we have: to pass and read, else (in Docker) to pass all checks."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None  # not Linux
    held = int(next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff")), 16)
    return next((right for right in (_DAC_READ_SEARCH, _DAC_OVERRIDE) if held >> right & 1), None)


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("process", ctypes.c_int))


class _Rights(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _keep_only(right: int) -> None:
    """Drop every other right of root, and let this one follow through `exec`."""
    mask = 1 << right
    low, high = _Rights(mask, mask, mask), _Rights(0, 0, 0)
    both = (_Rights * 2)(low, high)
    header = _Header(_CAPABILITY_VERSION_3, 0)
    if ctypes.CDLL(None).capset(ctypes.byref(header), ctypes.byref(both)):
        sys.exit(NO_KEY)
    _control(_CAP_AMBIENT, _AMBIENT_RAISE, right)


def _control(*arguments: int) -> None:
    padded = [*arguments, 0, 0, 0, 0][:5]
    if ctypes.CDLL(None).prctl(*(ctypes.c_ulong(a) for a in padded)):
        sys.exit(NO_KEY)


if __name__ == "__main__":
    main(*sys.argv[1:])
