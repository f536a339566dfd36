"""Embedded sub-processes as editors draw them: without start or end, deep, repeated, with what waits first."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating


def test_without_a_start_event_everything_that_no_flow_enters_begins():
    inner = drawing.inside("A > C; B > C; V > E", prefix="i", V=drawing.node(gating.CATCH, drawing.timer("P1D")))
    played = drawing.play(drawing.draw("start > D > F", D=drawing.node("subProcess", inner))).start()
    assert (played.open, list(played.timers)) == (["A", "B"], ["V"])

    played.fire("V").do("A").do("B").do("C").do("C")
    assert played.do("E").open == ["F"]


def test_without_an_end_event_it_is_done_when_nothing_is_left_inside():
    inner = drawing.inside("s1 > A", prefix="i", s1=gating.START)
    played = drawing.play(drawing.draw("start > D > B", D=drawing.node("subProcess", inner))).start()

    assert played.do("A").open == ["B"]


def test_a_process_may_begin_with_what_waits():
    catch = drawing.node(gating.CATCH, drawing.timer("P1D"))
    played = drawing.play(drawing.draw("V > A > slutt", V=catch)).start()

    assert played.fire("V").open == ["A"]


def test_five_levels_deep_with_an_edge_and_an_event_at_each():
    def flow(name: str, source: str, target: str) -> str:
        return f'<bpmn:sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}"/>'

    inner = '<bpmn:userTask id="A"/>'
    for n in range(5, 0, -1):
        edge = f'<bpmn:boundaryEvent id="k{n}" attachedToRef="D{n}">{drawing.timer(f"P{n}D")}</bpmn:boundaryEvent>'
        edge += f'<bpmn:userTask id="X{n}"/>' + flow(f"g{n}", f"k{n}", f"X{n}")
        begin = f'<bpmn:startEvent id="hs{n}">{drawing.timer(f"P{n}DT1H")}</bpmn:startEvent><bpmn:userTask id="Y{n}"/>'
        event = begin + flow(f"h{n}", f"hs{n}", f"Y{n}")
        inner += f'<bpmn:subProcess id="H{n}" triggeredByEvent="true">{event}</bpmn:subProcess>'
        inner = f'<bpmn:subProcess id="D{n}">{inner}</bpmn:subProcess>{edge}'
    raw = drawing.draw("start > A0", extra=inner + flow("inn", "A0", "D1"))
    started = drawing.play(raw).start().do("A0")
    assert (started.open, len(started.timers)) == (["A"], 10)

    assert drawing.play(raw).start().do("A0").do("A").ended is not None
    assert drawing.play(raw).start().do("A0").fire("k3").open == ["X3"]
    beside = drawing.play(raw).start().do("A0").fire("hs4")
    assert (beside.open, sorted(beside.timers)) == (["Y4"], ["hs1", "hs2", "hs3", "k1", "k2", "k3", "k4"])


@pytest.mark.parametrize("sequential", [True, False])
def test_an_interrupting_edge_takes_all_instances_away(sequential):
    inner = drawing.inside("s1 > A > B", prefix="i", s1=gating.START)
    each = drawing.node("subProcess", inner + drawing.each("=elever", sequential=sequential, inputElement="e"))
    edge = drawing.boundary("D", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > D > C; frist > X", D=each, frist=edge)).start(elever=[1, 2, 3]).do("A")

    assert played.fire("frist").open == ["X"]
    assert played.do("X").ended == "X"


def test_terminate_in_one_instance_ends_that_instance():
    inner = drawing.inside(
        "s1 > and9 > A > alt; and9 > B",
        prefix="i",
        s1=gating.START,
        alt=drawing.node("endEvent", "<bpmn:terminateEventDefinition/>"),
    )
    each = drawing.node("subProcess", inner + drawing.each("=elever", inputElement="e"))
    played = drawing.play(drawing.draw("start > D > C", D=each)).start(elever=[1, 2]).do("A")

    assert played.open == ["A", "B"]
    assert played.do("A").open == ["C"]


@pytest.mark.parametrize(
    ("code", "inside", "remedy"),
    [
        ("start-several", '<bpmn:startEvent id="s1"/><bpmn:startEvent id="s2"/>', "parallell port"),
        ("not-supported", f'<bpmn:startEvent id="s1">{drawing.timer("P1D")}</bpmn:startEvent>', "hendelsesdelprosess"),
        ("process-empty", "", "oppgave"),
    ],
)
def test_the_check_says_what_to_draw_instead(code, inside, remedy):
    flows = "start > T > D"
    diagram = drawing.draw(flows, D=drawing.node("subProcess", inside), **gating.base(flows))

    assert remedy in next(one.remedy for one in gating.judged(diagram) if one.code == code)
