"""Begin by hand what a running case waits for beside its steps: § 12-6, a request for access (processes/README.md).

A diagram says who may by the property `for-hand` (roles) on an event that waits for a message and interrupts nothing,
and by `ikke-mens` which step keeps it from being begun again while it is open.
The message goes to that event in that case alone, with no data, and for all of its symbols; what has to be written is
asked by the steps that follow. Timers that are overdue fire before, as before a task is completed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from engine import audit, bpmn, db, errors, expressions, model, pages, phrases, rights, routines, rows, tables
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
    waiting = [one for one in asked if _is_awaited(one, awaited)]
    found = {bpmn.drawn(one.id): one for one in waiting if _may(connection, case, person_id, one)}
    ordered = [one for _ident, one in sorted(found.items(), key=lambda item: item[1].order)]
    begun = {one.id: _begun(connection, case, one) for one in ordered}
    if not any(_is_shared(one, definition) or _is_repeated(one, definition) for one in ordered):
        free = [one for one in ordered if not begun[one.id]]
        return tuple(pages.Beginning(bpmn.drawn(one.id), one.name, one.documentation) for one in free)
    awaiting_it = bpmn.awaited(definition, case.state)  # only the state knows which of them it is, and how often
    return tuple(each for one in ordered for each in _places(one, definition, awaiting_it, begun[one.id]))


def _places(
    element: bpmn.Element,
    definition: bpmn.Definition,
    awaited: Sequence[bpmn.OpenMessage],
    begun: Sequence[bpmn.Stand],
) -> Iterator[pages.Beginning]:
    """Yield what is offered of an element: one for each place where it is waited for, told apart as open steps are."""
    here = {one.place: one for one in awaited if one.element_id == bpmn.drawn(element.id)}
    names = bpmn.open_names(definition, [(one.path, one.instance) for one in here.values()])
    told = zip(here.values(), names, strict=True)
    for one, name in sorted(told, key=lambda each: (each[0].instance or 0, each[1])):
        stand, place = bpmn.Stand(one.path, one.instance), one.place if len(here) > 1 else ""
        if all(bpmn.is_anothers(definition, stand, open_now) for open_now in begun):
            yield pages.Beginning(bpmn.drawn(element.id), name, element.documentation, place)


def is_beside(element: bpmn.Element) -> bool:
    """Tell whether the element waits for a message and interrupts nothing: what can be begun by hand."""
    return element.event is not None and element.event.kind == "message" and not element.is_interrupting


def begin(case_id: int, *, by: model.Person, element: str, seen_version: int, place: str = "") -> None:
    """Begin what waits at `element`, in that `place` of several; `seen_version` is the case's as the page showed it.

    So two presses are one.

    Raises `CaseNotFound`, `NotAllowed` where `by` may not begin it or it does not wait now, `StaleVersion` where the
    case has moved on since (an overdue timer that fires first moves it too), `RoutineFault` where its first steps fail,
    `CaseBusy`.
    """
    with db.reading() as connection:
        _require(connection, case_id, by, (element, place), seen_version)
    firing.fire_overdue_of(case_id)
    with db.transaction(case_id) as connection:
        case = _require(connection, case_id, by, (element, place), seen_version)
        definition = routines.definition(connection, case.publication_id, case.routine)
        waiting = (one for one in bpmn.awaited(definition, case.state) if one.element_id == element)
        here = next(one for one in waiting if place in ("", one.place))
        message, around = bpmn.Message(here.message, here.key, {}), surroundings.of(connection, case)
        step = bpmn.send(definition, case.state, message, at=here, **around)
        begun = audit.Entry(model.EventKind.EVENT_BEGUN, element, instance=here.instance, person_id=by.id)
        recording.write(connection, case, step, by=by, told=[begun])


def _require(
    connection: sa.Connection, case_id: int, by: model.Person, at: tuple[str, str], seen_version: int
) -> rows.CaseRow:
    case = rows.case(connection, case_id)
    rights.require_case(connection, case, by)
    if case.state_version != seen_version:
        said = phrases.say("Saken er endret etter at siden ble åpnet. Se hva som er åpent nå, før du prøver igjen.")
        raise errors.StaleVersion(said)
    if at not in {(one.element_id, one.place) for one in offers(connection, case, by.id)}:
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


def _begun(connection: sa.Connection, case: rows.CaseRow, element: bpmn.Element) -> list[bpmn.Stand]:
    """Return where the step is open that the event must not be begun beside."""
    step = element.properties.get(bpmn.NOT_WHILE, "")
    if not step:
        return []
    same = sa.and_(_t.case_id == case.id, _t.element_id == step, _t.status == model.TaskStatus.OPEN)
    return [bpmn.Stand(*row) for row in connection.execute(sa.select(_t.path, _t.instance, _t.local).where(same))]


def _is_shared(element: bpmn.Element, definition: bpmn.Definition) -> bool:
    """Tell whether another element may wait for a message of the same name."""
    if element.event is not None and expressions.is_expression(element.event.name):
        return True
    events = [one.event for one in definition.elements.values() if one.event is not None]
    return sum((one.kind, one.name) == ("message", element.event and element.event.name) for one in events) > 1


def _is_repeated(element: bpmn.Element, definition: bpmn.Definition) -> bool:
    """Tell whether it may be waited for in several instances, or calls, at once."""
    around = element
    while around.parent:
        around = definition.elements[around.parent]
        if around.loop is not None:
            return True
    return element.process != definition.process_id


def _may(connection: sa.Connection, case: rows.CaseRow, person_id: int, element: bpmn.Element) -> bool:
    wanted = [part.strip() for part in element.properties[bpmn.BY_HAND].split(",") if part.strip()]
    return any(rights.has_role(connection, case, person_id, role) for role in wanted)
