"""One running PostgreSQL for all who use a folder at once: the first starts it, the last to leave stops it.

Knows who holds the server: each holder has a shared lock on the file `holders`, which the kernel gives back when the
process ends, `kill -9` included; a keeper process waits for the last of them (`keeper`). So no process numbers are
stored, and none can be mistaken for another's. `lock` is held by whoever starts. Knows nothing of tables.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

import psycopg

from engine import errors
from engine.postgres import cluster, faults, locks, making, serving

DATABASE = "skolemiljo"
_PATIENCE_SECONDS = 180.0


class Server:
    """A PostgreSQL that this process holds; it runs until `stop`, or until the process ends."""

    def __init__(self, at: cluster.Cluster, found: cluster.Running, holding: int) -> None:
        """Keep the lock `holding` for as long as this process uses the server."""
        self.folder = at.folder
        self._cluster = at
        self._found = found
        self._holding: int | None = holding
        self._process = os.getpid()

    @property
    def url(self) -> str:
        """Return the address (`postgresql://…`) of the database of the installation."""
        return self.address(DATABASE)

    def address(self, database: str) -> str:
        """Return the address of the database named `database` on this server."""
        name = quote(database, safe="")
        if self._found.socket:
            return f"postgresql://{cluster.USER}@/{name}?host={quote(self._found.socket)}&port={self._found.port}"
        password = self._cluster.password.read_text(encoding="ascii")
        return f"postgresql://{cluster.USER}:{password}@127.0.0.1:{self._found.port}/{name}"

    def stop(self) -> None:
        """Leave the server; the last to leave stops it, and returns when it has stopped. Twice is as good as once."""
        holding, self._holding = self._holding, None
        if holding is None:
            return
        if os.getpid() == self._process:  # a forked child shares the lock and must not give it back
            locks.release(holding)
            _stop_if_last(self._cluster, holding)
        os.close(holding)

    def __enter__(self) -> Server:
        """Use the server for a while."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Leave it."""
        self.stop()


def start(data_dir: Path, *, fsync: bool = True, port: int | None = None) -> Server:
    """Return the server of the cluster in `data_dir`, made and started as needed; this process holds it.

    `fsync=False` is for tests: fast, and lost at a power cut. `port` also listens on 127.0.0.1:`port`, with the
    password in `data_dir`/password. Both count for the one who starts it, not for those who join. Raises
    `DatabaseNotStarted` or one of its children.
    """
    at = cluster.prepared(data_dir)
    with faults.told(at.folder):
        holding = locks.opened(at.folder / "holders", at.account.user)
        try:
            return Server(at, _held(at, holding, fsync=fsync, port=port), holding)
        except BaseException:
            os.close(holding)
            raise


def _held(at: cluster.Cluster, holding: int, *, fsync: bool, port: int | None) -> cluster.Running:
    # in this order: with the shared lock in hand, nobody can stop the server under us
    if not locks.take(holding, locks.SHARED, seconds=_PATIENCE_SECONDS):
        raise errors.DatabaseNotStarted(f"PostgreSQL i {at.folder} holder på å stoppe og blir ikke ferdig.")
    starting = locks.opened(at.folder / "lock", at.account.user)
    try:
        if not locks.take(starting, locks.EXCLUSIVE, seconds=_PATIENCE_SECONDS):
            raise errors.DatabaseNotStarted(f"En annen prosess starter PostgreSQL i {at.folder} og blir ikke ferdig.")
        making.ensure(at, fsync=fsync)
        _ensure_keeper(at)
        return _answering(at, holding, fsync=fsync, port=port)
    finally:
        os.close(starting)


def _ensure_keeper(at: cluster.Cluster) -> None:
    """Have somebody wait for the last holder; the old keeper may have been killed."""
    keeper = locks.opened(at.folder / "keeper", at.account.user)
    try:
        is_missing = locks.take(keeper, locks.EXCLUSIVE)
        locks.release(keeper)
    finally:
        os.close(keeper)
    if is_missing:
        cluster.keep(at, at.folder / "holders", at.folder / "keeper")


def _answering(at: cluster.Cluster, holding: int, *, fsync: bool, port: int | None) -> cluster.Running:
    """Return a server that has our database; one that was being killed as we looked is started again."""
    while True:
        found = cluster.running(at) or serving.launch(at, fsync=fsync, port=port)
        try:
            _ensure_database(Server(at, found, holding))
        except psycopg.Error as problem:
            if cluster.is_server(found.process, at):
                raise faults.read(str(problem), at.folder, at.account) from problem
        else:
            return found


def _ensure_database(server: Server) -> None:
    with psycopg.connect(server.address("postgres"), autocommit=True, connect_timeout=10) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", (DATABASE,)).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _stop_if_last(at: cluster.Cluster, holding: int) -> None:
    while not locks.take(holding, locks.EXCLUSIVE):
        # somebody else holds it too: the server stays. Else the keeper was quicker: wait until it has stopped it
        if locks.take(holding, locks.SHARED, seconds=0.05):
            return
    cluster.stop(at)
