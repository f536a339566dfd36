"""Constructs inside each other: what holds for one must hold for all of them together."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing

from engine import clock

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_START = '<bpmn:startEvent id="s1"/>'


def test_a_side_branch_keeps_its_sub_process_open_after_the_host_is_done():
    edge = drawing.boundary("A", drawing.timer("P1D"), is_interrupting=False)
    inner = drawing.inside("s1 > A; purring > X", prefix="i", s1=_START, purring=edge)
    played = drawing.play(drawing.draw("start > D > B", D=drawing.node("subProcess", inner))).start().fire("purring")

    assert played.do("A").open == ["X"]
    assert played.do("X").open == ["B"]


def test_rounds_of_called_routines_with_sub_processes_instances_timers_and_errors():
    edge = drawing.boundary("M", drawing.timer("2 uker"))
    each = drawing.each("=elever", sequential=True, inputElement="rad", outputElement="=svar", outputCollection="alle")
    inner = drawing.inside(
        "s1 > S > e1", prefix="i", s1=_START, S=drawing.node("userTask"), e1=drawing.node("endEvent")
    )
    called = drawing.draw(
        "start > M > xor; xor > slutt : =count(alle) = 2; xor > kast : default; frist > kast",
        process="q",
        M=drawing.node("subProcess", inner + each),
        frist=edge,
        kast=drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>'),
        top='<bpmn:error id="feil1" name="f" errorCode="F"/>',
    )
    caught = drawing.boundary("D", "<bpmn:errorEventDefinition/>")
    played = drawing.play(drawing.draw("start > D > B > slutt; fang > A > D", D=drawing.call("q"), fang=caught), called)
    with clock.at(MONDAY):
        played.start(elever=[1, 2]).do("D/S", svar="ja")
    assert (played.open, played.timers) == (["D/S"], {"D/frist": datetime(2026, 1, 19, 15, 0, tzinfo=UTC)})

    played.fire("frist")
    assert (played.open, played.timers) == (["A"], {})

    played.do("A").do("D/S", svar="ja").do("D/S", svar="nei")
    assert played.open == ["B"]
    assert played.variables()["alle"] == ["ja", "nei"]
    assert played.do("B").ended == "slutt"


def test_an_inclusive_join_waits_for_what_a_timer_beside_a_task_may_still_send():
    edge = drawing.boundary("A", drawing.timer("P1D"), is_interrupting=False)
    diagram = drawing.draw("start > and1 > A > or2; and1 > B > or2; purring > X > or2; or2 > C > slutt", purring=edge)
    played = drawing.play(diagram).start().do("B").fire("purring").do("A")

    assert played.open == ["X"]
    assert played.do("X").open == ["C"]


def test_two_levels_of_calls_show_their_path_and_keep_their_variables_apart():
    low = drawing.draw("start > S > T > slutt", process="r", S=drawing.script("=x * 10", "x"))
    middle = drawing.draw("start > S > E > slutt", process="q", S=drawing.script("=x + 1", "x"), E=drawing.call("r"))
    played = drawing.play(drawing.draw("start > D > B", D=drawing.call("q")), middle, low).start(x=1)

    assert played.open == ["D/E/T"]
    assert played.variables() == {"x": 1}
    assert played.do("D/E/T").variables() == {"x": 20}


def test_cancelling_forgets_every_scope_below():
    inner = drawing.inside("s1 > T", prefix="i", s1=_START, T=drawing.node("userTask"))
    each = drawing.each("=elever", inputElement="rad")
    edge = drawing.boundary("D", drawing.timer("P1D"))
    diagram = drawing.draw("start > D > B; frist > C", D=drawing.node("subProcess", inner + each), frist=edge)
    played = drawing.play(diagram).start(elever=["Testelev A", "Testelev B"])

    assert "Testelev A" in played.step.state
    played.fire("frist")
    assert played.step.state.count("Testelev A") == 1  # the collection itself is the case's
