"""Messages and signals whose name is worked out (`="svar-" + x`), as in Camunda 8: caught, thrown, corrected, moved."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import errors
from engine.bpmn.drawing import naming
from tests.engine.bpmn import gating

TOP = (
    drawing.message("svar").replace('name="svar"', 'name="=&quot;svar-&quot; + x"')
    + '<bpmn:signal id="brann" name="=&quot;brann-&quot; + x"/>'
    + '<bpmn:message id="fast" name="=&quot;fast&quot;"/><bpmn:signal id="rop" name="=&quot;rop&quot;"/>'
)
MESSAGE, SIGNAL = drawing.on_message("svar"), drawing.on_signal("brann")
CATCH, THROW = gating.CATCH, gating.THROW


@pytest.mark.parametrize("waits", ["catch", "receive", "edge", "beside", "event sub", "race", "all"])
def test_a_name_is_worked_out_when_it_begins_to_be_waited_for(waits):
    played = _waiting(waits).start(x="a").do("A", x="b")

    assert {one.message for one in played.step.waiting} == {"svar-b"}
    assert {one.signal for one in played.step.signals} <= {"brann-b"}
    with pytest.raises(errors.MessageNotAwaited):
        played.send("svar-a")
    if waits == "all":
        played.signal("brann-b")
    assert "N" in played.send("svar-b").open


@pytest.mark.parametrize(("x", "kind"), [(None, "message"), (7, "message"), (" ", "signal")])
def test_a_name_that_gives_no_text_stops_the_case_with_the_remedy(x, kind):
    top = TOP.replace("=&quot;svar-&quot; + x", "=x").replace("=&quot;brann-&quot; + x", "=x")
    catch = drawing.node(CATCH, MESSAGE if kind == "message" else SIGNAL)
    played = drawing.play(drawing.draw("start > A > V > N", V=catch, top=top)).start()

    with pytest.raises(errors.RoutineFault, match="navnet «=x» gir ingen tekst") as caught:
        played.do("A", x=x)
    assert (caught.value.details["element"], "påkrevd" in caught.value.details["remedy"]) == ("V", True)


def test_a_comment_in_a_name_ends_with_its_line():
    top = TOP.replace('name="=&quot;svar-&quot; + x"', 'name=" =&quot;svar-&quot; // til hver&#10; + x"')
    played = drawing.play(drawing.draw("start > A > V > N", V=drawing.node(CATCH, MESSAGE), top=top)).start()

    assert [one.message for one in played.do("A", x="a").step.waiting] == ["svar-a"]


@pytest.mark.parametrize("kind", [CATCH, THROW])
def test_a_fault_says_a_name_as_it_is_drawn_and_not_what_an_answer_made_of_it(kind):
    top = TOP.replace("=sak.nummer", "=nokkel", 1)
    played = drawing.play(drawing.draw("start > A > V > N", V=drawing.node(kind, MESSAGE), top=top)).start()

    with pytest.raises(errors.RoutineFault, match="mangler korrelasjonsnøkkel: «=nokkel»") as told:
        played.do("A", x="Testelev A ble slått")
    assert "Testelev" not in str(told.value)


def test_what_is_thrown_is_called_by_what_its_inputs_say():
    named = drawing.node(THROW, MESSAGE, ext=drawing.io(inputs={"x": '="c"'}))
    ends = drawing.node("endEvent", SIGNAL)
    played = drawing.play(drawing.draw("start > A > K > slutt", K=named, slutt=ends, top=TOP)).start().do("A", x="b")

    assert [(one.kind, one.name) for one in played.step.sent] == [("message", "svar-c"), ("signal", "brann-b")]


def test_a_signal_reaches_those_of_its_own_case_by_the_name_it_has_then():
    flows = "start > and1 > A > V > N; and1 > T > K > slutt"
    diagram = drawing.draw(flows, V=drawing.node(CATCH, SIGNAL), K=drawing.node(THROW, SIGNAL), top=TOP)
    same, other = (drawing.play(diagram).start().do("A", x="a").do("T", x=x) for x in ("a", "b"))

    assert (same.open, other.open) == (["N"], [])
    assert [one.signal for one in other.step.signals] == ["brann-a"]


def test_a_name_follows_a_correction_of_what_it_reads():
    flows = "start > A > and1 > V > N; and1 > W > slutt"
    events = {"V": drawing.node(CATCH, MESSAGE), "W": drawing.node(CATCH, SIGNAL)}
    played = drawing.play(drawing.draw(flows, **events, top=TOP)).start().do("A", x="a").correct(x="b")

    assert [one.message for one in played.step.waiting] == ["svar-b"]
    assert [one.signal for one in played.step.signals] == ["brann-b"]


def test_a_case_that_is_moved_waits_by_the_new_versions_name():
    flows, catch = "start > A > V > N", drawing.node(CATCH, MESSAGE)
    played = drawing.play(drawing.draw(flows, V=catch, top=TOP)).start().do("A", x="a")

    moving.move(played, drawing.draw(flows, V=catch, top=TOP.replace("svar-", "nytt-")))
    assert [one.message for one in played.step.waiting] == ["nytt-a"]


def test_a_text_literal_is_the_name_that_it_holds_also_where_a_case_begins():
    starts = {"inn": drawing.node("startEvent", drawing.on_message("fast"))}
    starts["ut"] = drawing.node("startEvent", drawing.on_signal("rop"))
    diagram = drawing.draw("inn > T > slutt; ut > T", **starts, T=gating.TASK, top=TOP)

    assert gating.errors(diagram) == set()
    assert [one.event.name for one in drawing.define(diagram).openings] == ["fast", "rop"]


@pytest.mark.parametrize("symbol", [MESSAGE, SIGNAL])
def test_a_name_that_is_worked_out_begins_no_case(symbol):
    diagram = drawing.draw("inn > T > slutt", inn=drawing.node("startEvent", symbol), T=gating.TASK, top=TOP)

    (found,) = [one for one in gating.judged(diagram) if one.level == "error"]
    assert (found.code, found.element) == ("not-supported", "inn")
    assert "ventehendelse etter starten" in found.remedy


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("=x", set()),
        ("=borte", {"name-unknown"}),
        ("=x +", {"feel-unreadable"}),
        ("=x = 1", {"feel-type"}),
        ("${x}", {"camunda7"}),
    ],
)
def test_a_name_is_judged_as_any_expression(name, codes):
    top = drawing.message("svar").replace('name="svar"', f'name="{name}"')
    throw = drawing.node(THROW, MESSAGE)

    assert gating.errors(drawing.draw("start > T > V > slutt", V=throw, **gating.base("start T"), top=top)) == codes


def test_the_name_of_a_message_that_an_action_stands_for_is_not_read():
    top = drawing.message("svar").replace('name="svar"', 'name="=borte"')
    action = drawing.action(element=THROW, til="rektor").replace("</bpmn:inter", f"{MESSAGE}</bpmn:inter")
    diagram = drawing.draw("start > T > K > slutt", K=action, **gating.base("start T"), top=top)

    assert gating.errors(diagram) == set()
    assert drawing.play(diagram).start().do("T").ended


def test_a_signal_that_is_worked_out_is_not_sure_to_set_itself_off():
    edge = drawing.boundary("T", SIGNAL, is_interrupting=False)
    diagram = drawing.draw("start > T > slutt; V > K", V=edge, K=drawing.node("endEvent", SIGNAL), top=TOP,
                           **gating.base("start T"))  # fmt: skip

    assert gating.errors(diagram) == set()


@pytest.mark.parametrize(
    ("name", "called", "may"),
    [
        ("svar", "svar", True),
        ("svar", "svar-1", False),
        ('="svar-" + x', "svar-1", True),
        ('= "svar-"  + x', "nei-1", False),
        ("=x", "nei", True),
        ('="a"', "nei", True),
    ],
)
def test_a_name_in_a_diagram_may_be_what_a_message_is_called(name, called, may):
    assert naming.may_be(name, called) is may


def _waiting(waits: str) -> drawing.Play:
    catch, both = drawing.node(CATCH, MESSAGE), drawing.node(CATCH, MESSAGE + SIGNAL, parallelMultiple="true")
    flows, given = {
        "catch": ("start > A > V > N", {"V": catch}),
        "receive": ("start > A > V > N", {"V": drawing.node("receiveTask", messageRef="svar")}),
        "edge": ("start > A > B > slutt; V > N", {"V": drawing.boundary("B", MESSAGE)}),
        "beside": ("start > A > B > slutt; V > N", {"V": drawing.boundary("B", MESSAGE, is_interrupting=False)}),
        "event sub": ("start > A > D > slutt", {"D": _sub()}),
        "race": ("start > A > race > V > N; race > W > B", {"V": catch, "W": drawing.node(CATCH, SIGNAL)}),
        "all": ("start > A > V > N", {"V": both}),
    }[waits]
    return drawing.play(drawing.draw(flows, **given, top=TOP))


def _sub() -> str:
    begin = drawing.node("startEvent", MESSAGE, isInterrupting="false")
    beside = drawing.inside("hs > N > he", prefix="h", hs=begin, N=gating.TASK, he=drawing.node("endEvent"))
    inner = drawing.inside("s1 > B > e1", prefix="i", s1=gating.START, B=gating.TASK, e1=drawing.node("endEvent"))
    listening = drawing.node("subProcess", beside, triggeredByEvent="true").replace("{id}", "E")
    return drawing.node("subProcess", inner + listening)
