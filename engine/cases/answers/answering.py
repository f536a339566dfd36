"""Answers: cleaned by their form, stored whole as records, and turned into what the engine may know (design 6).

A record is never changed. Only the names that the diagram's expressions use go on as variables; texts about a child
stay in the record. A form's date becomes a FEEL date on the way.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, documents, errors, form_values, forms, model, people, routines, rows, school_maps, tables
from engine.db import statements
from engine.municipality import policy, setting_versions
from engine.surveys import marks

OWN_PUPIL = "own-pupil"  # a kind of error: the case's pupil is named where another one is asked for
YARD_MAP = "skolegardskart"  # among what the host gives a form
_a = tables.answers.c


@dataclass(frozen=True, slots=True)
class Asker:
    """Who fills in the form, and where: what the register's fields offer depends on it."""

    person: model.Person
    municipality_id: int
    school_id: int | None = None
    # what the diagram hands to the task: its inputs and loop element
    local: Mapping[str, object] = field(default_factory=dict)
    # before there is a case: whoever has a role at a school may name its pupils, and no others
    is_reporter: bool = False
    pupil_id: int | None = None  # whom the case is about
    named: Mapping[str, Collection[int]] = field(default_factory=dict)  # by register: who stays, there or not
    law_of: date | None = None  # the law's references are this day's; today's where there is no case yet
    at: datetime | None = None  # the settings are those of then; of now where this is no correction


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers that their form has accepted."""

    publication_id: str
    form: forms.Form | None
    content: Mapping[str, object] = field(default_factory=dict)

    def variables(self, used: Collection[str]) -> dict[str, object]:
        """Return the answers that expressions use, as FEEL values."""
        if self.form is None:
            return {}
        typed = form_values.feel_values(self.form, self.content)
        return {name: value for name, value in typed.items() if name in used}

    @property
    def pupil_id(self) -> int | None:
        """Return the register's pupil that the answers name as the case's own, if they do."""
        named = (person for person, use in self.people() if use.register == "elev" and not use.is_other)
        return next(named, None)

    def people(self) -> list[tuple[int, form_values.RegisterField]]:
        """Return the persons of the register that the top level of the answers names, and by which field."""
        if self.form is None:
            return []
        found = []
        for use in form_values.register_fields(self.form):
            value = self.content.get(use.key)
            chosen = value if isinstance(value, list) else [value]
            found += [(number, use) for number in map(model.row_id, chosen) if number is not None]
        return found


def asker(case: rows.CaseRow, person: model.Person, local: Mapping[str, object]) -> Asker:
    """Return who fills in a form of a case that is there; `local` is what the diagram hands to the task."""
    place, law_of = case.place, clock.oslo(case.opened_at).date()
    return Asker(person, place.municipality_id, place.school_id, local, pupil_id=case.pupil_id, law_of=law_of)


def corrector(connection: sa.Connection, case: rows.CaseRow, record: sa.Row[Any], person: model.Person) -> Asker:
    """Return who corrects a record (its whole row): whom it names may stay, and the settings are those of its day."""
    local = rows.task(connection, record.task_id).local if record.task_id else {}
    form = routines.form(connection, record.publication_id, record.form_id) if record.form_id else None
    named = form_values.people(form, record.content) if form else {}
    return replace(asker(case, person, local), named=named, at=_given_at(connection, record))


def _given_at(connection: sa.Connection, record: sa.Row[Any]) -> datetime:
    """Return when what a record corrects was given first."""
    mine = sa.select(_a.id, _a.corrects_id, _a.at).where(_a.case_id == record.case_id).order_by(_a.id)
    found = connection.execute(mine).all()
    given: dict[int, datetime] = {row.id: row.at for row in found}
    return given[rows.first_records((row.id, row.corrects_id) for row in found)[record.id]]


def options(connection: sa.Connection, form: forms.Form, asker: Asker) -> dict[str, object]:
    """Return what the host gives the form: the task's own inputs, settings, and the register's lists it asks for."""
    asked = form_values.register_fields(form, nested=True)
    wanted = {use.register for use in asked}
    offered: dict[str, object] = dict(asker.local)
    if "elev" in wanted:
        pupils = people.pupil_options(connection, asker.municipality_id, _schools(connection, asker))
        offered["elever"] = _with_named(connection, pupils, _named(asker, asked, "elev"))
    if "ansatt" in wanted:
        staff = people.staff_options(connection, asker.municipality_id, asker.school_id, language=asker.person.language)
        offered["ansatte"] = _with_named(connection, staff, _named(asker, asked, "ansatt"))
    if any(marks.lists(form)):
        offered[YARD_MAP] = _yard_map(connection, asker.school_id)
    if policy.NAME in form.text:
        day = asker.law_of or clock.today()
        offered[policy.NAME] = setting_versions.names(connection, asker.municipality_id, day, at=asker.at)
    return offered


def _named(asker: Asker, asked: Collection[form_values.RegisterField], register: str) -> set[int]:
    """Return who can be named though they are not there: whom it is about, and whom the diagram hands to the task."""
    handed = (asker.local.get(use.key) for use in asked if use.register == register)
    listed = (one for value in handed for one in (value if isinstance(value, list) else [value]))
    about = [asker.pupil_id] if register == "elev" else []
    return {one for one in (*asker.named.get(register, ()), *map(model.row_id, listed), *about) if one is not None}


def _with_named(
    connection: sa.Connection, offered: list[dict[str, str]], named: Collection[int]
) -> list[dict[str, str]]:
    """Return the list with those of `named` who are there no more, by name."""
    gone = sorted(set(named) - {int(one["value"]) for one in offered})
    return [*offered, *({"value": str(one), "label": people.name_of(connection, one)} for one in gone)]


def _yard_map(connection: sa.Connection, school_id: int | None) -> dict[str, object] | None:
    """Return the school's map as a form draws it; None where the school has none."""
    found = school_maps.newest(connection, school_id)
    if found is None:
        return None
    return {"id": found.id, "width": found.width, "height": found.height, "description": found.description}


def _schools(connection: sa.Connection, asker: Asker) -> int | Collection[int] | None:
    if asker.is_reporter:
        return people.schools_of(connection, asker.person.id, clock.today())
    return asker.school_id


def clean(
    connection: sa.Connection, publication_id: str, form_id: str | None, raw: Mapping[str, object], asker: Asker
) -> Answered:
    """Check `raw` as the real viewer would; raise `AnswersInvalid` with `errors` (path → kinds)."""
    if form_id is None:
        return Answered(publication_id, None)
    form = routines.form(connection, publication_id, form_id)
    cleaned = forms.clean(form, form_values.storable(raw), data=options(connection, form, asker))
    answered = Answered(publication_id, form, cleaned.kept)
    own = asker.pupil_id or (answered.pupil_id if asker.is_reporter else None)
    wrong = form_values.naming_own(form, cleaned.kept, own) if own else []
    if cleaned.answers is None or wrong:
        raise errors.AnswersInvalid(errors={**cleaned.errors, **{path: [OWN_PUPIL] for path in wrong}})
    return answered


@dataclass(frozen=True, slots=True)
class Given:
    """Accepted answers with who gave them, at which element; a start form's have no task."""

    answered: Answered
    element_id: str
    by: model.Person
    task_id: UUID | None = None


_STORE = postgresql.insert(tables.answers).on_conflict_do_nothing().returning(_a.id)


def store(
    connection: sa.Connection, case: rows.CaseRow, given: Given, *, standing: model.Standing = model.Standing.ACCEPTED
) -> int | None:
    """Insert one record and return its id; None when another record of the task is already accepted.

    What comes too late is kept once: None, too, when the person has said the same in this task before.
    """
    answered = given.answered
    if standing is not model.Standing.ACCEPTED and _same(connection, given):
        return None
    values = {
        "case_id": case.id,
        "task_id": given.task_id,
        "element_id": given.element_id,
        "form_id": answered.form.id if answered.form else None,
        "publication_id": answered.publication_id,
        "person_id": given.by.id,
        "at": clock.now(),
        "standing": standing,
        "content": dict(answered.content),
    }
    stored = statements.first(connection, _STORE, **values)
    return None if stored is None else int(stored.id)


def said(connection: sa.Connection, answered: Answered) -> tuple[object, list[str]]:
    """Return what tells two answers apart: the words, and the files by what is in them."""
    if answered.form is None:
        return {}, []
    files = form_values.files(answered.form, answered.content)
    words = form_values.without_files(answered.form, answered.content)
    return json.loads(json.dumps(words)), documents.checksums(connection, files)


def accepted_before(connection: sa.Connection, given: Given) -> int | None:
    """Return the accepted record in which the person has said the same in this task before, if there is one."""
    return next((record for record, is_accepted in _same(connection, given) if is_accepted), None)


def _same(connection: sa.Connection, given: Given) -> list[tuple[int, bool]]:
    """Return the records in which the person has given the same answers to the same task, and which is the accepted."""
    if given.task_id is None:
        return []
    columns = sa.select(_a.id, _a.content, _a.standing == model.Standing.ACCEPTED, _a.corrects_id.is_(None))
    mine = connection.execute(columns.where(_a.task_id == given.task_id, _a.person_id == given.by.id)).all()
    new, whole = said(connection, given.answered), given.answered
    return [
        (record, is_accepted and is_first)
        for record, content, is_accepted, is_first in mine
        if said(connection, Answered(whole.publication_id, whole.form, content)) == new
    ]
