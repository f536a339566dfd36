"""Starts the server of a cluster and waits until it answers (design 3, row 1).

Knows PostgreSQL's settings and what its log says; not who uses the server.
"""

from __future__ import annotations

import socket
import time
from pathlib import Path

from engine.postgres import cluster, faults

NEEDED_BYTES = 40_000_000
_READY_SECONDS = 120.0
_PAUSE = 0.005
_LOG_BYTES = 4_000_000
# the log tells neither statements nor details, which can name a child
_QUIET = {"log_error_verbosity": "terse", "log_min_error_statement": "panic", "log_timezone": "UTC", "timezone": "UTC"}
_SMALL = {"wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "256MB", "max_connections": "200"}
_CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def launch(at: cluster.Cluster, *, fsync: bool, port: int | None) -> cluster.Running:
    """Start the server and return it when it answers, recovery after a crash included."""
    faults.require_space(at.folder, NEEDED_BYTES)
    if port is not None:
        faults.require_port(port)
    end = time.monotonic() + _READY_SECONDS
    while True:
        told = cluster.running(at) or _launch_once(at, _options(at, fsync=fsync, port=port), end)
        if isinstance(told, cluster.Running):
            return told
        # what is left of a server that was killed is about to end; a port the kernel chose was taken before us
        may_pass = faults.is_leftover(told) or (port is None and faults.is_port_taken(told))
        if not may_pass or time.monotonic() > end:
            raise faults.read(told, at.folder, at.account)
        time.sleep(_PAUSE * 10)


def _options(at: cluster.Cluster, *, fsync: bool, port: int | None) -> dict[str, str]:
    has_socket = at.can_have_socket
    return {
        **_QUIET,
        **_SMALL,
        **({} if fsync else _CARELESS),
        "port": str(port or (5432 if has_socket else _free_port())),
        "listen_addresses": "127.0.0.1" if port or not has_socket else "",
        "unix_socket_directories": _quoted(at.folder) if has_socket else "",
        "unix_socket_permissions": "0700",
    }


def _launch_once(at: cluster.Cluster, options: dict[str, str], end: float) -> cluster.Running | str:
    """Start it once; return it running, or what the log said when it ended."""
    cluster.forget_dead(at)
    seen = _log_size(at.log)
    if seen > _LOG_BYTES:
        at.log.replace(at.folder / "log.1")
        seen = 0
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    begun = cluster.run(at.account, "postgres", "-D", str(at.data), *settings, log=str(at.log))
    lives = cluster.started(int(begun.stdout))
    while time.monotonic() < end and lives():
        found = cluster.running(at)
        if found is not None:
            return found
        time.sleep(_PAUSE)
    with at.log.open("rb") as log:
        log.seek(seen)
        return log.read().decode("utf-8", "replace")


def _log_size(log: Path) -> int:
    return log.stat().st_size if log.exists() else 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _quoted(folder: Path) -> str:
    """Write a folder as an item of a list of folders, where a comma or a quote would mean something."""
    return '"' + str(folder).replace('"', '""') + '"'
