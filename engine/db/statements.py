"""Statements that run in every case's every step: built once by SQLAlchemy, sent by `wire` alone (design 12).

Running a statement through SQLAlchemy costs ten times what the wire takes for it, so what is asked thousands of times
an hour goes this way. A statement must be a constant of its module, without expanding parameters and without columns
that SQLAlchemy fills in: it is compiled once.
Writes wait (`later`) until something is read or the transaction ends, and go to the database together: one round trip.
What is sure to be asked can be asked together too (`foresee`). A transaction begins with the first thing sent in it.
Knows connections and SQL; neither tables nor commands.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import pq
from sqlalchemy import exc

from engine.db import compiled, wire

Asked = tuple[sa.Executable, Mapping[str, Any]]  # a statement and its values, which can be hashed
# the execution option that says how a connection's transactions begin; empty: each statement is one of its own
BEGIN = "begin"
_STATE = "statements"
_COMMIT: wire.Asked = ("COMMIT", ())
_ALTERING = ("DROP", "ALTE", "DISC", "DEAL")  # after these psycopg throws away what is prepared
_AT_ONCE = 16


@dataclass(slots=True)
class _State:
    """What is under way on a connection: how its transaction begins, what waits, what has been answered."""

    line: wire.Wire
    beginning: str = ""
    waiting: list[wire.Asked] = field(default_factory=list)
    foreseen: dict[tuple[object, ...], list[Any]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget all but the wire."""
        self.beginning = ""
        self.waiting.clear()
        self.foreseen.clear()


def rows(connection: sa.Connection, statement: sa.Executable, **values: object) -> list[Any]:
    """Run the statement, after what waits, and return its rows; columns by name or place."""
    state = _state(connection)
    if state.foreseen:
        known = state.foreseen.pop(_asked(statement, values), None)
        if known is not None:
            return known
        if isinstance(statement, sa.UpdateBase):
            state.foreseen.clear()
    found = compiled.of(statement, values, connection.dialect)
    (answer,) = _exchange(connection, state, [(found.text, found.arguments(values))])
    return found.made(answer)


def first(connection: sa.Connection, statement: sa.Executable, **values: object) -> Any:
    """Run the statement and return its first row, None where there is none."""
    found = rows(connection, statement, **values)
    return found[0] if found else None


def foresee(connection: sa.Connection, *asked: Asked) -> None:
    """Ask all of `asked` in one round trip, after what waits, in their order.

    `rows` then gives each answer once, without asking again. They are forgotten when something is written.
    """
    state = _state(connection)
    found = [compiled.of(statement, values, connection.dialect) for statement, values in asked]
    sent = [(one.text, one.arguments(values)) for one, (_, values) in zip(found, asked, strict=True)]
    answers = _exchange(connection, state, sent)
    for question, one, answer in zip(asked, found, answers, strict=True):
        state.foreseen[_asked(*question)] = one.made(answer)


def later(connection: sa.Connection, statement: sa.Executable, *values: Mapping[str, object]) -> None:
    """Write, once for each of `values`, before the next thing that this connection reads, or its commit.

    What the database refuses is raised there.
    """
    state = _state(connection)
    state.foreseen.clear()
    for one in values:
        found = compiled.of(statement, one, connection.dialect)
        state.waiting.append((found.text, found.arguments(one)))


def insert_later(connection: sa.Connection, statement: sa.Insert, values: Sequence[Mapping[str, object]]) -> None:
    """Write all of `values`, which have the same columns, as one statement of some rows, as `later` does."""
    for begin in range(0, len(values), _AT_ONCE):
        part = values[begin : begin + _AT_ONCE]
        several = _several(statement, tuple(part[0]), len(part))
        later(connection, several, {f"{name}_{n}": one[name] for n, one in enumerate(part) for name in one})


@lru_cache(maxsize=256)
def _several(statement: sa.Insert, columns: tuple[str, ...], count: int) -> sa.Insert:
    kinds = {name: statement.table.c[name].type for name in columns}
    rows_to_be = [{name: sa.bindparam(f"{name}_{n}", type_=kind) for name, kind in kinds.items()} for n in range(count)]
    return statement.values(rows_to_be)


def end(connection: sa.Connection) -> None:
    """Write what waits and commit, in one round trip; telling SQLAlchemy of it is left to the caller.

    Raises `sqlalchemy.exc.InternalError` where something was refused before, whoever caught it: nothing is kept then.
    """
    state = _state(connection)
    if state.beginning and not state.waiting:
        state.clear()
        return
    status = state.line.driver.pgconn.transaction_status
    if status == pq.TransactionStatus.INERROR:  # PostgreSQL would roll it back, and call that no error
        with _told(connection):
            raise psycopg.errors.InFailedSqlTransaction("nothing is kept of a transaction that has failed")
    is_open = state.beginning or status != pq.TransactionStatus.IDLE
    if state.waiting or is_open:
        _exchange(connection, state, [_COMMIT] if is_open else [])


def watch(pool: sa.Engine) -> None:
    """Let all that SQLAlchemy itself runs on `pool` come after what waits; what is undone is not written."""
    sa.event.listen(pool, "begin", _open)
    sa.event.listen(pool, "before_cursor_execute", lambda connection, *_: _make_way(connection))
    sa.event.listen(pool, "after_cursor_execute", _look_at)
    sa.event.listen(pool, "commit", _end_by_sqlalchemy)
    for undone in ("rollback", "rollback_savepoint"):
        sa.event.listen(pool, undone, lambda connection, *_: _undo(connection))
    sa.event.listen(pool, "checkin", _leave)


def _open(connection: sa.Connection) -> None:
    """Let a transaction begin with the first thing that is sent in it; psycopg would wait for its answer."""
    state = _own(connection)
    state.clear()
    if not state.line.driver.autocommit:
        state.line.driver.autocommit = True
    options = connection.get_execution_options()
    if options.get("isolation_level") != "AUTOCOMMIT":
        state.beginning = options.get(BEGIN, "BEGIN")


def _make_way(connection: sa.Connection) -> None:
    state = _own(connection)
    state.foreseen.clear()
    if state.waiting or state.beginning:
        _exchange(connection, state, [])


def _end_by_sqlalchemy(connection: sa.Connection) -> None:
    state = _own(connection)
    if state.waiting:
        _exchange(connection, state, [])
    state.clear()


def _leave(_driver: object, record: Any) -> None:
    if _STATE in record.info:
        record.info[_STATE].clear()


def _undo(connection: sa.Connection) -> None:
    if connection.invalidated:  # what was under way is gone with it
        return
    state = _own(connection)
    if not state.beginning:  # else nothing was sent
        state.line.forget()
    state.clear()


def _look_at(connection: sa.Connection, _cursor: object, statement: str, *_: object) -> None:
    if statement.lstrip()[:4].upper() in _ALTERING:
        _own(connection).line.forget()


def _exchange(connection: sa.Connection, state: _State, asked: Sequence[wire.Asked]) -> list[wire.Rows]:
    """Send how the transaction begins, what waits, and what is `asked`; return the answers to the last."""
    before: list[wire.Asked] = [(state.beginning, ())] if state.beginning else []
    before += state.waiting
    with _told(connection):
        ready = state.line.ready([*before, *asked])
        state.beginning, state.waiting = "", []  # not before: else what comes next would run outside the transaction
        return state.line.exchange(ready)[len(before) :]


def _state(connection: sa.Connection) -> _State:
    """Return what is under way; SQLAlchemy is let know that a transaction is, so that it ends it."""
    if not connection.in_transaction():
        connection.begin()
    return _own(connection)


def _own(connection: sa.Connection) -> _State:
    info = connection.info
    state: _State | None = info.get(_STATE)
    if state is None:
        driver: Any = connection.connection.driver_connection
        state = info[_STATE] = _State(wire.Wire(driver))
    return state


@contextlib.contextmanager
def _told(connection: sa.Connection) -> Iterator[None]:
    """Raise what psycopg raises as SQLAlchemy would, so that whoever catches need not know which way it came."""
    try:
        yield
    except psycopg.Error as problem:
        driver: Any = connection.connection.driver_connection
        is_over = bool(driver.closed)
        if is_over:
            connection.invalidate(problem)
        raise exc.DBAPIError.instance(
            "", None, problem, psycopg.Error, hide_parameters=True, connection_invalidated=is_over
        ) from problem
    except BaseException as problem:
        if connection.connection.driver_connection.closed:  # type: ignore[union-attr]
            connection.invalidate(problem)
        raise


def _asked(statement: sa.Executable, values: Mapping[str, object]) -> tuple[object, ...]:
    return statement, *sorted(values.items())
