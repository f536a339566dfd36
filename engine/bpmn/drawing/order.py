"""The order in which a reader meets the elements of a process: along the flows, branch by branch, joins last.

Knows elements and flows only. Used for the outline beside the picture.
"""

from __future__ import annotations

from collections.abc import Iterator

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
            ident: sum(flow.id not in self.back for flow in flows) for ident, flows in process.incoming().items()
        }
        self.order: dict[str, None] = {}

    def all(self) -> list[str]:
        self._level("")
        return [*self.order, *(ident for ident in self.process.elements if ident not in self.order)]

    def _back(self) -> set[str]:
        """Return the flows that lead back to where they come from: none of them is waited for.

        Found by going down along the flows; one that leads to what is still being gone through is such a flow.
        """
        back: set[str] = set()
        state: dict[str, bool] = {}  # whether it is still being gone through
        for first in sorted(self.process.elements, key=lambda ident: self.process.elements[ident].kind != "startEvent"):
            stack: list[tuple[str, Iterator[tuple[str, str]]]] = []
            if first not in state:
                state[first] = True
                stack.append((first, self._led_to(first)))
            while stack:
                ident, left = stack[-1]
                flow, target = next(left, ("", ""))
                if not target:
                    state[ident] = False
                    stack.pop()
                elif state.get(target):
                    back.add(flow)
                elif target not in state:
                    state[target] = True
                    stack.append((target, self._led_to(target)))
        return back

    def _led_to(self, ident: str) -> Iterator[tuple[str, str]]:
        """Give what an element leads to, with the flow: an event at its edge stands behind it, without any."""
        yield from ((flow.id, flow.target) for flow in self.out.get(ident, ()))
        yield from (("", event.id) for event in self.hung.get(ident, ()))

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
            following = [flow.target for flow in self.out.get(ident, ()) if flow.id not in self.back]
            for target in following:
                self.missing[target] -= 1
            ready = [target for target in following if self.missing[target] <= 0]
            for event in self.hung.get(ident, ()):
                ready += [event.id, event.undo] if event.undo in self.process.elements else [event.id]
            stack += ready[::-1]
