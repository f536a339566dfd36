"""The gate lets through every construct that runs, without a finding (design 7)."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

RUNS = {
    "user task": {},
    "manual task": {"T": drawing.node("manualTask", ext=gating.OWN)},
    "plain task": {"T": drawing.node("task")},
    "service task": {"T": drawing.action("varsel", til="rektor")},
    "send task": {"T": drawing.action("brev", element="sendTask", mal="melding")},
    "script": {"T": drawing.script("=x + 1", "y")},
    "receive task": {"T": drawing.node("receiveTask", messageRef="svar"), "top": gating.MESSAGE},
    "sub-process": {"T": gating.sub()},
    "sub-process without start event": {"T": gating.sub("A > e1")},
    "parallel multi-instance": {"T": gating.loop(drawing.each("=elever", inputElement="elev"))},
    "sequential multi-instance": {"T": gating.loop(drawing.each("=elever", sequential=True, until="=x > 1"))},
    "collected results": {
        "T": gating.loop(drawing.each("=elever", inputElement="e", outputElement="=x", outputCollection="alle"))
    },
    "timer catch": {"T": drawing.node(gating.CATCH, drawing.timer("6 uker fra dato"))},
    "message catch": {"T": drawing.node(gating.CATCH, drawing.on_message("svar")), "top": gating.MESSAGE},
    "none throw": {"T": drawing.node(gating.THROW)},
    "message throw": {
        "T": drawing.node(
            gating.THROW,
            drawing.on_message("svar"),
            ext='<zeebe:taskDefinition type="brev"/>'
            '<zeebe:taskHeaders><zeebe:header key="mal" value="melding"/></zeebe:taskHeaders>',
        ),
        "top": gating.MESSAGE,
    },
    "documentation, properties, drawn data": {
        "extra": '<bpmn:dataObjectReference id="d1" dataObjectRef="d2"/><bpmn:dataObject id="d2"/><bpmn:group id="g1"/>'
        '<bpmn:textAnnotation id="t1"><bpmn:text>Merk</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:dataStoreReference id="d3"/><bpmn:association id="a1" sourceRef="T" targetRef="t1"/>'
    },
    "implicit end": {"flows": "start > T"},
    "implicit split and merge": {
        "flows": "start > T > B > D; T > C > D",
        "B": gating.TASK,
        "C": gating.TASK,
        "D": gating.TASK,
    },
    "exclusive with default": {"flows": "start > T > xor; xor > slutt : =x > 1; xor > T : default"},
    "parallel": {"flows": "start > and1 > T > and2 > slutt; and1 > B > and2", "B": gating.TASK},
    "inclusive": {
        "flows": "start > T > or1; or1 > B : =x > 1; or1 > C : default; B > or2; C > or2 > slutt",
        "B": gating.TASK,
        "C": gating.TASK,
    },
    "event gateway": {
        "flows": "start > T > race > V > slutt; race > W > slutt",
        "V": drawing.node(gating.CATCH, drawing.timer("P1D")),
        "W": drawing.node(gating.CATCH, drawing.on_message("svar")),
        "top": gating.MESSAGE,
    },
    "interrupting timer": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.timer("10 virkedager")),
    },
    "repeating timer": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.timer("R3/P1W", kind="timeCycle"), is_interrupting=False),
    },
    "message at the edge": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.on_message("svar")),
        "top": gating.MESSAGE,
    },
    "error": {
        "flows": "start > D > slutt; k > slutt",
        "D": gating.sub(
            "s1 > A > kast", kast=drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')
        ),
        "k": drawing.boundary("D", '<bpmn:errorEventDefinition errorRef="feil1"/>'),
        "top": gating.ERROR,
    },
    "terminate": {"flows": "start > T > ende", "ende": gating.event("endEvent", "terminate")},
    "message start": {
        "flows": "start > T; inn > T",
        "inn": drawing.node("startEvent", drawing.on_message("svar")),
        "top": gating.MESSAGE,
    },
}


@pytest.mark.parametrize("name", RUNS)
def test_runs(name):
    given = dict(RUNS[name])
    flows = given.pop("flows", "start > T > slutt")

    diagram = drawing.draw(flows, **gating.base(flows) | given)
    assert gating.judged(diagram) == []
    drawing.define(diagram)
