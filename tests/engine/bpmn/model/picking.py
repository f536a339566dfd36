"""Ad-hoc sub-processes of the reference model (10.3.5, 13.3.5): which steps are opened, and when that is enough.

As Zeebe has it: a list says which, all at once, each of them once. The condition is asked as a way comes to its end,
and as the last has; where it does not hold then, there is no way on.
"""

from __future__ import annotations

from tests.engine.bpmn.model import waits
from tests.engine.bpmn.model.drawn import Node
from tests.engine.bpmn.model.state import Place, Scope, Step, replace


def starts(place: Place) -> tuple[str, ...]:
    """Return where the tokens of a scope begin."""
    picks = place.host.picks if place.host else None
    if picks is None:
        return place.graph.starts
    chosen = picks.others if picks.by and place.asked[picks.by] is not True else picks.first
    return tuple(dict.fromkeys(chosen))


def asked(place: Place, step: Step) -> Step:
    """Return the step after a way in an ad-hoc sub-process has come to its end: enough, or as it was."""
    picks = place.host.picks if place.host else None
    if picks is None or not picks.until or step.fault is not None or step.thrown:
        return replace(step, is_end=False)
    assert place.host
    held = place.seeing(step.writes).asked[picks.until]
    if held is None:
        return replace(step, fault=place.host.id, is_end=False)
    scope = replace(step.scope, is_enough=step.scope.is_enough or bool(held))
    if not held or picks.is_awaited:
        return replace(step, scope=scope, is_end=False)
    gone = waits.cancelled(place, scope)
    return replace(step, scope=replace(scope, tokens=(), busy=(), armed=()), marks=step.marks + gone, is_end=False)


def is_enough(place: Place, node: Node, scope: Scope) -> bool:
    """Tell whether a sub-process in which nothing is left may go on, as seen from itself."""
    return node.picks is None or not node.picks.until or scope.is_enough or place.asked[node.picks.until] is True
