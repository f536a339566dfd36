"""Open a case from a start form (design 5, T1; domain.md LAW-03).

A double press opens one case: the form's one-time token is a row, and the database refuses the second. The reporter's
draft is dropped in the same transaction, so the text is either in the draft or in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import exc

from engine import audit, bpmn, clock, db, documents, form_values, model, numbers, people, routines, rows, tables
from engine.cases import answering, drafting, effects, moving, surroundings

_k = tables.start_tokens.c


@dataclass(frozen=True, slots=True)
class Report:
    """What a start form sends: the routine, the answers, its one-time token, where, and which start event."""

    routine: str
    raw: Mapping[str, object]
    token: str
    school_id: int | None
    event: str | None


def open_case(
    *,
    by: model.Person,
    routine: str,
    raw: Mapping[str, object],
    token: str,
    school_id: int | None = None,
    event: str | None = None,
) -> model.CaseRef:
    """Start the published version of `routine` with the answers `raw`, and run it to its first wait.

    `token` is the start form's one-time token; the case it has already opened is returned again. `school_id` is where
    the reporter works, used when no pupil of the register is named. Raises `RoutineNotFound`, `AnswersInvalid`
    (details `errors`, path → kinds), `RoutineFault` when the diagram fails on its first steps: nothing is stored then
    but the reporter's draft, which is kept.
    """
    try:
        with db.transaction() as connection:
            return _opened_by(connection, token, by) or _open(
                connection, by, Report(routine, raw, token, school_id, event)
            )
    except exc.IntegrityError:
        with db.reading() as connection:
            twin = _opened_by(connection, token, by)
        if twin is None:
            raise
        return twin


def _opened_by(connection: sa.Connection, token: str, by: model.Person) -> model.CaseRef | None:
    c = tables.cases.c
    row = connection.execute(
        sa.select(c.id, c.number, c.state_version, c.ended_by_event)
        .join(tables.start_tokens, _k.case_id == c.id)
        .where(_k.token == token, _k.person_id == by.id)
    ).one_or_none()
    return model.CaseRef(*row) if row else None


def _open(connection: sa.Connection, by: model.Person, report: Report) -> model.CaseRef:
    version = routines.current(connection, by.municipality_id, report.routine)
    definition = routines.definition(connection, version.publication_id, report.routine)
    asker = answering.Asker(by, by.municipality_id, report.school_id)
    answered = answering.clean(connection, version.publication_id, version.start_form, report.raw, asker)
    place, pupil_id = _place(connection, by, answered, report.school_id)
    case = _insert(connection, by, version, place, pupil_id)
    connection.execute(
        sa.insert(tables.start_tokens),
        {"token": report.token, "person_id": by.id, "case_id": case.id, "at": clock.now()},
    )
    start_id = definition.start_event(report.event)
    answering.store(connection, case, answering.Given(answered, start_id, by))
    drafting.drop(connection, by, None, report.routine)
    uploads = form_values.files(answered.form, answered.content) if answered.form else []
    opened = audit.Entry(
        model.EventKind.CASE_OPENED,
        start_id,
        person_id=by.id,
        facts={"routine": report.routine, "version": version.number},
    )
    audit.record(connection, case.id, [opened, *effects.apply(connection, case, answered, by=by)])
    documents.adopt(connection, case.id, uploads, by=by)
    step = bpmn.start(
        definition,
        event=report.event,
        variables=answered.variables(definition.variables),
        **surroundings.of(connection, case),
    )
    return moving.write(connection, case, step, by=by)


def _place(
    connection: sa.Connection, by: model.Person, answered: answering.Answered, school_id: int | None
) -> tuple[model.Place, int | None]:
    """Return where the case belongs: the named pupil's class and school, else the school that was chosen."""
    pupil_id = answered.pupil_id
    if pupil_id is not None:
        return people.pupil_place(connection, pupil_id, clock.today()), pupil_id
    school = school_id or people.home_school(connection, by.id, clock.today())
    return model.Place(by.municipality_id, school), None


def _insert(
    connection: sa.Connection, by: model.Person, version: routines.Version, place: model.Place, pupil_id: int | None
) -> rows.CaseRow:
    now = clock.now()
    values = {
        "number": numbers.next_case_number(connection, by.municipality_id, clock.today().year),
        "municipality_id": by.municipality_id,
        "school_id": place.school_id,
        "class_id": place.class_id,
        "pupil_id": pupil_id,
        "version_id": version.id,
        "routine": version.routine,
        "opened_at": now,
        "opened_by": by.id,
        "state": "",
        "state_version": 0,
        "touched_at": now,
    }
    case_id = connection.execute(sa.insert(tables.cases).values(values).returning(tables.cases.c.id)).scalar_one()
    return rows.case(connection, case_id)
