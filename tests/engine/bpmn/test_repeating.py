"""Repeated activities of every kind, nested, with events at their edges: what each instance sees and what it leaves."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

EACH = drawing.each("=elever", inputElement="elev", outputElement="=x", outputCollection="alle")
CALLED = drawing.draw(
    "qs > Q > qe", process="q", qs=drawing.node("startEvent"), Q=gating.TASK, qe=drawing.node("endEvent")
)
EDGES = {
    "timer": (drawing.timer("P1D"), lambda play: play.fire("k")),
    "message": (drawing.on_message("svar"), lambda play: play.send("svar")),
    "signal": (drawing.on_signal("brann"), lambda play: play.signal("brann")),
}
TOP = gating.MESSAGE + drawing.signal("brann") + gating.ERROR
KINDS = {
    "user task": (drawing.node("userTask", EACH, ext=gating.FORM), "T"),
    "manual task": (drawing.node("manualTask", EACH), "T"),
    "sub-process": (gating.sub().replace("</bpmn:subProcess>", f"{EACH}</bpmn:subProcess>"), "A"),
    "call": (drawing.call("q", EACH), "T/Q"),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_gives_its_results_in_the_order_of_the_collection(name):
    element, path = KINDS[name]
    play = drawing.play(drawing.draw("start > T > B > slutt", T=element), CALLED).start(elever=["a", "b", "c"])

    play.do(f"{path}[3]", x=3).do(f"{path}[1]", x=1).do(path, x=2)

    assert play.open == ["B"]
    assert play.variables()["alle"] == [1, 2, 3]


@pytest.mark.parametrize("edge", EDGES)
@pytest.mark.parametrize("sequential", [True, False])
def test_an_edge_takes_all_instances_away(edge, sequential):
    symbol, happen = EDGES[edge]
    task = gating.loop(drawing.each("=elever", inputElement="elev", sequential=sequential))
    diagram = drawing.draw("start > T > slutt; k > C", top=TOP, T=task, k=drawing.boundary("T", symbol))
    play = drawing.play(diagram).start(elever=[1, 2, 3]).do("T")

    happen(play)

    assert play.open == ["C"]
    assert (play.step.timers, play.step.waiting, play.step.signals) == ((), (), ())


def test_an_error_in_one_instance_takes_the_others_away():
    body = gating.sub("s1 > A > kast", kast=drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>'))
    several = body.replace("</bpmn:subProcess>", f"{drawing.each('=elever', inputElement='elev')}</bpmn:subProcess>")
    edge = drawing.boundary("T", '<bpmn:errorEventDefinition errorRef="feil1"/>')
    play = drawing.play(drawing.draw("start > T > slutt; k > C", top=TOP, T=several, k=edge)).start(elever=[1, 2])

    assert play.do("A").open == ["C"]


def test_loops_inside_each_other_keep_their_own_elements():
    inner = drawing.inside(
        "s1 > A > e1",
        prefix="i",
        s1=gating.START,
        A=drawing.node("userTask", drawing.each("=klasse.elever", inputElement="elev")),
        e1=drawing.node("endEvent"),
    )
    outer = drawing.node("subProcess", drawing.each("=klasser", inputElement="klasse", sequential=True) + inner)
    play = drawing.play(drawing.draw("start > T > slutt", T=outer))

    play.start(klasser=[{"elever": ["a", "b"]}, {"elever": ["c"]}])
    first = sorted(str(one.local["elev"]) for one in play.step.open)
    play.do("A").do("A")

    assert first == ["a", "b"]
    assert [one.local["elev"] for one in play.step.open] == ["c"]
    assert play.do("A").ended == "slutt"


def test_a_standard_loop_around_instances_begins_them_anew():
    rounds = "<bpmn:standardLoopCharacteristics><bpmn:loopCondition>=x &lt; 2</bpmn:loopCondition>"
    inner = drawing.inside(
        "s1 > A > e1",
        prefix="i",
        s1=gating.START,
        A=drawing.node("userTask", drawing.each("=elever", inputElement="elev")),
        e1=drawing.node("endEvent"),
    )
    outer = drawing.node("subProcess", f"{rounds}</bpmn:standardLoopCharacteristics>{inner}")
    play = drawing.play(drawing.draw("start > T > slutt", T=outer)).start(elever=[1, 2], x=0)

    play.do("A", x=1).do("A", x=1)

    assert len(play.open) == 2
    assert play.do("A", x=2).do("A", x=2).ended == "slutt"


def test_what_is_not_reached_is_null_in_the_results():
    task = gating.loop(
        drawing.each("=elever", inputElement="e", outputElement="=x", outputCollection="alle", until="=x > 1")
    )
    play = drawing.play(drawing.draw("start > T > B > slutt", T=task)).start(elever=[1, 2, 3])

    play.do("T[2]", x=5)

    assert play.open == ["B"]
    assert play.variables()["alle"] == [None, 5, None]
