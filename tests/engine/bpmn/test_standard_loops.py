"""Standard loops (BPMN's circle arrow) and multi-instance by a number: round after round, or so many at once."""

from __future__ import annotations

import drawing
import pytest

from engine import errors
from tests.engine.bpmn import gating


def rounds(condition: str = "", **attributes: str) -> str:
    """Return a standard loop."""
    inner = f"<bpmn:loopCondition>{condition}</bpmn:loopCondition>" if condition else ""
    given = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<bpmn:standardLoopCharacteristics{given}>{inner}</bpmn:standardLoopCharacteristics>"


def cardinality(text: str, *, sequential: bool = False) -> str:
    """Return a multi-instance of so many."""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}">'
        f"<bpmn:loopCardinality>{text}</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
    )


def test_a_step_is_repeated_while_its_condition_holds():
    play = drawing.play(drawing.draw("start > T > B > slutt", T=gating.loop(rounds("=x &lt; 3")))).start(x=1)

    play.do("T", x=1).do("T", x=2).do("T", x=3)

    assert play.open == ["B"]
    assert [mark.instance for mark in play.trace if mark.kind == "completed" and mark.element_id == "T"] == [1, 2, 3]


def test_a_round_is_never_the_only_one_for_sure():
    play = drawing.play(drawing.draw("start > T > B", T=gating.loop(rounds("=x &lt; 3", loopMaximum="1")))).start(x=1)

    assert [(one.instance, one.is_only) for one in play.step.open] == [(1, False)]


def test_the_condition_is_asked_before_the_first_round_when_the_diagram_says_so():
    diagram = drawing.draw("start > T > B > slutt", T=gating.loop(rounds("=x &lt; 3", testBefore="true")))

    assert drawing.play(diagram).start(x=5).open == ["B"]
    assert drawing.play(diagram).start(x=1).open == ["T"]


def test_rounds_are_counted_and_limited():
    limited = drawing.draw("start > T > B > slutt", T=gating.loop(rounds("=true", loopMaximum="2")))
    counted = drawing.draw("start > T > B > slutt", T=gating.loop(rounds("=loopCounter &lt; 3")))

    assert drawing.play(limited).start().do("T").do("T").open == ["B"]
    assert drawing.play(counted).start().do("T").do("T").do("T").open == ["B"]


def test_a_condition_that_cannot_be_told_stops_the_case():
    play = drawing.play(drawing.draw("start > T > slutt", T=gating.loop(rounds("=x &lt; 3")))).start()

    with pytest.raises(errors.RoutineFault, match="sløyfebetingelsen"):
        play.do("T")


def test_a_sub_process_is_repeated_with_its_boundary_event_over_all_rounds():
    inner = drawing.inside("s1 > A > e1", prefix="i", s1=gating.START, A=gating.TASK, e1=drawing.node("endEvent"))
    diagram = drawing.draw(
        "start > D > slutt; k > C",
        D=drawing.node("subProcess", rounds("=x &lt; 3") + inner),
        k=drawing.boundary("D", drawing.timer("P1D")),
    )

    play = drawing.play(diagram).start(x=1)
    due = play.timers["k"]
    play.do("A", x=1)

    assert play.timers["k"] == due
    assert play.fire("k").open == ["C"]


def test_an_action_is_repeated_a_number_of_times():
    action = drawing.action("varsel", til="rektor").replace(
        "</bpmn:serviceTask>", f"{rounds(loopMaximum='3')}</bpmn:serviceTask>"
    )

    play = drawing.play(drawing.draw("start > T > slutt", T=action)).start()

    assert len(play.actions) == 3
    assert play.ended == "slutt"


@pytest.mark.parametrize("sequential", [True, False])
def test_so_many_instances_as_the_number_says(sequential):
    play = drawing.play(
        drawing.draw("start > T > slutt", T=gating.loop(cardinality("=antall + 1", sequential=sequential)))
    ).start(antall=2)

    assert len(play.open) == (1 if sequential else 3)
    assert play.do("T").do("T").do("T").ended == "slutt"


@pytest.mark.parametrize("count", [None, -1, 1.5, "to", 501])
def test_a_number_that_is_none_stops_the_case(count):
    play = drawing.play(drawing.draw("start > T > slutt", T=gating.loop(cardinality("=antall"))))

    with pytest.raises(errors.RoutineFault, match="antallet"):
        play.start(antall=count)


@pytest.mark.parametrize(
    ("drawn", "code"),
    [
        (rounds(), "loop-missing"),
        (rounds(loopMaximum="mange"), "loop-missing"),
        (rounds(loopMaximum="501"), "loop-too-long"),
        (rounds("=xx &gt; 1"), "name-unknown"),
        (cardinality("=xx"), "name-unknown"),
    ],
)
def test_what_is_missing_in_a_loop_is_found(drawn, code):
    assert gating.errors(drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.loop(drawn))) == {code}


def test_a_loop_that_waits_for_nobody_needs_a_limit():
    quick = drawing.script("=1", "y")
    endless = quick.replace("</bpmn:scriptTask>", f"{rounds('=x &lt; 3')}</bpmn:scriptTask>")
    limited = quick.replace("</bpmn:scriptTask>", f"{rounds('=x &lt; 3', loopMaximum='9')}</bpmn:scriptTask>")

    assert gating.errors(drawing.draw("start > T > slutt", start=gating.BEGIN, T=endless)) == {"loop-without-wait"}
    assert gating.errors(drawing.draw("start > T > slutt", start=gating.BEGIN, T=limited)) == set()
