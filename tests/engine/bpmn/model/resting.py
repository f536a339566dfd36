"""Tokens at rest of the reference model: activities, what runs inside them, many instances, and how they go on (13.3).

Names that an activity, or one of many instances, has for itself stay with it (`Busy.names`); all else that is written
goes outwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.engine.bpmn.model import gates, tokens, undoing, waits
from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import MOVE, THROWN, Armed, Busy, Entry, Happening, Names, Place, Rest, Thrown, put

PASSED = {"pass", "throw", "start", "xor", "and", "or", "edge"}
_INSIDE = {"sub", "trans", "esub", "call"}


def come(place: Place, node: Node) -> Rest:
    """Let a token come to `node`: it passes, or rests there with its boundary events armed."""
    if node.many or node.loop:
        return open_many(place, node)
    if node.kind in PASSED or node.event == "link":
        return _leave(place, node)
    opened = open_one(place, node)
    edges = waits.arm_edges(place.at(opened), node)
    return Rest(replace(opened, armed=opened.armed + edges))


def open_one(place: Place, node: Node, number: int | None = None, names: Names = ()) -> Busy:
    """Return a token at rest: at a task, an event, an event-based gateway, or with what runs inside."""
    if node.kind == "race":
        ends = [place.graph.node[flow.target] for flow in place.graph.out[node.id]]
        return Busy(node.id, armed=tuple(armed for end in ends if (armed := waits.arm(place, end))))
    for target, source in node.inputs:
        names = put(names, ((target, place.seeing(names).asked[source]),))
    place = place.seeing(names)
    inside = tokens.begin(place.within(node)) if node.kind in _INSIDE else None
    return Busy(node.id, number, own=waits.arm(place, node), inside=inside, names=names)


def open_event_sub(place: Place, node: Node, start: Node) -> Busy:
    """Return an event sub-process that has begun."""
    return Busy(node.id, inside=tokens.begin(place.within(node), start.id))


def _leave(place: Place, node: Node, log: tuple[Entry, ...] = (), writes: Names = ()) -> Rest:
    """Complete `node` and send tokens on (13.3.2), or throw what it throws first."""
    done = place.mark("completed", node.id)
    log = (Entry(node.id),) if node.id in place.graph.undo else log
    if node.kind == "throw" and node.event in THROWN:
        return Rest(None, (f"<{node.id}",), (done,), Thrown(node.event, node.name, node.id))
    left = go(place.seeing(writes), node)
    return replace(left, marks=(done, *left.marks), log=log, writes=writes) if left.fault is None else left


def go(place: Place, node: Node) -> Rest:
    """Send tokens along the flows that are chosen."""
    flows = gates.chosen(place, node)
    if flows is None:
        return Rest(None, fault=node.id)
    return Rest(None, tuple(flow.id for flow in flows), tuple(place.mark("flow", flow.id) for flow in flows))


def moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    """Return what can happen to a token at rest."""
    node, seen = place.graph.node[busy.node], place.at(busy)
    for armed in busy.armed:
        edge = place.graph.node[armed.node]
        if waits.hears(seen, edge, armed, happening):
            won = _win(place, busy, edge) if node.kind == "race" else _fire(place, busy, armed, edge)
            yield replace(won, writes=place.given)
    if node.kind == "race":
        return
    if busy.left is not None:
        yield from undoing.moves(place, busy, happening)
    elif busy.instances is not None:
        yield from _many_moves(place, busy, happening)
    else:
        for one in _own_moves(seen, busy, happening):
            yield _done(place, one, node) if one.is_done else one


def _done(place: Place, one: Rest, node: Node) -> Rest:
    if node.kind == "esub":
        return Rest(None, (), (*one.marks, place.mark("completed", node.id)), writes=one.writes, log=one.log)
    left = _leave(place, node, one.log, one.writes)
    return replace(left, marks=one.marks + left.marks)


def _own_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    """Return the moves of one activity, apart from its boundary events and from what follows when it is done."""
    node = place.graph.node[busy.node]
    if node.kind == "task" and happening == ("task", place.prefix + node.id, place.number):
        yield _kept(place, busy, Rest(busy, is_done=True, writes=place.given))
    elif busy.own and waits.hears(place, node, busy.own, happening):
        yield Rest(replace(busy, own=None, has_happened=True), writes=place.given)
    elif busy.has_happened and happening == MOVE:
        yield Rest(busy, is_done=True)
    elif busy.inside:
        if happening == MOVE and busy.inside.is_over:
            writes = busy.inside.names if node.kind == "call" else ()
            one = _kept(place, busy, Rest(busy, is_done=True, writes=writes))
            yield replace(one, log=undoing.completed(one.busy, busy.inside.log) if node.kind != "call" else ())
        for step in tokens.moves(place.within(node), busy.inside, happening):
            one = Rest(replace(busy, inside=step.scope), (), step.marks, step.thrown, step.fault, writes=step.writes)
            yield _kept(place, replace(busy, inside=step.scope), one)


def _kept(place: Place, busy: Busy, one: Rest) -> Rest:
    """Let an activity keep what is its own of what has been written, and the rest go outwards."""
    own = {name for name, _ in busy.names}
    own |= place.drawing.own_names[busy.node] if busy.number is not None else set()
    mine = tuple(pair for pair in one.writes if pair[0] in own)
    outward = tuple(pair for pair in one.writes if pair[0] not in own)
    return replace(one, busy=replace(busy, names=put(busy.names, mine)), writes=outward)


def _win(place: Place, busy: Busy, event: Node) -> Rest:
    """13.4.4: the first event of an event-based gateway takes the token."""
    flow = next(flow for flow in place.graph.out[busy.node] if flow.target == event.id)
    others = tuple(place.mark("cancelled", one.node) for one in busy.armed if one.node != event.id)
    marks = (place.mark("completed", busy.node), place.mark("flow", flow.id), *others)
    return Rest(Busy(event.id, has_happened=True), marks=marks)


def _fire(place: Place, busy: Busy, armed: Armed, edge: Node) -> Rest:
    """13.5.3: an interrupting boundary event ends its activity; another one gives a token beside it."""
    token = (f">{edge.id}",)
    if edge.is_interrupting:
        return Rest(None, token, waits.cancelled_at(place, busy))
    return Rest(replace(busy, armed=waits.again(place, busy.armed, armed, edge)), token)


# -- many instances (13.3.7)


def open_many(place: Place, node: Node) -> Rest:
    first = _first(place, node)
    total = int(place.asked[node.many.items] or 0) if node.many else 0
    busy = Busy(node.id, armed=waits.arm_edges(place, node), instances=(), total=total, has_happened=not first)
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
    # What is gone through is true, false, true …
    names = ((node.many.item, number % 2 == 1),) if node.many and node.many.item else ()
    one = open_one(replace(place, number=number).seeing(names), node, number, names)
    return replace(busy, opened=number, instances=(*busy.instances, one))


def _many_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    node, instances = place.graph.node[busy.node], busy.instances or ()
    if busy.has_happened and happening == MOVE:
        left = _leave(place, node, busy.log)
        yield replace(left, marks=left.marks[1:]) if left.fault is None else left
    for at, instance in enumerate(instances):
        inner = place.at(instance)
        for one in _own_moves(inner, instance, happening) if node.kind != "pass" else _pass(instance, happening):
            assert one.busy
            if not one.is_done:
                yield replace(one, busy=replace(busy, instances=(*instances[:at], one.busy, *instances[at + 1 :])))
                continue
            marks = (*one.marks, inner.mark("completed", node.id))
            left = replace(busy, instances=instances[:at] + instances[at + 1 :], done=busy.done + 1)
            left = replace(left, log=busy.log + one.log)
            yield _one_done(place, left, replace(one, marks=marks))


def _pass(instance: Busy, happening: Happening) -> Iterator[Rest]:
    if happening == MOVE:
        yield Rest(instance, is_done=True)


def _one_done(place: Place, busy: Busy, one: Rest) -> Rest:
    """Go on after an instance, as seen from it."""
    node, after = place.graph.node[busy.node], place.seeing(one.writes)
    assert one.busy
    if _goes_on(after.at(one.busy), busy, node):
        is_next = node.loop or (node.many and node.many.is_sequential)
        return Rest(_open_next(after, busy, node) if is_next else busy, marks=one.marks, writes=one.writes)
    # All are done, but a boundary event may still come before the whole goes on.
    gone = tuple(mark for other in busy.instances or () for mark in waits.cancelled_at(place.at(other), other))
    return Rest(replace(busy, instances=(), has_happened=True), marks=(*one.marks, *gone), writes=one.writes)


def _goes_on(place: Place, busy: Busy, node: Node) -> bool:
    """Tell whether there is another instance to come or to wait for, or another round (13.3.6, 13.3.7)."""
    if node.loop:
        is_last = node.loop.maximum is not None and busy.done >= node.loop.maximum
        return not is_last and place.asked[node.loop.condition] is True
    many = node.many
    assert many
    is_enough = bool(many.enough and busy.done >= many.enough) or bool(many.until and place.asked[many.until])
    return not is_enough and busy.done < busy.total
