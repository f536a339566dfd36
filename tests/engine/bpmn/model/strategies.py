"""Draws random diagrams that a person could have drawn: blocks in blocks, joins of the wrong kind, flows astray.

Well-formed by construction: everything is reached from a start, every circle has a task in it, no flow crosses the
edge of a sub-process. Not more than that: joins may wait for ever, loops may double their tokens.
"""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from tests.engine.bpmn.model.blocks import Blocks
from tests.engine.bpmn.model.drawn import OPENS, Drawing, Graph
from tests.engine.bpmn.model.pen import Draw, Pen


class _Whole(Blocks):
    """Draws a process or sub-process from its starts to its ends."""

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
        if self.pen.chance(25) and self.kind(first) == "start":
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

    def loosely(self) -> Graph:
        """Some ways beside each other, without starts and ends."""
        self.is_ad_hoc = True
        for _ in range(1 + self.pen.draw(2)):
            kind = self.pen.one_of(("task", "task", "task", "pass", "catch", "receive", "sub", "call"))
            self.loose.append(self.several(self.activity("", kind), 1))
        for end in list(self.loose):
            self.finish(end)
        while self.pen.chance(18):
            self.stray()
        while self.pen.chance(12):
            self.event_sub()
        return self.graph()

    def finish(self, end: str) -> None:
        """Let a way end, or lead back into the drawing."""
        if self.is_ad_hoc:
            if self.pen.chance(15):
                self.lead(end)
            return
        if self.kind(end) == "start":
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
        if how == 8 and (self.is_event or any(one.undo for one in self.nodes)):
            return {"event": "compensate"}
        if how > 9:
            return self.event(self.pen.one_of(("signal", "escalation", "message")))
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
        raced = {target for gate, target in self.flows if self.kind(gate) == "race"}
        closed = {"start", "edge", "esub"} | {
            one.id for one in self.nodes if (one.kind, one.event) == ("catch", "link") or one.is_undo
        }
        targets = [
            one.id for one in self.nodes if one.kind not in closed and one.id not in raced | closed | {self.nodes[0].id}
        ]
        if not targets:
            return
        target = self.pen.one_of(targets)
        if self.kind(target) == "and" and self.pen.chance(80):
            # A parallel join waits for ever for a flow astray: seldom is enough.
            target = self.pen.one_of(targets)
        order = [one.id for one in self.nodes]
        if order.index(target) <= order.index(source):
            source = self.add("task", source)
        if (source, target) not in self.flows:
            self.flows.append((source, target))


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
        pen.graphs[ident] = _Whole(pen, ident, 2, called, is_inner=number > 0).whole()
        called = (ident, *called)
        pen.processes.append(ident)
    return Drawing("p", pen.graphs, tuple(pen.processes))
