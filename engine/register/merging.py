"""Make rows of a table be as a file says: new ones in, changed ones changed, the rest left alone.

Knows how to compare and write rows; not what they mean. A thousand rows are a few statements.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

Key = tuple[Hashable, ...]
Values = Mapping[str, Any]


@dataclass(slots=True)
class Counts:
    """What became of a file's lines; `ended` are rows that the file names no more."""

    new: int = 0
    changed: int = 0
    same: int = 0
    ended: int = 0


@dataclass(frozen=True, slots=True)
class Stored:
    """A row that is there already."""

    id: int
    values: Values


@dataclass(frozen=True, slots=True)
class Merged:
    """The ids of all rows by key, and what became of them."""

    ids: dict[Key, int] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


def merge(
    connection: sa.Connection, table: sa.Table, stored: Mapping[Key, Stored], wanted: Mapping[Key, Values]
) -> Merged:
    """Insert and update; `wanted` gives each row whole, its key columns included."""
    new = {key: values for key, values in wanted.items() if key not in stored}
    changed = [
        {"row_id": stored[key].id, **values}
        for key, values in wanted.items()
        if key in stored and any(stored[key].values[name] != value for name, value in values.items())
    ]
    ids = {key: row.id for key, row in stored.items()}
    if new:
        insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        found = connection.execute(insert, [dict(values) for values in new.values()]).scalars()
        ids.update(zip(new, found, strict=True))
    if changed:
        names = [name for name in changed[0] if name != "row_id"]
        update = sa.update(table).where(table.c.id == sa.bindparam("row_id"))
        connection.execute(update.values({name: sa.bindparam(f"new_{name}") for name in names}), _renamed(changed))
    same = len(wanted) - len(new) - len(changed)
    return Merged(ids, Counts(new=len(new), changed=len(changed), same=same))


@dataclass(frozen=True, slots=True)
class Span:
    """A row with days: whose it is, what it is of, and when."""

    id: int
    owner: Hashable
    what: Hashable
    first_day: date
    last_day: date | None


def end(connection: sa.Connection, table: sa.Table, left: Iterable[Span], wanted: Iterable[Span], today: date) -> int:
    """End rows that the file names no more, of owners that it does name; return how many.

    A row ends the day before the next one of its owner and kind begins, else yesterday; where all that the file says of
    the owner is to come (next school year's), the day before that begins. One that would end before it began is taken
    away. What is over already stays as it is.
    """
    begins: dict[tuple[Hashable, Hashable], list[date]] = {}
    first: dict[Hashable, date] = {}
    for span in wanted:
        begins.setdefault((span.owner, span.what), []).append(span.first_day)
        first[span.owner] = min(first.get(span.owner, span.first_day), span.first_day)
    count = 0
    for span in left:
        if span.owner not in first or (span.last_day is not None and span.last_day < today):
            continue
        later = [day for day in begins.get((span.owner, span.what), []) if day > span.first_day]
        last = min(later, default=max(today, first[span.owner])) - timedelta(days=1)
        if span.last_day is not None and span.last_day <= last:
            continue
        where = table.c.id == span.id
        change = sa.delete(table).where(where) if last < span.first_day else _ended(table, where, last)
        connection.execute(change)
        count += 1
    return count


def _ended(table: sa.Table, where: sa.ColumnElement[bool], last: date) -> sa.Update:
    return sa.update(table).where(where).values(last_day=last)


def _renamed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return parameters whose names do not meet the columns'."""
    return [{name if name == "row_id" else f"new_{name}": value for name, value in row.items()} for row in rows]
