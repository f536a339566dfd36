"""A reference model of BPMN's token semantics, written from the standard (BPMN 2.0.2, chapter 13), not from the engine.

A case is one `Scope`: tokens on sequence flows, and the activities and events where a token rests, with what runs
inside them. Nothing changes: `moves` gives every state that one move can lead to, in any order that BPMN allows. What
the standard leaves open is decided by issue 3: a condition without a value (None) is neither true nor false, so the
default flow stands for it, and where nothing can go on there is a fault.

A token is the id of the flow it is on, or `>ID` where it begins at an element without any flow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from tests.engine.bpmn.model.drawn import Drawing, Flow, Graph, Node

Mark = tuple[str, str, int | None]
Happening = tuple[object, ...]
MOVE: Happening = ("move",)
JOIN: Happening = ("join",)
_PASSED = {"pass", "throw", "start", "xor", "and", "or", "edge"}
_INSIDE = {"sub", "esub", "call"}


@dataclass(frozen=True)
class Armed:
    """An event that waits beside an activity, or behind an event-based gateway."""

    node: str
    due: int | None = None
    left: int = 1


@dataclass(frozen=True)
class Busy:
    """A token that rests at `node`; `instances` where it is many, `number` where it is one of many."""

    node: str
    number: int | None = None
    armed: tuple[Armed, ...] = ()
    own: Armed | None = None
    inside: Scope | None = None
    instances: tuple[Busy, ...] | None = None
    total: int = 0
    opened: int = 0
    done: int = 0


@dataclass(frozen=True)
class Scope:
    """A process or sub-process under way; `armed` are the starts of its event sub-processes."""

    graph: str
    tokens: tuple[str, ...] = ()
    busy: tuple[Busy, ...] = ()
    armed: tuple[Armed, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether no token is left (13.2, 13.3.4)."""
        return not self.tokens and not self.busy


@dataclass(frozen=True)
class Thrown:
    """An error or escalation on its way outwards."""

    kind: Literal["error", "escalation"]
    code: str
    node: str


@dataclass(frozen=True)
class Step:
    """One move of a scope; with `fault` the element where the routine cannot go on."""

    scope: Scope
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None


@dataclass(frozen=True)
class _Rest:
    """One move of a token at rest: `busy` is None when it rests no longer; `tokens` go on from there."""

    busy: Busy | None
    tokens: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    is_done: bool = False


@dataclass(frozen=True)
class Place:
    """Where a scope stands, the hour it is, and what the names of its conditions are now."""

    drawing: Drawing
    graph: Graph
    now: int
    asked: Mapping[str, bool | int | None]
    prefix: str = ""
    number: int | None = None

    def mark(self, kind: str, ident: str) -> Mark:
        """Return what happened to an element or flow."""
        return kind, self.prefix + ident, self.number

    def within(self, node: Node) -> Place:
        """Return the place inside a sub-process or call."""
        prefix = f"{self.prefix}{node.id}/" if node.kind == "call" else self.prefix
        return replace(self, graph=self.drawing.graphs[node.graph], prefix=prefix)


def begin(place: Place) -> Scope:
    """Return a scope with its first tokens (13.2); its event sub-processes listen from now (13.5.4)."""
    graph = place.graph
    starts = [place.drawing.graphs[one.graph] for one in graph.event_subs]
    listening = (_arm(place, graph.node[graph.starts[0]]) for graph in starts)
    return Scope(graph.id, tuple(f">{one}" for one in graph.starts), armed=tuple(filter(None, listening)))


def moves(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    """Return what can happen in `scope` now: any one move by itself, or what `happening` does.

    A happening is ("task", path, instance), ("timer", path, due), ("message", name) or ("signal", name); JOIN are the
    moves of inclusive joins alone, MOVE all others.
    """
    for step in _moves_here(place, scope, happening):
        yield _caught_here(place, step, is_handler=False) if step.thrown else step
    for number, busy in enumerate(scope.busy):
        rest = scope.busy[:number], scope.busy[number + 1 :]
        for one in _rest_moves(place, busy, happening):
            one = _caught_at(place, busy, one) if one.thrown else one
            kept = (one.busy,) if one.busy else ()
            left = replace(scope, tokens=scope.tokens + one.tokens, busy=rest[0] + kept + rest[1])
            step = Step(left, one.marks, one.thrown, one.fault)
            is_handler = place.graph.node[busy.node].kind == "esub"
            yield _caught_here(place, step, is_handler=is_handler) if step.thrown else step


def _moves_here(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    graph = place.graph
    if happening == MOVE:
        for token in dict.fromkeys(scope.tokens):
            node = _target(graph, token)
            if not _is_join(graph, node):
                yield _begin(place, _without(scope, token), node)
    if happening in (MOVE, JOIN):
        kind = "and" if happening == MOVE else "or"
        for node in graph.nodes:
            if node.kind == kind and _is_join(graph, node) and _is_activated(graph, scope, node):
                waiting = [flow.id for flow in graph.into[node.id] if flow.id in scope.tokens]
                yield _begin(place, _without(scope, *waiting), node)
    for armed in scope.armed if happening not in (MOVE, JOIN) else ():
        if _hears(place, _start_of(place, armed), armed, happening):
            yield _handle(place, scope, armed, ())


# -- gateways (13.4)


def _is_join(graph: Graph, node: Node) -> bool:
    return node.kind in {"and", "or"} and len(graph.into[node.id]) > 1


def _is_activated(graph: Graph, scope: Scope, node: Node) -> bool:
    """13.4.1: a token on each flow. 13.4.3: none on the way to an empty flow that is not also on the way to a full."""
    full = {flow.id for flow in graph.into[node.id] if flow.id in scope.tokens}
    empty = {flow.id for flow in graph.into[node.id]} - full
    if node.kind == "and":
        return not empty
    if not full:
        return False
    return all(not ahead & empty or ahead & full for ahead in _ways(graph, scope, node))


def _ways(graph: Graph, scope: Scope, join: Node) -> Iterator[set[str]]:
    """Return, for each token, the flows into `join` that it can come to without passing `join`.

    A token at an activity can leave by its flows or by those of its boundary events.
    """
    places = {_target(graph, token).id for token in scope.tokens} | {busy.node for busy in scope.busy}
    for ident in places - {join.id}:
        seen, todo = set(), [ident]
        found: set[str] = set()
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            todo += [edge.id for edge in graph.edges[at]] + _link_ends(graph, at)
            for flow in graph.out[at]:
                found |= {flow.id} if flow.target == join.id else set()
                todo += [flow.target] if flow.target != join.id else []
        yield found


def _chosen(place: Place, node: Node) -> tuple[Flow, ...] | None:
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


# -- a token comes to an element


def _begin(place: Place, scope: Scope, node: Node) -> Step:
    if node.kind == "end":
        return _end(place, scope, node)
    if node.kind == "throw" and node.event == "link":
        tokens = tuple(f">{one}" for one in _link_ends(place.graph, node.id))
        return Step(replace(scope, tokens=scope.tokens + tokens), (place.mark("completed", node.id),))
    if node.many:
        return _rested(scope, _open_many(place, node))
    if node.kind in _PASSED or node.event == "link":
        return _rested(scope, _leave(place, node))
    opened = _open(place, node)
    return _rested(scope, _Rest(replace(opened, armed=opened.armed + _arm_edges(place, node))))


def _rested(scope: Scope, rest: _Rest) -> Step:
    busy = scope.busy + ((rest.busy,) if rest.busy else ())
    return Step(replace(scope, tokens=scope.tokens + rest.tokens, busy=busy), rest.marks, rest.thrown, rest.fault)


def _open(place: Place, node: Node, number: int | None = None) -> Busy:
    """Return a token at rest: at a task, an event, an event-based gateway, or with what runs inside."""
    if node.kind == "race":
        ends = [place.graph.node[flow.target] for flow in place.graph.out[node.id]]
        return Busy(node.id, armed=tuple(armed for end in ends if (armed := _arm(place, end))))
    inside = begin(place.within(node)) if node.kind in _INSIDE else None
    return Busy(node.id, number, own=_arm(place, node), inside=inside)


def _leave(place: Place, node: Node) -> _Rest:
    """Complete `node` and send tokens on (13.3.2); with an escalation or signal to throw."""
    flows = _chosen(place, node)
    if flows is None:
        return _Rest(None, fault=node.id)
    thrown = Thrown("escalation", node.name, node.id) if _throws(node, "escalation") else None
    marks = (place.mark("completed", node.id), *(place.mark("flow", flow.id) for flow in flows))
    return _Rest(None, tuple(flow.id for flow in flows), marks, thrown)


def _end(place: Place, scope: Scope, node: Node) -> Step:
    """13.5.6: an end event takes its token; terminate takes all others of its scope too."""
    done = place.mark("completed", node.id)
    if node.event == "terminate":
        return Step(Scope(scope.graph), (done, *_cancelled(place, scope)))
    thrown = next((Thrown(kind, node.name, node.id) for kind in ("error", "escalation") if node.event == kind), None)
    return Step(scope, (done,), thrown)


# -- a token at rest


def _rest_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[_Rest]:
    node = place.graph.node[busy.node]
    for armed in busy.armed:
        edge = place.graph.node[armed.node]
        if _hears(place, edge, armed, happening):
            yield _win(place, busy, edge) if node.kind == "race" else _fire(place, busy, armed, edge)
    if node.kind == "race":
        return
    if busy.instances is not None:
        yield from _many_moves(place, busy, happening)
        return
    for one in _own_moves(place, busy, happening):
        left = _leave(place, node) if node.kind != "esub" else _Rest(None, marks=(place.mark("completed", node.id),))
        yield replace(left, marks=one.marks + left.marks) if one.is_done else one


def _own_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[_Rest]:
    """Return the moves of one activity, apart from its boundary events and from what follows when it is done."""
    node = place.graph.node[busy.node]
    if (node.kind == "task" and happening == ("task", place.prefix + node.id, place.number)) or (
        busy.own and _hears(place, node, busy.own, happening)
    ):
        yield _Rest(None, is_done=True)
    elif busy.inside:
        if happening == MOVE and busy.inside.is_over:
            yield _Rest(None, is_done=True)
        for step in moves(place.within(node), busy.inside, happening):
            yield _Rest(replace(busy, inside=step.scope), (), step.marks, step.thrown, step.fault)


def _win(place: Place, busy: Busy, event: Node) -> _Rest:
    """13.4.4: the first event of an event-based gateway takes the token."""
    flow = next(flow for flow in place.graph.out[busy.node] if flow.target == event.id)
    left = _leave(place, event)
    others = tuple(place.mark("cancelled", one.node) for one in busy.armed if one.node != event.id)
    return replace(left, marks=(place.mark("completed", busy.node), place.mark("flow", flow.id), *others, *left.marks))


def _fire(place: Place, busy: Busy, armed: Armed, edge: Node) -> _Rest:
    """13.5.3: an interrupting boundary event ends its activity; another one gives a token beside it."""
    token = (f">{edge.id}",)
    if edge.is_interrupting:
        return _Rest(None, token, _cancelled_at(place, busy))
    return _Rest(replace(busy, armed=_again(busy.armed, armed, edge)), token)


# -- many instances (13.3.7)


def _open_many(place: Place, node: Node) -> _Rest:
    assert node.many
    total = int(place.asked[node.many.items] or 0)
    if not total:
        left = _leave(place, node)
        return replace(left, marks=left.marks[1:])
    busy = Busy(node.id, armed=_arm_edges(place, node), instances=(), total=total)
    for _ in range(1 if node.many.is_sequential else total):
        busy = _open_next(place, busy, node)
    return _Rest(busy)


def _open_next(place: Place, busy: Busy, node: Node) -> Busy:
    number = busy.opened + 1
    assert busy.instances is not None
    one = _open(replace(place, number=number), node, number)
    return replace(busy, opened=number, instances=(*busy.instances, one))


def _many_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[_Rest]:
    node, instances = place.graph.node[busy.node], busy.instances or ()
    for at, instance in enumerate(instances):
        inner = replace(place, number=instance.number)
        for one in _own_moves(inner, instance, happening) if node.kind != "pass" else _pass(happening):
            if not one.is_done:
                kept = (one.busy,) if one.busy else ()
                yield replace(one, busy=replace(busy, instances=instances[:at] + kept + instances[at + 1 :]))
                continue
            marks = (*one.marks, inner.mark("completed", node.id))
            left = replace(busy, instances=instances[:at] + instances[at + 1 :], done=busy.done + 1)
            yield _one_done(place, left, node, marks)


def _pass(happening: Happening) -> Iterator[_Rest]:
    if happening == MOVE:
        yield _Rest(None, is_done=True)


def _one_done(place: Place, busy: Busy, node: Node, marks: tuple[Mark, ...]) -> _Rest:
    many = node.many
    assert many
    is_enough = bool(many.enough and busy.done >= many.enough) or bool(many.until and place.asked[many.until])
    if not is_enough and busy.opened < busy.total:
        return _Rest(_open_next(place, busy, node) if many.is_sequential else busy, marks=marks)
    if not is_enough and busy.done < busy.total:
        return _Rest(busy, marks=marks)
    left = _leave(place, node)
    return replace(left, marks=(*marks, *_cancelled_at(place, busy), *left.marks[1:]))


# -- errors and escalations (13.5.3, 13.5.4, 13.5.6)


def _caught_at(place: Place, busy: Busy, rest: _Rest) -> _Rest:
    """Let the boundary events of an activity catch what was thrown inside it: its own code before any code."""
    thrown = rest.thrown
    assert thrown
    edges = [one for one in place.graph.edges[busy.node] if one.event == thrown.kind]
    edge = next((one for code in (thrown.code, "") for one in edges if one.name == code), None)
    if edge is None or rest.busy is None:
        return rest
    token = (f">{edge.id}",)
    if not edge.is_interrupting:
        return replace(rest, tokens=rest.tokens + token, thrown=None)
    return _Rest(None, token, rest.marks + _cancelled_at(place, rest.busy))


def _caught_here(place: Place, step: Step, *, is_handler: bool) -> Step:
    """Let the event sub-processes of a scope catch what was thrown in it; not what one of them throws itself."""
    thrown = step.thrown
    assert thrown
    subs = [] if is_handler else place.graph.event_subs
    starts = [place.drawing.graphs[one.graph] for one in subs]
    events = [one.node[one.starts[0]] for one in starts]
    found = [one for code in (thrown.code, "") for one in events if (one.event, one.name) == (thrown.kind, code)]
    is_listening = any(place.graph.node[one.node].kind == "esub" for one in step.scope.busy) and _is_shut(place, step)
    if not found or is_listening:
        return step
    return _handle(place, step.scope, Armed(found[0].id), step.marks)


def _is_shut(place: Place, step: Step) -> bool:
    """Tell whether an interrupting event sub-process has the scope for itself."""
    subs = [place.graph.node[one.node] for one in step.scope.busy]
    graphs = [place.drawing.graphs[one.graph] for one in subs if one.kind == "esub"]
    return any(one.node[one.starts[0]].is_interrupting for one in graphs)


def _handle(place: Place, scope: Scope, armed: Armed, marks: tuple[Mark, ...]) -> Step:
    """13.5.4: start an event sub-process; an interrupting one takes the place of all else in its scope."""
    start = _start_of(place, armed)
    sub = next(one for one in place.graph.event_subs if start.id in place.drawing.graphs[one.graph].node)
    inside = begin(place.within(sub))
    busy = Busy(sub.id, inside=inside)
    if start.is_interrupting:
        return Step(Scope(scope.graph, (), (busy,)), marks + _cancelled(place, scope))
    return Step(replace(scope, busy=(*scope.busy, busy), armed=_again(scope.armed, armed, start)), marks)


def _start_of(place: Place, armed: Armed) -> Node:
    graphs = (place.drawing.graphs[one.graph] for one in place.graph.event_subs)
    return next(graph.node[armed.node] for graph in graphs if armed.node in graph.node)


# -- events that wait


def _arm(place: Place, node: Node) -> Armed | None:
    """Return `node` as something that waits; None for one that waits for nothing by itself."""
    if node.event == "timer":
        return Armed(node.id, place.now + node.hours, 1 if node.is_interrupting else node.times)
    return Armed(node.id) if _waits(node) else None


def _waits(node: Node) -> bool:
    return node.event in {"message", "signal"} and node.kind in {"catch", "receive", "edge", "start"}


def _throws(node: Node, event: str) -> bool:
    return node.kind in {"throw", "end"} and node.event == event


def _arm_edges(place: Place, node: Node) -> tuple[Armed, ...]:
    return tuple(armed for edge in place.graph.edges[node.id] if (armed := _arm(place, edge)))


def _hears(place: Place, node: Node, armed: Armed, happening: Happening) -> bool:
    if node.event == "timer":
        return happening == ("timer", place.prefix + node.id, armed.due)
    return node.event in {"message", "signal"} and happening == (node.event, node.name)


def _again(every: tuple[Armed, ...], armed: Armed, node: Node) -> tuple[Armed, ...]:
    """A message may come again; a cycle has one firing less, the next one a period after the last."""
    if node.event != "timer":
        return every
    assert armed.due is not None
    later = (replace(armed, due=armed.due + node.hours, left=armed.left - 1),) if armed.left > 1 else ()
    at = every.index(armed)
    return every[:at] + later + every[at + 1 :]


# -- what is taken away


def _cancelled(place: Place, scope: Scope) -> tuple[Mark, ...]:
    return tuple(mark for busy in scope.busy for mark in _cancelled_at(place, busy))


def _cancelled_at(place: Place, busy: Busy) -> tuple[Mark, ...]:
    node = place.graph.node[busy.node]
    if busy.instances is not None:
        return tuple(mark for one in busy.instances for mark in _cancelled_at(replace(place, number=one.number), one))
    inner = _cancelled(place.within(node), busy.inside) if busy.inside else ()
    if node.kind == "race":
        inner = tuple(place.mark("cancelled", one.node) for one in busy.armed)
    return (*inner, place.mark("cancelled", node.id))


def _target(graph: Graph, token: str) -> Node:
    return graph.node[token[1:] if token.startswith(">") else graph.flow[token].target]


def _link_ends(graph: Graph, ident: str) -> list[str]:
    node = graph.node[ident]
    if not _throws(node, "link"):
        return []
    return [one.id for one in graph.nodes if one.kind == "catch" and (one.event, one.name) == ("link", node.name)]


def _without(scope: Scope, *tokens: str) -> Scope:
    left = list(scope.tokens)
    for token in tokens:
        left.remove(token)
    return replace(scope, tokens=tuple(left))
