"""Open a case from a start form (design 5, T1; domain.md LAW-03).

A double press opens one case: the form's one-time token is a row, and the database refuses the second. The reporter's
draft is dropped in the same transaction, so the text is either in the draft or in the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import exc

from engine import (
    audit,
    bpmn,
    clock,
    db,
    documents,
    errors,
    form_values,
    model,
    numbers,
    people,
    phrases,
    routines,
    rows,
    tables,
)
from engine.cases import surroundings
from engine.cases.answers import answering, drafting
from engine.cases.opening import unopened
from engine.cases.steps import recording
from engine.cases.subjects import effects

_k, _a = tables.start_tokens.c, tables.answers.c
_OUT_OF_REACH = phrases.say(
    "Du kan bare melde om elever ved en skole der du har en rolle. Velg eleven i listen, eller skriv hvem det gjelder."
)


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
    (details `errors`, path → kinds), `AlreadySent` (details `case`, a number) when the token has opened a case with
    other answers than these, `RoutineFault` when the diagram fails on its first steps: nothing is stored then
    but the reporter's draft, which is kept, and those who answer for routines are told (details `is_told`).
    """
    report = Report(routine, raw, token, school_id, event)
    try:
        return _open_or_double(by, report)
    except errors.RoutineFault as fault:
        fault.details["is_told"] = unopened.tell(by, routine, fault)
        raise


def _open_or_double(by: model.Person, report: Report) -> model.CaseRef:
    try:
        return _open_once(by, report)
    except exc.IntegrityError:
        return _open_once(by, report)  # a press at the same moment was first: its case is there now


def _open_once(by: model.Person, report: Report) -> model.CaseRef:
    with db.transaction() as connection:
        twin = _opened_by(connection, report.token, by)
        if twin is None:
            return _open(connection, by, report)
        _require_same(connection, twin, by, report)
        drafting.drop(connection, by, None, report.routine)
        return twin


def _require_same(connection: sa.Connection, twin: model.CaseRef, by: model.Person, report: Report) -> None:
    """Raise `AlreadySent` where `report` says something else than what opened `twin`: that is no double press.

    Somebody went back and wrote another note on the page that was sent; a receipt would be of the first.
    """
    first = connection.execute(
        sa.select(_a.publication_id, _a.form_id, _a.content)
        .where(_a.case_id == twin.id, _a.task_id.is_(None))
        .order_by(_a.id)
        .limit(1)
    ).one()
    second = _clean(connection, first.publication_id, first.form_id, by, report)
    before = answering.Answered(first.publication_id, second.form, first.content)
    if answering.said(connection, second) != answering.said(connection, before):
        raise errors.AlreadySent(case=twin.number)


def _clean(
    connection: sa.Connection, publication_id: str, form_id: str | None, by: model.Person, report: Report
) -> answering.Answered:
    """Check the answers; a pupil of a school where `by` has no role is refused in words that say so."""
    asker = answering.Asker(by, by.municipality_id, report.school_id, is_reporter=True)
    try:
        return answering.clean(connection, publication_id, form_id, report.raw, asker)
    except errors.AnswersInvalid as invalid:
        found = invalid.details.get("errors")
        if form_id is None or not isinstance(found, Mapping):
            raise
        asked = form_values.register_fields(routines.form(connection, publication_id, form_id))
        out_of_reach = {
            use.key: [_OUT_OF_REACH] for use in asked if use.register == "elev" and found.get(use.key) == ["option"]
        }
        if not out_of_reach:
            raise
        raise errors.AnswersInvalid(_OUT_OF_REACH, errors={**found, **out_of_reach}) from invalid


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
    answered = _clean(connection, version.publication_id, version.start_form, by, report)
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
    return recording.write(connection, case, step, by=by)


def _place(
    connection: sa.Connection, by: model.Person, answered: answering.Answered, school_id: int | None
) -> tuple[model.Place, int | None]:
    """Return where the case belongs: the named pupil's class and school, else the school that was chosen.

    A routine that never asks for a pupil is about none, and then the class is the school's only one.
    """
    pupil_id = answered.pupil_id
    if pupil_id is not None:
        return people.pupil_place(connection, pupil_id, clock.today()), pupil_id
    school = school_id or people.home_school(connection, by.id, clock.today())
    asked = form_values.register_fields(answered.form, nested=True) if answered.form else []
    is_about_pupil = any(use.register == "elev" for use in asked)
    return people.school_place(connection, by.municipality_id, school, has_class=not is_about_pupil), None


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
