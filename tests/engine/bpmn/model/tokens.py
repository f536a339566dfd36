"""A reference model of BPMN's token semantics, written from the standard (BPMN 2.0.2, chapter 13), not from the engine.

Nothing changes: `moves` gives every state that one move can lead to, in any order that BPMN allows. What the standard
leaves open is decided by issue 3: a condition without a value (None) is neither true nor false, so the default flow
stands for it, and where nothing can go on there is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.engine.bpmn.model import asking, gates, picking, resting, undoing, waits
from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import (
    JOIN,
    MOVE,
    THROWN,
    Armed,
    Busy,
    Happening,
    Mark,
    Names,
    Place,
    Rest,
    Scope,
    Step,
    Thrown,
    TooMany,
    canonical,
    put,
    replace,
)

MOST_HEARD = 400


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
            yield from _heard_by_all(replace(place, given=()), replace(step, thrown=None), thrown.code)
        else:
            yield replace(step, thrown=None, fault=thrown.node if thrown.kind == "error" else None)


def _heard_by_all(place: Place, step: Step, name: str, met: set[object] | None = None) -> Iterator[Step]:
    """Let the signal come to one after another; orders that lead to the same are gone through once.

    Raises TooMany: among many that wait, each order may leave something else.
    """
    met = set() if met is None else met
    if len(met) > MOST_HEARD:
        raise TooMany
    following = list(moves(place, step.scope, ("signal", name)))
    for one in following:
        together = replace(one, marks=step.marks + one.marks)
        key = (canonical(one.scope), frozenset(Counter(together.marks).items()), one.thrown, one.fault)
        if key not in met:
            met.add(key)
            yield from _heard_by_all(place, together, name, met)
    if not following:
        yield replace(step, scope=waits.quiet(step.scope))


def begin(place: Place, at: str = "", names: Names = ()) -> Scope:
    """Return a scope with its first tokens (13.2), or one `at` the start that has happened (13.5.1).

    Its event sub-processes listen from now (13.5.4).
    """
    listening = (waits.arm(place, graph.openings[0]) for graph in asking.event_graphs(place))
    starts = (at,) if at else picking.starts(place)
    first = Scope(place.graph.id, tuple(f">{one}" for one in starts), (), tuple(filter(None, listening)), names)
    return replace(first, is_enough=not starts)


def moves(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    """Return what can happen in `scope` now: any one move by itself, or what `happening` does.

    A happening is ("task", path, instance), ("timer", path, due), ("message", name) or ("signal", name); JOIN are the
    moves of inclusive joins alone, ASK those of conditions, MOVE all others. A routine keeps what is written in it.
    """
    place = replace(place.seeing(scope.names), log=scope.log)
    for step in _moves(place, scope, happening):
        step = picking.asked(place, step) if step.is_end else step
        if step.writes and scope.graph in place.drawing.processes:
            step = replace(step, scope=replace(step.scope, names=put(step.scope.names, step.writes)), writes=())
        yield step


def _moves(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    for step in _moves_here(place, scope, happening):
        yield _caught_here(place, step) if step.thrown else step
    for number, busy in enumerate(scope.busy):
        rest = scope.busy[:number], scope.busy[number + 1 :]
        for one in resting.moves(place, busy, happening):
            one = _caught_at(place, busy, one) if one.thrown and busy.left is None else one
            kept = (one.busy,) if one.busy else ()
            left = replace(scope, tokens=scope.tokens + one.tokens, busy=rest[0] + kept + rest[1])
            log = undoing.without(scope.log, one.takes) + one.log
            is_end = one.is_end and one.busy is None
            step = Step(replace(left, log=log), one.marks, one.thrown, one.fault, one.writes, is_end=is_end)
            yield _caught_here(place, step, busy.node) if step.thrown else step


def _moves_here(place: Place, scope: Scope, happening: Happening) -> Iterator[Step]:
    if happening == MOVE:
        yield from _passing(place, scope)
        yield from _joining(place, scope, "and")
    elif happening == JOIN:
        yield from _joining(place, scope, "or")
    else:
        for armed in scope.armed:
            if waits.hears(place, asking.start_of(place, armed), armed, happening):
                yield replace(_handle(place, scope, armed, ()), writes=place.given)


def _passing(place: Place, scope: Scope) -> Iterator[Step]:
    for token in dict.fromkeys(scope.tokens):
        node = gates.target(place.graph, token)
        if token[0] == "<":
            yield _rested(_without(scope, token), resting.go(place, node))
        elif token[0] == "=":
            yield _rested(_without(scope, token), resting.leave(place, node))
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
    if node.event == "compensate" and node.kind in {"throw", "end"}:
        return undoing.begin(place, scope, node)
    if node.kind == "end":
        return _end(place, scope, node)
    if node.kind == "throw" and node.event == "link":
        tokens = tuple(f">{one}" for one in gates.link_ends(place.graph, node.id))
        return Step(replace(scope, tokens=scope.tokens + tokens), (place.mark("completed", node.id),))
    return _rested(scope, resting.come(place, node))


def _rested(scope: Scope, rest: Rest) -> Step:
    busy = scope.busy + ((rest.busy,) if rest.busy else ())
    left = replace(scope, tokens=scope.tokens + rest.tokens, busy=busy, log=scope.log + rest.log)
    return Step(left, rest.marks, rest.thrown, rest.fault, rest.writes, is_end=rest.is_end)


def _end(place: Place, scope: Scope, node: Node) -> Step:
    """13.5.6: an end event takes its token; terminate takes all others of its scope too."""
    done = place.mark("completed", node.id)
    if node.event == "terminate":
        return Step(replace(scope, tokens=(), busy=(), armed=()), (done, *waits.cancelled(place, scope)))
    return Step(scope, (done,), Thrown(node.event, node.name, node.id) if node.event in THROWN else None)


# -- errors and escalations (13.5.3, 13.5.4, 13.5.6)


def _caught_at(place: Place, busy: Busy, rest: Rest) -> Rest:
    """Let the boundary events of an activity catch what was thrown inside it: its own code before any code."""
    thrown = rest.thrown
    assert thrown
    edges = [one for one in place.graph.edges[busy.node] if one.event == thrown.kind != "signal"]
    edge = next((one for code in (thrown.code, "") for one in edges if one.name == code), None)
    if edge is None or rest.busy is None:
        return rest
    if edge.event == "cancel":
        return undoing.roll_back(place, rest, edge)
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
    events = [graph.openings[0] for graph in (place.drawing.graphs[one.graph] for one in subs)]
    found = [one for code in (thrown.code, "") for one in events if (one.event, one.name) == (thrown.kind, code)]
    if thrown.kind == "signal" or not found or _is_shut(place, step):
        return step
    return replace(_handle(place, step.scope, Armed(found[0].id), step.marks), writes=step.writes)


def _is_shut(place: Place, step: Step) -> bool:
    """Tell whether an interrupting event sub-process has the scope for itself."""
    subs = [place.graph.node[one.node] for one in step.scope.busy if one.left is None]
    graphs = [place.drawing.graphs[one.graph] for one in subs if one.kind == "esub"]
    return any(one.openings[0].is_interrupting for one in graphs)


def _handle(place: Place, scope: Scope, armed: Armed, marks: tuple[Mark, ...]) -> Step:
    """13.5.4: start an event sub-process; an interrupting one takes the place of all else in its scope."""
    start = asking.start_of(place, armed)
    sub = next(one for one in place.graph.event_subs if start.id in place.drawing.graphs[one.graph].node)
    busy = resting.open_event_sub(place, sub, start)
    if start.is_interrupting:
        left = replace(scope, tokens=(), busy=(busy,), armed=())
        return Step(left, marks + waits.cancelled(place, scope))
    return Step(replace(scope, busy=(*scope.busy, busy), armed=waits.again(place, scope.armed, armed, start)), marks)


def _without(scope: Scope, *tokens: str) -> Scope:
    left = list(scope.tokens)
    for token in tokens:
        left.remove(token)
    return replace(scope, tokens=tuple(left))
