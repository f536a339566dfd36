"""Open a case that nobody opens: a message, a signal or the clock does, at its own start event (design 7, 9).

The caller holds the transaction. Such a case has no reporter and no start form; what came with it are its variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import exc

from engine import access, audit, bpmn, clock, errors, model, numbers, people, phrases, routines, rows, tables
from engine.cases import surroundings
from engine.cases.steps import recording
from engine.cases.subjects import hiding

PUPIL, SCHOOL = "elev", "skole"  # what a message may say of where its case belongs
_p, _s, _e = tables.people.c, tables.schools.c, tables.enrolments.c


@dataclass(frozen=True, slots=True)
class Cause:
    """What opens a case: `how`, the start's own name where it has one, and what the log shall tell of it.

    `shield` is the shield of the case that threw it, `thrower_id`: what a shielded case sets off is shielded from the
    start, and hidden from whom the first is about.
    """

    how: Literal["clock", "message", "signal"]
    name: str = ""
    key: str = ""
    data: Mapping[str, object] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    shield: str = ""
    thrower_id: int | None = None


def at_event(definition: bpmn.Definition, cause: Cause) -> str:
    """Return the id of the start that waits for what a message or signal is called."""
    found = (one.id for one in definition.openings if one.event and one.event.kind == cause.how)
    names = {one.id: one.event.name for one in definition.openings if one.event}
    return next(ident for ident in found if names[ident] == cause.name)


def open_unasked(
    connection: sa.Connection, version: routines.Version, event: str, place: model.Place, cause: Cause
) -> model.CaseRef:
    """Open a case of `version` at its start `event`; raise `RoutineFault` where its first steps fail.

    Raises `CaseOpenAlready` where a message with this key has opened one that is still open.
    """
    definition = routines.definition(connection, version.publication_id, version.routine)
    place, pupil_id, data = _place(connection, place, cause)
    case = _hide(connection, _insert(connection, version, place, (pupil_id, cause)), cause)
    facts = {"routine": version.routine, "version": version.number, "by": cause.how, **cause.facts}
    told = [audit.Entry(model.EventKind.CASE_OPENED, event, facts=facts)]
    if case.shielded_role:
        told.append(audit.Entry(model.EventKind.CASE_SHIELDED, event, facts={"role": case.shielded_role}))
    audit.record(connection, case.id, told)
    given = {name: value for name, value in data.items() if name in definition.variables}
    step = bpmn.start(definition, event=event, variables=given, **surroundings.of(connection, case))
    return recording.write(connection, case, step, by=None)


def _insert(
    connection: sa.Connection, version: routines.Version, place: model.Place, told: tuple[int | None, Cause]
) -> rows.CaseRow:
    pupil_id, cause = told
    values: dict[str, Any] = {
        "number": numbers.next_case_number(connection, place.municipality_id, clock.today().year),
        "municipality_id": place.municipality_id,
        "school_id": place.school_id,
        "class_id": place.class_id,
        "pupil_id": pupil_id,
        "version_id": version.id,
        "routine": version.routine,
        "opened_at": clock.now(),
        "shielded_role": cause.shield,
        "state": "",
        "state_version": 0,
        "touched_at": clock.now(),
        "started_key": cause.key if cause.how == "message" else "",
    }
    try:
        with connection.begin_nested():
            case_id = connection.execute(
                sa.insert(tables.cases).values(values).returning(tables.cases.c.id)
            ).scalar_one()
    except exc.IntegrityError as twin:
        raise errors.CaseOpenAlready(phrases.say("Det er allerede en åpen sak for «%(key)s».", key=cause.key)) from twin
    return rows.case(connection, case_id)


def _hide(connection: sa.Connection, case: rows.CaseRow, cause: Cause) -> rows.CaseRow:
    """Say that the case is about whom the thrower's is about, before a task or message is made; return it as it is now.

    A shield whose role nobody else has goes to skoleeier: who had the role may be others than when it was thrown.
    """
    if cause.thrower_id is None:
        return case
    hiding.inherit(connection, case.id, cause.thrower_id)
    role = hiding.shielding(connection, case, case.shielded_role) if case.shielded_role else ""
    if role == case.shielded_role:
        return case
    connection.execute(sa.update(tables.cases).where(tables.cases.c.id == case.id).values(shielded_role=role))
    return rows.case(connection, case.id)


def _place(
    connection: sa.Connection, place: model.Place, cause: Cause
) -> tuple[model.Place, int | None, Mapping[str, object]]:
    """Return where the case belongs: with its pupil, else at the school that is named, else where it was set off.

    Where nothing says so, it is the only school there is.

    What a school's own shielded case sets off stays at that school: another one's leader is not to read of it.
    """
    data = cause.data
    if cause.shield and cause.shield != access.LEADS_MUNICIPALITY:
        return place, None, data
    pupil_id = _pupil(connection, place.municipality_id, data.get(PUPIL))
    if pupil_id is not None:
        return people.pupil_place(connection, pupil_id, clock.today()), pupil_id, {**data, PUPIL: str(pupil_id)}
    named = sa.select(_s.id).where(_s.municipality_id == place.municipality_id, _s.name == str(data.get(SCHOOL)))
    school = connection.scalar(named)
    at = place.school_id if school is None else school
    return people.school_place(connection, place.municipality_id, at, has_class=PUPIL not in data), None, data


def _pupil(connection: sa.Connection, municipality_id: int, told: object) -> int | None:
    """Return the pupil of the municipality with this number or name; None where there is no such one, or several."""
    if told is None:
        return None
    pupils = sa.select(_p.id).where(_p.municipality_id == municipality_id, _p.id.in_(sa.select(_e.pupil_id)))
    text = str(told).strip()
    number = model.row_id(text)
    is_meant = _p.name == text if number is None else _p.id == number
    found = connection.scalars(pupils.where(is_meant).limit(2)).all()
    return found[0] if len(found) == 1 else None
