"""What the check says of a parallel join: one of whose ways a case only ever goes one, and one that may be passed."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

END = drawing.node("endEvent")
TIMER = drawing.timer("P1D")
MEETS = "; B > and2; C > and2; and2 > T2 > slutt"


def found(flows: str, **elements: str) -> list[str]:
    tasks = {ident: gating.TASK for ident in ("A", "B", "C", "D", "T2") if ident in flows.replace(";", " ").split()}
    given = {"start": gating.BEGIN, **tasks, **elements}
    return [one.element for one in gating.judged(drawing.draw(flows, **given)) if one.code == "join-stuck"]


@pytest.mark.parametrize(
    "flows",
    [
        f"start > A > xor; xor > B : =x > 1; xor > C : default{MEETS}",
        f"start > A > xor; xor > B : =x > 1; xor > D : default; D > xor3; xor3 > C{MEETS}",
        "start > xor; xor > and2 : =x > 1; xor > and2 : default; and2 > slutt",
        "start > and2 > A > xor; xor > and2 : =x > 1; xor > slutt : default",  # a loop drawn back into a join
        f"start > and1 > A > xor; and1 > D > slutt2; xor > B : =x > 1; xor > C : default{MEETS}",
    ],
)
def test_a_join_of_ways_that_are_never_gone_both_is_an_error(flows):
    assert found(flows) == ["and2"]


def test_a_join_of_a_step_and_the_edge_that_interrupts_it_is_an_error():
    assert found("start > B > and2; k > C > and2; and2 > slutt", k=drawing.boundary("B", TIMER)) == ["and2"]


def test_a_join_of_two_events_of_which_the_first_counts_is_an_error_also_in_a_sub_process():
    flows = "s1 > race; race > V > and2; race > W > and2; and2 > e1"
    events = {ident: drawing.node(gating.CATCH, TIMER) for ident in ("V", "W")}
    inner = drawing.inside(flows, prefix="i", s1=gating.START, e1=END, **events)

    assert found("start > U > slutt", U=drawing.node("subProcess", inner)) == ["and2"]


@pytest.mark.parametrize(
    "flows",
    [
        f"start > and1; and1 > B; and1 > C{MEETS}",
        f"start > A; A > B; A > C{MEETS}",
        f"start > or1; or1 > B : =x > 1; or1 > C : default{MEETS}",
        f"start > and1 > xor; and1 > A > and2; xor > B : =x > 1; xor > C : default{MEETS}",
        "start > A > and2 > slutt",
        f"start > and1 > xor; and1 > xor; xor > B : =x > 1; xor > C : default{MEETS}",
    ],
)
def test_a_join_that_may_be_passed_is_none(flows):
    assert found(flows) == []


def test_a_join_of_a_step_and_what_goes_on_beside_it_is_none():
    beside = drawing.boundary("B", TIMER, is_interrupting=False)

    assert found("start > B > and2; k > C > and2; and2 > slutt", k=beside) == []


def test_a_join_of_a_sub_process_whose_steps_all_begin_at_once_is_none():
    inner = drawing.inside("B > and2; C > and2; and2 > e1", prefix="i", B=gating.TASK, C=gating.TASK, e1=END)

    assert found("start > U > slutt", U=drawing.node("subProcess", inner)) == []


@pytest.mark.parametrize(
    "flows", [f"start > slutt; xor > B : =x > 1; xor > C : default{MEETS}", "start > B > and2 > slutt; C > and2"]
)
def test_a_join_with_a_way_that_nothing_leads_to_is_told_of_as_that_alone(flows):
    codes = {one.code for one in gating.judged(drawing.draw(flows, start=gating.BEGIN, B=gating.TASK, C=gating.TASK))}

    assert codes & {"join-stuck", "unreachable"} == {"unreachable"}
