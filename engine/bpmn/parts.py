"""Reads the parts of one BPMN element: name, lane, documentation, event, loop, action (design 7).

Knows XML nodes. What an element may not have is refused here, by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.bpmn import dialect, event_parts, spots, zeebe
from engine.bpmn.found import Finder, Spot
from engine.bpmn.values import Loop
from engine.bpmn.xml import Node

_B = f"{{{dialect.BPMN}}}"
_EMPTY_LOOP = Loop(is_sequential=False, items="")
# Children that stand inside a sub-process element and belong to itself.
OWN_CHILDREN = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})


def documentation(node: Node) -> str:
    """Return all documentation of the element itself, as Markdown paragraphs."""
    texts = ((child.text or "").strip() for child in node.iterfind(f"{_B}documentation"))
    return "\n\n".join(text for text in texts if text)


def is_interrupting(node: Node) -> bool:
    """Tell whether a boundary or start event takes away what it hangs on; an event sub-process is as its start."""
    start = node.find(f"{_B}startEvent") if event_parts.variant(node) == "event" else None
    at = node if start is None else start
    return at.get("cancelActivity", at.get("isInterrupting", "true")) != "false"


def lanes(node: Node) -> dict[str, str]:
    """Return the innermost named lane of each element in the lane sets of `node`."""
    found: dict[str, str] = {}

    def walk(lane_set: Node, outer: str) -> None:
        for lane in lane_set.iterfind(f"{_B}lane"):
            name = spots.label(lane) or outer
            found.update({(ref.text or "").strip(): name for ref in lane.iterfind(f"{_B}flowNodeRef")})
            for inner in lane.iterfind(f"{_B}childLaneSet"):
                walk(inner, name)

    for lane_set in node.iterfind(f"{_B}laneSet"):
        walk(lane_set, "")
    return found


class Shared:
    """Reads elements, with what they refer to at the top of the file."""

    def __init__(self, root: Node, finder: Finder) -> None:
        """Read what stands at the top of the file."""
        self.finder = finder
        self.events = event_parts.Events(root, finder)

    def fields(self, node: Node, kind: str, parent: str) -> dict[str, Any]:
        """Return the fields of `values.Element` that stand inside `node`."""
        where = spots.spot(node)
        found = zeebe.fields(node, where, self.finder)
        if kind in dialect.EVENTS:
            found["event"] = self.events.read(node, kind, parent)
        if kind == "receiveTask":
            found["event"] = self.events.message(node)
        if kind == "callActivity" and not found.get("called"):
            found["called"] = node.get("calledElement", "")
        if kind in dialect.ACTIVITIES:
            found["loop"] = self._loop(node, found.pop("loop", None))
            self._activity(node, where)
        return found

    def _loop(self, node: Node, stray: Loop | None) -> Loop | None:
        loop = node.find(f"{_B}multiInstanceLoopCharacteristics")
        if stray is not None:
            what = "zeebe:loopCharacteristics står på selve aktiviteten og virker ikke der."
            remedy = "Sett multi-instance på aktiviteten, og legg den inn under multi-instance."
            self.finder.error("not-supported", spots.spot(node), what, remedy=remedy)
        if node.find(f"{_B}standardLoopCharacteristics") is not None:
            remedy = dialect.REMEDIES["standardLoopCharacteristics"]
            self.finder.error("not-supported", spots.spot(node), "Sløyfesymbolet støttes ikke.", remedy=remedy)
        if loop is None:
            return None
        read: Loop = zeebe.fields(loop, spots.spot(node), self.finder).get("loop", _EMPTY_LOOP)
        until = loop.find(f"{_B}completionCondition")
        for name in ("loopCardinality", "loopDataInputRef"):
            if loop.find(f"{_B}{name}") is not None:
                what = f"Multi-instance med «{name}» støttes ikke."
                remedy = "Bruk zeebe:loopCharacteristics med inputCollection (for eksempel =elever) og inputElement."
                self.finder.error("not-supported", spots.spot(node), what, remedy=remedy)
        text = "" if until is None else (until.text or "").strip()
        return replace(read, is_sequential=loop.get("isSequential") == "true", until=text)

    def _activity(self, node: Node, where: Spot) -> None:
        for child in node:
            name = zeebe.split(child)[1]
            if name == "script":
                what = "Skript i andre språk kjøres ikke."
                self.finder.error("not-supported", where, what, remedy="Bruk zeebe:script med FEEL og resultVariable.")
            if name in {"potentialOwner", "humanPerformer", "performer", "resourceRole"}:
                what = f"«{name}» støttes ikke."
                self.finder.error("not-supported", where, what, remedy=dialect.REMEDIES["potentialOwner"])
