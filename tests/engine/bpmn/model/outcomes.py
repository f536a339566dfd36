"""What the reference model says a case may look like when every token rests, after something has happened.

`calm` moves tokens in one order, as a person with a finger on the drawing would: cheap. `every` moves them in all
orders that BPMN allows: what it does not give, BPMN forbids.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from tests.engine.bpmn.model import asking, state, tokens
from tests.engine.bpmn.model.drawn import Drawing, Node
from tests.engine.bpmn.model.state import (
    ASK,
    JOIN,
    MOVE,
    Armed,
    Busy,
    Happening,
    Mark,
    Names,
    Place,
    Scope,
    Step,
    TooMany,
    canonical,
    replace,
)

MOST_MOVES = 3_000
# Each move looks at all tokens. Of a case that grows with every round, so many tell what minutes more would tell too.
MOST_LOOKED_AT = 100_000
MOST_STATES = 400
ENDLESS = "∞"
Marks = frozenset[tuple[Mark, int]]


@dataclass(frozen=True)
class Seen:
    """What can be seen of a case: tasks by path and instance, timers by path, due and firings left, what is awaited.

    Of each task also which names it sees, with their values.
    """

    tasks: frozenset[tuple[tuple[str, int | None, Names], int]]
    timers: frozenset[tuple[tuple[str, int, int], int]]
    waiting: frozenset[tuple[tuple[str, str], int]]
    signals: frozenset[tuple[tuple[str, str], int]]
    is_over: bool


@dataclass(frozen=True)
class Outcome:
    """One way it can have gone; `fault` is the element that stopped it.

    It is "" where no token could ever move again, ENDLESS where some would never rest.
    """

    scope: Scope
    marks: frozenset[tuple[Mark, int]]
    fault: str | None = None


@dataclass
class Work:
    """How many states of one case were looked at in all orders: a few cases would else take minutes."""

    states: int = 0

    def add(self) -> None:
        """Count one more; raises TooMany."""
        self.states += 1
        if self.states > MOST_STATES:
            raise TooMany


def multiset(items: Iterable[object]) -> frozenset[tuple[object, int]]:
    """Return the items without order."""
    return frozenset(Counter(items).items())


def bounded(several: Iterable[Step]) -> list[Step]:
    """Return each step once; raises TooMany: a signal comes to all that wait for it in any order."""
    found: dict[Step, None] = {}
    for number, step in enumerate(several):
        if number > MOST_MOVES:
            raise TooMany
        found[step] = None
    return list(found)


def calm(place: Place, first: Iterable[Step]) -> Iterator[Outcome]:
    """Return the outcome of each first step, inclusive joins last."""
    place = replace(place, given=())
    for step in first:
        yield _moved_on(place, step)


def _moved_on(place: Place, step: Step) -> Outcome:
    """Return the outcome of one order; ENDLESS where tokens still move after more than any drawing that rests needs."""
    marks, moves, looked_at = Counter(step.marks), 0, 0
    while step.fault is None:
        moves, looked_at = moves + 1, looked_at + state.size(step.scope)
        if moves > MOST_MOVES or looked_at > MOST_LOOKED_AT:
            return Outcome(step.scope, frozenset(), ENDLESS)
        scope, several = _next(place, step.scope)
        following = next(several, None)
        if following is None:
            step = replace(step, scope=scope)
            break
        step = following
        marks.update(step.marks)
    return _outcome(place, step, frozenset(marks.items()))


def _next(place: Place, scope: Scope) -> tuple[Scope, Iterator[Step]]:
    """Return what can happen next, conditions that have become true first, and the scope with the others noted."""
    asked = list(tokens.case_moves(place, scope, ASK)) if place.drawing.has_conditions else []
    scope = scope if asked else asking.noted(place, scope)
    moved = (step for kind in (MOVE, JOIN) for step in tokens.case_moves(place, scope, kind))
    return scope, itertools.chain(asked, moved)


def every(place: Place, first: Iterable[Step], work: Work, fits: Callable[[Marks], bool]) -> Iterator[Outcome]:
    """Return the outcomes of the first steps whose marks all fit; raises TooMany.

    What happened stays: where the marks of a state no longer fit, none that follow it do.
    """
    place = replace(place, given=())
    todo = [(replace(step, marks=()), frozenset(Counter(step.marks).items())) for step in first]
    seen = set()
    while todo:
        step, marks = todo.pop()
        scope = step.scope if step.fault is not None else canonical(step.scope)
        key = (scope, marks, step.fault)
        if key in seen or not fits(marks):
            continue
        seen.add(key)
        work.add()
        following: list[Step] = []
        if step.fault is None:
            scope, several = _next(place, scope)
            following = bounded(several)
        if not following:
            yield _outcome(place, replace(step, scope=scope), marks)
        for one in following:
            added = Counter(dict(marks)) + Counter(one.marks)
            todo.append((replace(one, marks=()), frozenset(added.items())))


def shape(scope: Scope) -> Scope:
    """Return the scope without when its timers are due, and without the order in which it came to be."""
    armed = tuple(_timeless(one) for one in scope.armed)
    busy = sorted((_shape(one) for one in scope.busy), key=repr)
    return replace(scope, tokens=tuple(sorted(scope.tokens)), busy=tuple(busy), armed=armed)


def _shape(busy: Busy) -> Busy:
    return replace(
        busy,
        armed=tuple(_timeless(one) for one in busy.armed),
        own=_timeless(busy.own) if busy.own else None,
        inside=shape(busy.inside) if busy.inside else None,
        doing=_shape(busy.doing) if busy.doing else None,
        instances=None if busy.instances is None else tuple(_shape(one) for one in busy.instances),
    )


def _timeless(armed: Armed) -> Armed:
    return replace(armed, due=None)


def _outcome(place: Place, step: Step, marks: frozenset[tuple[Mark, int]]) -> Outcome:
    if step.fault is None and not step.scope.is_over and not is_alive(place, step.scope):
        return Outcome(step.scope, marks, "")
    return Outcome(step.scope, marks, step.fault)


def is_alive(place: Place, scope: Scope) -> bool:
    """Tell whether anything could ever move a token that rests.

    BPMN has no word for a case where nothing can; issue 3 stops it. An event sub-process that runs beside the rest
    (13.5.4) frees no token of the rest, unless it throws something. A condition changes by what others do.
    """
    freeing = _without_quiet(place, scope)
    found = seen(place, scope if _asks(place, freeing) else freeing)
    return bool(found.tasks or found.timers or found.waiting or found.signals)


def _asks(place: Place, scope: Scope) -> bool:
    return any(kind == "conditional" for kind, _ in _parts(place, scope))


def _without_quiet(place: Place, scope: Scope) -> Scope:
    kept = tuple(one for one in scope.armed if not _is_quiet(place, one))
    return replace(scope, armed=kept, busy=tuple(_busy_without_quiet(place, one) for one in scope.busy))


def _busy_without_quiet(place: Place, busy: Busy) -> Busy:
    inner = place.within(place.graph.node[busy.node]) if place.graph.node[busy.node].graph else place
    return replace(
        busy,
        inside=_without_quiet(inner, busy.inside) if busy.inside else None,
        doing=_busy_without_quiet(place.undoing(busy), busy.doing) if busy.doing else None,
        instances=None if busy.instances is None else tuple(_busy_without_quiet(place, one) for one in busy.instances),
    )


def _is_quiet(place: Place, armed: Armed) -> bool:
    start = asking.start_of(place, armed)
    graph = next(one for one in place.drawing.graphs.values() if start.id in one.node)
    return not start.is_interrupting and not _throws(place.drawing, graph.id, set())


def _throws(drawing: Drawing, ident: str, met: set[str]) -> bool:
    met.add(ident)
    nodes = drawing.graphs[ident].nodes
    if any(one.kind in {"throw", "end"} and one.event in {"error", "escalation", "signal"} for one in nodes):
        return True
    return any(_throws(drawing, one.graph, met) for one in nodes if one.graph and one.graph not in met)


def seen(place: Place, scope: Scope) -> Seen:
    """Return what can be seen of a case whose tokens rest."""
    found: dict[str, list[object]] = {"task": [], "timer": [], "message": [], "signal": []}
    for kind, item in _parts(place, scope):
        if kind in found:
            found[kind].append(item)
    return Seen(*(multiset(items) for items in found.values()), scope.is_over)  # type: ignore[arg-type]


def _parts(place: Place, scope: Scope) -> Iterator[tuple[str, tuple[object, ...]]]:
    place = place.seeing(scope.names)
    for armed in () if scope.is_over else scope.armed:
        yield _armed(place, asking.start_of(place, armed), armed)
    for busy in scope.busy:
        yield from _rests(place, busy)


def _rests(place: Place, busy: Busy) -> Iterator[tuple[str, tuple[object, ...]]]:
    node = place.graph.node[busy.node]
    for armed in busy.armed:
        yield _armed(place, place.graph.node[armed.node], armed)
    for one in busy.instances or ():
        yield from _rests(place, one)
    if busy.doing:
        yield from _rests(place.undoing(busy), busy.doing)
    if busy.instances is not None or busy.left is not None:
        return
    place = place.at(busy)
    if node.kind == "task":
        names = tuple(sorted(place.asked.items())) if place.tells_names else ()
        yield "task", (place.prefix + node.id, place.number, names)
    if busy.own:
        yield _armed(place, node, busy.own)
    if busy.inside:
        yield from _parts(place.within(node), busy.inside)


def _armed(place: Place, node: Node, armed: Armed) -> tuple[str, tuple[object, ...]]:
    path = place.prefix + node.id
    return (node.event, (path, armed.due, armed.left)) if node.event == "timer" else (node.event, (path, node.name))


def actions(place: Place, scope: Scope) -> list[Happening]:
    """Return what can happen to a case, in a fixed order."""
    found = seen(place, scope)
    tasks = [("task", path, number) for (path, number, _), _ in found.tasks]
    timers = [("timer", path, due) for (path, due, _), _ in found.timers]
    messages = {("message", name) for (_, name), _ in found.waiting}
    broadcast = {("signal", name) for (_, name), _ in found.signals}
    return sorted({*tasks, *timers, *messages, *broadcast}, key=repr)
