"""Compensation of the reference model (10.7, 13.5.5): what was completed in a scope is undone, the last first.

One after the other, as DECISIONS 6 has it. A step that undoes stands beside what it undoes and is begun by nothing
else. A sub-process without a step of its own is undone by what undoes its inside, with the names that it had; a called
routine is not.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.engine.bpmn.model import resting, waits
from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import Busy, Entry, Happening, Place, Rest, Scope, Step, replace


def completed(busy: Busy, inside: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return what can be undone of a sub-process that is done, by what was done inside it."""
    return (Entry(busy.node, inside, busy.number, busy.names),) if inside else ()


def begin(place: Place, scope: Scope, node: Node) -> Step:
    """Let a token come to an event that undoes: all of its scope, or one activity alone (each time it was done)."""
    mine = tuple(one for one in scope.log if node.name in ("", one.node))
    around = tuple(one for one in place.around.log if node.name in ("", one.node)) if place.around else ()
    left = replace(scope, log=without(scope.log, mine))
    taken = tuple(replace(one, is_around=True) for one in around) + mine
    rest = _over(place, Busy(node.id, left=taken), _next(place, Busy(node.id, left=taken)))
    busy = left.busy + ((rest.busy,) if rest.busy else ())
    left = replace(left, tokens=left.tokens + rest.tokens, busy=busy)
    return Step(left, rest.marks, fault=rest.fault, takes=around, is_end=rest.is_end)


def without(log: tuple[Entry, ...], taken: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Return what can be undone after some of it was taken."""
    return tuple(one for one in log if one not in taken)


def roll_back(place: Place, rest: Rest, edge: Node) -> Rest:
    """Take a transaction away, undo what was completed in it, and then go on from its edge (13.5.5)."""
    assert rest.busy
    assert rest.busy.inside
    log = rest.busy.inside.log
    busy = Busy(rest.busy.node, left=log, then=edge.id, names=rest.busy.names)
    following = _over(place, busy, _next(place, busy))
    return replace(following, marks=rest.marks + waits.cancelled_at(place, rest.busy) + following.marks)


def moves(place: Place, busy: Busy, happening: Happening) -> Iterator[Rest]:
    """Return what can happen to a token that undoes: what its step does, then the next one's turn."""
    assert busy.doing
    for one in resting.moves(place.undoing(busy), busy.doing, happening):
        kept = resting.kept(place, busy, one)
        assert kept.busy
        if one.busy or one.fault is not None:
            yield replace(kept, busy=replace(kept.busy, doing=one.busy))
            continue
        following = _next(place.seeing(kept.writes), replace(kept.busy, doing=None))
        following = replace(following, marks=one.marks + following.marks, writes=kept.writes)
        yield _over(place, busy, following)


def _next(place: Place, busy: Busy) -> Rest:
    """Begin with the next that is to be undone; done where nothing is left."""
    left, marks = busy.left or (), ()
    while left:
        *rest, entry = left
        left = tuple(rest)
        busy = replace(busy, is_around=entry.is_around)
        one = _undo(place.undoing(busy), entry)
        marks += one.marks
        if one.fault is not None:
            return replace(one, marks=marks)
        if one.busy:
            return Rest(replace(busy, left=left, doing=one.busy), marks=marks)
    return Rest(None, marks=marks)


def _undo(place: Place, entry: Entry) -> Rest:
    if entry.inside is not None:
        return _next(place, Busy(entry.node, entry.number, names=entry.names, left=entry.inside))
    return resting.come(place, place.graph.node[place.graph.undo[entry.node]])


def _over(place: Place, busy: Busy, rest: Rest) -> Rest:
    """Go on from where all is undone."""
    node = place.graph.node[busy.node]
    if rest.busy or rest.fault is not None:
        return rest
    if busy.then:
        return replace(rest, tokens=(f">{busy.then}",))
    if node.event != "compensate":
        return rest  # a sub-process inside what is undone
    return replace(rest, tokens=(f"={node.id}",))
