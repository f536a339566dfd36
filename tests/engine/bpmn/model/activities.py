"""Draws activities with what hangs on them: what waits and catches at the edge, what undoes them, what runs inside."""

from __future__ import annotations

from dataclasses import replace

from tests.engine.bpmn.model.drawn import Graph, Loop, Node
from tests.engine.bpmn.model.level import NESTED, WAITING, Level
from tests.engine.bpmn.model.pen import LETTERS

_EDGES_IN = (*WAITING, "error", "error", "escalation")
_HOSTS = {"task", "receive", *NESTED}
_UNDONE = {"task", "pass", "sub", "call", "adhoc"}
_REPEATED = {"task", "pass", "script", *NESTED}
_GIVING = {"task", "sub", "call", "receive"}


class Activities(Level):
    """Draws one activity at a time."""

    def inner(self, ident: str, *, depth: int, is_transaction: bool = False, is_event: bool = False) -> Activities:
        """Return the inside of an activity, with nothing in it."""
        made = type(self)(self.pen, ident, depth, self.called, is_inner=True)
        made.is_transaction, made.is_event = is_transaction, is_event
        return made

    def whole(self) -> Graph:
        """Draw all of it."""
        raise NotImplementedError

    def fill(self, first: str) -> None:
        """Draw what follows the first element."""
        raise NotImplementedError

    def loosely(self) -> Graph:
        """Draw the inside of an ad-hoc sub-process."""
        raise NotImplementedError

    def activity(self, after: str, kind: str) -> str:
        if kind in NESTED and (not self.depth or (kind == "call" and not self.called)):
            kind = "task"
        if kind == "script" and not self.pen.known("c"):
            kind = "pass"
        more = self.about(kind) | self.repeated(kind)
        more |= self.mapped(kind, more)
        ident = self.add(kind, after, **more)
        # A transaction that is repeated cannot be cancelled.
        can_cancel = kind == "trans" and not more.keys() & {"many", "loop"}
        if kind in {"sub", "trans"}:
            at = next(number for number, node in enumerate(self.nodes) if node.id == ident)
            self.nodes[at] = replace(self.nodes[at], graph=ident)
            self.pen.graphs[ident] = self.inner(ident, depth=self.depth - 1, is_transaction=can_cancel).whole()
        if kind == "adhoc":
            at = next(number for number, node in enumerate(self.nodes) if node.id == ident)
            graph = self.pen.graphs[ident] = self.inner(ident, depth=self.depth - 1).loosely()
            self.nodes[at] = replace(self.nodes[at], graph=ident, picks=self.picks(graph))
        if kind in _HOSTS:
            self.around(ident, kind, can_cancel=can_cancel)
        if kind in _UNDONE and self.pen.chance(30 if self.is_transaction else 14):
            self.undone(ident)
        return ident

    def repeated(self, kind: str) -> dict[str, object]:
        """Return how an activity is repeated."""
        if kind == "receive" and self.pen.chance(10):
            return {"many": self.many()}
        if kind in _REPEATED and self.pen.chance(16 if kind not in {"call", "trans"} else 35):
            return {"many": self.many()}
        if kind in _REPEATED and self.pen.chance(7):
            most = 1 + self.pen.draw(2) if kind != "task" or self.pen.chance(50) else None
            return {"loop": Loop(self.pen.next("u"), bool(self.pen.draw(1)), most)}
        return {}

    def mapped(self, kind: str, more: dict[str, object]) -> dict[str, object]:
        """Return which names an activity takes and gives."""
        found: dict[str, object] = {}
        if kind in {"task", "sub", "call"} and self.pen.known("c") and self.pen.chance(12):
            found["inputs"] = self.inputs()
        if kind in _GIVING and not more.get("is_silent") and self.pen.known("c") and self.pen.chance(12):
            outputs = self.output()
            own = [name for name, _ in found.get("inputs", ())]  # type: ignore[attr-defined]
            found |= {"outputs": outputs} if outputs[0][0] not in own else {}
        return found

    # -- what hangs on it

    def around(self, host: str, kind: str, *, can_cancel: bool) -> None:
        """Draw what waits and what catches at the edge of an activity."""
        self.edges(host, kind)
        if kind in NESTED:
            self.catches(host, can_cancel=can_cancel)

    def edges(self, host: str, kind: str) -> None:
        while self.pen.chance(22):
            event = self.pen.one_of(_EDGES_IN if kind in NESTED else WAITING)
            more = self.event(event)
            if event in {"error", "escalation"}:
                more["name"] = "" if self.pen.chance(30) else more["name"]
                taken = {(one.event, one.name) for one in self.nodes if one.host == host}
                if (event, more["name"]) in taken:
                    continue
            if event != "error":
                more |= self.beside(event)
            edge = self.add("edge", host=host, **more)
            if self.is_ad_hoc:  # where a way ends the condition is asked, but at no edge that goes on waiting
                edge = self.add("pass", edge)
            self.loose.append(self.several(edge, 2))

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

    # -- what undoes it

    def undone(self, host: str) -> None:
        """Draw a step that undoes `host`: any activity, and no flow."""
        kind = self.pen.one_of(("task", "task", "pass", *(("call",) if self.called else ())))
        more: dict[str, object] = {"graph": self.pen.one_of(self.called)} if kind == "call" else {}
        if kind == "task" and self.pen.chance(15):
            more["many"] = self.many()
        self.add("edge", host=host, event="compensate", undo=self.add(kind, is_undo=True, **more))

    def undo(self, after: str) -> str:
        """Undo what there is to undo, or one activity; in an event sub-process what is around is undone too."""
        hosts = [one.host for one in self.nodes if one.undo]
        if not self.is_event and not (hosts or any(one.kind == "sub" for one in self.nodes)):
            return self.activity(after, "task")
        name = self.pen.one_of(hosts) if hosts and self.pen.chance(25) else ""
        return self.add("throw", after, event="compensate", name=name)

    # -- what runs beside it

    def event_sub(self) -> None:
        """An event sub-process, begun by anything that can happen in the scope."""
        thrown = [
            one.event for one in self.nodes if one.kind in {"throw", "end"} and one.event in {"error", "escalation"}
        ]
        event = self.pen.one_of(thrown if thrown and self.pen.chance(60) else _EDGES_IN)
        more = self.event(event)
        if event in {"error", "escalation"}:
            more["name"] = more["name"] if self.pen.chance(30) else ""
            starts = [self.pen.graphs[one.graph].nodes[0] for one in self.nodes if one.kind == "esub"]
            if (event, more["name"]) in {(one.event, one.name) for one in starts}:
                return
        ident = self.pen.next(LETTERS["esub"])
        self.nodes.append(Node(ident, "esub", graph=ident))
        level = self.inner(ident, depth=1 if self.depth and self.pen.chance(30) else 0, is_event=True)
        level.add("start", **more, **({} if event == "error" else self.beside(event)))
        level.fill(level.nodes[0].id)
        self.pen.graphs[ident] = level.graph()
