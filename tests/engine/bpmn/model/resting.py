"""Tokens at rest of the reference model: activities, what runs inside them, many instances, and how they go on (13.3).

Names that an activity, or one of many instances, has for itself stay with it (`Busy.names`); all else that is written
goes outwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from tests.engine.bpmn.model import gates, picking, tokens, undoing, waits
from tests.engine.bpmn.model.drawn import Many, Node
from tests.engine.bpmn.model.state import (
    MOVE,
    THROWN,
    Armed,
    Busy,
    Entry,
    Happening,
    Names,
    Place,
    Rest,
    Thrown,
    put,
    replace,
)

PASSED = {"pass", "script", "throw", "start", "xor", "and", "or", "edge"}
_INSIDE = {"sub", "trans", "esub", "call", "adhoc"}


def come(place: Place, node: Node) -> Rest:
    """Let a token come to `node`: it passes, or rests there with its boundary events armed."""
    if node.many or node.loop:
        return open_many(place, node)
    if node.kind in PASSED or node.event == "link":
        return leave(place, node, writes=outputs(place, node))
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


def leave(place: Place, node: Node, log: tuple[Entry, ...] = (), writes: Names = ()) -> Rest:
    """Complete `node` and send tokens on (13.3.2), or throw what it throws first."""
    done = place.mark("completed", node.id)
    log = (Entry(node.id),) if node.id in place.graph.undo else log
    if node.kind == "throw" and node.event in THROWN:
        return Rest(None, (f"<{node.id}",), (done,), Thrown(node.event, node.name, node.id))
    if node.kind == "end":
        return Rest(None, marks=(done,))
    left = go(place.seeing(writes), node)
    return replace(left, marks=(done, *left.marks), log=log, writes=writes) if left.fault is None else left


def go(place: Place, node: Node) -> Rest:
    """Send tokens along the flows that are chosen."""
    flows = gates.chosen(place, node)
    if flows is None:
        return Rest(None, fault=node.id)
    marks = tuple(place.mark("flow", flow.id) for flow in flows)
    return Rest(None, tuple(flow.id for flow in flows), marks, is_end=not flows)


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
    left = leave(place, node, one.log, one.writes)
    return replace(left, marks=one.marks + left.marks)


def _own_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    """Return the moves of one activity, apart from its boundary events and from what follows when it is done."""
    node = place.graph.node[busy.node]
    if node.kind == "task" and happening == ("task", place.prefix + node.id, place.number):
        yield _finished(place, busy, place.given)
    elif busy.own and waits.hears(place, node, busy.own, happening):
        one = Rest(replace(busy, own=None, has_happened=True), writes=place.given)
        yield _held(one) if node.outputs else kept(place, one.busy or busy, one)
    elif busy.has_happened and happening == MOVE:
        yield _finished(place, busy)
    elif busy.inside:
        if happening == MOVE and busy.inside.is_over and not picking.is_enough(place, node, busy.inside):
            yield Rest(busy, fault=node.id)
        elif happening == MOVE and busy.inside.is_over:
            one = _finished(place, busy, busy.inside.names if node.kind == "call" else ())
            assert one.busy
            yield replace(one, log=undoing.completed(one.busy, busy.inside.log) if node.kind != "call" else ())
        for step in tokens.moves(place.within(node), busy.inside, happening):
            one = Rest(replace(busy, inside=step.scope), (), step.marks, step.thrown, step.fault, writes=step.writes)
            yield kept(place, replace(busy, inside=step.scope), replace(one, takes=step.takes))


def _finished(place: Place, busy: Busy, brought: Names = ()) -> Rest:
    """Be done with what was brought: where an activity has outputs, nothing else goes out of it."""
    node = place.graph.node[busy.node]
    if not node.outputs:
        return kept(place, busy, Rest(busy, is_done=True, writes=() if node.is_silent else brought))
    held = _held(Rest(busy, is_done=True, writes=brought))
    assert held.busy
    writes = outputs(place.seeing(held.busy.names), node)
    own = place.drawing.own_names[busy.node] if busy.number is not None else set()
    return _split(held.busy, replace(held, writes=writes), own)


def outputs(place: Place, node: Node) -> Names:
    """Return what an element gives, as seen from inside it."""
    return tuple((target, place.asked[source]) for target, source in node.outputs)


def _held(one: Rest) -> Rest:
    """Let an activity with outputs keep all that it was brought."""
    assert one.busy
    return replace(one, busy=replace(one.busy, names=put(one.busy.names, one.writes)), writes=())


def kept(place: Place, busy: Busy, one: Rest) -> Rest:
    """Let an activity keep what is its own of what has been written, and the rest go outwards."""
    own = {name for name, _ in busy.names}
    own |= place.drawing.own_names[busy.node] if busy.number is not None else set()
    return _split(busy, one, own)


def _split(busy: Busy, one: Rest, own: Collection[str]) -> Rest:
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
    if first is None:
        return Rest(None, fault=node.id)
    busy = Busy(node.id, armed=waits.arm_edges(place, node), instances=(), has_happened=not first)
    if node.many:
        items = place.asked.get(node.many.items)
        total = _total(place, node.many) or 0
        busy = replace(busy, total=total, items=items if isinstance(items, tuple) else (), given=(None,) * total)
    for _ in range(first):
        busy = _open_next(place, busy, node)
    return Rest(busy)


def _first(place: Place, node: Node) -> int | None:
    """Return how many instances begin at once; None where that cannot be said.

    A standard loop (13.3.6) has one round at a time.
    """
    if node.many:
        total = _total(place, node.many)
        return min(total, 1) if node.many.is_sequential and total else total
    assert node.loop
    if not node.loop.is_tested_before:
        return 1
    held = place.asked[node.loop.condition]
    return None if held is None else int(bool(held))


def _total(place: Place, many: Many) -> int | None:
    """Return how many instances there are in all."""
    found = place.asked[many.count or many.items]
    return len(found) if isinstance(found, tuple) else found


def _open_next(place: Place, busy: Busy, node: Node) -> Busy:
    number = busy.opened + 1
    assert busy.instances is not None
    names: Names = ()
    if node.many and node.many.gives:
        names = put(names, ((node.many.gives, None),))
    if node.many and node.many.item:
        names = put(names, ((node.many.item, busy.items[number - 1]),))
    one = open_one(replace(place, number=number).seeing(names), node, number, names)
    return replace(busy, opened=number, instances=(*busy.instances, one))


def _many_moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    node, instances = place.graph.node[busy.node], busy.instances or ()
    if busy.has_happened and happening == MOVE:
        collected: Names = ((node.many.collected, busy.given),) if node.many and node.many.collected else ()
        left = leave(place, node, busy.log, collected)
        yield replace(left, marks=left.marks[1:]) if left.fault is None else left
    for at, instance in enumerate(instances):
        inner = place.at(instance)
        passes = node.kind in {"pass", "script"}
        for one in _pass(inner, instance, happening) if passes else _own_moves(inner, instance, happening):
            assert one.busy
            if not one.is_done:
                yield replace(one, busy=replace(busy, instances=(*instances[:at], one.busy, *instances[at + 1 :])))
                continue
            marks = (*one.marks, inner.mark("completed", node.id))
            left = replace(busy, instances=instances[:at] + instances[at + 1 :], done=busy.done + 1)
            left = replace(left, log=busy.log + one.log)
            yield _one_done(place, left, replace(one, marks=marks))


def _pass(place: Place, instance: Busy, happening: Happening) -> Iterator[Rest]:
    if happening == MOVE:
        yield kept(
            place, instance, Rest(instance, is_done=True, writes=outputs(place, place.graph.node[instance.node]))
        )


def _one_done(place: Place, busy: Busy, one: Rest) -> Rest:
    """Go on after an instance, as seen from it."""
    node, after = place.graph.node[busy.node], place.seeing(one.writes)
    assert one.busy
    seen = after.at(one.busy)
    if node.many and node.many.collected:
        value = seen.asked[node.many.gives]
        at = (one.busy.number or 0) - 1
        busy = replace(busy, given=(*busy.given[:at], value, *busy.given[at + 1 :]))  # type: ignore[arg-type]
    goes_on = _goes_on(seen, busy, node)
    if goes_on is None:
        return Rest(busy, fault=node.id)
    if goes_on:
        is_next = node.loop or (node.many and node.many.is_sequential)
        return Rest(_open_next(after, busy, node) if is_next else busy, marks=one.marks, writes=one.writes)
    # All are done, but a boundary event may still come before the whole goes on.
    gone = tuple(mark for other in busy.instances or () for mark in waits.cancelled_at(place.at(other), other))
    return Rest(replace(busy, instances=(), has_happened=True), marks=(*one.marks, *gone), writes=one.writes)


def _goes_on(place: Place, busy: Busy, node: Node) -> bool | None:
    """Tell whether there is another instance to come or to wait for, or another round (13.3.6, 13.3.7).

    None where that cannot be said.
    """
    if node.loop:
        is_last = node.loop.maximum is not None and busy.done >= node.loop.maximum
        held = place.asked[node.loop.condition]
        return False if is_last else None if held is None else bool(held)
    many = node.many
    assert many
    if many.until and place.asked[many.until] is None:
        return None
    is_enough = bool(many.enough and busy.done >= many.enough) or bool(many.until and place.asked[many.until])
    return not is_enough and busy.done < busy.total
