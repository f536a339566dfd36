"""Conditional events: they happen where their condition becomes true, whoever writes the variable."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import errors
from tests.engine.bpmn import gating


def test_a_condition_waits_until_another_branch_makes_it_true():
    played = drawing.play(drawing.draw("start > and1 > V > B; and1 > A > C", V=_catch("=alvorlig = true"))).start()

    assert played.open == ["A"]
    assert played.do("A", alvorlig=True).open == ["B", "C"]


def test_null_is_not_true():
    diagram = drawing.draw("start > and1 > V > B; and1 > A > C > D", V=_catch("=alvorlig"))
    played = drawing.play(diagram).start().do("A", alvorlig=None).do("C", alvorlig="ja")

    assert played.open == ["D"]


def test_a_condition_that_is_true_already_happens_at_once():
    diagram = drawing.draw("start > A > V > B", V=_catch("=x > 1"))

    assert drawing.play(diagram).start().do("A", x=2).open == ["B"]


def test_a_condition_that_nobody_is_left_to_make_true_stops_the_routine():
    played = drawing.play(drawing.draw("start > A > V > B", V=_catch("=x > 1"))).start()

    with pytest.raises(errors.RoutineFault, match=r"V.*ingenting annet er åpent"):
        played.do("A", x=1)


def test_a_join_that_only_a_condition_could_free_stops_the_routine_when_nobody_is_left_to_make_it_true():
    begin = drawing.node("startEvent", drawing.on_condition("=y"))
    event = drawing.node("subProcess", drawing.inside("hs > D", prefix="h", hs=begin), triggeredByEvent="true")
    flows = "start > and1 > A > and2 > B; and1 > C > xor; xor > and2 : =x; xor > slutt : default"
    played = drawing.play(drawing.draw(flows, H=event)).start().do("A")

    with pytest.raises(errors.RoutineFault, match=r"and2.*ingenting annet er åpent"):
        played.do("C", x=False, y=False)


def test_a_condition_at_the_edge_takes_the_task_away_when_another_task_is_completed():
    edge = drawing.boundary("A", drawing.on_condition("=trygt"))
    played = drawing.play(drawing.draw("start > and1 > A > slutt; and1 > C; V > B", V=edge)).start()

    assert played.do("C", trygt=True).open == ["B"]
    assert played.passed("cancelled") == ["A"]


def test_a_condition_at_the_edge_that_is_true_from_the_beginning_interrupts_what_has_opened():
    edge = drawing.boundary("A", drawing.on_condition("=trygt"))
    played = drawing.play(drawing.draw("start > T > A > slutt; V > B", V=edge)).start().do("T", trygt=True)

    assert played.open == ["B"]
    assert played.passed("cancelled") == ["A"]


def test_a_condition_beside_the_task_happens_each_time_it_becomes_true():
    edge = drawing.boundary("A", drawing.on_condition("=antall > 2"), is_interrupting=False)
    diagram = drawing.draw("start > and1 > A > slutt; and1 > xor > C > xor; V > K > e", V=edge, K=_NOTE, e=_END)
    played = drawing.play(diagram).start()

    for antall in (1, 3, 4, 2, 5):
        played.do("C", antall=antall)
    assert [one.element_id for one in played.actions] == ["K", "K"]


def test_what_a_task_says_as_it_is_completed_does_not_interrupt_it():
    edge = drawing.boundary("A", drawing.on_condition("=trygt"))
    played = drawing.play(drawing.draw("start > A > C > slutt; V > B", V=edge)).start().do("A", trygt=True)

    assert played.open == ["C"]


@pytest.mark.parametrize("flows", ["start > A", "start > A > slutt"])
def test_the_last_answer_may_begin_an_event_sub_process_with_and_without_an_end_event(flows):
    begin = drawing.node("startEvent", drawing.on_condition("=alvorlig"))
    event = drawing.node("subProcess", drawing.inside("hs > B", prefix="h", hs=begin), triggeredByEvent="true")
    diagram = drawing.draw(flows, H=event)

    assert drawing.play(diagram).start().do("A", alvorlig=True).open == ["B"]
    assert drawing.play(diagram).start().do("A", alvorlig=False).ended


def test_a_script_makes_a_condition_true_for_a_moment_only():
    scripts = {"S": drawing.script("=true", "ny"), "R": drawing.script("=false", "ny")}
    diagram = drawing.draw("start > and1 > V > B; and1 > A > S > R > C", V=_catch("=ny"), **scripts)

    assert drawing.play(diagram).start().do("A").open == ["B", "C"]


def test_a_condition_inside_one_instance_sees_its_own_variables():
    inner = drawing.inside("s1 > and1 > V > B > e1; and1 > A > e2", prefix="i", V=_catch("=alvorlig"), **_ENDS)
    each = drawing.node("subProcess", drawing.each("=[1, 2]", inputElement="nr") + inner)
    played = drawing.play(drawing.draw("start > D > slutt", D=each)).start().do("A[2]", alvorlig=True)

    assert [(one.element_id, one.instance) for one in played.step.open] == [("A", 1), ("B", 2)]


def test_a_condition_may_win_at_an_event_gateway():
    events = {"V": _catch("=x = 1"), "W": drawing.node("intermediateCatchEvent", drawing.timer("PT3H"))}
    played = drawing.play(drawing.draw("start > and1 > race > V > A; race > W > B; and1 > T", **events)).start()

    assert played.do("T", x=1).open == ["A"]
    assert played.timers == {}


def test_a_condition_that_becomes_true_by_a_correction_happens_at_the_next_step():
    edge = drawing.boundary("A", drawing.on_condition("=elev = 2"))
    played = drawing.play(drawing.draw("start > and1 > A > slutt; and1 > C > D; V > B", V=edge)).start(elev=1)

    assert played.correct(elev=2).open == ["A", "C"]
    assert played.do("C").open == ["B", "D"]


def test_a_condition_at_an_edge_follows_what_its_activity_takes_in_when_that_is_corrected_or_drawn_otherwise():
    def taking(source: str) -> bytes:
        work = drawing.node("userTask", ext=drawing.io(inputs={"y": source}))
        edge = drawing.boundary("A", drawing.on_condition("=y > 5"))
        return drawing.draw("start > and1 > A > slutt; and1 > C > D; V > B", A=work, V=edge)

    corrected, moved = (drawing.play(taking("=elev + 1")).start(elev=1) for _ in range(2))

    assert corrected.correct(elev=9).do("C").open == ["B", "D"]
    assert moving.move(moved, taking("=elev + 7")).open == ["B", "C"]


@pytest.mark.parametrize(
    ("said", "happens"),
    [
        ('variableNames="klar"', [False, False, True]),
        ('variableNames=" klar , antall "', [False, True, True]),
        ('variableEvents="create, update"', [False, True, True]),
        ('variableEvents="create"', [False, False, False]),
        ('variableEvents="update"', [False, True, True]),
        ('variableNames="klar" variableEvents="update"', [False, False, False]),
        ('variableNames="klar" variableEvents="create"', [False, False, True]),
        ("", [False, True, True]),
    ],
)
def test_a_filter_says_at_which_changes_a_condition_is_asked_again(said, happens):
    edge = drawing.boundary("A", _filtered("=antall > 2", said), is_interrupting=False)
    played = drawing.play(
        drawing.draw("start > and1 > A > slutt; and1 > xor > C > xor; V > K > e", V=edge, K=_NOTE, e=_END)
    )
    played.start()

    seen = []
    for answers in ({"antall": 1}, {"antall": 3}, {"klar": True}):
        played.do("C", **answers)
        seen.append(bool(played.actions))
    assert seen == happens


def test_a_condition_that_has_happened_does_not_happen_again_where_a_move_gives_it_a_filter():
    def beside(condition: str) -> bytes:
        edge = drawing.boundary("A", condition, is_interrupting=False)
        return drawing.draw("start > and1 > A > slutt; and1 > C > D; V > B", V=edge)

    played = drawing.play(beside(drawing.on_condition("=antall > 2"))).start().do("C", antall=3)

    assert moving.move(played, beside(_filtered("=antall > 2", 'variableEvents="update"'))).open == ["A", "B", "D"]
    assert moving.move(played, beside(drawing.on_condition("=antall > 1"))).open == ["A", "B", "B", "D"]


def test_a_correction_is_a_change_that_a_filter_may_wait_for():
    edge = drawing.boundary("A", _filtered("=elev = 2", 'variableEvents="update"'))
    diagram = drawing.draw("start > and1 > A > slutt; and1 > C > D; V > B", V=edge)
    assert drawing.play(diagram).start(elev=1).correct(elev=2).do("C").open == ["B", "D"]

    made = drawing.draw("start > and1 > A > slutt; and1 > C > D; V > B", V=edge.replace("update", "create"))
    assert drawing.play(made).start(elev=1).correct(elev=2).do("C").open == ["A", "D"]


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ('variableNames="x, dato" variableEvents="create"', set()),
        ('variableNames="borte"', {"name-unknown"}),
        ('variableNames="=[x]"', {"name-unreadable"}),
        ('variableEvents="create, delete"', {"not-supported"}),
    ],
)
def test_a_filter_is_judged(said, codes):
    catch = drawing.node("intermediateCatchEvent", _filtered("=x > 1", said))

    assert gating.errors(drawing.draw("start > V > T > slutt", V=catch, **gating.base("start T"))) == codes


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "condition-missing"), ("=1 = 1", "condition-fixed"), ("=today() > date(sak.opprettet)", "condition-fixed")],
)
def test_a_condition_that_nothing_can_change_is_refused(text, code):
    diagram = drawing.draw("start > V > T > slutt", V=_catch(text), **gating.base("start T"))

    assert code in gating.errors(diagram)


def test_an_unknown_name_in_a_condition_is_told():
    diagram = drawing.draw("start > V > T > slutt", V=_catch("=xx > 1"), **gating.base("start T"))

    assert gating.errors(diagram) == {"name-unknown"}


def test_a_process_cannot_start_by_a_condition():
    begin = drawing.node("startEvent", drawing.on_condition("=x > 1"))
    diagram = drawing.draw("start > T > slutt; inn > T", inn=begin, **gating.base("start T"))

    assert "not-supported" in gating.errors(diagram)


_ENDS = {
    ident: f'<bpmn:{kind} id="{ident}"/>'
    for ident, kind in [("s1", "startEvent"), ("e1", "endEvent"), ("e2", "endEvent")]
}
_END = drawing.node("endEvent")
_NOTE = drawing.action(til="rektor")


def _filtered(text: str, said: str) -> str:
    ext = f"<bpmn:extensionElements><zeebe:conditionalFilter {said}/></bpmn:extensionElements>"
    return drawing.on_condition(text).replace("<bpmn:condition>", f"{ext}<bpmn:condition>")


def _catch(text: str) -> str:
    return drawing.node("intermediateCatchEvent", drawing.on_condition(text))
