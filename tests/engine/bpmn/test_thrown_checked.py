"""What the check says of errors, escalations and cancelled transactions: caught, uncaught, and never thrown."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating, throwing


def test_the_check_lets_what_is_caught_through():
    inner = gating.sub("s1 > A > kast", kast=throwing.end("error"))
    edge = drawing.boundary("D", throwing.symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"

    assert gating.judged(drawing.draw(flows, D=inner, fang=edge, top=throwing.TOP, **gating.base(flows))) == []


def test_what_a_routine_throws_may_be_caught_by_the_one_that_calls_it():
    called = drawing.draw(
        "start > T > kast", process="q", kast=throwing.end("error"), top=throwing.TOP, **gating.base("start T")
    )
    called = called.replace(b'"T"', b'"T2"').replace(b'"start"', b'"start_q"').replace(b"skjema", b"skjema")
    edge = drawing.boundary("D", throwing.symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"
    diagram = drawing.draw(flows, D=drawing.call("q"), fang=edge, top=throwing.TOP, **gating.base(flows))

    assert [one.code for one in gating.judged(diagram, called)] == []


def test_what_goes_through_two_calls_before_it_is_caught_is_no_finding():
    low = drawing.draw(
        "s2 > A2 > kast", process="r", kast=throwing.end("error"), top=throwing.TOP, s2=throwing.AT, A2=gating.TASK
    )
    middle = drawing.draw("s3 > D2", process="q", D2=drawing.call("r"), s3=throwing.AT)
    edge = drawing.boundary("D", throwing.symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"
    diagram = drawing.draw(flows, D=drawing.call("q"), fang=edge, top=throwing.TOP, **gating.base(flows))

    assert [one.code for one in gating.judged(diagram, middle, low)] == []


@pytest.mark.parametrize(("kind", "code"), [("error", "error-uncaught"), ("escalation", "escalation-uncaught")])
def test_what_nobody_catches_is_told(kind, code):
    flows = "start > T > kast"
    found = gating.judged(drawing.draw(flows, kast=throwing.end(kind), top=throwing.TOP, **gating.base(flows)))

    assert [(one.code, one.level) for one in found] == [(code, "warning")]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("not-supported", {"flows": "start > T > ende", "ende": gating.event("endEvent", "cancel")}),
        ("not-supported", {"k": drawing.boundary("D", "<bpmn:cancelEventDefinition/>"), "D": gating.sub()}),
        ("not-supported", {"D": "TRANSACTION"}),
        ("escalation-code-missing", {"flows": "start > T > kast", "kast": "BARE"}),
        ("never-happens", {"D": gating.sub(), "k": "SAME", "k2": "SAME"}),
    ],
)
def test_the_check_refuses_what_cannot_be_thrown_or_caught(code, given):
    bodies = {
        "TRANSACTION": gating.sub("s1 > A > ende", ende=gating.event("endEvent", "cancel")).replace(
            "subProcess", "transaction"
        ),
        "BARE": throwing.end("escalation", "tom"),
        "SAME": drawing.boundary("D", "<bpmn:errorEventDefinition/>"),
    }
    given = {key: bodies.get(value, value) for key, value in given.items()}
    flows = given.pop("flows", f"start > {'D > ' if 'D' in given else ''}T > slutt")
    top = throwing.TOP + '<bpmn:escalation id="tom" name="tom"/>'
    found = gating.judged(drawing.draw(flows, top=top, **gating.base(flows), **given))

    assert code in {one.code for one in found if one.level == "error" and one.remedy}


def test_a_code_that_is_worked_out_may_be_caught_and_reads_a_name_and_is_none_of_a_catch():
    top = throwing.TOP + '<bpmn:error id="regnet" name="x" errorCode="=x"/>'
    inner = gating.sub("s1 > A > kast", kast=throwing.end("error", "regnet"))
    flows = "start > D > T > slutt; fang > slutt"

    def codes(code: str, top: str) -> list[str]:
        edge = drawing.boundary("D", throwing.symbol("error", code))
        diagram = drawing.draw(flows, D=inner, fang=edge, top=top, **gating.base(flows))
        return [one.code for one in gating.judged(diagram)]

    assert codes("F", top) == []
    assert codes("F", top.replace('"=x"', '"=ukjent"')) == ["name-unknown"]
    assert codes("regnet", top) == ["not-supported"]
