"""Draws one thing after another: activities, and blocks of gateways with branches that meet as they parted, or not."""

from __future__ import annotations

from tests.engine.bpmn.model.activities import Activities
from tests.engine.bpmn.model.level import WAITING

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
    "adhoc": 3,
    "call": 5,
    "trans": 2,
    "link": 1,
    "undo": 3,
    "script": 2,
}
MOST_NODES = 60


class Blocks(Activities):
    """Draws what follows what."""

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

    def link(self, after: str) -> str:
        """A pair of link events, which leads on as a flow would."""
        name = self.pen.next("L")
        self.add("throw", after, event="link", name=name)
        return self.add("catch", event="link", name=name)

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
            event = self.event(self.pen.one_of(WAITING))
            kind = "receive" if event["event"] == "message" and self.pen.chance(30) else "catch"
            ends.append(self.several(self.add(kind, gate, **event), 1))
        return self.join(ends, "xor")

    def loop(self, after: str) -> str:
        merge = self.add("xor", after)
        last = self.several(self.add("task", merge), 2)
        again = self.add(self.pen.one_of(("xor", "xor", "or")), last)
        self.flows.append((self.add("task", again), merge))
        return again
