"""Plays a drawn routine to its end by chance: answers, messages, signals, timers, the clock; and counts what it met."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from hypothesis import strategies as st

from tests.engine.bpmn.model.both import Both
from tests.engine.bpmn.model.drawn import Drawing, Graph, Node

MOST_STEPS = 18
MOST_STOPS = 3
_BITS = 24


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
        self["steps"] += len(both.history)
        self["cases"] += 1
        self["ended"] += bool(both.state) and all(scope.is_over for scope in both.scopes)
        self["played again in all orders"] += both.replays
        self["undecided"] += both.is_undecided


def names(drawing: Drawing) -> list[str]:
    """Return the names that a drawing reads: c… conditions, u… conditions that are never null, m… collections."""
    nodes = [node for graph in drawing.graphs.values() for node in graph.nodes]
    found = {flow.condition for graph in drawing.graphs.values() for flow in graph.flows}
    found |= {name for node in nodes if node.many for name in (node.many.items, node.many.until or "")}
    found |= {node.loop.condition for node in nodes if node.loop}
    found |= {node.name for node in nodes if node.event == "conditional"}
    return sorted(found - {""})


def asked(draw: st.DataObject, several: list[str]) -> dict[str, bool | int | None]:
    """Give each name a value: false or one instance where hypothesis draws what is simplest."""
    bits, odd = draw.draw(st.integers(0, 2**_BITS - 1)), draw.draw(st.integers(0, 40))
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
    data: st.DataObject, drawing: Drawing, *, steps: int = MOST_STEPS, tell: Callable[[Both], None] = lambda _: None
) -> Both:
    """Play one case of a drawing, telling it at each wait; raises Disagreement."""
    several = names(drawing)
    kinds = {node.kind for graph in drawing.graphs.values() for node in graph.nodes}
    has_own_names = "call" in kinds or any(name[0] == "m" for name in several)
    both = Both(drawing, is_answered=not has_own_names and data.draw(st.booleans()))
    both.take(("start",), asked(data, several))
    for _ in range(steps):
        if both.is_over or sum(taken.observed.fault is not None for taken in both.history) > MOST_STOPS:
            break
        tell(both)
        actions = both.actions()
        happening = actions[data.draw(st.integers(0, len(actions) - 1))]
        chance = data.draw(st.integers(0, 40))
        now = both.now + (0, 0, 1, 3, 24)[chance % 5]
        if happening[0] == "timer":
            now = max(both.now, int(str(happening[2])))
        if chance > 36:
            both.rebuild()
        both.take(happening, asked(data, several), now=now, number=chance % 3)
    return both


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
    elif node.kind not in {"race", "end"}:
        found += ["implicit merge"] if len(graph.into[node.id]) > 1 else []
        found += ["implicit split"] if len(graph.out[node.id]) > 1 else []
        found += ["conditional flow of an activity"] if any(one.condition for one in graph.out[node.id]) else []
        found += ["implicit end"] if not graph.out[node.id] and node.kind != "esub" else []
    return found
