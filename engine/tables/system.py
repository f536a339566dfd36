"""What the running system notes of itself."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    Table,
    Text,
)

from engine.tables import columns

clock_offset = Table(
    "clock_offset",
    columns.metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seconds", BigInteger, nullable=False),
)

sweeps = Table(
    "sweeps",
    columns.metadata,
    Column("job", Text, primary_key=True),
    columns.moment("ran_at"),
    columns.text("process"),
)
