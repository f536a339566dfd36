"""A reference model of BPMN's token semantics, written from the standard (BPMN 2.0.2, chapter 13), not from the engine.

Nothing changes: `moves` gives every state that one move can lead to, in any order that BPMN allows. What the standard
leaves open is decided by issue 3: a condition without a value (None) is neither true nor false, so the default flow
stands for it, and where nothing can go on there is a fault.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.engine.bpmn.model import gates, waits
from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import JOIN, MOVE, Armed, Busy, Happening, Mark, Place, Rest, Scope, Step, Thrown

_PASSED = {"pass", "throw", "start", "xor", "and", "or", "edge"}
_INSIDE = {"sub", "trans", "esub", "call"}
_THROWN = {"error", "escalation", "signal", "cancel"}


def case_moves(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    """Return what can happen in a whole case: as `moves`, and what is thrown out of it is done with.

    A signal reaches all that wait for it, in any order (13.5.2). An escalation that nobody catches is over, an error
    that nobody catches is a fault (13.5.6).
    """
    if happening[0] == "signal":
        yield from _heard_by_all(place, Step(scope), str(happening[1]))
        return
    for step in moves(place, scope, happening):
        thrown = step.thrown
        if thrown is None:
            yield step
        elif thrown.kind == "signal":
            yield from _heard_by_all(place, replace(step, thrown=None), thrown.code)
        else:
            yield replace(step, thrown=None, fault=thrown.node if thrown.kind == "error" else None)


def _heard_by_all(place: Place, step: Step, name: str) -> Iterator[Step]:
    following = list(moves(place, step.scope, ("signal", name)))
    for one in following:
        yield from _heard_by_all(place, replace(one, marks=step.marks + one.marks), name)
    if not following:
        yield replace(step, scope=waits.quiet(step.scope))


def begin(place: Place) -> Scope:
    """Return a scope with its first tokens (13.2); its event sub-processes listen from now (13.5.4)."""
    graph = place.graph
    starts = [place.drawing.graphs[one.graph] for one in graph.event_subs]
    listening = (waits.arm(place, graph.node[graph.starts[0]]) for graph in starts)
    return Scope(graph.id, tuple(f">{one}" for one in graph.starts), armed=tuple(filter(None, listening)))


def moves(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    """Return what can happen in `scope` now: any one move by itself, or what `happening` does.

    A happening is ("task", path, instance), ("timer", path, due), ("message", name) or ("signal", name); JOIN are the
    moves of inclusive joins alone, MOVE all others.
    """
    for step in _moves_here(place, scope, happening):
        yield _caught_here(place, step) if step.thrown else step
    for number, busy in enumerate(scope.busy):
        rest = scope.busy[:number], scope.busy[number + 1 :]
        for one in _rest_moves(place, busy, happening):
            one = _caught_at(place, busy, one) if one.thrown else one
            kept = (one.busy,) if one.busy else ()
            left = replace(scope, tokens=scope.tokens + one.tokens, busy=rest[0] + kept + rest[1])
            step = Step(left, one.marks, one.thrown, one.fault)
            yield _caught_here(place, step, busy.node) if step.thrown else step


def _moves_here(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    if happening == MOVE:
        yield from _passing(place, scope)
        yield from _joining(place, scope, "and")
    elif happening == JOIN:
        yield from _joining(place, scope, "or")
    else:
        for armed in scope.armed:
            if waits.hears(place, start_of(place, armed), armed, happening):
                yield _handle(place, scope, armed, ())


def _passing(place: Place, scope: Scope) -> Iterator[Step]:
    for token in dict.fromkeys(scope.tokens):
        node = gates.target(place.graph, token)
        if token[0] == "<":
            yield _rested(_without(scope, token), _go(place, node))
        elif not gates.is_join(place.graph, node):
            yield _begin(place, _without(scope, token), node)


def _joining(place: Place, scope: Scope, kind: str) -> Iterator[Step]:
    graph = place.graph
    for node in graph.nodes:
        if node.kind == kind and gates.is_join(graph, node) and gates.is_activated(graph, scope, node):
            waiting = [flow.id for flow in graph.into[node.id] if flow.id in scope.tokens]
            yield _begin(place, _without(scope, *waiting), node)


# -- a token comes to an element


def _begin(place: Place, scope: Scope, node: Node) -> Step:
    if node.kind == "end":
        return _end(place, scope, node)
    if node.kind == "throw" and node.event == "link":
        tokens = tuple(f">{one}" for one in gates.link_ends(place.graph, node.id))
        return Step(replace(scope, tokens=scope.tokens + tokens), (place.mark("completed", node.id),))
    if node.many or node.loop:
        return _rested(scope, _open_many(place, node))
    if node.kind in _PASSED or node.event == "link":
        return _rested(scope, _leave(place, node))
    opened = _open(place, node)
    return _rested(scope, Rest(replace(opened, armed=opened.armed + waits.arm_edges(place, node))))


def _rested(scope: Scope, rest: Rest) -> Step:
    busy = scope.busy + ((rest.busy,) if rest.busy else ())
    return Step(replace(scope, tokens=scope.tokens + rest.tokens, busy=busy), rest.marks, rest.thrown, rest.fault)


def _open(place: Place, node: Node, number: int | None = None) -> Busy:
    """Return a token at rest: at a task, an event, an event-based gateway, or with what runs inside."""
    if node.kind == "race":
        ends = [place.graph.node[flow.target] for flow in place.graph.out[node.id]]
        return Busy(node.id, armed=tuple(armed for end in ends if (armed := waits.arm(place, end))))
    inside = begin(place.within(node)) if node.kind in _INSIDE else None
    return Busy(node.id, number, own=waits.arm(place, node), inside=inside)


def _leave(place: Place, node: Node) -> Rest:
    """Complete `node` and send tokens on (13.3.2), or throw what it throws first."""
    done = place.mark("completed", node.id)
    if node.kind == "throw" and node.event in _THROWN:
        return Rest(None, (f"<{node.id}",), (done,), Thrown(node.event, node.name, node.id))
    left = _go(place, node)
    return replace(left, marks=(done, *left.marks)) if left.fault is None else left


def _go(place: Place, node: Node) -> Rest:
    """Send tokens along the flows that are chosen."""
    flows = gates.chosen(place, node)
    if flows is None:
        return Rest(None, fault=node.id)
    return Rest(None, tuple(flow.id for flow in flows), tuple(place.mark("flow", flow.id) for flow in flows))


def _end(place: Place, scope: Scope, node: Node) -> Step:
    """13.5.6: an end event takes its token; terminate takes all others of its scope too."""
    done = place.mark("completed", node.id)
    if node.event == "terminate":
        return Step(Scope(scope.graph), (done, *waits.cancelled(place, scope)))
    return Step(scope, (done,), Thrown(node.event, node.name, node.id) if node.event in _THROWN else None)


# -- a token at rest


def _rest_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    node = place.graph.node[busy.node]
    for armed in busy.armed:
        edge = place.graph.node[armed.node]
        if waits.hears(place, edge, armed, happening):
            yield _win(place, busy, edge) if node.kind == "race" else _fire(place, busy, armed, edge)
    if node.kind == "race":
        return
    if busy.instances is not None:
        yield from _many_moves(place, busy, happening)
        return
    for one in _own_moves(place, busy, happening):
        left = _leave(place, node) if node.kind != "esub" else Rest(None, marks=(place.mark("completed", node.id),))
        yield replace(left, marks=one.marks + left.marks) if one.is_done else one


def _own_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    """Return the moves of one activity, apart from its boundary events and from what follows when it is done."""
    node = place.graph.node[busy.node]
    if (node.kind == "task" and happening == ("task", place.prefix + node.id, place.number)) or (
        busy.own and waits.hears(place, node, busy.own, happening)
    ):
        yield Rest(None, is_done=True)
    elif busy.inside:
        if happening == MOVE and busy.inside.is_over:
            yield Rest(None, is_done=True)
        for step in moves(place.within(node), busy.inside, happening):
            yield Rest(replace(busy, inside=step.scope), (), step.marks, step.thrown, step.fault)


def _win(place: Place, busy: Busy, event: Node) -> Rest:
    """13.4.4: the first event of an event-based gateway takes the token."""
    flow = next(flow for flow in place.graph.out[busy.node] if flow.target == event.id)
    left = _leave(place, event)
    others = tuple(place.mark("cancelled", one.node) for one in busy.armed if one.node != event.id)
    return replace(left, marks=(place.mark("completed", busy.node), place.mark("flow", flow.id), *others, *left.marks))


def _fire(place: Place, busy: Busy, armed: Armed, edge: Node) -> Rest:
    """13.5.3: an interrupting boundary event ends its activity; another one gives a token beside it."""
    token = (f">{edge.id}",)
    if edge.is_interrupting:
        return Rest(None, token, waits.cancelled_at(place, busy))
    return Rest(replace(busy, armed=waits.again(place, busy.armed, armed, edge)), token)


# -- many instances (13.3.7)


def _open_many(place: Place, node: Node) -> Rest:
    first = _first(place, node)
    if not first:
        left = _leave(place, node)
        return replace(left, marks=left.marks[1:]) if left.fault is None else left
    total = int(place.asked[node.many.items] or 0) if node.many else 0
    busy = Busy(node.id, armed=waits.arm_edges(place, node), instances=(), total=total)
    for _ in range(first):
        busy = _open_next(place, busy, node)
    return Rest(busy)


def _first(place: Place, node: Node) -> int:
    """Return how many instances begin at once; a standard loop (13.3.6) has one round at a time."""
    if node.many:
        total = int(place.asked[node.many.items] or 0)
        return min(total, 1) if node.many.is_sequential else total
    assert node.loop
    return 0 if node.loop.is_tested_before and not place.asked[node.loop.condition] else 1


def _open_next(place: Place, busy: Busy, node: Node) -> Busy:
    number = busy.opened + 1
    assert busy.instances is not None
    one = _open(replace(place, number=number), node, number)
    return replace(busy, opened=number, instances=(*busy.instances, one))


def _many_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
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


def _pass(happening: Happening) -> Iterator[Rest]:
    if happening == MOVE:
        yield Rest(None, is_done=True)


def _one_done(place: Place, busy: Busy, node: Node, marks: tuple[Mark, ...]) -> Rest:
    if _goes_on(place, busy, node):
        is_next = node.loop or (node.many and node.many.is_sequential)
        return Rest(_open_next(place, busy, node) if is_next else busy, marks=marks)
    left = _leave(place, node)
    if left.fault is not None:
        return left
    return replace(left, marks=(*marks, *waits.cancelled_at(place, busy), *left.marks[1:]))


def _goes_on(place: Place, busy: Busy, node: Node) -> bool:
    """Tell whether there is another instance to come or to wait for, or another round (13.3.6, 13.3.7)."""
    if node.loop:
        is_last = node.loop.maximum is not None and busy.done >= node.loop.maximum
        return not is_last and place.asked[node.loop.condition] is True
    many = node.many
    assert many
    is_enough = bool(many.enough and busy.done >= many.enough) or bool(many.until and place.asked[many.until])
    return not is_enough and busy.done < busy.total


# -- errors and escalations (13.5.3, 13.5.4, 13.5.6)


def _caught_at(place: Place, busy: Busy, rest: Rest) -> Rest:
    """Let the boundary events of an activity catch what was thrown inside it: its own code before any code."""
    thrown = rest.thrown
    assert thrown
    edges = [one for one in place.graph.edges[busy.node] if one.event == thrown.kind != "signal"]
    edge = next((one for code in (thrown.code, "") for one in edges if one.name == code), None)
    if edge is None or rest.busy is None:
        return rest
    token = (f">{edge.id}",)
    if not edge.is_interrupting:
        return replace(rest, tokens=rest.tokens + token, thrown=None)
    return Rest(None, token, rest.marks + waits.cancelled_at(place, rest.busy))


def _caught_here(place: Place, step: Step, source: str = "") -> Step:
    """Let the event sub-processes of a scope catch what was thrown in it.

    Not what one throws itself, which goes to the edge of its parent (10.5.7, re-throwing), and none when an
    interrupting one has the scope for itself.
    """
    thrown = step.thrown
    assert thrown
    subs = [one for one in place.graph.event_subs if one.id != source]
    events = [graph.node[graph.starts[0]] for graph in (place.drawing.graphs[one.graph] for one in subs)]
    found = [one for code in (thrown.code, "") for one in events if (one.event, one.name) == (thrown.kind, code)]
    if thrown.kind == "signal" or not found or _is_shut(place, step):
        return step
    return _handle(place, step.scope, Armed(found[0].id), step.marks)


def _is_shut(place: Place, step: Step) -> bool:
    """Tell whether an interrupting event sub-process has the scope for itself."""
    subs = [place.graph.node[one.node] for one in step.scope.busy]
    graphs = [place.drawing.graphs[one.graph] for one in subs if one.kind == "esub"]
    return any(one.node[one.starts[0]].is_interrupting for one in graphs)


def _handle(place: Place, scope: Scope, armed: Armed, marks: tuple[Mark, ...]) -> Step:
    """13.5.4: start an event sub-process; an interrupting one takes the place of all else in its scope."""
    start = start_of(place, armed)
    sub = next(one for one in place.graph.event_subs if start.id in place.drawing.graphs[one.graph].node)
    inside = begin(place.within(sub))
    busy = Busy(sub.id, inside=inside)
    if start.is_interrupting:
        return Step(Scope(scope.graph, (), (busy,)), marks + waits.cancelled(place, scope))
    return Step(replace(scope, busy=(*scope.busy, busy), armed=waits.again(place, scope.armed, armed, start)), marks)


def start_of(place: Place, armed: Armed) -> Node:
    graphs = (place.drawing.graphs[one.graph] for one in place.graph.event_subs)
    return next(graph.node[armed.node] for graph in graphs if armed.node in graph.node)


def _without(scope: Scope, *tokens: str) -> Scope:
    left = list(scope.tokens)
    for token in tokens:
        left.remove(token)
    return replace(scope, tokens=tuple(left))
