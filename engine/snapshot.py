"""What a municipality is (settings, roles, calendars), kept per process for as long as it is right.

A change writes a new random `revision` into the municipality's row, in its own transaction and as its last act
(`touch`). What was read under a revision is kept under it for good: another revision is another key, in every process
at once, and one that was rolled back is never met again. Asking costs one row, once a transaction; reading anew would
cost three queries a step. Who changes these rows by hand in SQL sets a new `revision` too.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast
from uuid import uuid4
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from engine import tables

Value = TypeVar("Value")

MOST = 4096
_m = tables.municipalities.c
_REVISION = sa.select(_m.revision).where(_m.id == sa.bindparam("municipality"))
_lock = threading.Lock()
_kept: OrderedDict[Hashable, object] = OrderedDict()
# the revision that a transaction has seen; it stays the same to its end unless the transaction itself changes it
_seen: WeakKeyDictionary[sa.RootTransaction, dict[int, str]] = WeakKeyDictionary()


def kept(connection: sa.Connection, municipality_id: int, what: Hashable, load: Callable[[], Value]) -> Value:
    """Return what `load` read of the municipality at its present revision; it must not be changed by the caller."""
    revision = _revision(connection, municipality_id)
    if revision is None:
        return load()
    key = (revision, what)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return cast("Value", _kept[key])
    value = load()
    with _lock:
        _kept[key] = value
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return value


def touch(connection: sa.Connection, municipality_id: int) -> None:
    """Say that the municipality has changed; after the change, before anything reads it in the same transaction."""
    revision = uuid4().hex
    change = sa.update(tables.municipalities).where(_m.id == municipality_id)
    connection.execute(change.values(revision=revision))
    _own(connection)[municipality_id] = revision


def saw(connection: sa.Connection, municipality_id: int, revision: str) -> None:
    """Say which revision another statement of the transaction has read with what it came for; the first one holds."""
    _own(connection).setdefault(municipality_id, revision)


def _revision(connection: sa.Connection, municipality_id: int) -> str | None:
    own = _own(connection)
    if municipality_id not in own:
        found: str | None = connection.scalar(_REVISION, {"municipality": municipality_id})
        if found is None:
            return None
        own = _own(connection)
        own[municipality_id] = found
    return own[municipality_id]


def _own(connection: sa.Connection) -> dict[int, str]:
    transaction: Any = connection.get_transaction()
    if transaction is None:
        return {}
    found = _seen.get(transaction)  # another thread has another transaction: only the dictionary's own form is guarded
    if found is None:
        with _lock:
            found = _seen[transaction] = {}
    return found
