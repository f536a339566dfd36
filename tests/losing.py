"""Connections that the server ends in the middle of a transaction, as when it is restarted or fails over."""

from __future__ import annotations

import contextlib
import select
from collections.abc import Iterator

import sqlalchemy as sa

from engine import db

PATIENCE = 300_000  # milliseconds: a slow machine is no fault
_FUNCTION = """
    CREATE FUNCTION lose() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
"""


def end(connection: sa.Connection) -> None:
    """Let the server end `connection`, which has not noticed it when this returns."""
    pid = connection.scalar(sa.text("SELECT pg_backend_pid()"))
    with _server() as server:
        server.execute(sa.text("SELECT pg_terminate_backend(:pid, :longest)"), {"pid": pid, "longest": PATIENCE})


def idle_too_long(connection: sa.Connection) -> None:
    """Let the server end `connection` because nothing is asked in its transaction."""
    connection.execute(sa.text("SET LOCAL idle_in_transaction_session_timeout = 10"))
    poll = select.poll()
    poll.register(connection.connection.driver_connection.fileno(), select.POLLIN)  # type: ignore[union-attr]
    assert poll.poll(PATIENCE), "the server has not ended it"


@contextlib.contextmanager
def at(deed: str) -> Iterator[None]:
    """Let the server end every connection that does the `deed` ("UPDATE ON cases") in the block."""
    with _server() as server:
        server.exec_driver_sql(_FUNCTION)
        server.exec_driver_sql(f"CREATE TRIGGER lose BEFORE {deed} FOR EACH STATEMENT EXECUTE FUNCTION lose()")
    try:
        yield
    finally:
        with _server() as server:
            server.exec_driver_sql("DROP FUNCTION lose CASCADE")


@contextlib.contextmanager
def _server() -> Iterator[sa.Connection]:
    own = sa.create_engine(db.current().pool.url, poolclass=sa.NullPool, isolation_level="AUTOCOMMIT")
    with own.connect() as connection:
        yield connection
