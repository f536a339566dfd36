"""A statement built by SQLAlchemy as PostgreSQL takes it: its text, its values, and how its rows come back.

Knows SQL and SQLAlchemy's types; must not know connections. A statement is compiled once, so it must be a constant of
its module.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.sql import compiler

_PLACE = re.compile(r"%\((\w+)\)s|__\[POSTCOMPILE_(\w+)\]")
_Convert = Callable[[Any], Any]
_WRITES = (sa.Insert, sa.Update)


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
class Compiled:
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


def of(statement: sa.Executable, values: Mapping[str, object], dialect: sa.Dialect) -> Compiled:
    """Return the statement, for columns of the names of `values` where it writes; raise `TypeError` for one that
    SQLAlchemy would fill something into.
    """
    return _compiled(statement, tuple(values) if isinstance(statement, _WRITES) else (), dialect)


@lru_cache(maxsize=512)
def _compiled(statement: Any, keys: tuple[str, ...], dialect: sa.Dialect) -> Compiled:
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
    return Compiled(text, wanted, row._make if columns else tuple, loads)


def _is_fixed(one: sa.BindParameter[Any]) -> bool:
    return one.callable is None and not one.required


def _dump(name: str, made: compiler.SQLCompiler) -> Any:
    return made._bind_processors.get(name)  # noqa: SLF001 - what SQLAlchemy itself asks


def _dumped(name: str, made: compiler.SQLCompiler, value: object) -> Any:
    dump = _dump(name, made)
    return dump(value) if dump else value
