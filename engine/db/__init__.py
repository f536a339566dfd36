"""The database: one connection pool, `transaction()` and `reading()` (design 4 `db`, 3.8).

Knows connections, not what is in them, but for two facts: a case is a row of `cases`, which a command locks first,
and `clock_offset` moves a demo's clock. The only commit of the product is here. A story or a trial run brings its
own database for its own context (`using`), in a schema of its own. How a statement reaches PostgreSQL: `statements`
says when it is sent, `compiled` what of it, `wire` how.
"""

from __future__ import annotations

import contextlib
import contextvars
import itertools
import select
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from engine import clock, errors, settings
from engine.db import statements

# NO KEY UPDATE: inserts that only refer to the case (answers, T3) do not wait for a command that moves it
_LOCK_CASE = sa.text("SELECT state_version FROM cases WHERE id = :id FOR NO KEY UPDATE")
_OFFSET = sa.text("SELECT seconds FROM clock_offset WHERE id = 1")
# somebody holds what is asked for, or two hold what the other asks for: PostgreSQL gives one of them up
_HELD_BY_OTHERS = frozenset({"55P03", "40P01"})
_NO_ROOM = "53"  # the class of a full disk, memory that is used up, too many connections
# what passes by itself: the same may go well at the next try
PASSING = (errors.CaseBusy, errors.DatabaseUnavailable, exc.OperationalError, exc.InterfaceError)
_HAS_TRANSACTION_TIMEOUT = 170000
# a machine that is gone without a word keeps what its session holds (`outbox.held`) until the server looks: two hours
_SERVERS_LOOK = "-c tcp_keepalives_idle=15 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"


@dataclass(frozen=True)
class Database:
    """One PostgreSQL database and the schema our tables stand in."""

    pool: sa.Engine
    schema: str
    has_moving_clock: bool = False


_default: list[Database] = []
_deeds: contextvars.ContextVar[list[Callable[[], object]] | None] = contextvars.ContextVar("deeds", default=None)
_own: contextvars.ContextVar[Database | None] = contextvars.ContextVar("database", default=None)


def connect(url: str, *, schema: str = "public", pool_size: int = 10, has_moving_clock: bool = False) -> Database:
    """Open a pool on `url` (`postgresql://…`), every connection in UTC and in `schema`."""
    wait, hold = (int(one * 1000) for one in (settings.load().lock_wait_seconds, settings.load().lock_hold_seconds))
    pool = sa.create_engine(
        sa.make_url(url).set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_timeout=wait / 1000,  # of work that waits for a connection others may wait in turn
        pool_use_lifo=True,  # the one used last has its statements prepared and its tables at hand
        hide_parameters=True,  # an error of the database says no word of what was to be stored
        connect_args={
            # a process that hangs in a transaction is cut off, and gives back the case it has locked
            "options": f"-c search_path={schema} -c timezone=UTC -c jit=off -c lock_timeout={wait}"
            f" -c idle_in_transaction_session_timeout={hold} {_SERVERS_LOOK}",
            "connect_timeout": 5,
            # the limits above are the server's: one that a dead network hides is given up by our own side
            "keepalives_idle": 15,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": hold,
        },
    )
    sa.event.listen(pool, "connect", lambda connection, _record: _prepare(connection, hold))
    sa.event.listen(pool, "checkout", _look_at)
    statements.watch(pool)
    return Database(pool, schema, has_moving_clock)


def _prepare(connection: Any, milliseconds: int) -> None:
    """Leave it to `statements` to begin transactions; let one last so long at most, where PostgreSQL can (17 on).

    One that hangs between the statements of a pipeline is not idle to the database.
    """
    connection.autocommit = True
    if connection.info.server_version >= _HAS_TRANSACTION_TIMEOUT:
        connection.execute(f"SET transaction_timeout = {milliseconds:d}")


def _look_at(connection: Any, _record: object, _proxy: object) -> None:
    """Refuse a pooled connection that the server has closed, and with it all that are older.

    An idle connection has nothing to say unless it is over: asking its socket costs no round trip, as a ping would.
    """
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    if poll.poll(0):
        raise exc.InvalidatePoolError


def configure(database: Database) -> None:
    """Make `database` the one of this process."""
    _default[:] = [database]


def current() -> Database:
    """Return this context's database, else the process's; raise `DatabaseUnavailable` where there is none."""
    database = _own.get() or (_default[0] if _default else None)
    if database is None:
        raise errors.DatabaseUnavailable("Ingen database er valgt. Sett DATABASE_URL, eller start med `make run`.")
    return database


@contextlib.contextmanager
def using(database: Database) -> Iterator[Database]:
    """Let this context work on `database`."""
    token = _own.set(database)
    try:
        yield database
    finally:
        _own.reset(token)


def sweep(act: Callable[[], bool | None], *, limit: int) -> int:
    """Let `act` do the next of what waits, each in a transaction of its own, until it finds nothing (None).

    At most `limit` times; return how often it did something.
    """
    return sum(itertools.islice(iter(act, None), limit))


@contextlib.contextmanager
def transaction(case_id: int | None = None, *, foreseen: Sequence[statements.Asked] = ()) -> Iterator[sa.Connection]:
    """Open one write transaction, lock the case when one is named, commit when the block ends well.

    `foreseen` is asked in one round trip with the lock, after it. Leaving by an exception undoes everything. Raises
    `CaseBusy` when a lock was not to be had within `lock_wait_seconds`, or two waited for each other, `CaseNotFound`
    when the case does not exist, `DatabaseUnavailable` when nobody answers, all connections are at work for as long, or
    the server has no room.
    """
    deeds: list[Callable[[], object]] = []
    token = _deeds.set(deeds)
    try:
        with _connection() as connection:
            if case_id is not None:
                statements.foresee(connection, (_LOCK_CASE, {"id": case_id}), *foreseen)
                lock_case(connection, case_id)
            yield connection
            _commit(connection)
    finally:
        _deeds.reset(token)
    for deed in deeds:
        deed()


def after_commit(deed: Callable[[], object]) -> None:
    """Do `deed` once the transaction under way has been committed; never when it is undone. It must not raise."""
    deeds = _deeds.get()
    if deeds is not None and deed not in deeds:
        deeds.append(deed)


def lock_case(connection: sa.Connection, case_id: int) -> None:
    """Lock the case until the transaction ends; raise `CaseNotFound` where there is none."""
    if statements.first(connection, _LOCK_CASE, id=case_id) is None:
        raise errors.CaseNotFound()


@contextlib.contextmanager
def reading() -> Iterator[sa.Connection]:
    """Open one read-only snapshot; the database refuses a write in it.

    It ends by a commit: at a rollback psycopg throws away all statements that the connection has prepared.
    """
    with _connection() as connection:
        yield connection.execution_options(**{statements.BEGIN: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"})
        _commit(connection)


@contextlib.contextmanager
def singly() -> Iterator[sa.Connection]:
    """Open a connection on which each statement is a transaction of its own: for one short write, and what it needs."""
    with _connection() as connection:
        yield connection.execution_options(**{statements.BEGIN: ""})
        _commit(connection)


def _commit(connection: sa.Connection) -> None:
    statements.end(connection)
    connection.commit()


@contextlib.contextmanager
def _connection() -> Iterator[sa.Connection]:
    database = current()
    try:
        with database.pool.connect() as connection, _loss_told(connection):
            if database.has_moving_clock:
                _follow_clock(connection)
            yield connection
    except exc.TimeoutError as problem:  # every connection is at work
        raise errors.DatabaseUnavailable() from problem
    except exc.DBAPIError as problem:
        state = getattr(problem.orig, "sqlstate", None)
        if state in _HELD_BY_OTHERS:
            raise errors.CaseBusy() from problem
        is_unanswered = isinstance(problem, exc.OperationalError) and (state is None or state.startswith(_NO_ROOM))
        if problem.connection_invalidated or is_unanswered:  # one that was idle too long is cut off by `InternalError`
            raise errors.DatabaseUnavailable() from problem
        raise


@contextlib.contextmanager
def _loss_told(connection: sa.Connection) -> Iterator[None]:
    """Raise `DatabaseUnavailable` where somebody has caught that the connection was lost, and gone on."""
    try:
        yield
    except exc.PendingRollbackError as problem:
        if connection.invalidated:
            raise errors.DatabaseUnavailable() from problem
        raise


def _follow_clock(connection: sa.Connection) -> None:
    """Read the demo's offset before each piece of work, so that all processes move together."""
    row = statements.first(connection, _OFFSET)
    _commit(connection)
    if not clock.is_private():
        clock.shift(timedelta(seconds=row[0] if row else 0))
