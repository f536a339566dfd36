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


@dataclass(frozen=True)
class Many:
    """Multi-instance over the collection `items`; done early when `enough` instances are, or when `until` holds."""

    items: str
    is_sequential: bool = False
    enough: int | None = None
    until: str | None = None


@dataclass(frozen=True)
class Loop:
    """A standard loop: again while `condition` holds, asked before the first round too, or after it."""

    condition: str
    is_tested_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True)
class Node:
    """An element; `event` is its symbol, `name` a message, signal, link or code, `hours` a timer's wait.

    `times` are a timer's firings, `is_each` when it makes up for those it has missed; `host` is what a boundary event
    hangs on, `graph` what runs inside.
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
        """Where its tokens begin: the start events, else what no flow enters."""
        inside = [one for one in self.nodes if one.kind not in {"edge", "esub"} and not _is_link_end(one)]
        starts = [one.id for one in inside if one.kind == "start"]
        return tuple(starts or [one.id for one in inside if not self.into[one.id]])

    @cached_property
    def event_subs(self) -> tuple[Node, ...]:
        """The event sub-processes that stand in it."""
        return tuple(one for one in self.nodes if one.kind == "esub")


def _is_link_end(node: Node) -> bool:
    return (node.kind, node.event) == ("catch", "link")


@dataclass(frozen=True)
class Drawing:
    """All graphs of a routine and what it calls."""

    main: str
    graphs: Mapping[str, Graph]
    processes: tuple[str, ...]


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
    return {key: value for key, value in row.items() if key not in usual or value != usual[key]}


def _node(row: dict[str, Any]) -> Node:
    many, loop = row.pop("many", None), row.pop("loop", None)
    return Node(**row, many=Many(**many) if many else None, loop=Loop(**loop) if loop else None)


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
    inner = key if node.event == "message" else ""
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
    return f"<bpmn:{tag}{attributes}>{inner}</bpmn:{tag}>"


def _attributes(node: Node) -> dict[str, str]:
    if node.kind == "edge":
        return {"attachedToRef": node.host, "cancelActivity": str(node.is_interrupting).lower()}
    if node.kind == "start" and not node.is_interrupting:
        return {"isInterrupting": "false"}
    if node.kind == "receive":
        return {"messageRef": f"message_{node.name}"}
    return {"triggeredByEvent": "true"} if node.kind == "esub" else {}


def _extensions(node: Node) -> str:
    inner = _EACH if node.is_each else ""
    if node.kind == "task":
        inner += '<zeebe:assignmentDefinition candidateGroups="Rektor"/>'
    if node.kind == "call":
        inner += f'<zeebe:calledElement processId="{node.graph}"/>'
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def _event(node: Node) -> str:
    if node.event == "timer":
        inner = f"<bpmn:timeDuration>PT{node.hours}H</bpmn:timeDuration>"
        if node.times > 1:
            inner = f"<bpmn:timeCycle>R{node.times}/PT{node.hours}H</bpmn:timeCycle>"
        return f"<bpmn:timerEventDefinition>{inner}</bpmn:timerEventDefinition>"
    if node.event == "link":
        return f'<bpmn:linkEventDefinition name="{node.name}"/>'
    reference = f' {node.event}Ref="{node.event}_{node.name}"' if node.name else ""
    return f"<bpmn:{node.event}EventDefinition{reference}/>"


def _many(many: Many) -> str:
    until = f"={many.until}" if many.until else f"=numberOfCompletedInstances &gt;= {many.enough}"
    done = f"<bpmn:completionCondition>{until}</bpmn:completionCondition>" if many.until or many.enough else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(many.is_sequential).lower()}">'
        f'<bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="={many.items}"/></bpmn:extensionElements>'
        f"{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def _loop(loop: Loop) -> str:
    most = f' loopMaximum="{loop.maximum}"' if loop.maximum else ""
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(loop.is_tested_before).lower()}"{most}>'
        f"<bpmn:loopCondition>={loop.condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
