"""What can be wrong with the ground under the database, as sentences (design 10: one clear sentence each).

Knows what PostgreSQL's programs and the operating system say in English; gives our named errors in Norwegian.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

from engine import errors
from engine.postgres import account

NO_KEY = "no right to pass closed folders"
_LEFTOVER = ("pre-existing shared memory block", 'postmaster.pid" already exists')
_NAMELESS = "could not look up effective user ID"
_PORT = ("Address already in use", "could not create any TCP/IP sockets")
_DISK = ("No space left on device", "Disk quota exceeded")
_CLOSED = ("Permission denied", "Read-only file system", "Operation not permitted")


@contextlib.contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turn what the operating system refuses about `folder` into our error."""
    try:
        yield
    except OSError as problem:
        if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise _disk_full(folder) from problem
        raise errors.DatabaseNotWritable(
            f"Databasen kan ikke lagres i {folder}: {problem.strerror}. Velg en mappe du eier (SKOLEMILJO_VAR).",
            folder=folder,
        ) from problem


def require_space(folder: Path, needed: int) -> None:
    """Raise `DatabaseDiskFull` when the disk of `folder` has less than `needed` bytes left."""
    if shutil.disk_usage(folder).free < needed:
        raise _disk_full(folder)


def require_port(port: int) -> None:
    """Raise `DatabasePortTaken` when something else listens on `port` of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            raise _port_taken(port) from problem


def is_leftover(said: str) -> bool:
    """Tell whether a start failed only because processes of a killed server are still on their way out."""
    return any(sign in said for sign in _LEFTOVER)


def is_port_taken(said: str) -> bool:
    """Tell whether a start failed because somebody else has the port."""
    return any(sign in said for sign in _PORT)


def read(said: str, folder: Path, who: account.Account) -> errors.SkolemiljoError:
    """Return the error for what a program of PostgreSQL said when it failed."""
    if any(sign in said for sign in _DISK):
        return _disk_full(folder)
    if NO_KEY in said:
        return errors.DatabaseNotWritable(
            f"PostgreSQL vil ikke kjøre som root, og andre brukere slipper ikke inn i {who.closed}. "
            "Legg prosjektet i en annen mappe, eller start som en vanlig bruker.",
            folder=folder,
        )
    if _NAMELESS in said:
        return errors.DatabaseNotStarted(
            f"PostgreSQL trenger at brukeren den kjøres som, har et navn, og det har ikke bruker {os.geteuid()} her. "
            "Start som en annen bruker, eller gi brukeren en linje i /etc/passwd."
        )
    if any(sign in said for sign in _CLOSED):
        return errors.DatabaseNotWritable(
            f"Databasen kan ikke lagres i {folder}: {_last(said)} Velg en mappe du eier (SKOLEMILJO_VAR).",
            folder=folder,
        )
    return errors.DatabaseNotStarted(f"PostgreSQL i {folder} startet ikke: {_last(said)}", said=said)


def _last(said: str) -> str:
    """Return the newest line that says something went wrong, without PostgreSQL's time and process number."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if re.search(r"\b(FATAL|PANIC|ERROR|error):", line)]
    line = (wrong or lines or ["den ga ingen grunn."])[-1]
    return re.sub(r"^.*?\b(FATAL|PANIC|ERROR|error): *", "", line)


def _disk_full(folder: Path) -> errors.SkolemiljoError:
    return errors.DatabaseDiskFull(
        f"Disken er full: det er ikke plass til databasen i {folder}. Frigjør plass og start på nytt.", folder=folder
    )


def _port_taken(port: int) -> errors.SkolemiljoError:
    return errors.DatabasePortTaken(
        f"Port {port} på 127.0.0.1 er i bruk av et annet program. Velg en annen port.", port=port
    )
