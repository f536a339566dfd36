"""Events of the reference model that wait: when they are armed, what they hear, what is taken away with them (13.5)."""

from __future__ import annotations

from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import ASK, Armed, Busy, Happening, Mark, Place, Scope, replace

MOST_EACH = 99  # beside the one that fires


def arm(place: Place, node: Node) -> Armed | None:
    """Return `node` as something that waits; None for one that waits for nothing by itself."""
    if node.event == "timer":
        return Armed(node.id, place.now + node.hours, 1 if node.is_interrupting else node.times or 1)
    return Armed(node.id) if _waits(node) else None


def _waits(node: Node) -> bool:
    return node.event in {"message", "signal", "conditional"} and node.kind in {"catch", "receive", "edge", "start"}


def arm_edges(place: Place, node: Node) -> tuple[Armed, ...]:
    """Return the boundary events of `node` that wait while it is under way."""
    return tuple(armed for edge in place.graph.edges[node.id] if (armed := arm(place, edge)))


def hears(place: Place, node: Node, armed: Armed, happening: Happening) -> bool:
    """Tell whether `happening` is what `armed` waits for.

    A condition happens as it becomes true (10.5.5): true when it is first asked, or after it was not.
    """
    if node.event == "conditional":
        return happening == ASK and not armed.held and place.asked[node.name] is True
    if node.event == "timer":
        return happening == ("timer", place.prefix + node.id, armed.due)
    return node.event in {"message", "signal"} and happening == (node.event, node.name) and not armed.has_heard


def again(place: Place, every: tuple[Armed, ...], armed: Armed, node: Node) -> tuple[Armed, ...]:
    """Return what waits after `armed` has happened beside something that goes on.

    A message or signal may come again. A cycle goes on at the first of its times that has not passed; those that were
    missed count as one, or, where the diagram says so, each for itself, but for the last hundred those as one too
    (issue 3, ledger; DECISIONS 22).
    """
    if armed not in every:
        return every  # an error or escalation is waited for without being armed
    at = every.index(armed)
    if node.event != "timer":
        heard = replace(armed, has_heard=node.event == "signal", held=node.event == "conditional")
        return (*every[:at], heard, *every[at + 1 :])
    assert armed.due is not None
    due = armed.due + node.hours
    passed = max(0, (place.now - due) // node.hours + 1)
    skipped = max(0, passed - MOST_EACH) if node.is_each else passed
    if not node.times:
        return (*every[:at], replace(armed, due=due + skipped * node.hours), *every[at + 1 :])
    left = armed.left - 1 - skipped
    later = (replace(armed, due=due + skipped * node.hours, left=left),) if left > 0 else ()
    return every[:at] + later + every[at + 1 :]


def cancelled(place: Place, scope: Scope) -> tuple[Mark, ...]:
    """Return what is taken away with all that is in `scope`."""
    return tuple(mark for busy in scope.busy for mark in cancelled_at(place, busy))


def cancelled_at(place: Place, busy: Busy) -> tuple[Mark, ...]:
    """Return what is taken away with one token at rest."""
    node = place.graph.node[busy.node]
    if busy.left is not None:
        return cancelled_at(place.undoing(busy), busy.doing) if busy.doing else ()
    if busy.instances is not None:
        return tuple(mark for one in busy.instances for mark in cancelled_at(replace(place, number=one.number), one))
    inner = cancelled(place.within(node), busy.inside) if busy.inside else ()
    if node.kind == "race":
        inner = tuple(place.mark("cancelled", one.node) for one in busy.armed)
    return (*inner, place.mark("cancelled", node.id))


def quiet(scope: Scope) -> Scope:
    """Return `scope` after a signal has gone round: whoever has heard it may hear the next one."""
    armed = tuple(replace(one, has_heard=False) for one in scope.armed)
    return replace(scope, armed=armed, busy=tuple(_quiet(one) for one in scope.busy))


def _quiet(busy: Busy) -> Busy:
    return replace(
        busy,
        armed=tuple(replace(one, has_heard=False) for one in busy.armed),
        inside=quiet(busy.inside) if busy.inside else None,
        doing=_quiet(busy.doing) if busy.doing else None,
        instances=None if busy.instances is None else tuple(_quiet(one) for one in busy.instances),
    )
