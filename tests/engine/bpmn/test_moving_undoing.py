"""Moving a case that undoes something, or could: what the new version can undo still goes with it (DECISIONS 24)."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import bpmn
from tests.engine.bpmn import undone

PLAIN = "start > A > B > angre > C > slutt"


def routine(flows: str = PLAIN, *, undo: str = "A B", **more: str) -> bytes:
    """Return a routine in which each step of `undo` can be undone by another (`UA` …)."""
    return undone.drawn(flows, undo=undo, **more)


def at_ub() -> drawing.Play:
    """Return a case that undoes B, and then A."""
    return drawing.play(routine()).start().do("A").do("B")


def part(undo: str = "A", **more: str) -> str:
    """Return a sub-process with A and B in it."""
    inner = undone.inside("s1 > A > B > e1", undo=undo, e1=drawing.node("endEvent"), **more)
    return drawing.node("subProcess", inner)


def test_a_case_that_undoes_goes_on_undoing_in_the_new_version():
    played = at_ub()

    moving.move(played, routine("start > A > B > angre > N > C > slutt"))

    assert played.do("UB").open == ["UA"]
    assert played.do("UA").open == ["N"]


def test_a_step_that_undoes_and_is_gone_asks_where_to_and_what_waits_for_it_goes_on():
    without = routine(undo="A")

    (asked,) = moving.judge(at_ub(), without).questions
    assert (asked.key, asked.options) == ("UB", ("A", "B", "C", "UA"))
    followed = moving.move(at_ub(), without, chosen="UB=UA")
    assert followed.do("UA").open == ["UA"]
    taken_away = moving.move(at_ub(), without, chosen="UB=-")
    assert taken_away.open == ["UA"]
    assert taken_away.do("UA").open == ["C"]


def test_what_undoes_no_more_asks_where_the_case_goes_on():
    played = at_ub()
    without = routine("start > A > B > N > C > slutt")

    assert [one.key for one in moving.judge(played, without).questions] == ["angre"]
    assert any("«A» er gjort" in one for one in moving.judge(played, without, chosen="angre=N").notes)
    moving.move(played, without, chosen="angre=N")
    assert sorted(played.open) == ["N", "UB"]
    assert played.do("UB").do("N").open == ["C"]


def test_what_is_yet_to_be_undone_and_is_gone_is_told_and_left_out():
    played = at_ub()

    found = moving.judge(played, routine(undo="B"))

    assert found.verdict == bpmn.SAFE
    assert any("«A» er gjort" in one for one in found.notes)
    assert moving.move(played, routine(undo="B")).do("UB").open == ["C"]


def test_of_a_sub_process_that_can_be_undone_what_is_gone_inside_is_told_and_left_out():
    flows = "start > D > B2 > angre > C > slutt"
    played = drawing.play(routine(flows, undo="", D=part("A B"))).start().do("A").do("B")
    new = routine(flows, undo="", D=part("B"))

    assert any("«A» er gjort" in one for one in moving.judge(played, new).notes)
    assert moving.move(played, new).do("B2").open == ["UB"]
    assert played.do("UB").open == ["C"]


@pytest.mark.parametrize("left", ["", "B"])
def test_a_sub_process_in_which_nothing_that_was_done_can_be_undone_is_left_out(left):
    def with_undo(undo: str) -> bytes:
        return routine("start > D > B2 > angre > C > slutt", undo="", D=part(undo))

    played = drawing.play(with_undo("A")).start().do("A").do("B")

    assert moving.move(played, with_undo(left)).do("B2").open == ["C"]


def test_what_is_undone_by_another_step_now_is_undone_by_that():
    played = drawing.play(routine(undo="A")).start().do("A")
    other = routine(undo="A").replace(b'"UA"', b'"UA2"')

    assert moving.judge(played, other).notes == ()
    assert moving.move(played, other).do("B").open == ["UA2"]


def test_a_sub_process_that_is_being_undone_goes_with_the_case_or_falls_away_if_that_is_chosen():
    flows, without = "start > D > B2 > angre > C > slutt", "start > B2 > angre > C > slutt"
    played = drawing.play(routine(flows, undo="", D=part("A B"))).start().do("A").do("B").do("B2")
    assert played.open == ["UB"]

    moving.move(played, routine("start > D > B2 > angre > N > C > slutt", undo="", D=part("A B")))
    assert played.do("UB").open == ["UA"]
    (asked,) = moving.judge(played, routine(without, undo="")).questions
    assert (asked.key, asked.options) == ("D", ("-",))
    moving.move(played, routine(without, undo=""), chosen="D=-")
    assert played.open == ["C"]


@pytest.mark.parametrize(
    ("flows", "given", "chosen"),
    [
        ("start > D > C", {}, ""),
        ("start > D > C; k > X", {"k": drawing.boundary("D", drawing.timer("P1D"))}, ""),
        ("start > N > C", {}, "D=-"),
        ("start > N > C; k > X", {"k": drawing.boundary("N", drawing.timer("P1D"))}, "D=-"),
    ],
)
def test_a_cancelled_transaction_whose_edge_is_gone_has_nowhere_to_go_on(flows, given, chosen):
    played = undone.transaction().do("A").do("B", angre=True)
    body = undone.inside("s1 > A > B > e1", undo="A B", e1=drawing.node("endEvent"))
    given |= {"D": drawing.node("transaction", body)} if "D" in flows else {}

    found = moving.judge(played, undone.drawn(flows, **given), chosen=chosen)
    assert (found.verdict, any("«k»" in one for one in found.reasons)) == (bpmn.BLOCKED, True)


def test_a_step_that_waits_to_undo_and_waits_for_another_name_still_lets_the_case_go_on():
    def waiting(name: str) -> bytes:
        receive = drawing.node("receiveTask", messageRef=name, isForCompensation="true")
        more = undone.undoes("A", receive)
        return drawing.draw("start > A > angre > C > slutt", top=drawing.message(name), angre=undone.THROW, **more)

    played = drawing.play(waiting("svar")).start().do("A")

    moving.move(played, waiting("retur"))

    assert played.send("retur").open == ["C"]


def test_a_step_that_undoes_and_begins_anew_as_another_kind_is_still_waited_for():
    receive = drawing.node("receiveTask", messageRef="svar", isForCompensation="true")
    received = routine(undo="A", top=drawing.message("svar"), **undone.undoes("B", receive))

    played = moving.move(at_ub(), received, chosen="UB=UB")

    assert played.open == []
    assert played.send("svar").open == ["UA"]
    assert played.do("UA").open == ["C"]


def test_a_normal_step_is_not_offered_the_steps_that_undo_others():
    played = drawing.play(routine()).start().do("A")

    (asked,) = moving.judge(played, routine("start > A > N > angre > C > slutt", undo="A")).questions

    assert asked.options == ("A", "N", "C")
