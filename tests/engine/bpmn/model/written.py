"""The BPMN text of a drawing, as an editor would write it: what the engine reads."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from tests.engine.bpmn.model.drawn import OPENS, Drawing, Flow, Graph, Loop, Many, Node, Picks

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="modell">'
)
_TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "userTask",
    "pass": "task",
    "script": "scriptTask",
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
    "adhoc": "adHocSubProcess",
    "edge": "boundaryEvent",
}
_EACH = '<zeebe:properties><zeebe:property name="tapte" value="hver"/></zeebe:properties>'
_CODED = {"error", "escalation"}


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
    if node.picks and node.picks.until:
        inner += f"<bpmn:completionCondition>={node.picks.until}</bpmn:completionCondition>"
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
    if node.picks and node.picks.is_awaited:
        return {"cancelRemainingInstances": "false"}
    if node.kind == "receive":
        return {"messageRef": f"message_{node.name}"}
    return {"triggeredByEvent": "true"} if node.kind == "esub" else {}


def _extensions(node: Node) -> str:
    inner = _EACH if node.is_each else ""
    if node.kind == "task":
        inner += '<zeebe:assignmentDefinition candidateGroups="Rektor"/>'
    if node.kind == "call":
        shut = ' propagateAllParentVariables="false"' if node.is_shut else ""
        silent = ' propagateAllChildVariables="false"' if node.is_silent else ""
        inner += f'<zeebe:calledElement processId="{node.graph}"{shut}{silent}/>'
    if node.picks:
        inner += f"<zeebe:adHoc activeElementsCollection={quoteattr(_picked(node.picks))}/>"
    if node.kind == "script":
        ((target, source),) = node.outputs
        inner += f'<zeebe:script expression="={source}" resultVariable="{target}"/>'
    elif node.inputs or node.outputs:
        inner += f"<zeebe:ioMapping>{_pairs('input', node.inputs)}{_pairs('output', node.outputs)}</zeebe:ioMapping>"
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""


def _picked(picks: Picks) -> str:
    first, others = (", ".join(f'"{one}"' for one in several) for several in (picks.first, picks.others))
    return f"=if {picks.by} = true then [{first}] else [{others}]" if picks.by else f"=[{first}]"


def _pairs(way: str, pairs: tuple[tuple[str, str], ...]) -> str:
    return "".join(f'<zeebe:{way} source="={source}" target="{target}"/>' for target, source in pairs)


def _event(node: Node) -> str:
    if node.event == "timer":
        inner = f"<bpmn:timeDuration>PT{node.hours}H</bpmn:timeDuration>"
        if node.times != 1:
            inner = f"<bpmn:timeCycle>R{node.times or ''}/PT{node.hours}H</bpmn:timeCycle>"
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
    count = f"<bpmn:loopCardinality>={many.count}</bpmn:loopCardinality>" if many.count else ""
    item = f' inputElement="{many.item}"' if many.item else ""
    given = f' outputElement="={many.gives}" outputCollection="{many.collected}"' if many.collected else ""
    each = f'<zeebe:loopCharacteristics inputCollection="={many.items}"{item}{given}/>' if many.items else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(many.is_sequential).lower()}">'
        f"<bpmn:extensionElements>{each}</bpmn:extensionElements>"
        f"{count}{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def _loop(loop: Loop) -> str:
    most = f' loopMaximum="{loop.maximum}"' if loop.maximum else ""
    return (
        f'<bpmn:standardLoopCharacteristics testBefore="{str(loop.is_tested_before).lower()}"{most}>'
        f"<bpmn:loopCondition>={loop.condition}</bpmn:loopCondition></bpmn:standardLoopCharacteristics>"
    )
