"""What the tests of the embedded PostgreSQL ask of servers, folders, and the processes that hold them."""

from __future__ import annotations

import socket
import stat
import subprocess
from pathlib import Path

import psutil
import psycopg
import waiting

from engine import postgres
from engine.postgres import account, cluster

HOLDER = """
import os, sys
from pathlib import Path
from engine import postgres
server = postgres.start(Path(sys.argv[1]), fsync=False)
print(server.url, flush=True)
for line in sys.stdin:
    if line == "fork\\n":
        child = os.fork()
        if not child:
            server.stop()
            os._exit(0)
        os.waitpid(child, 0)
        print("forked", flush=True)
server.stop()
"""


class Holder(subprocess.Popen[str]):
    """A process of its own that holds the server until it is told to leave or killed."""

    url: str

    def __call__(self, folder: Path, *, is_waited_for: bool = True) -> Holder:
        """Only for the reader: the fixture `holder` is called like this."""
        raise NotImplementedError


def ask(url: str, question: str) -> tuple[object, ...] | None:
    """Return the first row of an answer, None where there is none."""
    with psycopg.connect(url, autocommit=True) as connection:
        answer = connection.execute(question)
        return answer.fetchone() if answer.description else None


def postmaster(server: postgres.Server) -> psutil.Process:
    """Return the server's first process."""
    return psutil.Process(cluster_of(server.folder).process)


def cluster_of(folder: Path) -> cluster.Running:
    """Return what runs in a folder."""
    found = cluster.running(cluster.Cluster(folder, account.Account(None)))
    assert found is not None
    return found


def is_alive(process: psutil.Process) -> bool:
    """Tell whether a process runs; one that only waits to be read does not."""
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def keeper_of(folder: Path) -> psutil.Process:
    """Return the process that outlives the holders of a folder."""
    return next(
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder / "holders") in (process.info["cmdline"] or []) and "keeper.py" in str(process.info["cmdline"])
    )


def leave(held: Holder) -> None:
    """Let a holder go."""
    held.stdin.close()
    assert held.wait(waiting.PATIENCE) == 0


def tell(held: Holder, word: str) -> None:
    """Say a word to a holder."""
    held.stdin.write(f"{word}\n")
    held.stdin.flush()


def line_of(held: Holder) -> str:
    """Return the next line a holder says."""
    line = held.stdout.readline().strip()
    assert line, f"the holder ended with {held.wait(waiting.PATIENCE)}"
    return line


def mode(path: Path) -> int:
    """Return who may read and write a file."""
    return stat.S_IMODE(path.lstat().st_mode)


def free_port() -> int:
    """Return a port that nobody has."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
