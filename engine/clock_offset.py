"""The row that moves a demo's clock, read by all its processes (design 11)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, tables

_o = tables.clock_offset.c


def move(by: timedelta | None) -> datetime:
    """Move the clock further by `by`, or back to the system's time; return what it shows then (aware UTC)."""
    with db.transaction() as connection:
        present = connection.scalar(sa.select(_o.seconds).where(_o.id == 1)) or 0
        seconds = 0 if by is None else present + int(by.total_seconds())
        insert = postgresql.insert(tables.clock_offset).values(id=1, seconds=seconds)
        connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_={"seconds": seconds}))
    clock.shift(timedelta(seconds=seconds))
    return clock.now()


def is_moved() -> bool:
    """Tell whether the row moves the clock; a real server refuses to start then."""
    with db.reading() as connection:
        return bool(connection.scalar(sa.select(_o.seconds).where(_o.id == 1)))
