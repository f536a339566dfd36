"""Events with several symbols: what is told of them is told of the event that is drawn (`drawing.twins`)."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

BOTH = drawing.timer("P1D") + drawing.on_message("svar")
GIVES = drawing.io(outputs={"x": "=frist"})


@pytest.mark.parametrize("symbols", [BOTH, drawing.on_message("svar") + drawing.timer("P1D")])
def test_the_trace_tells_once_of_a_catch_whichever_symbol_came(symbols):
    catch = drawing.node("intermediateCatchEvent", symbols)
    played = drawing.play(drawing.draw("start > T > V > slutt", top=gating.MESSAGE, V=catch)).start().do("T")
    played.send("svar")

    assert [one for one in played.trace if "#" in one.element_id or "#" in one.path] == []
    assert played.passed("entered") == ["start", "T", "V", "slutt"]
    assert played.passed() == ["start", "T", "V", "slutt"]
    assert played.passed("flow") == ["f0", "f1", "f2"]


def test_the_trace_tells_once_of_an_edge():
    diagram = drawing.draw("start > T > slutt; k > B > slutt2", top=gating.MESSAGE, k=drawing.boundary("T", BOTH))
    played = drawing.play(diagram).start().send("svar")

    assert played.passed("entered") == ["start", "T", "k", "B"]
    assert played.passed() == ["start", "k"]
    assert played.passed("flow") == ["f0", "f2"]
    assert played.do("B").ended == "slutt2"


def test_what_comes_with_a_message_is_given_by_any_symbol():
    edge = drawing.boundary("T", BOTH, ext=GIVES)
    flows = "start > T > slutt; k > xor; xor > B : =x > 1; xor > slutt : default"

    played = drawing.play(drawing.draw(flows, top=gating.MESSAGE, k=edge)).start(x=0).send("svar", frist=2)
    assert played.open == ["B"]


def test_all_symbols_of_a_throw_are_sent_with_its_inputs():
    throw = drawing.node(
        "intermediateThrowEvent", drawing.on_signal("brann") + drawing.on_message("svar"),
        ext=drawing.io(inputs={"hva": "=x"}),
    )  # fmt: skip
    top = gating.MESSAGE + drawing.signal("brann")
    played = drawing.play(drawing.draw("start > T > V > B", top=top, V=throw)).start(x=1).do("T")

    assert {(one.kind, one.element_id, one.path, one.data["hva"]) for one in played.step.sent} == {
        ("signal", "V", "V", 1), ("message", "V", "V", 1),
    }  # fmt: skip
    assert played.passed("flow") == ["f0", "f1", "f2"]


def test_each_symbol_of_a_start_opens_a_case():
    start = drawing.node("startEvent", drawing.on_signal("brann") + drawing.on_message("svar"))
    definition = drawing.define(
        drawing.draw("inn > T > slutt", top=gating.MESSAGE + drawing.signal("brann"), inn=start)
    )

    for opening in definition.openings:
        played = drawing.Play(definition).start(opening.id)
        assert played.passed("entered") == ["inn", "T"]
        assert played.do("T").ended == "slutt"
    assert [one.event.kind for one in definition.openings] == ["signal", "message"]
    assert [one.id for one in definition.outline] == ["inn", "T", "slutt"]


def test_a_fault_of_one_event_is_told_once():
    edge = drawing.boundary("S", BOTH)
    script = drawing.script("=1", "y")

    found = gating.judged(drawing.draw("start > S > slutt; k > slutt", top=gating.MESSAGE, S=script, k=edge))
    assert [(one.code, one.element) for one in found if one.code == "never-happens"] == [("never-happens", "k")]
