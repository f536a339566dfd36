"""What each element needs to know when a token reaches it: flows, joins, boundary events, local names.

Knows diagrams, not SpiffWorkflow. Made once for a publication and shared by all threads: nothing here changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypedDict

from engine.bpmn.drawing import texts
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.values import Element, Flow, drawn

_THROWN = {"error", "escalation", "cancel", "compensate"}
BUILT_IN = frozenset({"sak", "skole", "kommune", "innstilling", "instans"})


@dataclass(frozen=True, slots=True)
class Plan:
    """One element with all that its token's way depends on.

    `into` are the flows that enter; `reach` gives, for each of them, the elements from which a token can still come
    that way, by flows and from the edges of steps, `leads` those that flows alone lead from (inclusive joins only).
    `waits` are boundary events that wait, `catches` those that take what is thrown
    inside, `undo` is the step that undoes it, `undoes` the event sub-process in it that does. `listens` and `takes` are
    as `waits` and `catches`, of the starts of event sub-processes, for a process or sub-process.
    `local` are names that each instance of a multi-instance keeps for itself.
    """

    element: Element
    file: str
    out: tuple[Flow, ...]
    into: tuple[str, ...]
    waits: tuple[str, ...] = ()
    catches: tuple[Element, ...] = ()
    starts: tuple[str, ...] = ()
    undo: str = ""
    undoes: str = ""
    listens: tuple[Element, ...] = ()
    takes: tuple[Element, ...] = ()
    reach: Mapping[str, frozenset[str]] = field(default_factory=dict)
    leads: Mapping[str, frozenset[str]] = field(default_factory=dict)
    local: frozenset[str] = frozenset()

    @property
    def is_join(self) -> bool:
        """Tell whether tokens wait here for each other: not at a gateway that is not drawn (`drawing.twins`)."""
        is_drawn = self.element.id == drawn(self.element.id)
        return is_drawn and self.element.kind in {"parallelGateway", "inclusiveGateway"} and len(self.into) > 1


Plans = dict[tuple[str, str], Plan]


def plans(processes: Mapping[str, Process]) -> Plans:
    """Return the plan of every element of `processes`, by process and element id."""
    found: Plans = {}
    shared = _Names(processes)
    for process in processes.values():
        out, into, hung = process.outgoing(), process.incoming(), process.boundaries()
        held = {one.parent for one in process.elements.values()}
        for element in process.elements.values():
            events = hung.get(element.id, [])
            found[process.id, element.id] = Plan(
                element=element,
                file=process.file,
                out=tuple(out[element.id]),
                into=tuple(flow.id for flow in into[element.id]),
                waits=tuple(one.id for one in events if not _is_thrown(one)),
                catches=tuple(one for one in events if _is_thrown(one)),
                undo=next((one.undo for one in events if one.undo), ""),
                undoes=_undoes(process, element.id) if element.kind == "subProcess" else "",
                **(beginning(process, element.id) if element.id in held else _NOTHING),
                **(_ways_in(process, element) if element.kind == "inclusiveGateway" else _NO_WAYS),
                local=shared.local(process, element) if element.loop else frozenset(),
            )
    return found


def _undoes(process: Process, parent: str) -> str:
    """Return the event sub-process that undoes the sub-process `parent` when it has been completed, "" for none."""
    every = ((one, start) for one in process.event_subs(parent) for start in process.starts(one.id))
    return next((one.id for one, start in every if start.event and start.event.kind == "compensate"), "")


class Beginning(TypedDict):
    """How a process or sub-process begins (`Plan`)."""

    starts: tuple[str, ...]
    listens: tuple[Element, ...]
    takes: tuple[Element, ...]


_NOTHING: Beginning = {"starts": (), "listens": (), "takes": ()}  # where nothing stands inside


def beginning(process: Process, parent: str) -> Beginning:
    """Return where tokens begin in `parent`, and which starts of its event sub-processes wait or take a throw."""
    starts = [start for one in process.event_subs(parent) for start in process.starts(one.id) if start.event]
    is_begun = bool(parent) and process.elements[parent].variant == "event"
    # whichever symbol of its start begins an event sub-process, the token inside begins at what is drawn
    begun = [one for one in process.starts(parent) if one.id == drawn(one.id)] if is_begun else []
    first = begun if is_begun else plain_starts(process, parent)
    return {
        "starts": tuple(one.id for one in first),
        "listens": tuple(one for one in starts if not _is_thrown(one)),
        "takes": tuple(one for one in starts if _is_thrown(one)),
    }


def plain_starts(process: Process, parent: str) -> list[Element]:
    """Return where tokens begin when nothing else is said: not at starts that wait for something."""
    return [
        one for one in process.starts(parent) if one.kind != "startEvent" or not one.event or one.event.kind == "none"
    ]


def _is_thrown(one: Element) -> bool:
    return one.event is not None and one.event.kind in _THROWN


class _WaysIn(TypedDict):
    """From where tokens come to each flow into an inclusive join (`Plan`)."""

    reach: Mapping[str, frozenset[str]]
    leads: Mapping[str, frozenset[str]]


_NO_WAYS: _WaysIn = {"reach": {}, "leads": {}}


def _ways_in(process: Process, join: Element) -> _WaysIn:
    before: dict[str, set[str]] = {}
    for flow in process.flows.values():
        before.setdefault(flow.target, set()).add(flow.source)
    leads = _behind(process, join, before)
    for element in process.elements.values():
        # What a boundary event may still send comes from where its host stands.
        if element.host:
            before.setdefault(element.id, set()).add(element.host)
    return {"reach": _behind(process, join, before), "leads": leads}


def _behind(process: Process, join: Element, before: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """Return, for each flow into `join`, every element with a way to it that does not pass the join itself."""
    found = {}
    for flow in process.incoming()[join.id]:
        seen, todo = {join.id}, [flow.source]
        while todo:
            at = todo.pop()
            if at not in seen:
                seen.add(at)
                todo.extend(before.get(at, ()))
        found[flow.id] = frozenset(seen - {join.id})
    return found


class _Names:
    """Which names each element reads, to find those that only the inside of a multi-instance cares about."""

    def __init__(self, processes: Mapping[str, Process]) -> None:
        self.processes = processes
        self.read: dict[tuple[str, str], frozenset[str]] = {}
        for process in processes.values():
            flows = process.outgoing()
            for element in process.elements.values():
                uses = texts.of([element], flows[element.id])
                self.read[process.id, element.id] = texts.names_in(uses)
        self.total = Counter(name for names in self.read.values() for name in names)
        self.calls: dict[str, set[tuple[str, str]]] = {ident: set() for ident in processes}
        for process in processes.values():
            for element in process.elements.values():
                if element.called in self.calls:
                    self.calls[element.called].add((process.id, element.id))

    def local(self, process: Process, element: Element) -> frozenset[str]:
        """Return the names that one instance keeps: those of its result, and, in parallel, those only it reads."""
        loop = element.loop
        assert loop is not None  # noqa: S101 - asked only for elements with a loop
        kept = {loop.item, "loopCounter"} - {""}
        kept |= texts.names(loop.output) - BUILT_IN if loop.output else set()
        if not loop.is_sequential:
            inside = Counter(name for key in self._body(process, element) for name in self.read[key])
            # What is read before or after it is not read inside.
            inside.subtract(texts.names(loop.items) if loop.items else ())
            inside.subtract(texts.names_in(texts.of([], process.outgoing()[element.id])))
            kept |= {name for name, count in inside.items() if count > 0 and count == self.total[name]} - BUILT_IN
        return frozenset(kept)

    def _body(self, process: Process, element: Element) -> list[tuple[str, str]]:
        """Return what stands in `element`, itself with it, and in the routines that nothing else calls."""
        inside = {element.id}
        for other in process.elements.values():
            # Reading order puts what a sub-process holds after the sub-process; the file does so too.
            if other.parent in inside:
                inside.add(other.id)
        body = {(process.id, ident) for ident in inside}
        todo = {process.elements[ident].called for ident in inside} & self.processes.keys()
        while todo:
            called = todo.pop()
            if (called, "") not in body and self.calls[called] <= body:
                held = self.processes[called].elements
                body |= {(called, ""), *((called, ident) for ident in held)}
                todo |= {one.called for one in held.values()} & self.processes.keys()
        return [(one, ident) for one, ident in body if ident]
