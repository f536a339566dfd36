"""Moving a case of which a branch waits at a join: it counts as done where it still leads there, else it is asked."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import bpmn

BLOCK = "start > and1; and1 > B > and2; and1 > C > and2; and2 > D > slutt"


def waiting(flows: str = BLOCK) -> drawing.Play:
    """Return a case of which B is done, and waits at the join."""
    return drawing.play(drawing.draw(flows)).start().do("B")


def test_a_step_at_the_end_of_a_branch_that_is_done_asks_whether_it_is_to_be_done():
    longer = drawing.draw(BLOCK.replace("B > and2", "B > N > and2"))

    found = moving.judge(waiting(), longer)
    assert (found.verdict, found.questions[0].default) == (bpmn.CHOICE, "and2")

    assert moving.move(waiting(), longer, chosen="and2=and2").do("C").open == ["D"]
    more = moving.move(waiting(), longer, chosen="and2=N")
    assert more.open == ["C", "N"]
    assert more.do("N").do("C").open == ["D"]


def test_two_branches_that_got_longer_count_as_done_each_for_itself():
    three = "start > and1; and1 > A > and2; and1 > B > and2; and1 > C > and2; and2 > D > slutt"
    longer = drawing.draw(three.replace("A > and2", "A > M > and2").replace("B > and2", "B > N > and2"))
    played = drawing.play(drawing.draw(three)).start().do("A").do("B")

    assert moving.move(played, longer, chosen="and2=and2").do("C").open == ["D"]


def test_the_last_step_of_a_branch_that_is_done_may_be_taken_away():
    longer = BLOCK.replace("B > and2", "A > B > and2")
    played = drawing.play(drawing.draw(longer)).start().do("A").do("B")

    moving.move(played, drawing.draw(BLOCK.replace("B > and2", "A > and2")))

    assert played.do("C").open == ["D"]


def test_the_last_step_of_a_branch_that_is_done_may_get_another_id():
    played = moving.move(waiting(), drawing.draw(BLOCK.replace("B", "B2")))

    assert played.do("C").open == ["D"]


def test_of_two_flows_from_one_gateway_the_other_one_is_not_taken_for_the_branch_that_waits():
    flows = "start > A > or1; or1 > or2 : =a; or1 > or2 : =b; or1 > C > or2 : =c; or2 > D > slutt"
    played = drawing.play(drawing.draw(flows)).start().do("A", a=True, b=True, c=True)

    found = moving.judge(played, drawing.draw(flows.replace("or1 > or2 : =a", "or1 > N : =a") + "; N > or2"))

    assert [one.key for one in found.questions] == ["or2"]


def test_a_branch_that_leads_elsewhere_asks_where_to():
    elsewhere = drawing.draw("start > and1; and1 > B > E > slutt2; and1 > C > and2; and2 > D > slutt")

    (asked,) = moving.judge(waiting(), elsewhere).questions
    assert (asked.key, asked.default, "-" in asked.options, "E" in asked.options) == ("and2", "", True, True)

    assert moving.move(waiting(), elsewhere, chosen="and2=E").open == ["C", "E"]
    assert moving.move(waiting(), elsewhere, chosen="and2=-").do("C").open == ["D"]


@pytest.mark.parametrize(("kind", "other"), [("and2", "or2"), ("or2", "and2")])
def test_a_parallel_join_may_become_an_inclusive_one_and_back(kind, other):
    flows = BLOCK.replace("and2", "P2")
    old, new = (drawing.draw(flows, P2=drawing.node(_GATES[one])) for one in (kind, other))
    played = drawing.play(old).start().do("B")

    moving.move(played, new)

    assert played.open == ["C"]
    assert played.do("C").open == ["D"]


def test_a_branch_that_waits_goes_with_its_join_into_a_sub_process():
    flows = "start > Y > D > slutt"
    body = drawing.inside(
        "s1 > and1; and1 > B > and2; and1 > C > and2; and2 > e1",
        prefix="i", s1=drawing.node("startEvent"), e1=drawing.node("endEvent"),
    )  # fmt: skip
    new = drawing.draw(flows, Y=drawing.node("subProcess", body))

    moving.move(played := waiting(), new, chosen="C=C and2=and2")

    assert played.do("C").open == ["D"]


_GATES = {"and2": "parallelGateway", "or2": "inclusiveGateway"}


def test_a_join_that_would_wait_for_ever_is_found_beside_a_loop_that_makes_ever_more_tokens():
    loop = "start > A > and0; and0 > L1 > xor1 > L2 > xor2; xor2 > slutt3; xor2 > and3; and3 > xor1"
    loop += "; and3 > M > slutt; and0 > B"
    flows = f"{loop}; B > and1; and1 > C > and2; and1 > D > and2; and2 > E > slutt2"
    played = drawing.play(drawing.draw(flows)).start().do("A").do("B").do("C")

    found = moving.judge(played, drawing.draw(f"{flows}; and1 > X > and2"))

    assert found.verdict == bpmn.BLOCKED
    assert "«and2»" in found.reasons[0]
