"""Reads the parts of one BPMN element: name, lane, documentation, event, loop, action (design 7).

Knows XML nodes. What an element may not have is refused here, by name.
"""

from __future__ import annotations

from typing import Any

from engine.bpmn.drawing import ad_hoc, dialect, event_parts, performers, repeats, spots, zeebe
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Event

_B = f"{{{dialect.BPMN}}}"
_LOOPS = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
_OWN = _LOOPS | {"categoryValueRef"}


def own_children(node: Node) -> frozenset[str]:
    """Return which children stand inside a sub-process element and belong to itself."""
    return _OWN | {"completionCondition"} if event_parts.variant(node) == "ad hoc" else _OWN


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
        self.resources = performers.resources(root)
        self.several: dict[str, tuple[Event, ...]] = {}  # the symbols of each event that has more than one

    def fields(self, node: Node, kind: str, parent: str) -> dict[str, Any]:
        """Return the fields of `values.Element` that stand inside `node`."""
        where = spots.spot(node)
        found = zeebe.fields(node, where, self.finder)
        if kind in dialect.GATEWAYS:
            found = {key: value for key, value in found.items() if key == "properties"}  # told by `vocabulary`
        if kind in dialect.EVENTS:
            events = self.events.read(node, kind, parent)
            found["event"] = events[0]
            if len(events) > 1:
                self.several[node.get("id", "")] = events
        if kind == "receiveTask" or (kind == "sendTask" and node.get("messageRef") and not found.get("action_type")):
            found["event"] = self.events.message(node)
        if kind == "callActivity" and not found.get("called"):
            found["called"] = node.get("calledElement", "")
        if kind in dialect.ACTIVITIES:
            found["loop"] = repeats.read(node, self.finder, stray=found.pop("loop", None))
            found |= self._activity(node, where)
            groups = performers.groups(node, kind, self.resources, self.finder)
            if groups and not any(found.get(key) for key in ("assignee", "groups", "users")):
                found["groups"] = groups
        return found

    def _activity(self, node: Node, where: Spot) -> dict[str, Any]:
        """Refuse scripts; return what is said of an ad-hoc sub-process, which no program of its own may choose for."""
        for child in node:
            name = zeebe.split(child)[1]
            if name == "script":
                what = "Skript i andre språk kjøres ikke."
                self.finder.error("not-supported", where, what, remedy="Bruk zeebe:script med FEEL og resultVariable.")
        if event_parts.variant(node) == "ad hoc":
            return {"ad_hoc": ad_hoc.read(node, self.finder), "action_type": ""}
        return {}
