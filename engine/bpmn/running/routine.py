"""One publication's diagrams as one routine sees them: read once, cached, shared by all its cases (design 3.10).

Knows diagrams, plans and the SpiffWorkflow specs that are built of them. Nothing here changes after it was made, so
any number of threads may step cases on it at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

from engine import decisions, errors, model, phrases
from engine.bpmn.drawing import openings, reading, ruling, texts
from engine.bpmn.drawing.diagram import Diagram, Process, called_from
from engine.bpmn.running import building
from engine.bpmn.running import plan as plans
from engine.bpmn.values import Element, Flow, drawn

_KEPT = 200
_lock = threading.Lock()
_definitions: dict[tuple[str, str], Definition] = {}


@dataclass(frozen=True)
class Definition:
    """A routine that can be run; of two elements with one id, `elements` has the routine's own."""

    process_id: str
    name: str
    processes: tuple[str, ...]
    elements: Mapping[str, Element]
    flows: Mapping[str, Flow]
    outline: tuple[Element, ...]
    names: Mapping[str, str]
    variables: frozenset[str]
    reads: Mapping[str, frozenset[str]]
    start_form: str | None
    openings: tuple[Element, ...]
    diagrams: Mapping[str, bytes]
    plans: plans.Plans
    has_inclusive_joins: bool
    has_conditions: bool
    decisions: decisions.Library
    spec: BpmnProcessSpec
    parts: Mapping[str, BpmnProcessSpec]

    def start_event(self, event: str | None) -> str:
        """Return the id of the element a case starts with: `event`, or the start that waits for nothing.

        Raises `errors.RoutineFault` where there is no such start.
        """
        starts = self.plans[self.process_id, ""].starts if event is None else (event,)
        known = {one.id for one in self.openings} | set(self.plans[self.process_id, ""].starts)
        if not starts or starts[0] not in known:
            said = (
                phrases.say(
                    "Rutinen «%(routine)s» har ingen starthendelse «%(event)s».", routine=self.name, event=event
                )
                if event
                else phrases.say("Rutinen «%(routine)s» kan bare startes av en bestemt hendelse.", routine=self.name)
            )
            raise errors.RoutineFault(said, element=event or "", file="")
        return starts[0]

    def diagram(self, process: str) -> str:
        """Return the BPMN XML of the file that `process` stands in."""
        return self.diagrams[process].decode("utf-8", errors="replace")

    def at(self, path: str) -> Element:
        """Return the element at a path, `CALL/ID`."""
        process = self.process_id
        *calls, ident = path.split("/")
        for call in calls:
            process = self.plans[process, call].element.called
        return self.plans[process, ident].element


def definition(publication: str, files: Mapping[str, bytes], process_id: str) -> Definition:
    """Return the routine `process_id` of a publication; its name stands for its content, so what is read is kept.

    Raises `errors.RoutineNotFound`, or `errors.DiagramRefused` for diagrams that the check would refuse to read.
    """
    key = (publication, process_id)
    found = _definitions.get(key)
    if found is None:
        diagrams, library = ruling.split(files)
        read = [reading.read(raw, file=name) for name, raw in sorted(diagrams.items())]
        found = build(read, process_id, library=library)
        with _lock:
            if len(_definitions) >= _KEPT:
                _definitions.clear()
            found = _definitions.setdefault(key, found)
    return found


def known(publication: str, process_id: str) -> Definition | None:
    """Return the routine where this process has read it before: nothing is read, and nothing raised."""
    return _definitions.get((publication, process_id))


def forget() -> None:
    """Forget everything read and built, as a fresh process would."""
    with _lock:
        _definitions.clear()


def build(diagrams: Sequence[Diagram], process_id: str, *, library: decisions.Library = decisions.EMPTY) -> Definition:
    """Make the definition of one routine; raises as `definition`."""
    _refuse(library.findings)
    ruling.note_names(diagrams, library)
    every = {process.id: (process, one) for one in diagrams for process in one.processes.values()}
    if process_id not in every:
        raise errors.RoutineNotFound(f"Rutinen «{process_id}» står ikke i noen av diagrammene.")
    main = every[process_id][0]
    available = {ident: process for ident, (process, _) in every.items()}
    ids = [process_id, *sorted(called_from(main.elements.values(), available) - {process_id})]
    processes = {ident: available[ident] for ident in ids}
    for ident in ids:
        _refuse([*every[ident][1].findings, *every[ident][0].findings])
    made = plans.plans(processes)
    uses = list(texts.of(_elements(processes.values()), _flows(processes.values())))
    reads = texts.read(text for use in uses for text in texts.feel_in(use))
    spec, parts = building.specs(processes, made, process_id)
    elements = {element.id: element for element in reversed(list(_elements(processes.values())))}
    first = plans.plain_starts(main, "")
    return Definition(
        process_id=process_id,
        name=main.name,
        processes=tuple(ids),
        elements=elements,
        flows={flow.id: flow for flow in reversed(list(_flows(processes.values())))},
        outline=tuple(_outline(main, processes, set())),
        names={ident: element.name or ident for ident, element in elements.items()},
        variables=frozenset().union(*reads.values()) - plans.BUILT_IN,
        reads=reads,
        openings=tuple(openings.waiting(main)),
        start_form=next((one.form_id for one in first if one.form_id), None),
        diagrams={ident: every[ident][1].xml for ident in ids},
        plans=made,
        has_inclusive_joins=any(one.is_join and one.reach for one in made.values()),
        has_conditions=any(one.element.event and one.element.event.condition for one in made.values()),
        decisions=library,
        spec=spec,
        parts=parts,
    )


def _refuse(findings: Iterable[model.Finding]) -> None:
    for finding in findings:
        if finding.level == "error":
            raise errors.DiagramRefused(f"{finding.file}: {finding.what} {finding.remedy}", finding=finding)


def _elements(processes: Iterable[Process]) -> Iterable[Element]:
    return (element for process in processes for element in process.elements.values())


def _flows(processes: Iterable[Process]) -> Iterable[Flow]:
    return (flow for process in processes for flow in process.flows.values())


def _outline(process: Process, processes: Mapping[str, Process], told: set[str]) -> Iterable[Element]:
    """Return the elements in reading order, a called routine's behind its first call; unnamed gateways say nothing."""
    told.add(process.id)
    for element in sorted(process.elements.values(), key=lambda one: one.order):
        if element.id == drawn(element.id) and (element.name or element.is_task):
            yield element
        if element.called in processes and element.called not in told:
            yield from _outline(processes[element.called], processes, told)
