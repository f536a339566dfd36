"""Errors: who takes what is thrown outwards (BPMN 2.0, 10.5)."""

from __future__ import annotations

import drawing
import pytest

from engine import errors
from tests.engine.bpmn import throwing


@pytest.mark.parametrize("code", ["F", ""])
def test_an_error_start_takes_an_error_of_its_own_scope(code):
    diagram = drawing.draw(
        "start > and1 > A > kast; and1 > B",
        kast=throwing.end("error"),
        H=throwing.begun("error", code),
        top=throwing.TOP,
    )
    played = drawing.play(diagram).start().do("A")

    assert played.open == ["X"]
    assert (played.passed("cancelled"), played.passed()[-3:]) == (["B"], ["A", "kast", "hs"])
    assert played.do("X").ended == "he"


def test_an_error_start_inside_comes_before_the_edge_outside():
    inner = throwing.inner("A > kast", kast=throwing.end("error"), H=throwing.begun("error", ""))
    edge = drawing.boundary("D", throwing.symbol("error", "F"))
    played = drawing.play(drawing.draw("start > D > B; fang > C", D=inner, fang=edge, top=throwing.TOP)).start().do("A")

    assert played.open == ["X"]
    assert played.do("X").open == ["B"]


def test_an_error_of_another_code_goes_on_outwards():
    inner = throwing.inner("A > kast", kast=throwing.end("error"), H=throwing.begun("error", "G"))
    other = drawing.boundary("D", throwing.symbol("error", "G"))
    diagram = drawing.draw(
        "start > D > B; fang > C", D=inner, fang=other, H2=throwing.begun("error", "F", "k ks Y ke"), top=throwing.TOP
    )

    assert drawing.play(diagram).start().do("A").open == ["Y"]


def test_an_error_out_of_an_event_sub_process_is_not_taken_by_that_scope_again():
    again = drawing.inside(
        "hs > X > kast2", prefix="h", hs=throwing.start("error", ""), kast2=throwing.end("error", ident="kast2")
    )
    inner = throwing.inner("A > kast", kast=throwing.end("error"), H=throwing.sub(again))
    edge = drawing.boundary("D", throwing.symbol("error", ""))
    played = drawing.play(drawing.draw("start > D > B; fang > C", D=inner, fang=edge, top=throwing.TOP)).start()

    assert played.do("A").open == ["X"]
    assert played.do("X").open == ["C"]


def test_an_error_out_of_one_beside_the_rest_is_taken_by_its_scope():
    beside = drawing.inside(
        "ms > Y > kast", prefix="m", ms=throwing.start("message", is_interrupting=False), kast=throwing.end("error")
    )
    diagram = drawing.draw("start > A", M=throwing.sub(beside), H=throwing.begun("error", "F"), top=throwing.TOP)
    played = drawing.play(diagram).start().send("svar").do("Y")

    assert (played.open, played.step.waiting) == (["X"], ())
    assert sorted(played.passed("cancelled")) == ["A", "M"]


def test_an_error_goes_out_of_a_call_into_the_event_sub_process_around_it():
    called = drawing.draw("start > A > kast", process="q", kast=throwing.end("error"), top=throwing.TOP)
    diagram = drawing.draw("start > D > B", D=drawing.call("q"), H=throwing.begun("error", "F"), top=throwing.TOP)

    assert drawing.play(diagram, called).start().do("D/A").open == ["X"]


def test_an_error_in_one_instance_is_taken_inside_that_instance():
    inner = throwing.inner(
        "A > xor; xor > kast : =feil; xor > e1 : default", kast=throwing.end("error"), H=throwing.begun("error", "F")
    )
    each = inner[: -len("</bpmn:subProcess>")] + drawing.each("=elever", inputElement="e") + "</bpmn:subProcess>"
    played = (
        drawing.play(drawing.draw("start > D > B", D=each, top=throwing.TOP)).start(elever=[1, 2]).do("A", feil=True)
    )

    assert played.open == ["A", "X"]
    assert played.do("A", feil=False).do("X").open == ["B"]


def test_an_error_that_nobody_takes_stops_the_case():
    diagram = drawing.draw(
        "start > A > kast", kast=throwing.end("error"), H=throwing.begun("error", "G"), top=throwing.TOP
    )

    with pytest.raises(errors.RoutineFault, match="blir ikke fanget"):
        drawing.play(diagram).start().do("A")


def test_a_fault_says_a_code_as_it_is_drawn_and_not_what_an_answer_made_of_it():
    top = throwing.TOP + '<bpmn:error id="regnet" name="x" errorCode="=kode"/>'
    end = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="regnet"/>')
    played = drawing.play(drawing.draw("start > A > kast", kast=end, top=top)).start()

    with pytest.raises(errors.RoutineFault, match="«=kode» blir ikke fanget") as told:
        played.do("A", kode="Testelev A ble slått")
    assert "Testelev" not in str(told.value)


@pytest.mark.parametrize(("kind", "value", "way"), [("error", "F", "B"), ("error", "H", "C"), ("escalation", 7, "C")])
def test_a_code_that_is_worked_out_is_taken_by_who_takes_that_code(kind, value, way):
    top = throwing.TOP + f'<bpmn:{kind} id="regnet" name="x" {kind}Code="=kode"/>'
    inner = throwing.inner("A > kast", kast=throwing.end(kind, "regnet"))
    edges = {
        "en": drawing.boundary("D", throwing.symbol(kind, "F")),
        "alle": drawing.boundary("D", throwing.symbol(kind)),
    }
    played = drawing.play(drawing.draw("start > D > E; en > B; alle > C", D=inner, top=top, **edges)).start()

    assert played.do("A", kode=value).open == [way]


def test_a_code_that_comes_to_nothing_stops_the_case():
    top = throwing.TOP + '<bpmn:error id="regnet" name="x" errorCode="=kode"/>'
    inner = throwing.inner("A > kast", kast=throwing.end("error", "regnet"))
    edge = drawing.boundary("D", throwing.symbol("error"))
    played = drawing.play(drawing.draw("start > D > E; alle > C", D=inner, alle=edge, top=top)).start()

    with pytest.raises(errors.RoutineFault, match="koden «=kode» gir ingen kode"):
        played.do("A")
