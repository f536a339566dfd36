"""Who else takes part in a case: named members (domain.md 6.3 no. 6).

Access is given per case, with a reason and, where wanted, an end; the row stays as evidence.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine import audit, clock, db, errors, model, people, phrases, rights, rows, tables
from engine.cases.answers import reasons

_m = tables.case_members.c


def add_member(case_id: int, *, by: model.Person, person_id: int, reason: str, to_at: datetime | None = None) -> int:
    """Let a person take part in the case; one part at a time: the part that the person has already ends with this.

    Raises `NotAllowed` unless `by` leads it, `AnswersInvalid` without reason and for an end in a year nobody can mean.
    """
    reasons.require(reason, phrases.say("Skriv hvorfor personen trenger tilgang."))
    if to_at is not None:
        reasons.require_year(to_at, key="to_at")
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rights.require_lead(connection, case, by)
        member = people.get(connection, person_id)
        if member.municipality_id != by.municipality_id:
            raise errors.PersonNotFound()
        if case.shielded_role and rights.case_facts(connection, case, person_id).is_subject:
            raise errors.NotAllowed(phrases.say("Saken gjelder denne personen, som derfor ikke kan få tilgang."))
        now = clock.now()
        values = {
            "case_id": case_id,
            "person_id": person_id,
            "reason": reason.strip(),
            "from_at": now,
            "to_at": to_at,
            "added_by": by.id,
        }
        lasts = sa.and_(_m.case_id == case_id, _m.person_id == person_id, _lasts(now))
        connection.execute(sa.update(tables.case_members).where(lasts).values(to_at=now))
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
        rights.require_case(connection, case, by)
        rights.require_lead(connection, case, by)
        now = clock.now()
        is_present = sa.and_(_m.id == member_id, _lasts(now))
        if connection.execute(sa.update(tables.case_members).where(is_present).values(to_at=now)).rowcount == 0:
            return
        removed = audit.Entry(
            model.EventKind.MEMBER_REMOVED, person_id=by.id, facts={"to": row.person_id, "member": member_id}
        )
        audit.record(connection, row.case_id, [removed])


def _lasts(now: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(_m.to_at.is_(None), _m.to_at > now)
