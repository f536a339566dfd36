"""How often each construct was met: in drawings, and by a token. Says what proves nothing because it never came by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.engine.bpmn.model import both
from tests.engine.bpmn.model.both import Both, Taken
from tests.engine.bpmn.model.drawn import Drawing, Graph, Node
from tests.engine.bpmn.model.pen import LETTERS

# What the drawings must hit for this to prove anything.
MUST_PASS = (
    *("task", "receive message", "catch timer", "catch message", "catch signal", "catch link", "sub", "call", "trans"),
    *(f"{kind} {way}" for kind in ("and", "or", "xor") for way in ("split", "join")),
    *("race", "implicit split", "implicit merge", "implicit end", "conditional flow of an activity", "cycle"),
    "cycle without end",
    *("end terminate", "end error", "event sub-process", "throw signal", "throw escalation", "completion condition"),
    *(f"standard loop {when}" for when in ("before", "after")),
    *(f"boundary {event} interrupting" for event in ("timer", "message", "signal", "error", "conditional", "cancel")),
    *(f"boundary {event} beside" for event in ("timer", "message", "signal", "escalation", "conditional")),
    *(
        f"multi-instance {how} {what}"
        for how in ("parallel", "sequential")
        for what in ("task", "sub", "call", "trans")
    ),
    *(f"start {event} interrupting" for event in ("timer", "message", "signal", "error", "conditional")),
    *(f"start {event} beside" for event in ("timer", "message", "signal", "escalation", "conditional")),
    *("catch conditional", "end cancel", "throw compensate", "end compensate"),
    *(f"{kind} that undoes" for kind in ("task", "pass")),
    *(f"begun by {event}" for event in ("timer", "message", "signal")),
    *(f"inputs of {kind}" for kind in ("task", "sub", "call")),
    *("names written inside a call", "names an instance keeps", "undone inside a sub-process"),
    *(f"outputs of {kind}" for kind in ("task", "sub", "call", "receive")),
    *(f"results of {kind}, collected" for kind in ("task", "sub", "call", "receive")),
    *("script", "throw message", "end message", "number of instances", "multi-instance parallel receive"),
    *("adhoc", "ad hoc with a condition", "ad hoc that awaits the rest", "multi-instance parallel adhoc"),
    *("call that sees inputs only", "call that gives nothing", "throw compensate in an event sub-process"),
)
Where = Mapping[str, tuple[Graph, Node]]


class Tally(Counter[str]):
    """How often each construct was met: in drawings, and by a token."""

    def is_run(self, drawing: Drawing) -> bool:
        """Count a drawing, and tell whether the check lets it run."""
        refused = both.refusals(drawing)
        self["drawings"] += 1
        self["refused"] += bool(refused)
        self.update(f"refused {code}" for code in {one.split()[0] for one in refused})
        self["run"] += not refused
        if not refused:
            self.drawing(drawing)
        return not refused

    @property
    def missing(self) -> list[str]:
        """Return what must be met for this to prove anything, and was not."""
        return [name for name in MUST_PASS if not self[f"passed {name}"]]

    def drawing(self, drawing: Drawing) -> None:
        """Count what stands in a drawing, once each."""
        found = {name for graph in drawing.graphs.values() for node in graph.nodes for name in _names(graph, node)}
        self.update(f"drawn {name}" for name in found)

    def case(self, case: Both) -> None:
        """Count what a case came to."""
        where = {node.id: (graph, node) for graph in case.drawing.graphs.values() for node in graph.nodes}
        for taken in case.history:
            for (kind, path, _number), _count in taken.observed.marks:
                ident = path.rpartition("/")[2]
                if kind == "completed" and ident in where:
                    self.update(f"passed {name}" for name in _names(*where[ident]))
            self["stopped"] += taken.observed.fault is not None
            if taken.happening[0] == "start" and taken.happening[1:] != ("",):
                self[f"passed begun by {where[str(taken.happening[1])][1].event}"] += 1
            self.update(f"passed {name}" for name in self._names(case, taken, where))
        self["steps"] += len(case.history)
        self["cases"] += 1
        self["ended"] += bool(case.state) and all(scope.is_over for scope in case.scopes)
        self["played again in all orders"] += case.replays
        self["undecided"] += case.is_undecided

    def _names(self, case: Both, taken: Taken, where: Where) -> Iterator[str]:
        """Return what a task has shown of names: those that stayed where they were written."""
        if taken.happening[0] != "task" or not case.is_answered:
            return
        path = str(taken.happening[1]).split("/")
        if len(path) > 1:
            yield "names written inside a call"
        if taken.happening[2] and any(case.drawing.own_names.get(one) for one in path):
            yield "names an instance keeps"
        graph, node = where[path[-1]]
        if node.is_undo and graph.id not in case.drawing.processes:
            yield "undone inside a sub-process"


def _is_event(graph: Graph) -> bool:
    """Tell whether a graph is the inside of an event sub-process, by its id."""
    return graph.id.startswith(LETTERS["esub"])


def _names(graph: Graph, node: Node) -> list[str]:
    kind = {"edge": "boundary", "esub": "event sub-process"}.get(node.kind, node.kind)
    symbol = f" {node.event}" if node.event else ""
    found = [f"{kind}{symbol}"]
    if found[0] == "throw compensate" and _is_event(graph):
        found.append("throw compensate in an event sub-process")
    if node.kind in {"edge", "start"} and node.event:
        found = [f"{kind}{symbol} {'interrupting' if node.is_interrupting else 'beside'}"]
        found += ["cycle"] if node.times > 1 else ["cycle without end"] if not node.times else []
    found += [*_repeats(node), *_mappings(node)]
    if node.kind in {"and", "or", "xor"}:
        found += [f"{node.kind} join"] if len(graph.into[node.id]) > 1 else []
        found += [f"{node.kind} split"] if len(graph.out[node.id]) > 1 else []
    if node.is_undo:
        found.append(f"{node.kind} that undoes")
    elif node.kind not in {"race", "end", "and", "or", "xor"}:
        found += ["implicit merge"] if len(graph.into[node.id]) > 1 else []
        found += ["implicit split"] if len(graph.out[node.id]) > 1 else []
        found += ["conditional flow of an activity"] if any(one.condition for one in graph.out[node.id]) else []
        found += ["implicit end"] if not graph.out[node.id] and node.kind != "esub" else []
    return found


def _repeats(node: Node) -> list[str]:
    found: list[str] = []
    if node.many:
        found.append(f"multi-instance {'sequential' if node.many.is_sequential else 'parallel'} {node.kind}")
        found += ["completion condition"] if node.many.enough or node.many.until else []
        found += [f"results of {node.kind}, collected"] if node.many.collected else []
        found += ["number of instances"] if node.many.count else []
    if node.loop:
        found.append(f"standard loop {'before' if node.loop.is_tested_before else 'after'}")
    return found


def _mappings(node: Node) -> list[str]:
    found: list[str] = []
    if node.inputs:
        found.append(f"inputs of {node.kind}")
    if node.outputs and node.kind != "script":
        found.append(f"outputs of {node.kind}")
    found += ["ad hoc with a condition"] if node.picks and node.picks.until else []
    found += ["ad hoc that awaits the rest"] if node.picks and node.picks.is_awaited else []
    found += ["call that sees inputs only"] if node.is_shut else []
    found += ["call that gives nothing"] if node.is_silent else []
    return found
