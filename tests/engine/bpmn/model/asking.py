"""Conditions of the reference model: what they were when they were last asked (10.5.5, issue 3).

A condition is asked when its event begins to wait and after every move that may have changed it, before the next token
moves. What is true then happens (`waits.hears`); here the others are noted.
"""

from __future__ import annotations

from tests.engine.bpmn.model.drawn import Graph, Node
from tests.engine.bpmn.model.state import Armed, Busy, Place, Scope, replace


def noted(place: Place, scope: Scope) -> Scope:
    """Return `scope` with each condition that waits as it is now; nothing if none does."""
    if not place.drawing.has_conditions:
        return scope
    place = place.seeing(scope.names)
    armed = tuple(_held(place, start_of(place, one), one) for one in scope.armed)
    return replace(scope, armed=armed, busy=tuple(_noted(place, one) for one in scope.busy))


def _noted(place: Place, busy: Busy) -> Busy:
    node, seen = place.graph.node[busy.node], place.at(busy)
    inside = noted(seen.within(node), busy.inside) if busy.inside else None
    doing = _noted(place.undoing(busy), busy.doing) if busy.doing else None
    return replace(
        busy,
        armed=tuple(_held(seen, place.graph.node[one.node], one) for one in busy.armed),
        own=_held(seen, node, busy.own) if busy.own else None,
        inside=inside,
        doing=doing,
        instances=None if busy.instances is None else tuple(_noted(place, one) for one in busy.instances),
    )


def _held(place: Place, node: Node, armed: Armed) -> Armed:
    return replace(armed, held=place.asked[node.name] is True) if node.event == "conditional" else armed


def start_of(place: Place, armed: Armed) -> Node:
    """Return the start event of an event sub-process that `armed` stands for."""
    return next(graph.node[armed.node] for graph in event_graphs(place) if armed.node in graph.node)


def event_graphs(place: Place) -> list[Graph]:
    """Return what is inside the event sub-processes of a scope."""
    return [place.drawing.graphs[one.graph] for one in place.graph.event_subs]
