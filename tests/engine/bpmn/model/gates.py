"""Gateways of the reference model: where tokens wait for each other, and which flows they take (13.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.engine.bpmn.model.drawn import Flow, Graph, Node
from tests.engine.bpmn.model.state import Place, Scope


def is_join(graph: Graph, node: Node) -> bool:
    """Tell whether tokens wait for each other at `node`."""
    return node.kind in {"and", "or"} and len(graph.into[node.id]) > 1


def is_activated(graph: Graph, scope: Scope, node: Node) -> bool:
    """13.4.1: a token on each flow. 13.4.3: none on the way to an empty flow that is not also on the way to a full.

    A way is made of sequence flows (13.4.3). That a step's edge leads to an empty flow is counted, since a token can
    come that way; that it leads to a full one is not, since the step itself may still send its own.
    """
    full = {flow.id for flow in graph.into[node.id] if flow.id in scope.tokens}
    empty = {flow.id for flow in graph.into[node.id]} - full
    if node.kind == "and":
        return not empty
    if not full:
        return False
    places = {target(graph, token).id for token in scope.tokens} | {busy.then or busy.node for busy in scope.busy}
    return all(
        not _ahead(graph, at, node, edges=graph.edges) & empty or _ahead(graph, at, node, edges={}) & full
        for at in places - {node.id}
    )


def _ahead(graph: Graph, ident: str, join: Node, *, edges: Mapping[str, Sequence[Node]]) -> set[str]:
    """Return the flows into `join` that a token at `ident` can come to without passing `join`, by `edges` too."""
    seen, todo = set(), [ident]
    found: set[str] = set()
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        todo += [edge.id for edge in edges.get(at, ())] + link_ends(graph, at)
        for flow in graph.out[at]:
            found |= {flow.id} if flow.target == join.id else set()
            todo += [flow.target] if flow.target != join.id else []
    return found


def chosen(place: Place, node: Node) -> tuple[Flow, ...] | None:
    """Return the flows that a token takes out of `node`; None where the routine cannot go on.

    13.4.1 parallel: all. 13.4.2 exclusive: the first that holds. 13.4.3 inclusive, and activities (13.3.2): all that
    hold. The default flow where none does.
    """
    flows = place.graph.out[node.id]
    default = tuple(flow for flow in flows if flow.is_default)
    asked = [flow for flow in flows if flow.condition and not flow.is_default]
    if node.kind == "and" or (not asked and not default) or (len(flows) == 1 and not flows[0].condition):
        return flows
    if node.kind == "xor":
        first = next((flow for flow in asked if place.asked[flow.condition] is not False), None)
        is_true = first is not None and place.asked[first.condition] is True
        return (first,) if first is not None and is_true else default or None
    free = [flow for flow in flows if not flow.condition and not flow.is_default]
    holding = [flow for flow in asked if place.asked[flow.condition] is True]
    if any(place.asked[flow.condition] is None for flow in asked):
        return (*free, *holding, *default) if default else None
    return tuple(free + holding) or default or None


def target(graph: Graph, token: str) -> Node:
    """Return the element that a token comes to."""
    return graph.node[token[1:] if token[0] in "<>=" else graph.flow[token].target]


def link_ends(graph: Graph, ident: str) -> list[str]:
    """Return where a link leads (13.5.2)."""
    node = graph.node[ident]
    if node.kind != "throw" or node.event != "link":
        return []
    return [one.id for one in graph.nodes if one.kind == "catch" and (one.event, one.name) == ("link", node.name)]
