"""Diagrams as plain data, for the reference model, and their BPMN text, for the engine.

Knows nothing of how either of them runs a diagram. A `Drawing` holds the graph of each process by its id, that of each
sub-process by the sub-process's id; `main` is the process that a case runs. Names that conditions, collections and
message keys read are given anew at each step.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any
from xml.sax.saxutils import quoteattr

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="modell">'
)
_TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "userTask",
    "pass": "task",
    "throw": "intermediateThrowEvent",
    "catch": "intermediateCatchEvent",
    "receive": "receiveTask",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "race": "eventBasedGateway",
    "sub": "subProcess",
    "trans": "transaction",
    "esub": "subProcess",
    "call": "callActivity",
    "edge": "boundaryEvent",
}
_EACH = '<zeebe:properties><zeebe:property name="tapte" value="hver"/></zeebe:properties>'
_CODED = {"error", "escalation"}
OPENS = "Ny"  # how the names of messages and signals begin that open a case: such a message has no key


@dataclass(frozen=True)
class Many:
    """Multi-instance over the collection `items`; done early when `enough` instances are, or when `until` holds."""

    items: str
    is_sequential: bool = False
    enough: int | None = None
    until: str | None = None
    item: str = ""  # what each instance calls its own item


@dataclass(frozen=True)
class Loop:
    """A standard loop: again while `condition` holds, asked before the first round too, or after it."""

    condition: str
    is_tested_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True)
class Node:
    """An element; `event` is its symbol, `name` a message, signal, link, code or condition, `hours` a timer's wait.

    `times` are a timer's firings, `is_each` when it makes up for those it has missed; `host` is what a boundary event
    hangs on, `graph` what runs inside. `undo` is the step that a compensation event leads to, which says itself that it
    `is_undo`; what throws one names the activity to be undone, or none. `inputs` are pairs: a name of its own, and the
    name that it is taken from.
    """

    id: str
    kind: str
    event: str = ""
    name: str = ""
    hours: int = 0
    times: int = 1
    host: str = ""
    is_interrupting: bool = True
    graph: str = ""
    many: Many | None = None
    loop: Loop | None = None
    is_each: bool = False
    undo: str = ""
    is_undo: bool = False
    inputs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` is a name, "" where there is none."""

    id: str
    source: str
    target: str
    condition: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class Graph:
    """The elements and flows of one process or sub-process."""

    id: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """Each element by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def flow(self) -> Mapping[str, Flow]:
        """Each flow by its id."""
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def out(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that leave each element."""
        return {node.id: tuple(one for one in self.flows if one.source == node.id) for node in self.nodes}

    @cached_property
    def into(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that enter each element."""
        return {node.id: tuple(one for one in self.flows if one.target == node.id) for node in self.nodes}

    @cached_property
    def edges(self) -> Mapping[str, tuple[Node, ...]]:
        """The boundary events of each element."""
        return {node.id: tuple(one for one in self.nodes if one.host == node.id) for node in self.nodes}

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """Where its tokens begin by themselves: the start events without a symbol, else what no flow enters."""
        inside = [one for one in self.nodes if one.kind not in {"edge", "esub"} and not _is_link_end(one)]
        starts = [one.id for one in inside if one.kind == "start" and not one.event]
        free = [one.id for one in inside if not self.into[one.id] and one.kind != "start" and not one.is_undo]
        return tuple(starts or free)

    @cached_property
    def openings(self) -> tuple[Node, ...]:
        """The start events that wait for something."""
        return tuple(one for one in self.nodes if one.kind == "start" and one.event)

    @cached_property
    def undo(self) -> Mapping[str, str]:
        """The step that undoes each element that can be undone."""
        return {one.host: one.undo for one in self.nodes if one.undo}

    @cached_property
    def event_subs(self) -> tuple[Node, ...]:
        """The event sub-processes that stand in it."""
        return tuple(one for one in self.nodes if one.kind == "esub")


def _reads(graph: Graph, node: Node) -> set[str]:
    """Return the names that an element's own texts read, and its flows'."""
    found = {flow.condition for flow in graph.out[node.id]} | {source for _, source in node.inputs}
    found |= {node.many.items, node.many.until or ""} if node.many else set()
    found |= {node.loop.condition} if node.loop else set()
    return (found | ({node.name} if node.event == "conditional" else set())) - {""}


def _is_link_end(node: Node) -> bool:
    return (node.kind, node.event) == ("catch", "link")


@dataclass(frozen=True)
class Drawing:
    """All graphs of a routine and what it calls."""

    main: str
    graphs: Mapping[str, Graph]
    processes: tuple[str, ...]

    @cached_property
    def own_names(self) -> Mapping[str, frozenset[str]]:
        """The names that each instance of a repeated activity keeps for itself: its item, and, in parallel, what is

        read nowhere but inside it (design 6).
        """
        return {
            node.id: self._own_names(graph, node)
            for graph in self._run()
            for node in graph.nodes
            if node.many or node.loop
        }

    def _run(self) -> list[Graph]:
        """Return the graphs that a case can come to."""
        found, todo = {}, [self.main]
        while todo:
            ident = todo.pop()
            if ident not in found:
                found[ident] = self.graphs[ident]
                todo += [one.graph for one in found[ident].nodes if one.graph]
        return list(found.values())

    def _own_names(self, graph: Graph, node: Node) -> frozenset[str]:
        item = {node.many.item} - {""} if node.many else set()
        if node.many is None or node.many.is_sequential:
            return frozenset(item)
        body = self._body(node)
        places = {one.id: (around, one) for around in self._run() for one in around.nodes}
        inside = {name for one in body for name in _reads(*places[one])} - {node.many.items}
        outside = {name for one in places.keys() - body for name in _reads(*places[one])}
        after = {flow.condition for flow in graph.out[node.id]}
        return frozenset(item | (inside - outside - after))

    def _body(self, node: Node) -> set[str]:
        """Return what stands in `node`, itself with it, and in the routines that are called from nowhere else."""
        found, todo = {node.id}, [node.graph] if node.kind in {"sub", "trans"} else []
        if node.kind == "call":
            todo += self._called_only_by(found, node.graph)
        while todo:
            for one in self.graphs[todo.pop()].nodes:
                found.add(one.id)
                todo += [one.graph] if one.kind in {"sub", "trans", "esub"} else []
                todo += self._called_only_by(found, one.graph) if one.kind == "call" else []
        return found

    def _called_only_by(self, body: set[str], process: str) -> list[str]:
        calls = {one.id for graph in self._run() for one in graph.nodes if one.graph == process}
        return [process] if calls - {process} <= body else []

    @cached_property
    def has_conditions(self) -> bool:
        """Tell whether an event waits for a condition."""
        return any(one.event == "conditional" for graph in self.graphs.values() for one in graph.nodes)


def load(text: str) -> Drawing:
    """Read a drawing that `dump` wrote."""
    kept = json.loads(text)
    graphs = {
        ident: Graph(ident, tuple(_node(one) for one in graph["nodes"]), tuple(Flow(**one) for one in graph["flows"]))
        for ident, graph in kept["graphs"].items()
    }
    return Drawing(kept["main"], graphs, tuple(kept["processes"]))


def dump(drawing: Drawing) -> dict[str, Any]:
    """Return a drawing as JSON values, without what is as usual."""
    graphs = {
        ident: {
            "nodes": [_short(asdict(one)) for one in graph.nodes],
            "flows": [_short(asdict(one)) for one in graph.flows],
        }
        for ident, graph in drawing.graphs.items()
    }
    return {"main": drawing.main, "graphs": graphs, "processes": list(drawing.processes)}


def _short(row: dict[str, Any]) -> dict[str, Any]:
    usual = {"event": "", "name": "", "hours": 0, "times": 1, "host": "", "is_interrupting": True, "graph": ""}
    usual |= {"many": None, "loop": None, "condition": "", "is_default": False, "is_each": False}
    usual |= {"undo": "", "is_undo": False, "inputs": ()}
    return {key: value for key, value in row.items() if key not in usual or value != usual[key]}


def _node(row: dict[str, Any]) -> Node:
    many, loop, inputs = row.pop("many", None), row.pop("loop", None), row.pop("inputs", ())
    repeated = {"many": Many(**many) if many else None, "loop": Loop(**loop) if loop else None}
    return Node(**row, **repeated, inputs=tuple((target, source) for target, source in inputs))


def xml(drawing: Drawing) -> bytes:
    """Return the BPMN text of a drawing."""
    nodes = [node for graph in drawing.graphs.values() for node in graph.nodes]
    shared = "".join(
        sorted({_shared(node) for node in nodes if node.event in {"message", "signal", *_CODED} and node.name})
    )
    bodies = "".join(
        f'<bpmn:process id="{ident}" isExecutable="true">{_body(drawing, ident)}</bpmn:process>'
        for ident in drawing.processes
    )
    return f"{_HEAD}{shared}{bodies}</bpmn:definitions>".encode()


def _shared(node: Node) -> str:
    if node.event in _CODED:
        code = f'{node.event}Code="{node.name}"'
        return f'<bpmn:{node.event} id="{node.event}_{node.name}" name="{node.name}" {code}/>'
    key = '<bpmn:extensionElements><zeebe:subscription correlationKey="=nokkel"/></bpmn:extensionElements>'
    inner = key if node.event == "message" and not node.name.startswith(OPENS) else ""
    return f'<bpmn:{node.event} id="{node.event}_{node.name}" name="{node.name}">{inner}</bpmn:{node.event}>'


def _body(drawing: Drawing, ident: str) -> str:
    graph = drawing.graphs[ident]
    return "".join(_element(drawing, graph, node) for node in graph.nodes) + "".join(map(_line, graph.flows))


def _line(flow: Flow) -> str:
    inner = f"<bpmn:conditionExpression>={flow.condition}</bpmn:conditionExpression>" if flow.condition else ""
    ends = f'sourceRef="{flow.source}" targetRef="{flow.target}"'
    return f'<bpmn:sequenceFlow id="{flow.id}" {ends}>{inner}</bpmn:sequenceFlow>'


def _element(drawing: Drawing, graph: Graph, node: Node) -> str:
    tag = _TAGS[node.kind]
    default = next((flow.id for flow in graph.out[node.id] if flow.is_default), "")
    given = {"id": node.id, "name": node.id, **({"default": default} if default else {}), **_attributes(node)}
    inner = _extensions(node)
    if node.event and node.kind != "receive":
        inner += _event(node)
    if node.graph and node.kind != "call":
        inner += _body(drawing, node.graph)
    inner += (_many(node.many) if node.many else "") + (_loop(node.loop) if node.loop else "")
    attributes = "".join(f" {key}={quoteattr(value)}" for key, value in given.items())
    ends = f'sourceRef="{node.id}" targetRef="{node.undo}"'
    line = f'<bpmn:association id="til{node.undo}" associationDirection="One" {ends}/>' if node.undo else ""
    return f"<bpmn:{tag}{attributes}>{inner}</bpmn:{tag}>{line}"


def _attributes(node: Node) -> dict[str, str]:
    if node.kind == "edge":
        return {"attachedToRef": node.host, "cancelActivity": str(node.is_interrupting).lower()}
    if node.kind == "start" and not node.is_interrupting:
        return {"isInterrupting": "false"}
    if node.is_undo:
        return {"isForCompensation": "true"}
    if node.kind == "receive":
        return {"messageRef": f"message_{node.name}"}
    return {"triggeredByEvent": "true"} if node.kind == "esub" else {}


def _extensions(node: Node) -> str:
    inner = _EACH if node.is_each else ""
    if node.kind == "task":
        inner += '<zeebe:assignmentDefinition candidateGroups="Rektor"/>'
    if node.kind == "call":
        inner += f'<zeebe:calledElement processId="{node.graph}"/>'
    if node.inputs:
        pairs = "".join(f'<zeebe:input source="={source}" target="{target}"/>' for target, source in node.inputs)
        inner += f"<zeebe:ioMapping>{pairs}</zeebe:ioMapping>"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def _event(node: Node) -> str:
    if node.event == "timer":
        inner = f"<bpmn:timeDuration>PT{node.hours}H</bpmn:timeDuration>"
        if node.times > 1:
            inner = f"<bpmn:timeCycle>R{node.times}/PT{node.hours}H</bpmn:timeCycle>"
        return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"
    if node.event == "link":
        return f'<bpmn:linkEventDefinition name="{node.name}"/>'
    if node.event == "conditional":
        text = f"<bpmn:condition>={node.name}</bpmn:condition>"
        return f"<bpmn:conditionalEventDefinition>{text}</bpmn:conditionalEventDefinition>"
    if node.event == "compensate":
        activity = f' activityRef="{node.name}"' if node.name else ""
        return f"<bpmn:compensateEventDefinition{activity}/>"
    reference = f' {node.event}Ref="{node.event}_{node.name}"' if node.name else ""
    return f"<bpmn:{node.event}EventDefinition{reference}/>"


def _many(many: Many) -> str:
    until = f"={many.until}" if many.until else f"=numberOfCompletedInstances &gt;= {many.enough}"
    done = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if many.until or many.enough else ""
    item = f' inputElement="{many.item}"' if many.item else ""
    each = f'<zeebe:loopCharacteristics inputCollection="={many.items}"{item}/>'
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(many.is_sequential).lower()}">'
        f"<bpmn:extensionElements>{each}</bpmn:extensionElements>"
        f"{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def _loop(loop: Loop) -> str:
    most = f' loopMaximum="{loop.maximum}"' if loop.maximum else ""
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(loop.is_tested_before).lower()}"{most}>'
        f"<bpmn:loopCondition>={loop.condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
