"""Builds SpiffWorkflow's process specs from our plans: one spec for each element (design 3.10b).

SpiffWorkflow's own parser is not used: it drops and misreads too much (`spiffworkflow.md` 1). Names of specs have a
prefix, so that no id collides with SpiffWorkflow's own `Start`, `End` and `Root`.
"""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.running import (
    activities,
    choosing,
    compensating,
    ending,
    gateways,
    listening,
    loops,
    nested,
    nodes,
    waits,
)
from engine.bpmn.running.plan import Plan, Plans, beginning
from engine.bpmn.values import Element

_KINDS: Mapping[str, type[nodes.Node]] = {
    "task": nodes.Node,
    "startEvent": nodes.Node,
    "intermediateThrowEvent": activities.Action,
    "userTask": activities.Work,
    "manualTask": activities.Work,
    "serviceTask": activities.Action,
    "sendTask": activities.Action,
    "scriptTask": activities.Script,
    "businessRuleTask": activities.Decide,
    "receiveTask": waits.Catch,
    "intermediateCatchEvent": waits.Catch,
    "boundaryEvent": waits.Boundary,
    "endEvent": ending.End,
    "exclusiveGateway": gateways.Gateway,
    "parallelGateway": gateways.Gateway,
    "inclusiveGateway": gateways.Gateway,
    "eventBasedGateway": gateways.Race,
    "subProcess": nested.SubProcess,
    "callActivity": nested.Call,
}
_VARIANTS: Mapping[str, type[nodes.Node]] = {"event": nested.EventSubProcess, "ad hoc": choosing.Chosen}


def specs(
    processes: Mapping[str, Process], plans: Plans, main: str
) -> tuple[BpmnProcessSpec, dict[str, BpmnProcessSpec]]:
    """Return the spec of the routine `main`, and those of all called routines and sub-processes by their part name.

    Adds to `plans` one entry for each process, under the element id "", that says where its tokens begin.
    """
    parts: dict[str, BpmnProcessSpec] = {}
    for process in processes.values():
        plans[process.id, ""] = _beginning(process)
        parts[nested.routine_name(process.id)] = _level(process, "", plans)
        for element in process.elements.values():
            if element.kind == "subProcess":
                parts[nested.inside_name(process.id, element.id)] = _level(process, element.id, plans)
    return parts[nested.routine_name(main)], parts


def _beginning(process: Process) -> Plan:
    first = next(iter(process.elements.values()))
    return Plan(first, process.file, (), (), **beginning(process, ""))


def _level(process: Process, parent: str, plans: Plans) -> BpmnProcessSpec:
    name = nested.inside_name(process.id, parent) if parent else nested.routine_name(process.id)
    spec = BpmnProcessSpec(name, filename=process.file)
    spec.task_specs.clear()
    spec.start = nodes.Entry(spec, plans[process.id, parent])
    for start in spec.start.plan.listens:
        listening.Listener(spec, plans[process.id, start.id])
    has_undo = any(element.undo or plans[process.id, element.id].undoes for element in process.elements.values())
    for element in process.inside(parent):
        plan = plans[process.id, element.id]
        made = _kind(element)(spec, plan, is_instance=element.loop is not None)
        if element.loop is not None:
            loops.kind(element.loop)(spec, plan, inner=made.name)
        if element.kind == "subProcess" and has_undo:
            compensating.Undo(spec, plan)
    return spec


def _kind(element: Element) -> type[nodes.Node]:
    if element.variant in _VARIANTS:
        return _VARIANTS[element.variant]
    is_thrown = element.kind in {"endEvent", "intermediateThrowEvent"}
    if is_thrown and element.event and element.event.kind == "compensate":
        return compensating.Throw
    return _KINDS[element.kind]
