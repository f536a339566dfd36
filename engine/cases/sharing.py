"""Who else takes part, and what has gone out: named members, and how and when a letter was sent (domain.md 6.3 no. 6).

Access is given per case, with a reason and, where wanted, an end; the row stays as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import cast

import sqlalchemy as sa

from engine import audit, clock, db, errors, model, people, phrases, rows, tables
from engine.cases import reasons

_m, _d = tables.case_members.c, tables.documents.c


def add_member(case_id: int, *, by: model.Person, person_id: int, reason: str, to_at: datetime | None = None) -> int:
    """Let a person take part in the case.

    Raises `NotAllowed` unless `by` leads it, `AnswersInvalid` without reason and for an end in a year nobody can mean.
    """
    reasons.require(reason, phrases.say("Skriv hvorfor personen trenger tilgang."))
    if to_at is not None:
        reasons.require_year(to_at, key="to_at")
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rows.require_lead(connection, case, by)
        member = people.get(connection, person_id)
        if member.municipality_id != by.municipality_id:
            raise errors.PersonNotFound()
        if case.shielded_role and rows.case_facts(connection, case, person_id).is_subject:
            raise errors.NotAllowed(phrases.say("Saken gjelder denne personen, som derfor ikke kan få tilgang."))
        values = {
            "case_id": case_id,
            "person_id": person_id,
            "reason": reason.strip(),
            "from_at": clock.now(),
            "to_at": to_at,
            "added_by": by.id,
        }
        insert = sa.insert(tables.case_members).values(values).returning(_m.id)
        member_id = int(connection.execute(insert).scalar_one())
        added = audit.Entry(model.EventKind.MEMBER_ADDED, person_id=by.id, facts={"to": person_id, "member": member_id})
        audit.record(connection, case_id, [added])
    return member_id


def remove_member(member_id: int, *, by: model.Person) -> None:
    """End a member's part now; the row stays. A part that is over keeps its end: it tells who could see what, when."""
    with db.transaction() as connection:
        row = connection.execute(sa.select(_m.case_id, _m.person_id).where(_m.id == member_id)).one_or_none()
        if row is None:
            raise errors.PersonNotFound()
        db.lock_case(connection, row.case_id)
        case = rows.case(connection, row.case_id)
        rows.require_case(connection, case, by)
        rows.require_lead(connection, case, by)
        now = clock.now()
        is_present = sa.and_(_m.id == member_id, sa.or_(_m.to_at.is_(None), _m.to_at > now))
        if connection.execute(sa.update(tables.case_members).where(is_present).values(to_at=now)).rowcount == 0:
            return
        removed = audit.Entry(
            model.EventKind.MEMBER_REMOVED, person_id=by.id, facts={"to": row.person_id, "member": member_id}
        )
        audit.record(connection, row.case_id, [removed])


def record_delivery(document_id: int, *, by: model.Person, channel: str, recipient: str, sent_at: datetime) -> int:
    """Record how, when and to whom a document was sent.

    Raises `AnswersInvalid` for a time that has not come or that nobody can mean, a way that is none of
    `model.CHANNELS`, and a recipient that is empty or too long.
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
        case_id = connection.scalar(sa.select(_d.case_id).where(_d.id == document_id))
        if case_id is None:
            raise errors.DocumentNotFound()
        db.lock_case(connection, case_id)
        rows.require_case(connection, rows.case(connection, case_id), by)
        return deliver(
            connection, case_id, document_id, by, {"channel": channel, "recipient": recipient, "sent_at": sent_at}
        )


def deliver(
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
