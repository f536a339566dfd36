"""Events with several symbols: each symbol is an element of its own behind the one that is drawn (design 7).

    start, edge     any of them comes: side by side, with the flows of the one that is drawn
    catch           the first that comes: behind an event-based gateway that is not drawn
    throw, end      all of them: one after the other

A compensation throw that does not wait (waitForCompletion) is one that does, behind a parallel gateway beside it.
An event that waits for all (parallelMultiple) stands as one that waits for the first: what each does as it comes is
`running.gathering`'s.

Such a twin is called `ID#2` (the gateway `ID#0`); whoever tells of it says `ID` (`values.drawn`). BPMN 2.0, 10.5.1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.values import Element, Event, Flow

_LAST = {"error", "terminate", "cancel"}  # what ends more than its own token is thrown last
_THROWN = {"intermediateThrowEvent", "endEvent"}


def spread(process: Process, several: Mapping[str, Sequence[Event]]) -> None:
    """Add the twins of each event that has `several` symbols to `process`, with the flows between them."""
    for ident, events in several.items():
        element = process.elements[ident]
        if element.kind in _THROWN:
            _one_after_the_other(process, element, events)
            continue
        twins = [replace(element, id=f"{ident}#{n}", event=event) for n, event in enumerate(events[1:], 2)]
        process.elements[ident] = replace(element, event=events[0])
        process.elements.update({one.id: one for one in twins})
        if element.kind == "intermediateCatchEvent":
            _race(process, element, twins)


def part(process: Process, beside: Sequence[str]) -> None:
    """Let each throw event of `beside` go on at once, and what it throws for be done at an end beside it."""
    for ident in beside:
        element = process.elements[ident]
        gateway = _undrawn(element, "parallelGateway")
        twin = replace(element, id=f"{ident}#2", kind="endEvent")
        into = process.incoming()[ident]
        process.elements[ident] = replace(element, event=Event("none"))
        process.elements.update({one.id: one for one in (gateway, twin)})
        _lead(process, into, gateway)
        for one in (process.elements[ident], twin):
            _tie(process, gateway, one)


def _race(process: Process, element: Element, twins: list[Element]) -> None:
    """Let the first of them win: at the gateway in front, where there is one, else at one of their own."""
    into = process.incoming()[element.id]
    if into and all(process.elements[flow.source].kind == "eventBasedGateway" for flow in into):
        for number, one in enumerate(twins, 2):
            for flow in into:
                process.flows[f"{flow.id}#{number}"] = replace(flow, id=f"{flow.id}#{number}", target=one.id)
        return
    gateway = _undrawn(element, "eventBasedGateway")
    process.elements[gateway.id] = gateway
    _lead(process, into, gateway)
    for one in (element, *twins):
        _tie(process, gateway, one)


def _undrawn(element: Element, kind: str) -> Element:
    """Return the gateway that stands undrawn in front of an event."""
    return Element(
        id=f"{element.id}#0",
        kind=kind,
        variant=element.variant,
        name=element.name,
        process=element.process,
        line=element.line,
        parent=element.parent,
        lane=element.lane,
    )


def _one_after_the_other(process: Process, element: Element, events: Sequence[Event]) -> None:
    *before, last = sorted(events, key=lambda event: event.kind in _LAST)
    chain = [
        replace(element, id=f"{element.id}#{number}", kind="intermediateThrowEvent", event=event, outputs=())
        for number, event in enumerate(before, 2)
    ]
    process.elements[element.id] = replace(element, event=last)
    process.elements.update({one.id: one for one in chain})
    _lead(process, process.incoming()[element.id], chain[0])
    for one, following in zip(chain, [*chain[1:], element], strict=True):
        _tie(process, one, following)


def _lead(process: Process, flows: list[Flow], to: Element) -> None:
    for flow in flows:
        process.flows[flow.id] = replace(flow, target=to.id)


def _tie(process: Process, source: Element, target: Element) -> None:
    ident = f"{source.id}>{target.id}"
    process.flows[ident] = Flow(ident, "", source.id, target.id, line=source.line, is_drawn=False)
