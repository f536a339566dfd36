"""Draws random diagrams that a person could have drawn: blocks in blocks, joins of the wrong kind, flows astray.

Well-formed by construction: everything is reached from a start, every circle has a task in it, no flow crosses the
edge of a sub-process. Not more than that: joins may wait for ever, loops may double their tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from tests.engine.bpmn.model.drawn import OPENS, Drawing, Flow, Graph, Loop, Many, Node
from tests.engine.bpmn.model.pen import LETTERS, Draw, Pen

# What is drawn, and how often.
_ITEMS = {
    "task": 9,
    "pass": 2,
    "throw": 1,
    "catch": 2,
    "receive": 1,
    "xor": 3,
    "and": 3,
    "or": 3,
    "split": 1,
    "race": 2,
    "loop": 2,
    "sub": 7,
    "call": 5,
    "trans": 2,
    "link": 1,
    "undo": 3,
}
_WAITING = ("timer", "message", "signal", "timer", "message", "signal", "conditional")
_EDGES_IN = (*_WAITING, "error", "error", "escalation")
_THROWN = ("", "", "signal", "escalation", "escalation")
_NESTED = {"sub", "trans", "call"}
_HOSTS = {"task", "receive", *_NESTED}
_UNDONE = {"task", "pass", "sub", "call"}
MOST_NODES = 60


@dataclass
class _Level:
    """One process or sub-process under way; `called` are the processes that it may call."""

    pen: Pen
    id: str
    depth: int
    called: tuple[str, ...]
    is_inner: bool
    is_transaction: bool = False
    is_event: bool = False
    nodes: list[Node] = field(default_factory=list)
    flows: list[tuple[str, str]] = field(default_factory=list)
    loose: list[str] = field(default_factory=list)

    def add(self, kind: str, after: str = "", **more: object) -> str:
        node = Node(self.pen.next(LETTERS[kind]), kind, **more)  # type: ignore[arg-type]
        self.nodes.append(node)
        if after:
            self.flows.append((after, node.id))
        return node.id

    # -- one thing after another

    def several(self, after: str, most: int, least: int = 0) -> str:
        for _ in range(self.pen.draw(most - least) + least):
            if self.pen.count < MOST_NODES:
                after = self.item(after)
        return after

    def item(self, after: str) -> str:
        kind = self.pen.weighted(_ITEMS)
        if kind in {"xor", "and", "or"}:
            return self.block(after, kind)
        if kind == "split":
            return self.split(after)
        if kind == "race":
            return self.race(after)
        if kind == "loop":
            return self.loop(after)
        if kind == "link":
            return self.link(after)
        if kind == "undo":
            return self.undo(after)
        return self.activity(after, kind)

    def activity(self, after: str, kind: str) -> str:
        if kind in _NESTED and (not self.depth or (kind == "call" and not self.called)):
            kind = "task"
        more = self.about(kind)
        if kind in {"task", "pass", *_NESTED} and self.pen.chance(16 if kind not in {"call", "trans"} else 35):
            more["many"] = self.many()
        elif kind in {"task", "pass", *_NESTED} and self.pen.chance(7):
            most = 1 + self.pen.draw(2) if kind != "task" or self.pen.chance(50) else None
            more["loop"] = Loop(self.pen.next("u"), bool(self.pen.draw(1)), most)
        if kind in {"task", "sub", "call"} and self.pen.names and self.pen.chance(12):
            more["inputs"] = self.inputs()
        ident = self.add(kind, after, **more)
        # A transaction that is repeated cannot be cancelled.
        can_cancel = kind == "trans" and not more.keys() & {"many", "loop"}
        if kind in {"sub", "trans"}:
            at = next(number for number, node in enumerate(self.nodes) if node.id == ident)
            self.nodes[at] = replace(self.nodes[at], graph=ident)
            level = _Level(self.pen, ident, self.depth - 1, self.called, is_inner=True, is_transaction=can_cancel)
            self.pen.graphs[ident] = level.whole()
        if kind in _HOSTS:
            self.around(ident, kind, can_cancel=can_cancel)
        if kind in _UNDONE and self.pen.chance(30 if self.is_transaction else 14):
            self.undone(ident)
        return ident

    def inputs(self) -> tuple[tuple[str, str], ...]:
        """Return a name of an activity's own, taken from another."""
        source = self.pen.one_of(self.pen.names)
        self.pen.names.append(self.pen.next("c"))
        return ((self.pen.names[-1], source),)

    def around(self, host: str, kind: str, *, can_cancel: bool) -> None:
        """Draw what waits and what catches at the edge of an activity."""
        self.edges(host, kind)
        if kind in _NESTED:
            self.catches(host, can_cancel=can_cancel)

    def undone(self, host: str) -> None:
        """Draw a step that undoes `host`: any activity, and no flow."""
        kind = self.pen.one_of(("task", "task", "pass", *(("call",) if self.called else ())))
        more: dict[str, object] = {"graph": self.pen.one_of(self.called)} if kind == "call" else {}
        if kind == "task" and self.pen.chance(15):
            more["many"] = self.many()
        self.add("edge", host=host, event="compensate", undo=self.add(kind, is_undo=True, **more))

    def undo(self, after: str) -> str:
        """Undo what there is to undo, or one activity; in an event sub-process the scope around would be undone."""
        hosts = [one.host for one in self.nodes if one.undo]
        if self.is_event or not (hosts or any(one.kind == "sub" for one in self.nodes)):
            return self.activity(after, "task")
        name = self.pen.one_of(hosts) if hosts and self.pen.chance(25) else ""
        return self.add("throw", after, event="compensate", name=name)

    def about(self, kind: str) -> dict[str, object]:
        """Return what an element waits for, throws or calls."""
        if kind in {"catch", "receive"}:
            return self.event("message" if kind == "receive" else self.pen.one_of(_WAITING))
        if kind == "throw":
            event = self.pen.one_of(_THROWN)
            return self.event(event) if event else {}
        return {"graph": self.pen.one_of(self.called)} if kind == "call" else {}

    def catches(self, host: str, *, can_cancel: bool) -> None:
        """Catch what is thrown inside, mostly."""
        if self.pen.chance(75):
            self.catch_errors(host)
        if self.pen.chance(75):
            self.catch_escalations(host)
        if can_cancel:
            self.loose.append(self.several(self.add("edge", host=host, event="cancel"), 2))

    def catch_errors(self, host: str) -> None:
        """Catch what ends in an error inside: by its code, or whatever comes."""
        graph = self.pen.graphs[next(one.graph for one in self.nodes if one.id == host)]
        codes = [node.name for node in graph.nodes if (node.kind, node.event) == ("end", "error")]
        taken = {one.name for one in self.nodes if one.host == host and one.event == "error"}
        code = codes[0] if codes and self.pen.chance(60) else ""
        if codes and code not in taken:
            self.loose.append(self.several(self.add("edge", host=host, event="error", name=code), 2))

    def catch_escalations(self, host: str) -> None:
        """Catch what is escalated inside, beside it or not."""
        graph = self.pen.graphs[next(one.graph for one in self.nodes if one.id == host)]
        codes = [node.name for node in graph.nodes if node.event == "escalation" and node.kind in {"throw", "end"}]
        taken = {one.name for one in self.nodes if one.host == host and one.event == "escalation"}
        if codes and codes[0] not in taken:
            more = {"name": codes[0], "is_interrupting": not self.pen.chance(70)}
            self.loose.append(self.several(self.add("edge", host=host, event="escalation", **more), 2))

    def many(self) -> Many:
        how = self.pen.draw(3)
        enough = 1 + self.pen.draw(1) if how == 2 else None
        until = self.pen.next("u") if how == 3 else None
        item = ""
        if self.pen.chance(50):
            item = self.pen.next("c")
            self.pen.names.append(item)
        return Many(self.pen.next("m"), bool(self.pen.draw(1)), enough, until, item)

    def event(self, event: str) -> dict[str, object]:
        if event == "timer":
            return {"event": "timer", "hours": 1 + self.pen.draw(4)}
        if event == "conditional":
            return {"event": event, "name": self.pen.name("c")}
        # Few signals: that several wait for one is what is hard.
        return {"event": event, "name": f"{event[0].upper()}{self.pen.draw(1 if event == 'signal' else 2)}"}

    def edges(self, host: str, kind: str) -> None:
        while self.pen.chance(22):
            event = self.pen.one_of(_EDGES_IN if kind in _NESTED else _WAITING)
            more = self.event(event)
            if event in {"error", "escalation"}:
                more["name"] = "" if self.pen.chance(30) else more["name"]
                taken = {(one.event, one.name) for one in self.nodes if one.host == host}
                if (event, more["name"]) in taken:
                    continue
            if event != "error":
                more |= self.beside(event)
            self.loose.append(self.several(self.add("edge", host=host, **more), 2))

    def beside(self, event: str) -> dict[str, object]:
        """Return whether an event interrupts what it happens in, and how often a timer does not."""
        if not self.pen.chance(50):
            return {}
        times = 2 + self.pen.draw(1) if event == "timer" and self.pen.chance(40) else 1
        return {"is_interrupting": False, "times": times, "is_each": times > 1 and self.pen.chance(50)}

    def event_sub(self) -> None:
        """An event sub-process, begun by anything that can happen in the scope."""
        thrown = [
            one.event for one in self.nodes if one.kind in {"throw", "end"} and one.event in {"error", "escalation"}
        ]
        event = self.pen.one_of(thrown if thrown and self.pen.chance(60) else _EDGES_IN)
        more = self.event(event) if event not in {"error", "escalation"} else {"event": event, "name": ""}
        taken = [self.pen.graphs[one.graph].nodes[0].event for one in self.nodes if one.kind == "esub"]
        if event in taken and more.get("name") == "":
            return
        ident = self.pen.next(LETTERS["esub"])
        self.nodes.append(Node(ident, "esub", graph=ident))
        level = _Level(self.pen, ident, 0, self.called, is_inner=True, is_event=True)
        level.add("start", **more, **({} if event == "error" else self.beside(event)))
        level.fill(level.nodes[0].id)
        self.pen.graphs[ident] = level.graph()

    def link(self, after: str) -> str:
        """A pair of link events, which leads on as a flow would."""
        name = self.pen.next("L")
        self.add("throw", after, event="link", name=name)
        return self.add("catch", event="link", name=name)

    # -- blocks

    def block(self, after: str, kind: str) -> str:
        split = self.add(kind, after)
        ends = [self.several(split, 2) for _ in range(3 if self.pen.chance(25) else 2)]
        return self.join(ends, kind)

    def split(self, after: str) -> str:
        """Several flows out of an activity, without any gateway."""
        task = self.activity(after, "task")
        return self.join([self.several(task, 2) for _ in range(2)], "or")

    def join(self, ends: list[str], kind: str) -> str:
        """Let branches meet: mostly as they parted, else in another kind of gateway, in a task, or not at all."""
        kind = kind if self.pen.chance(100 - 35) else self.pen.one_of(("xor", "and", "or", "task", "none"))
        if kind == "none":
            self.loose += ends[1:]
            return ends[0]
        last = self.add(kind)
        self.flows += [(end, last) for end in ends]
        return last

    def race(self, after: str) -> str:
        gate = self.add("race", after)
        ends = []
        for _ in range(2 + self.pen.draw(1)):
            event = self.event(self.pen.one_of(_WAITING))
            kind = "receive" if event["event"] == "message" and self.pen.chance(30) else "catch"
            ends.append(self.several(self.add(kind, gate, **event), 1))
        return self.join(ends, "xor")

    def loop(self, after: str) -> str:
        merge = self.add("xor", after)
        last = self.several(self.add("task", merge), 2)
        again = self.add(self.pen.one_of(("xor", "xor", "or")), last)
        self.flows.append((self.add("task", again), merge))
        return again

    # -- the whole

    def whole(self) -> Graph:
        first = self.add("start") if self.pen.chance(90) else self.add("task")
        if not self.is_inner and self.pen.chance(25):
            self.openings(first)
        self.fill(first)
        while self.pen.chance(18):
            self.event_sub()
        return self.graph()

    def openings(self, first: str) -> None:
        """Starts that wait for something, each of which begins a case by itself."""
        if self.pen.chance(25) and self._kind(first) == "start":
            self.nodes[0] = replace(self.nodes[0], event="signal", name=OPENS)
        for event in ("timer", "message"):
            if self.pen.chance(60):
                more = {"hours": 1} if event == "timer" else {"name": OPENS}
                start = self.add("start", event=event, **more)
                self.loose.append(self.several(start, 2, 1))

    def fill(self, first: str) -> None:
        """Draw what follows the first element."""
        ends = [self.several(first, 3 if self.is_inner else 6, 1 if self.is_inner else 2), *self.loose]
        for end in ends:
            self.finish(end)
        for _ in range(self.pen.draw(3)):
            self.stray()

    def finish(self, end: str) -> None:
        """Let a way end, or lead back into the drawing."""
        if self._kind(end) == "start":
            self.add("end", end)
        elif self.pen.chance(20):
            self.lead(end)
        elif self.pen.chance(80):
            self.add("end", end, **self.ending())

    def ending(self) -> dict[str, object]:
        how = self.pen.draw(11)
        if how == 9:
            return {"event": "terminate"}
        if self.is_transaction and how > 5:
            return {"event": "cancel"}
        if how == 8 and not self.is_event and any(one.undo for one in self.nodes):
            return {"event": "compensate"}
        if how > 9:
            return self.event(self.pen.one_of(("signal", "escalation")))
        return self.event("error") if how > 6 and (self.is_inner or self.pen.chance(15)) else {}

    def stray(self) -> None:
        sources = [
            one.id
            for one in self.nodes
            if one.kind not in {"end", "race", "esub"}
            and not one.is_undo
            and (one.kind, one.event) not in {("throw", "link"), ("edge", "compensate")}
        ]
        self.lead(self.pen.one_of(sources))

    def lead(self, source: str) -> None:
        """Draw a flow from `source` to anything that a flow may enter; backwards by way of a task."""
        raced = {target for gate, target in self.flows if self._kind(gate) == "race"}
        closed = {"start", "edge", "esub"} | {
            one.id for one in self.nodes if (one.kind, one.event) == ("catch", "link") or one.is_undo
        }
        targets = [
            one.id for one in self.nodes if one.kind not in closed and one.id not in raced | closed | {self.nodes[0].id}
        ]
        if not targets:
            return
        target = self.pen.one_of(targets)
        if self._kind(target) == "and" and self.pen.chance(80):
            # A parallel join waits for ever for a flow astray: seldom is enough.
            target = self.pen.one_of(targets)
        order = [one.id for one in self.nodes]
        if order.index(target) <= order.index(source):
            source = self.add("task", source)
        if (source, target) not in self.flows:
            self.flows.append((source, target))

    def _kind(self, ident: str) -> str:
        return next(one.kind for one in self.nodes if one.id == ident)

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


@st.composite
def drawings(draw: st.DrawFn) -> Drawing:
    """Draw a routine, perhaps with routines that it calls."""
    return draw_with(lambda most: draw(st.integers(0, most)))


def draw_with(choose: Draw) -> Drawing:
    """Draw a routine; `choose` gives a number from 0 to the one it is given."""
    pen = Pen(choose)
    called: tuple[str, ...] = ()
    for number in range(pen.draw(2), -1, -1):
        ident = "p" if number == 0 else f"p{number}"
        pen.graphs[ident] = _Level(pen, ident, 2, called, is_inner=number > 0).whole()
        called = (ident, *called)
        pen.processes.append(ident)
    return Drawing("p", pen.graphs, tuple(pen.processes))
