"""Judges what could run without end or grow without bound: loops without a wait, branches at once, recursion.

Knows elements and flows; follows calls from process to process (design 7).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from engine import model
from engine.bpmn.drawing import circles, linking
from engine.bpmn.drawing.diagram import Process, called_from
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.values import Element

BRANCH_LIMIT = 1_000
CALL_LIMIT = 20
_WAITS = {"userTask", "manualTask", "receiveTask", "intermediateCatchEvent", "eventBasedGateway"}


def check(process: Process, processes: Mapping[str, Process], finder: Finder) -> None:
    """Add a finding for each loop that never waits, each level with too many branches at once."""
    quick = _Quick(processes)
    for element in process.elements.values():
        loop = element.loop
        if loop and loop.is_standard and not loop.limit and loop.again and quick.passes(process, element):
            what = "Steget gjentas uten å vente på noen."
            remedy = "Sett loopMaximum, eller gjenta en delprosess med en oppgave eller en ventehendelse i."
            finder.error("loop-without-wait", element, what, remedy=remedy)
    for level in ("", *(one.id for one in process.elements.values() if one.kind == "subProcess")):
        around = _Level(process, level)
        for ident in around.circle(lambda element: not quick.passes(process, element)):
            what = "Sløyfen går rundt uten å vente på noen."
            remedy = "Sett en oppgave eller en ventehendelse inn i sløyfen."
            finder.error("loop-without-wait", process.elements[ident], what, remedy=remedy)
        worst, at = around.product()
        if worst > BRANCH_LIMIT:
            what = f"De parallelle grenene gir {worst:.0f} veier som står samtidig; grensen er {BRANCH_LIMIT}."
            remedy = "Legg hver parallelle blokk i sin egen delprosess."
            finder.error("branches-product", process.elements[at], what, remedy=remedy)


def calls(run: Sequence[Process], processes: Mapping[str, Process]) -> list[model.Finding]:
    """Return a finding for each call that comes back to its own routine, or for too long a chain of calls.

    Where there is one, no other judgement may follow calls.
    """
    found: list[model.Finding] = []
    for process in run:
        finder = Finder(process.file, found)
        for element in process.elements.values():
            if element.called and process.id in called_from([element], processes):
                what = f"Rutinen kaller seg selv gjennom «{element.called}»."
                finder.error("call-recursion", element, what, remedy="Tegn gjentakelsen som en sløyfe rundt kallet.")
    if not found and run and _is_deep(run, processes):
        what = f"Rutiner kaller hverandre mer enn {CALL_LIMIT} ledd."
        Finder(run[0].file, found).error("nesting-deep", spot(run[0]), what, remedy="La færre kalle hverandre.")
    return found


def _is_deep(run: Sequence[Process], processes: Mapping[str, Process]) -> bool:
    level = {process.id for process in run}
    for _ in range(CALL_LIMIT):
        called = {element.called for ident in level for element in processes[ident].elements.values()}
        level = called & processes.keys()
    return bool(level)


def spot(process: Process) -> Spot:
    """Return where a process stands."""
    return Spot(process.id, process.name, process.line)


class _Quick:
    """Whether a token can pass an element without anybody doing or sending anything."""

    def __init__(self, processes: Mapping[str, Process]) -> None:
        self.processes = processes
        self.known: dict[tuple[str, str], bool] = {}

    def passes(self, process: Process, element: Element) -> bool:
        if element.kind in _WAITS:
            return linking.is_link(element)
        if element.kind == "subProcess":
            return self._inside(process, element.id)
        if element.called in self.processes:
            return self._inside(self.processes[element.called], "")
        return True

    def _inside(self, process: Process, parent: str) -> bool:
        key = (process.id, parent)
        if key not in self.known:
            self.known[key] = True  # a recursion is found elsewhere
            self.known[key] = self._runs_through(process, parent)
        return self.known[key]

    def _runs_through(self, process: Process, parent: str) -> bool:
        out = process.outgoing()
        seen: set[str] = set()
        todo = [one.id for one in process.starts(parent)]
        while todo:
            ident = todo.pop()
            if ident in seen or not self.passes(process, process.elements[ident]):
                continue
            seen.add(ident)
            if not out[ident]:
                return True
            todo += [flow.target for flow in out[ident]]
        return False


class _Level:
    """The elements of a process or sub-process as a graph, with boundary events as ways out of their host."""

    def __init__(self, process: Process, parent: str) -> None:
        self.process = process
        self.inside = {one.id: one for one in process.inside(parent)}
        out, hung = process.outgoing(), process.boundaries()
        self.flows = {
            ident: [flow.target for flow in out[ident] if flow.target in self.inside] for ident in self.inside
        }
        self.next = {
            ident: [*targets, *(event.id for event in hung.get(ident, ()) if event.id in self.inside)]
            for ident, targets in self.flows.items()
        }
        self.starts = [one.id for one in process.starts(parent)]
        self.entered = Counter(target for targets in self.flows.values() for target in targets)

    def circle(self, is_wait: object) -> list[str]:
        """Return one element of each circle that has no waiting element in it."""
        assert callable(is_wait)  # noqa: S101 - a predicate on elements
        free = {ident for ident, element in self.inside.items() if not is_wait(element)}
        graph = {ident: [one for one in self.flows[ident] if one in free] for ident in free}
        return [ident for ident, back in circles.back_edges(graph, sorted(free))] if graph else []

    def product(self) -> tuple[float, str]:
        """Return the largest product of branches on any way through, loops taken once, and where it is reached."""
        ignored = {(ident, back) for ident, back in circles.back_edges(self.next, self.starts)}
        worst: dict[str, tuple[float, str]] = {}
        for ident in _backwards(self.next, self.starts, ignored):
            targets = [one for one in self.next[ident] if (ident, one) not in ignored]
            ahead = max((worst[one] for one in targets), default=(1.0, ident))
            # What comes later may join the ways again; the most there are at once counts.
            ahead = max(ahead, (1.0, ident))
            worst[ident] = (min(self._branches(self.inside[ident]) * ahead[0], 1e12), ahead[1])
        return max((worst[one] for one in self.starts), default=(1.0, ""))

    def _branches(self, element: Element) -> float:
        """Return how many tokens leave an element for each that comes: a join takes one from each of its ways."""
        if element.kind in {"exclusiveGateway", "eventBasedGateway"}:
            return 1.0
        ways = max(1, len(self.flows[element.id]))
        joined = self.entered[element.id] if element.kind in {"parallelGateway", "inclusiveGateway"} else 1
        return ways / max(1, joined)


def _backwards(graph: Mapping[str, list[str]], starts: list[str], ignored: set[tuple[str, str]]) -> list[str]:
    """Return what is reached from `starts`, each element after all that follow it."""
    order: list[str] = []
    seen: set[str] = set()
    for start in starts:
        stack = [(start, iter(graph[start]))] if start not in seen else []
        seen.add(start)
        while stack:
            ident, targets = stack[-1]
            target = next((one for one in targets if (ident, one) not in ignored and one not in seen), None)
            if target is None:
                order.append(ident)
                stack.pop()
            else:
                seen.add(target)
                stack.append((target, iter(graph[target])))
    return order
