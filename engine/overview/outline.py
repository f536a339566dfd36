"""The routine as a list: what is done, what stands now, what lies ahead (ux.md: the text beside the picture).

Made of the diagram's elements and the case's log, so that it says the same as the picture to those who cannot see it.
"""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from engine import bpmn, model, pages, rows, tables
from engine.overview import doers

_e, _t, _w = tables.events.c, tables.tasks.c, tables.timers.c
_OPEN = model.TaskStatus.OPEN
_PLACES = {"done": 0, "now": 1, "ahead": 2, "cancelled": 3}
_PENDING = (_w.kind == "engine", _w.fired_at.is_(None), _w.cancelled_at.is_(None))

_DONE = (model.EventKind.TASK_COMPLETED, model.EventKind.ELEMENT_PASSED, model.EventKind.TIMER_FIRED)


def of(connection: sa.Connection, case: rows.CaseRow, definition: bpmn.Definition) -> tuple[pages.Step, ...]:
    """Return what people and letters do with its state in this case: done by time, now, ahead in reading order.

    Steps on branches that can no longer be reached are left out, so that "ahead" is what may really come.
    """
    happened = _elements(connection, case, _DONE)
    passed = Counter(happened)
    cancelled = set(_elements(connection, case, (model.EventKind.TASK_CANCELLED,)))
    when = {element_id: place for place, element_id in enumerate(happened)}
    now = set(connection.scalars(sa.select(_t.element_id).where(_t.case_id == case.id, _t.status == _OPEN)))
    timers = set(connection.scalars(sa.select(_w.element_id).where(_w.case_id == case.id, *_PENDING)))
    ahead = reachable(definition, now | timers)
    people = doers.of(connection, case)
    found = [
        pages.Step(
            element_id=element.id,
            name=element.name or element.id,
            kind=element.kind,
            lane=element.lane,
            state=_state(element.id, now, passed, cancelled),
            count=passed[element.id],
            path=element.process,
            by=people.get(element.id, ()),
        )
        for element in definition.outline
        if _is_shown(element, passed) and (element.id in ahead or passed[element.id] or element.id in cancelled)
    ]
    # what is done in the order it was last done, then what stands now, then what lies ahead in reading order
    by_time = {"done": when}
    return tuple(sorted(found, key=lambda one: (_PLACES[one.state], by_time.get(one.state, {}).get(one.element_id, 0))))


def drawings(definition: bpmn.Definition) -> tuple[pages.Drawing, ...]:
    """Return the routine's drawing and those of the routines it calls, each behind the one that calls it first."""
    found = [pages.Drawing(definition.process_id, definition.name, definition.diagram(definition.process_id))]
    for drawn in found:  # grows on the way
        for element in definition.elements.values():
            known = {one.process for one in found}
            is_new = element.called in definition.diagrams and element.called not in known
            if element.process == drawn.process and is_new:
                name = element.name or element.called
                xml = definition.diagram(element.called)
                found.append(pages.Drawing(element.called, name, xml, drawn.process, element.id))
    return tuple(found)


def steps(definition: bpmn.Definition) -> tuple[pages.Step, ...]:
    """Return what people and letters do in the routine, in reading order, of no case."""
    return tuple(
        pages.Step(
            element_id=element.id, name=element.name or element.id, kind=element.kind, lane=element.lane,
            state="ahead", count=0, path=element.process,
        )
        for element in definition.outline
        if element.is_task or element.kind in ("serviceTask", "sendTask")
    )  # fmt: skip


def reachable(definition: bpmn.Definition, now: set[str]) -> set[str]:
    """Return the elements that tokens standing at `now` can still come to, these included.

    A token in a sub-process or a called routine can also leave it; who comes to one can come to all that is in it.
    """
    inside: dict[str, set[str]] = {}
    for element in definition.elements.values():
        inside.setdefault(element.parent or element.process, set()).add(element.id)
    callers = {element.called: element.id for element in definition.elements.values() if element.called}
    follow: dict[str, set[str]] = {}
    for flow in definition.flows.values():
        follow.setdefault(flow.source, set()).add(flow.target)
    found: set[str] = set()
    waiting = {element_id for element_id in now if element_id in definition.elements}
    while waiting:
        here = definition.elements[waiting.pop()]
        if here.id in found:
            continue
        found.add(here.id)
        beside = {element.id for element in definition.elements.values() if element.host == here.id}
        out = {here.parent or callers.get(here.process, "")} & set(definition.elements)
        waiting |= follow.get(here.id, set()) | beside
        waiting |= set().union(*(follow.get(one, set()) for one in out)) | (inside.get(here.id, set()))
        waiting |= inside.get(here.called, set()) if here.called else set()
    return found


def _elements(connection: sa.Connection, case: rows.CaseRow, kinds: tuple[model.EventKind, ...]) -> list[str]:
    query = sa.select(_e.element_id).where(_e.case_id == case.id, _e.kind.in_(kinds)).order_by(_e.sequence)
    return list(connection.scalars(query))


def _is_shown(element: bpmn.Element, passed: Counter[str]) -> bool:
    """Show what somebody does or receives; of the events only those where the case began and ended."""
    if element.is_task or element.kind in ("serviceTask", "sendTask"):
        return True
    return element.kind in ("startEvent", "endEvent") and bool(element.name) and bool(passed[element.id])


def _state(element_id: str, now: set[str], passed: Counter[str], cancelled: set[str]) -> str:
    if element_id in now:
        return "now"
    if passed[element_id]:
        return "done"
    return "cancelled" if element_id in cancelled else "ahead"
