"""Begin by hand what a running case waits for beside its steps: § 12-6, a request for access (processes/README.md).

A diagram says who may by the property `for-hand` (roles) on an event that waits for a message and interrupts nothing,
and by `ikke-mens` which step keeps it from being begun again while it is open.
The message goes to that event in that case alone, with no data, and for all of its symbols; what has to be written is
asked by the steps that follow. Timers that are overdue fire before, as before a task is completed.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, bpmn, db, errors, expressions, model, pages, phrases, routines, rows, tables
from engine.cases import surroundings
from engine.cases.steps import firing, recording
from engine.cases.throws import awaiting

_t = tables.tasks.c


def offers(connection: sa.Connection, case: rows.CaseRow, person_id: int) -> tuple[pages.Beginning, ...]:
    """Return what the person may begin in the case now, in the diagram's order; the caller has checked access to it."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    asked = [one for one in definition.elements.values() if bpmn.BY_HAND in one.properties and one.event is not None]
    if not asked or case.status != model.CaseStatus.OPEN:
        return ()
    awaited = connection.scalar(sa.select(tables.cases.c.awaits).where(tables.cases.c.id == case.id)) or ()
    waiting = [one for one in asked if _is_awaited(one, awaited) and not _is_begun(connection, case, one)]
    if any(_is_shared(one, definition) for one in waiting):  # only the state knows which of them it is
        here = {one.element_id for one in bpmn.awaited(definition, case.state)}
        waiting = [one for one in waiting if bpmn.drawn(one.id) in here]
    found = {bpmn.drawn(one.id): one for one in waiting if _may(connection, case, person_id, one)}
    ordered = sorted(found.items(), key=lambda item: item[1].order)
    return tuple(pages.Beginning(ident, one.name, one.documentation) for ident, one in ordered)


def is_beside(element: bpmn.Element) -> bool:
    """Tell whether the element waits for a message and interrupts nothing: what can be begun by hand."""
    return element.event is not None and element.event.kind == "message" and not element.is_interrupting


def begin(case_id: int, *, by: model.Person, element: str, seen_version: int) -> None:
    """Begin what waits at `element`; `seen_version` is the case's as the page showed it, so that two presses are one.

    Raises `CaseNotFound`, `NotAllowed` where `by` may not begin it or it does not wait now, `StaleVersion` where the
    case has moved on since (an overdue timer that fires first moves it too), `RoutineFault` where its first steps fail,
    `CaseBusy`.
    """
    with db.reading() as connection:
        _require(connection, case_id, by, element, seen_version)
    firing.fire_overdue_of(case_id)
    with db.transaction(case_id) as connection:
        case = _require(connection, case_id, by, element, seen_version)
        definition = routines.definition(connection, case.publication_id, case.routine)
        here = next(one for one in bpmn.awaited(definition, case.state) if one.element_id == element)
        message = bpmn.Message(here.message, here.key, {})
        step = bpmn.send(definition, case.state, message, at=element, **surroundings.of(connection, case))
        begun = audit.Entry(model.EventKind.EVENT_BEGUN, element, person_id=by.id)
        recording.write(connection, case, step, by=by, told=[begun])


def _require(
    connection: sa.Connection, case_id: int, by: model.Person, element: str, seen_version: int
) -> rows.CaseRow:
    case = rows.case(connection, case_id)
    rows.require_case(connection, case, by)
    if case.state_version != seen_version:
        said = phrases.say("Saken er endret etter at siden ble åpnet. Se hva som er åpent nå, før du prøver igjen.")
        raise errors.StaleVersion(said)
    if element not in {one.element_id for one in offers(connection, case, by.id)}:
        raise errors.NotAllowed(phrases.say("Du kan ikke begynne dette i saken nå."))
    return case


def _is_awaited(element: bpmn.Element, awaited: list[str] | tuple[str, ...]) -> bool:
    """Tell whether the case waits for the element's message, under whatever key; for one worked out, for any."""
    if element.event is None or not is_beside(element):
        return False
    if expressions.is_expression(element.event.name):
        return any(one.startswith(awaiting.MESSAGE) for one in awaited)
    before = awaiting.text("message", element.event.name)
    return any(one.startswith(before) for one in awaited)


def _is_begun(connection: sa.Connection, case: rows.CaseRow, element: bpmn.Element) -> bool:
    """Tell whether the step is open that the event must not be begun beside."""
    step = element.properties.get(bpmn.NOT_WHILE, "")
    same = sa.and_(_t.case_id == case.id, _t.element_id == step, _t.status == model.TaskStatus.OPEN)
    return bool(step) and bool(connection.scalar(sa.select(sa.exists().where(same))))


def _is_shared(element: bpmn.Element, definition: bpmn.Definition) -> bool:
    """Tell whether another element may wait for a message of the same name."""
    if element.event is not None and expressions.is_expression(element.event.name):
        return True
    events = [one.event for one in definition.elements.values() if one.event is not None]
    return sum((one.kind, one.name) == ("message", element.event and element.event.name) for one in events) > 1


def _may(connection: sa.Connection, case: rows.CaseRow, person_id: int, element: bpmn.Element) -> bool:
    wanted = [part.strip() for part in element.properties[bpmn.BY_HAND].split(",") if part.strip()]
    return any(rows.has_role(connection, case, person_id, role) for role in wanted)
