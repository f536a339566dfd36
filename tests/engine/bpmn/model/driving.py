"""Plays a drawn routine to its end by chance: answers, messages, signals, timers, the clock; and counts what it met.

Who chooses gives a number from 0 to the one it is given, as for `strategies`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tests.engine.bpmn.model.both import Both, Taken
from tests.engine.bpmn.model.drawn import Drawing, Graph, Node

MOST_STEPS = 18
MOST_STOPS = 3
_BITS = 24
Choose = Callable[[int], int]
Where = Mapping[str, tuple[Graph, Node]]


class Tally(Counter[str]):
    """How often each construct was met: in drawings, and by a token."""

    def drawing(self, drawing: Drawing) -> None:
        """Count what stands in a drawing, once each."""
        found = {name for graph in drawing.graphs.values() for node in graph.nodes for name in _names(graph, node)}
        self.update(f"drawn {name}" for name in found)

    def case(self, both: Both) -> None:
        """Count what a case came to."""
        where = {node.id: (graph, node) for graph in both.drawing.graphs.values() for node in graph.nodes}
        for taken in both.history:
            for (kind, path, _number), _count in taken.observed.marks:
                ident = path.rpartition("/")[2]
                if kind == "completed" and ident in where:
                    self.update(f"passed {name}" for name in _names(*where[ident]))
            self["stopped"] += taken.observed.fault is not None
            if taken.happening[0] == "start" and taken.happening[1:] != ("",):
                self[f"passed begun by {where[str(taken.happening[1])][1].event}"] += 1
            self.update(f"passed {name}" for name in self._names(both, taken, where))
        self["steps"] += len(both.history)
        self["cases"] += 1
        self["ended"] += bool(both.state) and all(scope.is_over for scope in both.scopes)
        self["played again in all orders"] += both.replays
        self["undecided"] += both.is_undecided

    def _names(self, both: Both, taken: Taken, where: Where) -> Iterator[str]:
        """Return what a task has shown of names: those that stayed where they were written."""
        if taken.happening[0] != "task" or not both.is_answered:
            return
        path = str(taken.happening[1]).split("/")
        if len(path) > 1:
            yield "names written inside a call"
        if taken.happening[2] and any(both.drawing.own_names.get(one) for one in path):
            yield "names an instance keeps"
        graph, node = where[path[-1]]
        if node.is_undo and graph.id not in both.drawing.processes:
            yield "undone inside a sub-process"


def names(drawing: Drawing) -> list[str]:
    """Return the names that a drawing reads: c… conditions, u… conditions that are never null, m… collections."""
    nodes = [node for graph in drawing.graphs.values() for node in graph.nodes]
    found = {flow.condition for graph in drawing.graphs.values() for flow in graph.flows}
    found |= {name for node in nodes if node.many for name in (node.many.items, node.many.until or "")}
    found |= {node.loop.condition for node in nodes if node.loop}
    found |= {node.name for node in nodes if node.event == "conditional"}
    found |= {source for node in nodes for _, source in node.inputs}
    return sorted(found - {""})


def asked(choose: Choose, several: list[str]) -> dict[str, bool | int | None]:
    """Give each name a value: false or one instance where what is simplest is chosen."""
    bits, odd = choose(2**_BITS - 1), choose(40)
    values: dict[str, bool | int | None] = {}
    for at, name in enumerate(several):
        if name[0] == "m":
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
    several = names(drawing)
    both = Both(drawing, is_answered=drawing.has_conditions or choose(1) == 1)
    starts = [("start", one) for one in _beginnings(drawing)]
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
        if chance > 36:
            both.rebuild()
        both.take(happening, asked(choose, several), now=now, number=chance % 3)
    return both


def _beginnings(drawing: Drawing) -> list[str]:
    """Return how a case of a drawing can begin: by itself (""), or at a start that waits for something."""
    graph = drawing.graphs[drawing.main]
    return [*([""] if graph.starts else []), *(one.id for one in graph.openings)]


def _names(graph: Graph, node: Node) -> list[str]:
    kind = {"edge": "boundary", "esub": "event sub-process"}.get(node.kind, node.kind)
    symbol = f" {node.event}" if node.event else ""
    found = [f"{kind}{symbol}"]
    if node.kind in {"edge", "start"} and node.event:
        found = [f"{kind}{symbol} {'interrupting' if node.is_interrupting else 'beside'}"]
        found += ["cycle"] if node.times > 1 else []
    if node.many:
        found.append(f"multi-instance {'sequential' if node.many.is_sequential else 'parallel'} {node.kind}")
        found += ["completion condition"] if node.many.enough or node.many.until else []
    if node.loop:
        found.append(f"standard loop {'before' if node.loop.is_tested_before else 'after'}")
    if node.kind in {"and", "or", "xor"}:
        found += [f"{node.kind} join"] if len(graph.into[node.id]) > 1 else []
        found += [f"{node.kind} split"] if len(graph.out[node.id]) > 1 else []
    if node.inputs:
        found.append(f"inputs of {node.kind}")
    if node.is_undo:
        found.append(f"{node.kind} that undoes")
    elif node.kind not in {"race", "end", "and", "or", "xor"}:
        found += ["implicit merge"] if len(graph.into[node.id]) > 1 else []
        found += ["implicit split"] if len(graph.out[node.id]) > 1 else []
        found += ["conditional flow of an activity"] if any(one.condition for one in graph.out[node.id]) else []
        found += ["implicit end"] if not graph.out[node.id] and node.kind != "esub" else []
    return found
