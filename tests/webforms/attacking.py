"""What tests of attacks count: rows that a case is made of, who has read it, and a document in another's case."""

from __future__ import annotations

import factories
import sqlalchemy as sa

from engine import db, tables


def document(case_id: int) -> int:
    """Put a letter into a case."""
    return factories.insert(
        tables.documents, case_id=case_id, kind="letter", name="hemmelig.pdf", title="hemmelig.pdf",
        media_type="application/pdf", content=b"%PDF-", sha256="0" * 64, at=factories.OPENED,
    )  # fmt: skip


def reads() -> list[int]:
    """Return who has read a case, one number a reading."""
    with db.reading() as connection:
        return list(connection.scalars(sa.select(tables.reads.c.person_id)))


def state() -> list[int]:
    """Return how many rows there are of all that a case is made of, and what moves without a new row."""
    changing = (
        tables.cases, tables.answers, tables.events, tables.drafts, tables.documents, tables.deliveries,
        tables.case_members, tables.messages,
    )  # fmt: skip
    with db.reading() as connection:
        counts = [connection.scalar(sa.select(sa.func.count()).select_from(table)) for table in changing]
        return [*counts, connection.scalar(sa.select(sa.func.sum(tables.tasks.c.version)))]
