"""Publications and versions of routines."""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.tables import columns

publications = Table(
    "publications",
    columns.metadata,
    Column("id", Text, primary_key=True),  # SHA-256 over sorted (path, SHA-256 of the file)
    columns.moment("at"),
)

publication_files = Table(
    "publication_files",
    columns.metadata,
    Column("publication_id", Text, ForeignKey("publications.id"), primary_key=True),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

versions = Table(
    "versions",
    columns.metadata,
    columns.number(),
    columns.to("municipality_id", "municipalities.id"),
    columns.text("routine"),
    Column("number", Integer, nullable=False),
    Column("publication_id", Text, ForeignKey("publications.id"), nullable=False),
    columns.text("name"),
    columns.text("start_form", optional=True),
    columns.moment("published_at"),
    columns.to("published_by", "people.id", optional=True),
    columns.moment("retired_at", optional=True),
    columns.text("note", default=""),
    # what its starts wait for: `message:NAME`, `signal:NAME`, `timer`
    Column("starts", ARRAY(Text), nullable=False, server_default="{}"),
    # when the clock set its timer starts (engine.cases.opening.clocking)
    columns.moment("starts_set_at", optional=True),
    # how many stories were played and held before it came into force; none: they were not played
    Column("stories_held", Integer),
    UniqueConstraint("municipality_id", "routine", "number"),
)
