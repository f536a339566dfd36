"""Rows of how, when and to whom a letter was sent: registered by hand, or by `sending` (domain.md 6.3 no. 6).

A row stays as evidence. Knows documents and their deliveries; sends nothing itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from engine import audit, clock, db, errors, model, phrases, rights, rows, tables
from engine.cases.answers import reasons

_d = tables.documents.c
_MADE_HERE = "letter"  # what was uploaded may have been sent long before


def record_delivery(document_id: int, *, by: model.Person, channel: str, recipient: str, sent_at: datetime) -> int:
    """Record how, when and to whom a document was sent.

    Raises `AnswersInvalid` for a time that has not come, that nobody can mean or that is before the letter was made,
    a way that is none of `model.CHANNELS`, and a recipient that is empty or too long.
    """
    if channel not in model.CHANNELS:
        raise errors.AnswersInvalid(phrases.say("Velg måten på nytt."), errors={"channel": ["option"]})
    if not recipient.strip():
        raise errors.AnswersInvalid(phrases.say("Skriv hvem som fikk det."), errors={"recipient": ["required"]})
    reasons.require_short(recipient, key="recipient")
    reasons.require_year(sent_at, key="sent_at")
    if sent_at > clock.now():
        raise errors.AnswersInvalid(
            phrases.say("Tidspunktet for utsending kan ikke ligge fram i tid."), errors={"sent_at": ["max"]}
        )
    with db.transaction() as connection:
        found = connection.execute(sa.select(_d.case_id, _d.kind, _d.at).where(_d.id == document_id)).one_or_none()
        if found is None:
            raise errors.DocumentNotFound()
        db.lock_case(connection, found.case_id)
        rights.require_case(connection, rows.case(connection, found.case_id), by)
        if found.kind == _MADE_HERE:
            _require_after(found.at, sent_at)
        return write(
            connection, found.case_id, document_id, by, {"channel": channel, "recipient": recipient, "sent_at": sent_at}
        )


def _require_after(made: datetime, sent_at: datetime) -> None:
    """Raise `AnswersInvalid` for a sending before the letter was made; a form knows the minute, not the second."""
    if sent_at < made.replace(second=0, microsecond=0):
        when = f"{clock.oslo(made):%d.%m.%Y kl. %H:%M}"
        early = phrases.both(
            f"Brevet ble laget {when}. Det kan ikke være sendt før det. Rett tidspunktet.",
            f"Brevet blei laga {when}. Det kan ikkje vere sendt før det. Rett tidspunktet.",
        )
        raise errors.AnswersInvalid(early, errors={"sent_at": ["min"]})


def write(
    connection: sa.Connection, case_id: int, document_id: int, by: model.Person, sending: Mapping[str, object]
) -> int:
    """Write down a sending (`channel`, `recipient`, `sent_at`) in the caller's transaction; return its id.

    Raises `AnswersInvalid` for a moment in a year that nobody can mean: the whole case could not be read again.
    """
    reasons.require_year(cast("datetime", sending["sent_at"]), key="sent_at")
    values = {"document_id": document_id, "recorded_by": by.id, "recorded_at": clock.now(), **sending}
    insert = sa.insert(tables.deliveries).values(values).returning(tables.deliveries.c.id)
    delivery = int(connection.execute(insert).scalar_one())
    recorded = audit.Entry(
        model.EventKind.DELIVERY_RECORDED, person_id=by.id, facts={"document": document_id, "delivery": delivery}
    )
    audit.record(connection, case_id, [recorded])
    return delivery
