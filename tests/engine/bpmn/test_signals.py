"""Signals: thrown inside a case, they reach every place that waits; told to the caller for all other cases."""

from __future__ import annotations

import drawing
import pytest

from engine import errors
from tests.engine.bpmn import gating


def test_a_signal_reaches_every_place_that_waits_in_the_case_at_once():
    inner = drawing.node("subProcess", drawing.inside("s1 > W > B > e1", prefix="i", W=_catch(), **_ENDS))
    diagram = drawing.draw(
        "start > and1 > T > K > C; and1 > V > A; and1 > D", V=_catch(), D=inner, K=_throw(), top=_TOP
    )
    played = drawing.play(diagram).start()

    assert played.open == ["T"]
    assert [one.signal for one in played.step.signals] == ["brann", "brann"]
    assert played.do("T").open == ["A", "B", "C"]


def test_a_thrown_signal_is_caught_in_another_branch_and_goes_on_itself():
    diagram = drawing.draw("start > and1 > V > A; and1 > T > K > C", V=_catch(), K=_throw(), top=_TOP)
    played = drawing.play(diagram).start().do("T")

    assert played.open == ["A", "C"]
    assert [(one.kind, one.name, one.element_id) for one in played.step.sent] == [("signal", "brann", "K")]
    assert played.step.signals == ()


def test_a_signal_end_ends_its_token_and_is_told():
    played = drawing.play(drawing.draw("start > A > slutt", slutt=_end(), top=_TOP)).start().do("A")

    assert played.ended == "slutt"
    assert [one.name for one in played.step.sent] == ["brann"]


def test_a_signal_takes_what_its_inputs_say_and_nothing_else():
    throw = _throw(ext=drawing.io(inputs={"sted": "=skole_navn", "fast": "gård"}))
    diagram = drawing.draw('start > A > K > xor; xor > B : =sted = "gård"; xor > C : default', K=throw, top=_TOP)
    played = drawing.play(diagram).start().do("A", skole_navn="gård")

    assert played.step.sent[0].data == {"sted": "gård", "fast": "gård"}
    assert played.open == ["C"]  # its inputs are its own
    assert "sted" not in played.variables()


def test_a_message_without_a_key_is_sent_to_what_begins_by_it():
    diagram = drawing.draw(
        "start > K > T; m > T",
        top=drawing.message("hjelp", key=""),
        K=drawing.node("intermediateThrowEvent", drawing.on_message("hjelp")),
        m=drawing.node("startEvent", drawing.on_message("hjelp")),
    )
    played = drawing.play(diagram).start()

    assert [(one.kind, one.name, one.key) for one in played.step.sent] == [("message", "hjelp", "")]
    assert played.open == ["T"]


def test_what_comes_with_a_signal_is_written_where_it_is_caught():
    diagram = drawing.draw("start > V > xor; xor > A : =antall > 3; xor > B : default", V=_catch(), top=_TOP)

    assert drawing.play(diagram).start().signal("brann", antall=5, annet=1).open == ["A"]
    assert drawing.play(diagram).start().signal("brann", antall=2).open == ["B"]


def test_a_signal_at_the_edge_takes_the_activity_away_or_goes_on_beside_it():
    diagram = drawing.draw("start > A > slutt; V > B", V=drawing.boundary("A", _ON), top=_TOP)
    assert drawing.play(diagram).start().signal("brann").open == ["B"]

    edge = drawing.boundary("A", _ON, is_interrupting=False)
    beside = drawing.play(drawing.draw("start > A > slutt; V > B", V=edge, top=_TOP)).start()
    assert beside.signal("brann").signal("brann").open == ["A", "B", "B"]
    assert beside.do("A").step.signals == ()


@pytest.mark.parametrize("last", ["K > e1", "e1"])
def test_a_sub_process_may_be_interrupted_by_the_signal_it_throws_itself(last):
    drawn = {"K": _throw()} if last.startswith("K") else {}
    ends = _ENDS | ({} if drawn else {"e1": _end()})
    inner = drawing.node("subProcess", drawing.inside(f"s1 > T > {last}", prefix="i", **ends, **drawn))
    edge = drawing.boundary("D", _ON)
    diagram = drawing.draw("start > D > C > slutt; V > B > slutt2", D=inner, V=edge, top=_TOP)
    played = drawing.play(diagram).start().do("T")

    assert played.open == ["B"]
    assert played.do("B").ended == "slutt2"
    assert "K" not in played.passed("cancelled")


def test_a_signal_may_win_at_an_event_gateway():
    events = {"V": _catch(), "W": drawing.node("intermediateCatchEvent", drawing.timer("PT3H"))}
    played = drawing.play(drawing.draw("start > race > V > A; race > W > B", **events, top=_TOP)).start()

    assert played.signal("brann").open == ["A"]
    assert played.timers == {}


def test_a_signal_that_the_case_does_not_wait_for_is_told():
    played = drawing.play(drawing.draw("start > A", top=_TOP)).start()

    with pytest.raises(errors.SignalNotAwaited):
        played.signal("brann")


def test_a_case_can_begin_with_a_signal():
    begin = drawing.node("startEvent", _ON)

    assert drawing.play(drawing.draw("start > A; inn > B", inn=begin, top=_TOP)).start("inn").open == ["B"]


@pytest.mark.parametrize(
    ("given", "top", "code"),
    [
        ("V", "", "reference-unknown"),
        ("V", '<bpmn:signal id="brann"/>', "signal-missing"),
        ("V", '<bpmn:signal id="brann" name="=x +"/>', "feel-unreadable"),
    ],
)
def test_a_signal_without_a_name_is_refused(given, top, code):
    diagram = drawing.draw(f"start > {given} > T > slutt", **{given: _catch()}, **gating.base("start T"), top=top)

    assert code in gating.errors(diagram)


_TOP = drawing.signal("brann")
_ON = drawing.on_signal("brann")
_ENDS = {"s1": '<bpmn:startEvent id="s1"/>', "e1": '<bpmn:endEvent id="e1"/>'}


def _catch() -> str:
    return drawing.node("intermediateCatchEvent", _ON)


def _throw(**more: str) -> str:
    return drawing.node("intermediateThrowEvent", _ON, **more)


def _end() -> str:
    return drawing.node("endEvent", _ON)
