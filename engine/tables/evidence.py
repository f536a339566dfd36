"""The log, reads, documents and deliveries: evidence."""

from __future__ import annotations

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.tables import columns

events = Table(
    "events",
    columns.metadata,
    Column("case_id", BigInteger, ForeignKey("cases.id"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    columns.moment("at"),
    columns.text("kind"),
    columns.text("element_id", default=""),
    columns.text("path", default=""),
    Column("instance", Integer),
    columns.to("person_id", "people.id", optional=True, index=False),
    # ids and numbers only; texts are in answers and documents
    Column("facts", JSONB, nullable=False, server_default="{}"),
)

reads = Table(
    "reads",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id"),
    columns.to("person_id", "people.id"),
    columns.moment("at"),
    columns.text("page"),
    # whose page it was, where it was a task's: who has had it may be late with it
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
)

documents = Table(
    "documents",
    columns.metadata,
    columns.number(),
    columns.to("case_id", "cases.id", optional=True),
    Column("task_id", Uuid, ForeignKey("tasks.id"), index=True),
    # `letter` or `upload`
    columns.text("kind"),
    columns.text("name"),
    columns.text("title"),
    columns.text("media_type"),
    columns.text("element_id", default=""),
    columns.text("path", default=""),
    columns.text("language", default="nb"),
    columns.text("sha256"),
    Column("content", LargeBinary, nullable=False),
    columns.to("added_by", "people.id", optional=True),
    columns.moment("at"),
    Column("labels", ARRAY(Text), nullable=False, server_default="{}"),
)

deliveries = Table(
    "deliveries",
    columns.metadata,
    columns.number(),
    columns.to("document_id", "documents.id"),
    columns.text("channel"),
    columns.text("recipient"),
    columns.moment("sent_at"),
    columns.readable("sent_at"),
    columns.to("recorded_by", "people.id", optional=True),
    columns.moment("recorded_at"),
)
