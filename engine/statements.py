"""Statements that run in every case's every step: built once by SQLAlchemy, run by psycopg alone (design 12).

Running a statement through SQLAlchemy costs four times what psycopg takes for it, so what is asked thousands of times
an hour goes this way. A statement must be a constant of its module, without expanding parameters and without columns
that SQLAlchemy fills in: it is compiled once.
Writes wait (`later`) until something is read or the transaction ends, and go to the database together: one round trip.
Knows connections and SQL; neither tables nor commands.
"""

from __future__ import annotations

import collections
import contextlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import exc
from sqlalchemy.sql import compiler

_QUEUE, _CURSORS = "later", "cursors"
_AT_ONCE = 16
_PLACE = re.compile(r"%\((\w+)\)s|__\[POSTCOMPILE_(\w+)\]")
_Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Value:
    """What a statement is given under a name, or asks for when it runs."""

    name: str
    asked: Callable[[], object] | None = None
    dump: _Convert | None = None

    def of(self, given: Mapping[str, object]) -> object:
        found = given[self.name] if self.asked is None else self.asked()
        return found if self.dump is None else self.dump(found)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A statement as PostgreSQL takes it (`$1`), and how its rows come back."""

    text: str
    values: tuple[_Value, ...]
    row: Callable[[Any], Any]
    loads: tuple[tuple[int, _Convert], ...]

    def arguments(self, given: Mapping[str, object]) -> list[object]:
        return [one.of(given) for one in self.values]

    def made(self, found: list[tuple[Any, ...]]) -> list[Any]:
        if self.loads:
            found = [self._loaded(one) for one in found]
        return [self.row(one) for one in found]

    def _loaded(self, found: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(found)
        for place, load in self.loads:
            values[place] = load(values[place])
        return tuple(values)


def rows(connection: sa.Connection, statement: sa.Executable, **values: object) -> list[Any]:
    """Run the statement, after what waits, and return its rows; columns by name or place."""
    found = _compiled(statement, _keys(statement, values), connection.dialect)
    waiting = connection.info.get(_QUEUE)
    first, second = _cursors(connection)
    with _told(connection):
        if waiting:
            with first.connection.pipeline():
                _send(connection, first)
                second.execute(found.text, found.arguments(values))
            return found.made(second.fetchall())
        first.execute(found.text, found.arguments(values))
        return found.made(first.fetchall())


def first(connection: sa.Connection, statement: sa.Executable, **values: object) -> Any:
    """Run the statement and return its first row, None where there is none."""
    found = rows(connection, statement, **values)
    return found[0] if found else None


def later(connection: sa.Connection, statement: sa.Executable, *values: Mapping[str, object]) -> None:
    """Write, once for each of `values`, before the next thing that this connection reads, or its commit.

    What the database refuses is raised there.
    """
    _begin(connection)
    for one in values:
        found = _compiled(statement, _keys(statement, one), connection.dialect)
        connection.info.setdefault(_QUEUE, []).append((found.text, found.arguments(one)))


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


def flush(connection: sa.Connection) -> None:
    """Write what waits."""
    if connection.info.get(_QUEUE):
        cursor, _other = _cursors(connection)
        with _told(connection), cursor.connection.pipeline():
            _send(connection, cursor)


@contextlib.contextmanager
def sent_with(connection: sa.Connection) -> Iterator[None]:
    """Let what waits go to the database in one round trip with what the block sends: the commit."""
    if not connection.info.get(_QUEUE):
        yield
        return
    cursor, _other = _cursors(connection)
    with _told(connection):
        try:
            with cursor.connection.pipeline():
                _send(connection, cursor)
                yield
        except (psycopg.Error, exc.DBAPIError):
            if not cursor.connection.closed:  # SQLAlchemy takes a commit that failed for the transaction's end
                cursor.connection.rollback()
            raise


def watch(pool: sa.Engine) -> None:
    """Let all that SQLAlchemy itself runs on `pool` come after what waits; what is undone is not written."""
    sa.event.listen(pool, "before_cursor_execute", lambda connection, *_: flush(connection))
    sa.event.listen(pool, "commit", flush)
    for undone in ("rollback", "rollback_savepoint"):
        sa.event.listen(pool, undone, lambda connection, *_: connection.info.pop(_QUEUE, None))
    sa.event.listen(pool, "checkin", lambda _driver, record: record.info.pop(_QUEUE, None))


def _send(connection: sa.Connection, cursor: psycopg.RawCursor[Any]) -> None:
    for text, values in connection.info.pop(_QUEUE, ()):
        cursor.execute(text, values)


def _cursors(connection: sa.Connection) -> tuple[psycopg.RawCursor[Any], psycopg.RawCursor[Any]]:
    """Return the connection's own cursors, one for each of what goes together: making one costs as much as a query."""
    _begin(connection)
    found = connection.info.get(_CURSORS)
    if found is None:
        driver: Any = connection.connection.driver_connection
        found = connection.info[_CURSORS] = (psycopg.RawCursor(driver), psycopg.RawCursor(driver))
    own: tuple[psycopg.RawCursor[Any], psycopg.RawCursor[Any]] = found
    return own


def _begin(connection: sa.Connection) -> None:
    """Let SQLAlchemy know that a transaction is under way, so that it ends it."""
    if not connection.in_transaction():
        connection.begin()


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


def _keys(statement: sa.Executable, values: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(values) if isinstance(statement, sa.Insert | sa.Update) else ()


@lru_cache(maxsize=512)
def _compiled(statement: Any, keys: tuple[str, ...], dialect: sa.Dialect) -> _Compiled:
    """Compile the statement; what is fixed in it is written out, so that one plan knows it (partial indexes)."""
    made: compiler.SQLCompiler = statement.compile(dialect=dialect, column_keys=list(keys) or None)
    if made.insert_prefetch or made.update_prefetch:
        raise TypeError(f"a default of SQLAlchemy's own is not known here: {made.string}")
    values: list[str] = []

    def put(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if not _is_fixed(made.binds[name]):
            values.extend([] if name in values else [name])
            return f"${values.index(name) + 1}"
        listed: Any = made.binds[name].value if found[2] else [made.binds[name].value]
        return ", ".join(sql.Literal(_dumped(name, made, one)).as_string(None) for one in listed)

    text = _PLACE.sub(put, made.string).replace("%%", "%")
    columns = list(getattr(statement, "exported_columns", ()))
    kinds = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns]
    row = collections.namedtuple("Row", [str(one.key) for one in columns], rename=True)  # type: ignore[misc]
    loads = tuple((place, load) for place, load in enumerate(kinds) if load)
    wanted = tuple(_Value(name, made.binds[name].callable, _dump(name, made)) for name in values)
    return _Compiled(text, wanted, row._make if columns else tuple, loads)


def _is_fixed(one: sa.BindParameter[Any]) -> bool:
    return one.callable is None and not one.required


def _dump(name: str, made: compiler.SQLCompiler) -> Any:
    return made._bind_processors.get(name)  # noqa: SLF001 - what SQLAlchemy itself asks


def _dumped(name: str, made: compiler.SQLCompiler, value: object) -> Any:
    dump = _dump(name, made)
    return dump(value) if dump else value
