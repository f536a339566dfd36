"""One diagram file as we read it: processes, elements, flows, and what was found wrong on the way.

Knows no XML and no SpiffWorkflow. What stands here is what BPMN says; nothing has been rewritten yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from engine import model
from engine.bpmn.values import Element, Flow, drawn


@dataclass
class Process:
    """One process of a file; elements of sub-processes stand beside the others, with `parent` set.

    `findings` are what the reading refused in it; with `has_gaps`, some of that is missing from the elements.
    """

    id: str
    name: str
    file: str
    line: int | None
    is_executable: bool
    elements: dict[str, Element] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    findings: list[model.Finding] = field(default_factory=list)
    has_gaps: bool = False

    def copy(self) -> Process:
        """Return the same process with collections of its own."""
        elements, flows, findings = dict(self.elements), dict(self.flows), list(self.findings)
        return replace(self, elements=elements, flows=flows, findings=findings)

    def inside(self, parent: str) -> list[Element]:
        """Return the elements that stand directly in the sub-process `parent`, or in the process itself for ""."""
        return [element for element in self.elements.values() if element.parent == parent]

    def outgoing(self) -> dict[str, list[Flow]]:
        """Return the flows that leave each element, in the order of the file; a symbol's are those of its event."""
        found = self._by("source")
        ends = {ident for ident, element in self.elements.items() if element.kind == "endEvent"}
        return {
            ident: flows or ([] if ident in ends else found.get(drawn(ident), [])) for ident, flows in found.items()
        }

    def incoming(self) -> dict[str, list[Flow]]:
        """Return the flows that enter each element, in the order of the file."""
        return self._by("target")

    def boundaries(self) -> dict[str, list[Element]]:
        """Return the boundary events that hang on each element."""
        found: dict[str, list[Element]] = {}
        for element in self.elements.values():
            if element.host:
                found.setdefault(element.host, []).append(element)
        return found

    def event_subs(self, parent: str) -> list[Element]:
        """Return the event sub-processes that stand directly in `parent`."""
        return [element for element in self.inside(parent) if element.variant == "event"]

    def starts(self, parent: str) -> list[Element]:
        """Return where a token may begin in `parent`: its start events, else every element that no flow enters."""
        inside = [element for element in self.inside(parent) if not element.host and element.variant != "event"]
        inside = [element for element in inside if not element.is_undo]
        events = [element for element in inside if element.kind == "startEvent"]
        entered = {flow.target for flow in self.flows.values()}
        return events or [element for element in inside if element.id not in entered]

    def _by(self, end: str) -> dict[str, list[Flow]]:
        found: dict[str, list[Flow]] = {element: [] for element in self.elements}
        for flow in self.flows.values():
            found.setdefault(getattr(flow, end), []).append(flow)
        return found


@dataclass
class Diagram:
    """One file: its processes by id, and what is wrong with the file as a whole."""

    file: str
    xml: bytes
    processes: dict[str, Process] = field(default_factory=dict)
    findings: list[model.Finding] = field(default_factory=list)

    def copy(self) -> Diagram:
        """Return the same diagram with collections of its own; elements and flows never change."""
        processes = {ident: process.copy() for ident, process in self.processes.items()}
        return Diagram(self.file, self.xml, processes, list(self.findings))


def runnable(diagram: Diagram) -> list[Process]:
    """Return the processes that are meant to run: those marked so, else the only one that has elements.

    An empty one is a party outside, though it is marked, where there are others.
    """
    marked = [process for process in diagram.processes.values() if process.is_executable]
    drawn = [process for process in diagram.processes.values() if process.elements]
    full = [process for process in marked if process.elements or process.findings]
    return full or (drawn if len(drawn) == 1 else marked)


def called_from(elements: Iterable[Element], processes: Mapping[str, Process]) -> set[str]:
    """Return the ids of the processes that `elements` call, and those that they call in turn."""
    found: set[str] = set()
    todo = [element.called for element in elements if element.called]
    while todo:
        called = todo.pop()
        if called in processes and called not in found:
            found.add(called)
            todo += [element.called for element in processes[called].elements.values() if element.called]
    return found
