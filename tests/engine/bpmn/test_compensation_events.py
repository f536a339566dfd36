"""An event sub-process that undoes the completed sub-process it stands in (BPMN 2.0, 10.5.6 and 10.7)."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing
import moving
import pytest

from engine import bpmn, errors
from tests.engine.bpmn import gating, undone

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_event_sub_process_undoes_its_scope(is_interrupting):
    begin = drawing.node("startEvent", drawing.on_message("svar"), isInterrupting=str(is_interrupting).lower())
    event = drawing.node(
        "subProcess", drawing.inside("hs > angre", prefix="h", hs=begin, angre=undone.END), triggeredByEvent="true"
    )
    played = (
        undone.play("start > A > B > slutt", undo="A", H=event, top=drawing.message("svar"))
        .start()
        .do("A")
        .send("svar")
    )

    assert played.open == (["UA"] if is_interrupting else ["B", "UA"])
    assert played.do("UA").open == ([] if is_interrupting else ["B"])


def test_a_sub_process_is_undone_by_the_event_sub_process_in_it_and_by_nothing_else():
    played = (
        undone.play("start > D > B > angre > C", D=undone.undone_by(undone.beside("hs > H > he")), undo="B")
        .start()
        .do("A")
        .do("B")
    )

    assert played.open == ["UB"]
    assert played.do("UB").open == ["H"]
    assert played.do("H").open == ["C"]
    assert played.passed("cancelled") == []


def test_it_decides_itself_what_of_its_scope_is_undone():
    played = (
        undone.play("start > D > angre > C", D=undone.undone_by(undone.beside("hs > H > kaster > I"))).start().do("A")
    )

    assert played.open == ["H"]
    assert played.do("H").open == ["UA"]
    assert played.do("UA").open == ["I"]
    assert played.do("I").open == ["C"]


def test_it_runs_also_where_nothing_else_in_its_scope_can_be_undone_and_only_once():
    body = drawing.inside("s1 > A > e1", prefix="i", s1=gating.START, e1=drawing.node("endEvent"))
    played = undone.play(
        "start > D > angre > angre2 > C",
        D=drawing.node("subProcess", body + undone.beside("hs > H")),
        angre2=undone.THROW,
    )

    assert played.start().do("A").open == ["H"]
    assert played.do("H").open == ["C"]


def test_it_knows_what_its_scope_knew_and_each_instance_its_own():
    told = undone.beside("hs > S > H", S=drawing.script("=e", "sist"))
    each = drawing.each("=elever", inputElement="e")
    played = (
        undone.play("start > D > angre > C", D=undone.undone_by(told, each)).start(elever=["a", "b"]).do("A").do("A")
    )

    assert (played.open, played.variables()["sist"]) == (["H"], "b")
    assert (played.do("H").open, played.variables()["sist"]) == (["H"], "a")
    assert played.do("H").open == ["C"]


def test_what_is_still_open_or_was_cancelled_is_not_undone_by_it():
    flows = "start > and1 > D > E; and1 > B > angre > C; k > F"
    inner = undone.undone_by(undone.beside("hs > H"))

    assert undone.play(flows, D=inner, k=drawing.boundary("D", drawing.timer("P1D"))).start().do("B").open == ["A", "C"]


def test_an_error_in_it_is_carried_outside_of_what_it_undoes():
    kast = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')
    outer = drawing.inside(
        "D > angre > C", prefix="o", D=undone.undone_by(undone.beside("hs > H > kast", kast=kast)), angre=undone.THROW
    )
    out = drawing.boundary("O", "<bpmn:errorEventDefinition/>")
    diagram = drawing.draw("start > O > F; ute > Z", O=drawing.node("subProcess", outer), ute=out, top=gating.ERROR)

    assert drawing.play(diagram).start().do("A").do("H").open == ["Z"]


def test_a_cancelled_transaction_is_undone_step_by_step_and_once_done_as_a_whole():
    played = undone.transaction(after="D > angre > C", beside=undone.beside("hs > H"))
    assert played.do("A").do("B", angre=True).do("UB").do("UA").open == ["X"]

    played = undone.transaction(after="D > angre > C", beside=undone.beside("hs > H"))
    assert played.do("A").do("B", angre=False).open == ["H"]


def test_a_step_in_it_is_not_left_for_one_outside():
    played = undone.play("start > D > angre > C", D=undone.undone_by(undone.beside("hs > H > I"))).start().do("A")
    ground = bpmn.Ground(played.builtins, played.calendar)

    with pytest.raises(errors.RoutineFault, match="gjør om et annet steg"):
        bpmn.go_to(played.definition, played.step.state, played.token("H"), "C", ground=ground)
    found = bpmn.go_to(played.definition, played.step.state, played.token("H"), "I", ground=ground)
    assert [one.path for one in found.step.open] == ["I"]
    found = bpmn.skip(played.definition, found.step.state, found.step.open[0].token, ground=ground)
    assert [one.path for one in found.step.open] == ["C"]


def test_a_move_to_a_version_without_it_says_that_it_is_not_undone():
    given = {"D": undone.undone_by(undone.beside("hs > H > he")), "angre": undone.THROW}
    played = drawing.play(drawing.draw("start > D > B > angre > C", **given)).start().do("A")
    plain = drawing.draw("start > D > B > angre > C", **given | {"D": undone.undone_by("")})

    assert moving.move(played, plain).do("B").open == ["C"]
