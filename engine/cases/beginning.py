"""Begin by hand what a running case waits for beside its steps: § 12-6, a request for access (processes/README.md).

A diagram says who may by the property `for-hand` (roles) on an event that waits for a message and interrupts nothing.
The message goes to that case alone, with no data; what has to be written is asked by the steps that follow.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, bpmn, db, errors, model, pages, phrases, routines, rows, tables
from engine.cases import awaiting, receiving

PROPERTY = "for-hand"


def offers(connection: sa.Connection, case: rows.CaseRow, person_id: int) -> tuple[pages.Beginning, ...]:
    """Return what the person may begin in the case now, in the diagram's order; the caller has checked access to it."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    asked = [one for one in definition.elements.values() if PROPERTY in one.properties and one.event is not None]
    if not asked or case.status != model.CaseStatus.OPEN:
        return ()
    awaited = connection.scalar(sa.select(tables.cases.c.awaits).where(tables.cases.c.id == case.id)) or ()
    waiting = [one for one in asked if _keys(one, awaited) and _may(connection, case, person_id, one)]
    waiting.sort(key=lambda one: one.order)
    return tuple(pages.Beginning(one.id, one.name, one.documentation) for one in waiting)


def is_beside(element: bpmn.Element) -> bool:
    """Tell whether the element waits for a message and interrupts nothing: what can be begun by hand."""
    return element.event is not None and element.event.kind == "message" and not element.is_interrupting


def begin(case_id: int, *, by: model.Person, element: str, seen_version: int) -> None:
    """Begin what waits at `element`; `seen_version` is the case's as the page showed it, so that two presses are one.

    Raises `CaseNotFound`, `NotAllowed` where `by` may not begin it or it does not wait now, `StaleVersion` where the
    case has moved on since, `RoutineFault` where its first steps fail, `CaseBusy`.
    """
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rows.require_case(connection, case, by)
        if case.state_version != seen_version:
            said = phrases.say("Saken er endret etter at siden ble åpnet. Se hva som er åpent nå, før du prøver igjen.")
            raise errors.StaleVersion(said)
        if element not in {one.element_id for one in offers(connection, case, by.id)}:
            raise errors.NotAllowed(phrases.say("Du kan ikke begynne dette i saken nå."))
        definition = routines.definition(connection, case.publication_id, case.routine)
        found = definition.elements[element]
        awaited = connection.scalar(sa.select(tables.cases.c.awaits).where(tables.cases.c.id == case_id)) or ()
        assert found.event is not None  # noqa: S101 - `offers` gives only those
        message = bpmn.Throw("message", found.event.name, _keys(found, awaited)[0], {}, "", "")
        begun = audit.Entry(model.EventKind.EVENT_BEGUN, element, person_id=by.id)
        receiving.step(connection, case_id, message, told=[begun])


def _keys(element: bpmn.Element, awaited: list[str] | tuple[str, ...]) -> list[str]:
    """Return the keys under which the case waits for the element's message; none where it does not wait."""
    if element.event is None or not is_beside(element):
        return []
    before = awaiting.text("message", element.event.name)
    return [one.removeprefix(before) for one in awaited if one.startswith(before)]


def _may(connection: sa.Connection, case: rows.CaseRow, person_id: int, element: bpmn.Element) -> bool:
    wanted = [part.strip() for part in element.properties[PROPERTY].split(",") if part.strip()]
    return any(rows.has_role(connection, case, person_id, role) for role in wanted)
