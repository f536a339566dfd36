"""Escalations: who takes them, and that the rest goes on where it is not interrupted (BPMN 2.0, 10.5)."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating, throwing


@pytest.mark.parametrize("code", ["E", ""])
@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_escalation_is_taken_at_the_edge(code, is_interrupting):
    inner = throwing.inner("A > opp > B > e1", opp=throwing.throw())
    edge = drawing.boundary("D", throwing.symbol("escalation", code), is_interrupting=is_interrupting)
    played = drawing.play(
        drawing.draw("start > D > C > slutt; fang > X > slutt", D=inner, fang=edge, top=throwing.TOP)
    ).start()

    assert played.do("A").open == (["X"] if is_interrupting else ["B", "X"])
    assert "opp" in played.passed()
    if not is_interrupting:
        assert played.do("B").open == ["C", "X"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_escalation_begins_an_event_sub_process(is_interrupting):
    start = throwing.begun("escalation", "E", is_interrupting=is_interrupting)
    played = (
        drawing.play(drawing.draw("start > A > opp > B > slutt", opp=throwing.throw(), H=start, top=throwing.TOP))
        .start()
        .do("A")
    )

    assert played.open == (["X"] if is_interrupting else ["B", "X"])


def test_an_escalation_may_be_thrown_again_and_again():
    start = throwing.begun("escalation", "", is_interrupting=False)
    played = drawing.play(
        drawing.draw(
            "start > A > opp > xor; xor > A : =igjen; xor > slutt : default",
            opp=throwing.throw(),
            H=start,
            top=throwing.TOP,
        )
    ).start()

    assert played.do("A", igjen=True).do("A", igjen=False).open == ["X", "X"]
    assert played.do("X").do("X").ended == "he"


def test_an_escalation_end_lets_the_rest_go_on_when_it_is_not_interrupted():
    inner = throwing.inner(
        "s1 > and1 > A > opp; and1 > B > e1", s1=gating.START, opp=throwing.end("escalation", "E", ident="opp")
    )
    edge = drawing.boundary("D", throwing.symbol("escalation", "E"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > D > C; fang > X", D=inner, fang=edge, top=throwing.TOP)).start().do("A")

    assert played.open == ["B", "X"]
    assert played.do("B").open == ["C", "X"]


def test_an_escalation_at_the_very_end_of_its_scope_still_begins_what_takes_it():
    inner = throwing.inner(
        "A > opp",
        opp=throwing.end("escalation", "E", ident="opp"),
        H=throwing.begun("escalation", "E", is_interrupting=False),
    )
    played = drawing.play(drawing.draw("start > D > C", D=inner, top=throwing.TOP)).start().do("A")

    assert played.open == ["X"]
    assert played.do("X").open == ["C"]


def test_an_escalation_goes_out_of_calls_and_instances_to_the_nearest_that_takes_it():
    called = drawing.draw("start > A > opp > B > slutt", process="q", opp=throwing.throw(), top=throwing.TOP)
    each = drawing.call("q", drawing.each("=elever", inputElement="e"))
    edge = drawing.boundary("D", throwing.symbol("escalation", "E"), is_interrupting=False)
    outer = throwing.begun("escalation", "")
    diagram = drawing.draw("start > D > C; fang > X2", D=each, fang=edge, H=outer, top=throwing.TOP)
    played = drawing.play(diagram, called).start(elever=[1, 2]).do("D/A").do("D/A")

    assert played.open == ["D/B", "D/B", "X2", "X2"]


def test_an_escalation_that_nobody_takes_is_without_effect():
    played = drawing.play(drawing.draw("start > A > opp > B", opp=throwing.throw(), top=throwing.TOP)).start()

    assert played.do("A").open == ["B"]


def test_an_escalation_out_of_an_event_sub_process_is_not_taken_by_itself_again():
    again = drawing.inside(
        "hs > X > opp2",
        prefix="h",
        hs=throwing.start("escalation", "", is_interrupting=False),
        opp2=throwing.end("escalation", "E", ident="opp2"),
    )
    inner = throwing.inner("A > opp > B", opp=throwing.throw(), H=throwing.sub(again))
    edge = drawing.boundary("D", throwing.symbol("escalation", "E"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > D > C; fang > Y", D=inner, fang=edge, top=throwing.TOP)).start().do("A")

    assert played.do("X").open == ["B", "Y"]
