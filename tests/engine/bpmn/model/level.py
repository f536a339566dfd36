"""One process or sub-process under way: its elements and flows so far, and what each element is made of.

Knows what can be said of one element; how elements follow each other is for `activities`, `blocks` and `strategies`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.engine.bpmn.model.drawn import Flow, Graph, Many, Node, Picks
from tests.engine.bpmn.model.pen import LETTERS, Pen

WAITING = ("timer", "message", "signal", "timer", "message", "signal", "conditional")
NESTED = {"sub", "trans", "call", "adhoc"}
_THROWN = ("", "", "signal", "escalation", "escalation", "message")


@dataclass
class Level:
    """One process or sub-process under way; `called` are the processes that it may call."""

    pen: Pen
    id: str
    depth: int
    called: tuple[str, ...]
    is_inner: bool
    is_transaction: bool = False
    is_event: bool = False
    is_ad_hoc: bool = False
    nodes: list[Node] = field(default_factory=list)
    flows: list[tuple[str, str]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def several(self, after: str, most: int, least: int = 0) -> str:
        """Draw some things one after another, and return the last."""
        raise NotImplementedError

    def add(self, kind: str, after: str = "", **more: object) -> str:
        node = Node(self.pen.next(LETTERS[kind]), kind, **more)  # type: ignore[arg-type]
        self.nodes.append(node)
        if after:
            self.flows.append((after, node.id))
        return node.id

    def kind(self, ident: str) -> str:
        return next(one.kind for one in self.nodes if one.id == ident)

    # -- what an element is made of

    def about(self, kind: str) -> dict[str, object]:
        """Return what an element waits for, throws, calculates or calls."""
        if kind in {"catch", "receive"}:
            return self.event("message" if kind == "receive" else self.pen.one_of(WAITING))
        if kind == "throw":
            event = self.pen.one_of(_THROWN)
            return self.event(event) if event else {}
        if kind == "script":
            return {"outputs": self.output()}
        if kind != "call":
            return {}
        more: dict[str, object] = {"graph": self.pen.one_of(self.called)}
        return more | ({"is_shut": True} if self.pen.chance(12) else {}) | self.silent()

    def silent(self) -> dict[str, object]:
        return {"is_silent": True} if self.pen.chance(12) else {}

    def event(self, event: str) -> dict[str, object]:
        if event == "timer":
            return {"event": "timer", "hours": 1 + self.pen.draw(4)}
        if event == "conditional":
            return {"event": event, "name": self.pen.name("c")}
        # Few signals: that several wait for one is what is hard.
        return {"event": event, "name": f"{event[0].upper()}{self.pen.draw(1 if event == 'signal' else 2)}"}

    def inputs(self) -> tuple[tuple[str, str], ...]:
        """Return a name of an activity's own, taken from another."""
        source = self.pen.one_of(self.pen.known("c"))
        self.pen.names.append(self.pen.next("c"))
        return ((self.pen.names[-1], source),)

    def output(self) -> tuple[tuple[str, str], ...]:
        """Return a name that is given, taken from another."""
        source = self.pen.one_of(self.pen.known("c"))
        return ((self.pen.name("c"), source),)

    def many(self) -> Many:
        how = self.pen.draw(3)
        enough = 1 + self.pen.draw(1) if how == 2 else None
        until = self.pen.next("u") if how == 3 else None
        if self.pen.chance(12):
            return Many("", bool(self.pen.draw(1)), enough, until, count=self.pen.next("n"))
        item = gives = collected = ""
        if self.pen.chance(50):
            item = self.pen.next("c")
            self.pen.names.append(item)
        items = self.pen.name("m")
        if self.pen.chance(35):
            gives = item if item and self.pen.chance(30) else self.pen.name("c")
            collected = self.pen.name("m")
        return Many(items, bool(self.pen.draw(1)), enough, until, item, gives, collected)

    def beside(self, event: str) -> dict[str, object]:
        """Return whether an event interrupts what it happens in, and how often a timer does not."""
        if not self.pen.chance(50):
            return {}
        times = 2 + self.pen.draw(1) if event == "timer" and self.pen.chance(40) else 1
        times = 0 if times > 1 and self.pen.chance(35) else times
        return {"is_interrupting": False, "times": times, "is_each": times != 1 and self.pen.chance(50)}

    def picks(self, graph: Graph) -> Picks:
        """Return which steps of an ad-hoc sub-process are opened, and when it is done."""
        by = self.pen.name("c") if self.pen.chance(40) else ""
        first, others = self._some(graph.starts), self._some(graph.starts) if by else ()
        until = self.pen.next("u") if self.pen.chance(45) else ""
        return Picks(first, by, others, until, bool(until) and self.pen.chance(40))

    def _some(self, several: tuple[str, ...]) -> tuple[str, ...]:
        found = tuple(one for one in several if not self.pen.chance(25))
        return (*found, found[0]) if found and self.pen.chance(10) else found

    # -- the whole

    def graph(self) -> Graph:
        flows: list[Flow] = []
        for node in self.nodes:
            flows += self._flows_of(node, [target for source, target in self.flows if source == node.id])
        return Graph(self.id, tuple(self.nodes), tuple(flows))

    def _flows_of(self, node: Node, targets: list[str]) -> list[Flow]:
        ids = [self.pen.next("f") for _ in targets]
        flows = [Flow(ident, node.id, target) for ident, target in zip(ids, targets, strict=True)]
        if len(flows) < 2 or node.kind in {"and", "race"}:
            return flows
        is_gate = node.kind in {"xor", "or"}
        default = self.pen.draw(len(flows) - 1) if self.pen.chance(92 if is_gate else 75) else None
        return [
            replace(flow, is_default=True)
            if at == default
            else replace(flow, condition=self.pen.name("c") if is_gate or self.pen.chance(50) else "")
            for at, flow in enumerate(flows)
        ]
