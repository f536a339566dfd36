"""A pupil has begun at another school of the municipality: who leads the case gives it to that school (design 7).

Whoever the pupil goes to has the duties of chapter 12 from then on. What was written stays as it was; tasks, deadlines
and the right to read are the new school's, and named members keep theirs; a role in the case ends for who works at
the former school alone. The class alone follows by itself
(`subjects.classes`): which school has the case is decided by a person.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, clock, db, errors, model, phrases, presence, rights, rows, tables
from engine.cases import telling
from engine.cases.answers import reasons
from engine.cases.subjects import effects, hiding
from engine.cases.tasks import handing

_e, _k, _s = tables.enrolments.c, tables.classes.c, tables.schools.c


def transfer(case_id: int, *, by: model.Person, reason: str) -> str:
    """Give an open case to the school where its pupil goes today; return the school's name. Its leader is told.

    Only who leads the case may. Raises `AnswersInvalid` without a reason and where the pupil goes to no other school of
    the municipality, `NotAllowed`, `CaseNotFound`, `CaseBusy`.
    """
    reasons.require(reason, phrases.say("Skriv hvorfor saken overføres."))
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rights.require_case(connection, case, by)
        rights.require_lead(connection, case, by)
        found = destination(connection, case)
        if found is None:
            raise errors.AnswersInvalid(phrases.say("Eleven går ikke på noen annen skole i kommunen nå."))
        place, name = found
        change = {"school_id": place.school_id, "class_id": place.class_id}
        connection.execute(sa.update(tables.cases).where(tables.cases.c.id == case_id).values(change))
        hiding.look_again(connection, case_id)
        now = rows.case(connection, case_id)
        schools = {"from": case.place.school_id, "to": place.school_id}
        facts = {**schools, "former": case.place.class_id, "reason": reason.strip()}
        given = audit.Entry(model.EventKind.CASE_TRANSFERRED, person_id=by.id, facts=facts)
        ended = effects.end_elsewhere(connection, now, former=case.place.school_id, by=by)
        audit.record(connection, case_id, [given, *ended, *handing.reopen_to(connection, now)])
        kind = model.MessageKind.TRANSFERRED
        news = telling.News(kind=kind, element_id="", step="", once=f"{kind}:{case_id}:{clock.now().isoformat()}")
        audit.record(connection, case_id, telling.tell(connection, now, telling.leaders(connection, now), news))
    return name


def destination(connection: sa.Connection, case: rows.CaseRow) -> tuple[model.Place, str] | None:
    """Return where an open case can be given, with the school's name: the pupil goes there today, and not here."""
    if case.status != model.CaseStatus.OPEN or case.pupil_id is None:
        return None
    own, town = case.place.school_id, case.place.municipality_id
    goes = (
        sa.select(_s.id, _s.name, _k.id.label("class_id"))
        .join(tables.classes, _k.school_id == _s.id)
        .join(tables.enrolments, _e.class_id == _k.id)
        .where(_e.pupil_id == case.pupil_id, _s.municipality_id == town, _e.first_day <= presence.TODAY)
        .where(sa.or_(_e.last_day.is_(None), _e.last_day >= presence.TODAY))
        .order_by(_e.first_day.desc(), _e.id.desc())
    )
    found = connection.execute(goes).all()
    if not found or own in {row.id for row in found}:
        return None
    return model.Place(town, found[0].id, found[0].class_id, case.id), found[0].name
