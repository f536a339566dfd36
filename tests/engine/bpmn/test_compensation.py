"""Compensation: what was completed is undone, the last first, before the case goes on (BPMN 2.0, 10.7)."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing
import pytest

from engine import bpmn, clock, errors
from tests.engine.bpmn import gating, undone

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def test_what_was_done_is_undone_the_last_first_before_the_case_goes_on():
    played = undone.play("start > A > B > angre > C > slutt", undo="A B").start().do("A").do("B")
    assert played.open == ["UB"]

    played.do("UB")
    assert played.open == ["UA"]
    assert played.do("UA").open == ["C"]
    assert played.do("C").ended == "slutt"


def test_only_what_was_completed_is_undone_and_only_once():
    flows = "start > A > and1 > xor1 > angre > xor; xor > angre2 : =igjen; xor > slutt : default; and1 > B"
    played = undone.play(flows, undo="A B", angre2=undone.THROW).start().do("A", igjen=True)

    assert played.open == ["B", "UA"]
    assert played.do("UA").open == ["B"]  # the second throw found nothing left to undo


def test_where_nothing_was_done_the_token_passes():
    played = undone.play("start > T > xor; xor > A : =gjort; xor > angre : default; A > angre > C", undo="A").start()

    assert played.do("T", gjort=False).open == ["C"]


def test_each_time_it_was_done_is_undone():
    flows = "start > A > xor; xor > A : =igjen; xor > angre : default; angre > slutt"
    played = undone.play(flows, undo="A").start().do("A", igjen=True).do("A", igjen=False)

    assert played.do("UA").open == ["UA"]
    assert played.do("UA").ended == "slutt"


def test_one_activity_alone_may_be_undone():
    one = drawing.node(gating.THROW, '<bpmn:compensateEventDefinition activityRef="A"/>')
    played = undone.play("start > A > B > en > angre > C", undo="A B", en=one).start().do("A").do("B")

    assert played.open == ["UA"]
    assert played.do("UA").open == ["UB"]
    assert played.do("UB").open == ["C"]


def test_a_throw_that_waits_for_nothing_goes_on_while_what_was_done_is_undone():
    aside = '<bpmn:compensateEventDefinition waitForCompletion="false"/>'
    flows = "start > A > B > angre > xor; xor > C : =igjen; xor > slutt : default"
    played = undone.play(flows, undo="A B", angre=drawing.node(gating.THROW, aside)).start(igjen=True).do("A").do("B")

    assert played.open == ["C", "UB"]
    assert played.do("C").open == ["UB"]
    assert played.do("UB").do("UA").ended == "angre"
    assert played.passed("entered")[:4] == ["start", "A", "B", "angre"]
    assert played.passed("entered").count("angre") == played.passed().count("angre") == 1

    played = undone.play("start > A > angre", undo="A", angre=drawing.node("endEvent", aside)).start().do("A")
    assert (played.open, played.do("UA").ended) == (["UA"], "angre")


def test_two_ways_meet_at_a_throw_that_waits_for_nothing_without_waiting_for_each_other():
    angre = drawing.node(gating.THROW, '<bpmn:compensateEventDefinition waitForCompletion="false"/>')
    flows = "start > A > xor; xor > B : =x > 1; xor > angre : default; B > angre > C"

    assert "join-stuck" not in gating.errors(undone.drawn(flows, undo="A", angre=angre))
    for answer, way in ((1, "A"), (2, "B")):
        played = undone.play(flows, undo="A", angre=angre).start().do("A", x=answer)
        assert (played if way == "A" else played.do("B")).open == ["C", "UA"]


def test_an_end_event_undoes_before_its_scope_ends():
    inner = undone.inside("s1 > A > angre", undo="A", angre=undone.END)
    played = drawing.play(drawing.draw("start > D > C", D=drawing.node("subProcess", inner))).start().do("A")

    assert played.open == ["UA"]
    assert played.do("UA").open == ["C"]


def test_a_completed_sub_process_is_undone_inside_with_what_it_knew():
    ext = drawing.io(inputs={"hvem": "=elev"})
    script = drawing.node(
        "scriptTask", ext='<zeebe:script expression="=hvem" resultVariable="angret"/>', isForCompensation="true"
    )
    inner = undone.inside("s1 > A > B > e1", undo="A", e1=drawing.node("endEvent"), **undone.undoes("B", script))
    played = undone.play("start > D > E > angre > C", D=drawing.node("subProcess", inner, ext=ext))
    played.start(elev="Testelev A").do("A").do("B").do("E")
    assert played.variables()["angret"] == "Testelev A"
    assert played.open == ["UA"]

    assert played.do("UA").open == ["C"]
    assert played.passed("cancelled") == []


def test_a_sub_process_with_its_own_step_is_undone_by_that_alone():
    inner = drawing.node("subProcess", undone.inside("s1 > A > e1", undo="A", e1=drawing.node("endEvent")))
    played = undone.play("start > D > angre > C", D=inner, **undone.undoes("D", undone.task())).start().do("A")

    assert played.open == ["UD"]
    assert played.do("UD").open == ["C"]


def test_what_is_still_open_or_was_cancelled_inside_is_not_undone():
    inner = drawing.node("subProcess", undone.inside("s1 > A > B", undo="A"))
    edge = drawing.boundary("D", drawing.timer("P1D"))
    with clock.at(MONDAY):
        played = undone.play("start > D > E; frist > angre > C", D=inner, frist=edge).start().do("A").fire("frist")

    assert played.open == ["C"]


def test_instances_are_undone_each_inside_and_as_a_whole_by_one_step():
    each = drawing.each("=elever", inputElement="e")
    script = drawing.node(
        "scriptTask", ext='<zeebe:script expression="=e" resultVariable="sist"/>', isForCompensation="true"
    )
    inner = drawing.node(
        "subProcess", undone.inside("s1 > A > e1", e1=drawing.node("endEvent"), **undone.undoes("A", script)) + each
    )
    task = drawing.node("userTask", each)
    played = undone.play("start > D > T > angre > C", D=inner, T=task, **undone.undoes("T", undone.task())).start(
        elever=["a", "b"]
    )
    played.do("A").do("A").do("T").do("T")

    assert played.open == ["UT"]
    assert played.do("UT").open == ["C"]
    assert [one.element_id for one in played.trace if one.kind == "completed"].count("UA") == 2
    assert [one.instance for one in played.trace if one.kind == "completed" and one.element_id == "UA"] == [2, 1]


def test_a_step_may_be_a_sub_process_a_call_or_repeated():
    called = drawing.draw("start > Q > slutt", process="q")
    sub = drawing.node(
        "subProcess", drawing.inside("X", prefix="u") + "<bpmn:userTask id='X'/>", isForCompensation="true"
    )
    steps = {
        "A": sub,
        "B": drawing.call("q").replace("<bpmn:callActivity ", '<bpmn:callActivity isForCompensation="true" '),
        "D": drawing.node("userTask", drawing.each("=elever", inputElement="e"), isForCompensation="true"),
    }
    given = {key: xml for name, step in steps.items() for key, xml in undone.undoes(name, step).items()}
    played = drawing.play(undone.draw("start > A > B > D > angre > C", given), called).start(elever=[1, 2])
    played.do("A").do("B").do("D")
    assert played.open == ["UD", "UD"]

    assert played.do("UD").do("UD").open == ["UB/Q"]
    assert played.do("UB/Q").open == ["X"]
    assert played.do("X").open == ["C"]


def test_a_cancelled_transaction_is_undone_before_its_edge_goes_on():
    played = undone.transaction().do("A").do("B", angre=True)
    assert played.open == ["UB"]

    assert played.do("UB").open == ["UA"]
    assert played.do("UA").open == ["X"]
    assert played.do("X").ended == "X"


def test_a_transaction_that_went_well_can_be_undone_later():
    played = undone.transaction(after="D > angre > C").do("A").do("B", angre=False)

    assert played.do("UB").do("UA").open == ["C"]


def test_terminating_while_something_is_undone_takes_it_away():
    played = (
        undone.play("start > A > and1 > angre > C; and1 > B > alt", undo="A", alt=undone.TERMINATE)
        .start()
        .do("A")
        .do("B")
    )

    assert (played.open, played.ended) == ([], "alt")


def test_an_error_in_what_is_undone_is_not_taken_by_the_edge_of_what_was_done():
    kast = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')
    handler = drawing.node("subProcess", drawing.inside("X > kast", prefix="u", kast=kast), isForCompensation="true")
    inner = drawing.node(
        "subProcess", undone.inside("s1 > A > e1", e1=drawing.node("endEvent"), **undone.undoes("A", handler))
    )
    edge = drawing.boundary("D", "<bpmn:errorEventDefinition/>")
    outer = drawing.node(
        "subProcess", drawing.inside("D > angre > C; fang > Y", prefix="o", D=inner, fang=edge, angre=undone.THROW)
    )
    out = drawing.boundary("O", "<bpmn:errorEventDefinition/>")
    diagram = drawing.draw("start > O > F; ute > Z", O=outer, ute=out, top=gating.ERROR)

    assert drawing.play(diagram).start().do("A").do("X").open == ["Z"]


def test_a_step_that_undoes_may_be_skipped_and_not_left():
    played = undone.play("start > A > and1 > angre > C; and1 > B", undo="A").start().do("A")
    ground = bpmn.Ground(played.builtins, played.calendar)

    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.drop(played.definition, played.step.state, played.token("UA"), ground=ground)
    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.go_to(played.definition, played.step.state, played.token("UA"), "C", ground=ground)
    found = bpmn.skip(played.definition, played.step.state, played.token("UA"), ground=ground)
    assert sorted(one.path for one in found.step.open) == ["B", "C"]
