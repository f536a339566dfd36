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

# what each clock process has done last: a row per process and job, kept for a while after the process is gone
sweeps = Table(
    "sweeps",
    columns.metadata,
    Column("process", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    # the system's own time, whatever a demo's clock says: a stopped clock shows nowhere else
    columns.moment("started_at"),
    columns.moment("ran_at", optional=True),
    columns.moment("failed_at", optional=True),
    Column("done", BigInteger, nullable=False, server_default="0"),
)
