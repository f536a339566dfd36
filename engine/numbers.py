"""Case numbers: `2026-0001`, one series per municipality and year (design 6 `sak.nummer`).

Knows one row per series. The row stays locked until the transaction that opens the case ends: two cases opened at
once wait for each other for that long, and a case that was not opened after all leaves no hole.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import tables


def next_case_number(connection: sa.Connection, municipality_id: int, year: int) -> str:
    """Return the next number of the series, inside the transaction that opens the case."""
    series = tables.case_numbers
    insert = postgresql.insert(series).values(municipality_id=municipality_id, year=year, last=1)
    one_more = insert.on_conflict_do_update(
        index_elements=["municipality_id", "year"], set_={"last": series.c.last + 1}
    ).returning(series.c.last)
    return f"{year}-{connection.execute(one_more).scalar_one():04}"
