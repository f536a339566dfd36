"""The case's log: append, read, verify (design 4 `audit`; domain.md LAW-09, LAW-35, LAW-43).

Knows rows of `events` and `reads`. An event has ids and numbers, never text about a child. Each case's events are
numbered without holes by the command that holds the case's lock; `verify` finds a hole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, model, tables
from engine.db import statements


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; `facts` are ids, numbers, role names and instants in ISO text."""

    kind: model.EventKind
    element_id: str = ""
    path: str = ""
    instance: int | None = None
    person_id: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    at: datetime | None = None


_e = tables.events.c
_LAST = sa.select(sa.func.coalesce(sa.func.max(_e.sequence), 0)).where(_e.case_id == sa.bindparam("case"))
_COLUMNS = ("at", "kind", "element_id", "path", "instance", "person_id", "facts")
_AT_ONCE = 8


@lru_cache
def _append(count: int) -> sa.Insert:
    """Return the statement that appends `count` entries; the next one sees them."""
    return sa.insert(tables.events).values(
        [
            {"case_id": sa.bindparam("case"), "sequence": _LAST.scalar_subquery() + place + 1}
            | {name: sa.bindparam(f"{name}_{place}", type_=_e[name].type) for name in _COLUMNS}
            for place in range(count)
        ]
    )


def record(connection: sa.Connection, case_id: int, entries: Iterable[Entry]) -> None:
    """Append `entries` in their order; the caller holds the case's lock, so that numbers meet nobody."""
    new = list(entries)
    if not new:
        return
    rows = [
        {
            "at": entry.at or clock.now(),
            "kind": entry.kind.value,
            "element_id": entry.element_id,
            "path": entry.path or entry.element_id,
            "instance": entry.instance,
            "person_id": entry.person_id,
            "facts": dict(entry.facts),
        }
        for entry in new
    ]
    for begin in range(0, len(rows), _AT_ONCE):
        part = rows[begin : begin + _AT_ONCE]
        values = {f"{name}_{place}": one[name] for place, one in enumerate(part) for name in _COLUMNS}
        statements.later(connection, _append(len(part)), {"case": case_id, **values})


def read(*, by: model.Person, case_id: int, page: str, task_id: UUID | None = None) -> None:
    """Record that `by` has read `page` of the case, or of its task.

    The one write that a GET makes, beside the draft of a text that was held through a sign-in.
    """
    values = {"case_id": case_id, "person_id": by.id, "at": clock.now(), "page": page, "task_id": task_id}
    with db.transaction() as connection:
        connection.execute(sa.insert(tables.reads), values)


def read_all(*, by: model.Person, case_ids: Collection[int], page: str) -> None:
    """Record that `by` has read `page`, which is drawn from all of `case_ids`: all of it, or nothing."""
    about = {"person_id": by.id, "at": clock.now(), "page": page, "task_id": None}
    if case_ids:
        with db.transaction() as connection:
            connection.execute(sa.insert(tables.reads), [{"case_id": case_id, **about} for case_id in case_ids])


def holes() -> list[tuple[str, int]]:
    """Return (case number, first missing sequence) of every case whose log has a hole or does not start at 1."""
    events, cases = tables.events, tables.cases
    numbered = sa.select(
        events.c.case_id,
        events.c.sequence,
        sa.func.row_number().over(partition_by=events.c.case_id, order_by=events.c.sequence).label("place"),
    ).subquery()
    missing = (
        sa.select(cases.c.number, sa.func.min(numbered.c.place))
        .join(numbered, numbered.c.case_id == cases.c.id)
        .where(numbered.c.sequence != numbered.c.place)
        .group_by(cases.c.number)
    )
    empty = sa.select(cases.c.number, sa.literal(1)).where(~sa.exists().where(events.c.case_id == cases.c.id))
    with db.reading() as connection:
        return [(number, place) for number, place in connection.execute(missing.union_all(empty))]
