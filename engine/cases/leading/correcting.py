"""Corrections: a new record that names the old one; nothing is overwritten (design 6; domain.md LAW-45).

A corrected answer is what pages and later letters show; letters already made stay as they were. Variables that the
routine has already used are not changed: what was decided stays decided, until somebody repeats the step. What a step
told of a letter's sending follows, and so do the roles that it gave in the case. A wrong pupil is another thing: the
whole case is about the right one from then on (`pupils`), and only what was answered stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from engine import audit, clock, db, documents, errors, form_values, model, people, phrases, rights, rows, tables
from engine.cases.answers import answering, reasons
from engine.cases.letters import making, sending
from engine.cases.subjects import effects, hiding, pupils
from engine.cases.tasks import handing

_a = tables.answers.c


def correct_answers(answer_id: int, *, by: model.Person, raw: Mapping[str, object], reason: str) -> int:
    """Store `raw` as the correction of a record that `by` gave, or of any record in a case that `by` leads.

    The form is the one it was given in; what `by` has uploaded for it is the case's from then on. Returns the new
    record's id. Raises `AnswersInvalid`, `NothingToCorrect`, `NotAllowed`.
    """
    reasons.require(reason, phrases.say("Skriv kort hvorfor svaret rettes."))
    with db.transaction() as connection:
        old = connection.execute(sa.select(tables.answers).where(_a.id == answer_id)).one_or_none()
        if old is None:
            raise errors.NothingToCorrect()
        db.lock_case(connection, old.case_id)
        case = rows.case(connection, old.case_id)
        _require(connection, case, old.person_id, by)
        if connection.scalar(sa.select(_a.id).where(_a.corrects_id == answer_id)):
            raise errors.NothingToCorrect(phrases.say("Svaret er allerede rettet. Rett den nyeste utgaven."))
        asker = answering.corrector(connection, case, old, by)
        answered = answering.clean(connection, old.publication_id, old.form_id, raw, asker)
        sending.require_year(answered.form, answered.content)
        new_id = _insert(connection, old, answered, by)
        given: list[audit.Entry] = []
        if old.standing == model.Standing.ACCEPTED:  # what came too late has never counted
            sent_before = sending.told(answered.form, old.content)
            effects.keep_subjects(connection, case.id, answered)
            before = replace(answered, content=old.content)
            given = effects.correct(connection, case, answer_id, before, answered, by=by)
            sending.correct(connection, case.id, sent_before, sending.told(answered.form, answered.content))
        facts = {"old": answer_id, "new": new_id, "reason": reason.strip()}
        corrected = audit.Entry(model.EventKind.ANSWERS_CORRECTED, old.element_id, person_id=by.id, facts=facts)
        audit.record(connection, case.id, [corrected, *given])
        if answered.form is not None:
            documents.adopt(connection, case.id, form_values.files(answered.form, answered.content), by=by)
    return new_id


def require_correctable(answer_id: int, *, by: model.Person) -> None:
    """Raise as `correct_answers` where `by` may not correct the record, so that nobody types in vain."""
    with db.reading() as connection:
        old = connection.execute(sa.select(_a.case_id, _a.person_id).where(_a.id == answer_id)).one_or_none()
        if old is None:
            raise errors.NothingToCorrect()
        _require(connection, rows.case(connection, old.case_id), old.person_id, by)


def _require(connection: sa.Connection, case: rows.CaseRow, author: int | None, by: model.Person) -> None:
    rights.require_case(connection, case, by)
    if author != by.id:
        rights.require_lead(connection, case, by)


def _insert(connection: sa.Connection, old: sa.Row[Any], answered: answering.Answered, by: model.Person) -> int:
    values = {
        "case_id": old.case_id,
        "task_id": old.task_id,
        "element_id": old.element_id,
        "form_id": old.form_id,
        "publication_id": old.publication_id,
        "person_id": by.id,
        "at": clock.now(),
        "standing": old.standing,  # who was too late is so after a correction too
        "content": dict(answered.content),
        "corrects_id": old.id,
    }
    return int(connection.execute(sa.insert(tables.answers).values(values).returning(_a.id)).scalar_one())


def correct_pupil(case_id: int, *, by: model.Person, pupil_id: int, reason: str) -> None:
    """Change which pupil the case is about, or connect it to one; variables, open tasks and letters follow.

    Only who leads the case may. Raises `AnswersInvalid` without a reason or where the case is about that pupil already,
    `PersonNotFound` for who is no pupil of the municipality, `NotAllowed`.
    """
    reasons.require(reason, phrases.say("Skriv hvorfor eleven rettes."))
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rights.require_lead(connection, case, by)
        place = people.pupil_place(connection, pupil_id, clock.today())
        if place.municipality_id != case.place.municipality_id:
            raise errors.PersonNotFound()
        if pupil_id == case.pupil_id:
            raise errors.AnswersInvalid(phrases.say("Saken gjelder alt denne eleven."), errors={"elev": ["option"]})
        change = {"pupil_id": pupil_id, "class_id": place.class_id, "school_id": place.school_id}
        connection.execute(sa.update(tables.cases).where(tables.cases.c.id == case_id).values(change))
        hiding.look_again(connection, case_id)
        now = rows.case(connection, case_id)
        pupils.set_right(connection, now)
        is_given = now.place.school_id not in (None, case.place.school_id)
        ended = effects.end_elsewhere(connection, now, former=case.place.school_id, by=by) if is_given else []
        told = handing.reopen_to(connection, now)
        places = {"school": case.place.school_id, "former": case.place.class_id}
        facts = {"from": case.pupil_id, "to": pupil_id, **places, "reason": reason.strip()}
        corrected = audit.Entry(model.EventKind.PUPIL_CORRECTED, person_id=by.id, facts=facts)
        letters = [] if case.pupil_id is None else making.make_all_again(connection, now, by=by)
        audit.record(connection, case_id, [corrected, *ended, *told, *letters])
