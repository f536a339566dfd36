"""The order in which a reader meets the elements of a process: along the flows, branch by branch, joins last.

Knows elements and flows only. Used for the outline beside the picture.
"""

from __future__ import annotations

from engine.bpmn.drawing import circles
from engine.bpmn.drawing.diagram import Process


def reading(process: Process) -> list[str]:
    """Return the ids of all elements in reading order; those that no flow reaches come last, as in the file."""
    return _Walk(process).all()


class _Walk:
    def __init__(self, process: Process) -> None:
        self.process = process
        self.out, self.hung = process.outgoing(), process.boundaries()
        self.back = self._back()
        self.missing = {
            ident: sum((flow.source, ident) not in self.back for flow in flows)
            for ident, flows in process.incoming().items()
        }
        self.order: dict[str, None] = {}

    def all(self) -> list[str]:
        self._level("")
        return [*self.order, *(ident for ident in self.process.elements if ident not in self.order)]

    def _back(self) -> set[tuple[str, str]]:
        """Return which flows (from, to) close a circle: none of them is waited for. An edge stands behind its host."""
        following = {
            ident: [flow.target for flow in self.out.get(ident, ())] + [one.id for one in self.hung.get(ident, ())]
            for ident in self.process.elements
        }
        first = sorted(following, key=lambda ident: self.process.elements[ident].kind != "startEvent")
        return set(circles.back_edges(following, first))

    def _level(self, parent: str) -> None:
        inside = [element.id for element in self.process.inside(parent)]
        self._walk([element.id for element in self.process.starts(parent)])
        self._rest(inside)
        for element in self.process.event_subs(parent):
            # what an event may begin comes after what is always done
            self._walk([element.id])

    def _rest(self, inside: list[str]) -> None:
        while True:
            # What nothing leads to keeps a join waiting: take the first one that something has led to.
            led_to = (flow.target for ident in list(self.order) for flow in self.out.get(ident, ()))
            left = next((ident for ident in led_to if ident in inside and ident not in self.order), None)
            if left is None:
                return
            self._walk([left])

    def _walk(self, stack: list[str]) -> None:
        stack = stack[::-1]
        while stack:
            ident = stack.pop()
            if ident in self.order:
                continue
            self.order[ident] = None
            if self.process.elements[ident].kind == "subProcess":
                self._level(ident)
            following = [flow.target for flow in self.out.get(ident, ()) if (ident, flow.target) not in self.back]
            for target in following:
                self.missing[target] -= 1
            ready = [target for target in following if self.missing[target] <= 0]
            for event in self.hung.get(ident, ()):
                ready += [event.id, event.undo] if event.undo in self.process.elements else [event.id]
            stack += ready[::-1]
