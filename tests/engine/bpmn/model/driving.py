"""Plays a drawn routine to its end by chance: answers, messages, signals, timers, the clock.

Who chooses gives a number from 0 to the one it is given, as for `strategies`.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.engine.bpmn.model import moved
from tests.engine.bpmn.model.both import Both
from tests.engine.bpmn.model.drawn import Drawing, Many

MOST_STEPS = 18
MOST_STOPS = 3
_BITS = 24
Choose = Callable[[int], int]


def names(drawing: Drawing) -> list[str]:
    """Return the names that a drawing reads: c… conditions, u… those never null, m… collections, n… numbers."""
    nodes = [node for graph in drawing.graphs.values() for node in graph.nodes]
    found = {flow.condition for graph in drawing.graphs.values() for flow in graph.flows}
    found |= {name for node in nodes if node.many for name in _asked_of(node.many)}
    found |= {node.loop.condition for node in nodes if node.loop}
    found |= {name for node in nodes if node.picks for name in (node.picks.by, node.picks.until)}
    found |= {node.name for node in nodes if node.event == "conditional"}
    found |= {source for node in nodes for _, source in (*node.inputs, *node.outputs)}
    return sorted(found - {""})


def _asked_of(many: Many) -> tuple[str, ...]:
    return many.items, many.until or "", many.gives, many.count


def asked(choose: Choose, several: list[str]) -> dict[str, bool | int | None]:
    """Give each name a value: false or one instance where what is simplest is chosen."""
    bits, odd = choose(2**_BITS - 1), choose(40)
    values: dict[str, bool | int | None] = {}
    for at, name in enumerate(several):
        if name[0] in "mn":
            values[name] = (1, 2, 3, 0)[(bits >> (at % (_BITS - 1))) & 3]
        else:
            values[name] = bool((bits >> (at % _BITS)) & 1)
            if name[0] == "c" and odd > 34 and (at + odd) % 3 == 0:
                values[name] = None
    return values


def drive(
    choose: Choose, drawing: Drawing, *, steps: int = MOST_STEPS, tell: Callable[[Both], None] = lambda _: None
) -> Both:
    """Play one case of a drawing, telling it at each wait; raises Disagreement."""
    return play(choose, case(choose, drawing), steps=steps, tell=tell)


def case(choose: Choose, drawing: Drawing) -> Both:
    """Return a case that has not begun."""
    return Both(drawing, is_answered=drawing.has_conditions or choose(1) == 1)


def play(choose: Choose, both: Both, *, steps: int = MOST_STEPS, tell: Callable[[Both], None] = lambda _: None) -> Both:
    """Play a case from its beginning."""
    several = names(both.drawing)
    starts = [("start", one) for one in _beginnings(both.drawing)]
    both.take(starts[choose(len(starts) - 1)], asked(choose, several))
    for _ in range(steps):
        if both.is_over or sum(taken.observed.fault is not None for taken in both.history) > MOST_STOPS:
            break
        tell(both)
        actions = both.actions()
        happening = actions[choose(len(actions) - 1)]
        chance = choose(40)
        now = both.now + (0, 0, 1, 3, 24)[chance % 5]
        if happening[0] == "timer":
            now = max(both.now, int(str(happening[2])))
        if chance > 39:
            moved.rename(both)
        elif chance > 36:
            both.rebuild()
        both.take(happening, asked(choose, several), now=now, number=chance % 3)
    return both


def _beginnings(drawing: Drawing) -> list[str]:
    """Return how a case of a drawing can begin: by itself (""), or at a start that waits for something."""
    graph = drawing.graphs[drawing.main]
    return [*([""] if graph.starts else []), *(one.id for one in graph.openings)]
