"""Gateways, splits and joins run as BPMN 2.0 says."""

from __future__ import annotations

import drawing
import pytest

from engine import errors


def test_an_exclusive_gateway_takes_the_first_flow_that_holds():
    diagram = drawing.draw("start > A > xor; xor > B : =x > 3; xor > C : =x > 1; xor > slutt : default")

    assert drawing.play(diagram).start().do("A", x=5).open == ["B"]
    assert drawing.play(diagram).start().do("A", x=2).open == ["C"]
    assert drawing.play(diagram).start().do("A", x=0).ended == "slutt"


@pytest.mark.parametrize("answers", [{}, {"x": None}, {"x": "mange"}])
def test_a_condition_that_is_null_takes_the_default_flow(answers):
    diagram = drawing.draw("start > A > xor; xor > B : =x > 3; xor > C : =x <= 3; xor > slutt : default")

    assert drawing.play(diagram).start().do("A", **answers).ended == "slutt"


def test_a_condition_that_is_null_without_default_flow_stops_the_routine_and_says_where():
    played = drawing.play(drawing.draw("start > A > xor; xor > B : =x > 3; xor > C : =x <= 3")).start()
    before = played.step.state

    with pytest.raises(errors.RoutineFault, match=r"xor.*0.bpmn.*standardflyt") as caught:
        played.do("A")

    assert caught.value.details["element"] == "xor"
    assert played.step.state == before
    assert played.do("A", x=7).open == ["B"]


def test_a_parallel_gateway_opens_all_and_waits_for_all():
    played = drawing.play(drawing.draw("start > and1 > A > and2 > C > slutt; and1 > B > and2")).start()

    assert played.open == ["A", "B"]
    assert played.do("A").open == ["B"]
    assert played.do("B").open == ["C"]
    assert played.do("C").ended == "slutt"


def test_a_parallel_join_takes_one_token_from_each_flow_and_keeps_the_rest():
    diagram = drawing.draw("start > and0 > A > xor > and2 > C > slutt; and0 > B > xor; and0 > D > and2")
    played = drawing.play(diagram).start()

    played.do("A").do("B")
    assert played.open == ["D"]
    assert played.do("D").open == ["C"]


def test_a_case_that_nothing_could_ever_move_again_is_stopped_and_says_where():
    played = drawing.play(drawing.draw("start > A > xor; xor > and2 : =x; xor > and2 : default; and2 > slutt")).start()

    with pytest.raises(errors.RoutineFault, match=r"and2.*ingen kan komme"):
        played.do("A", x=True)


def test_an_inclusive_gateway_waits_only_for_the_flows_it_took():
    diagram = drawing.draw(
        "start > A > or1; or1 > B : =b; or1 > C : =c; or1 > D : default; B > or2; C > or2; D > or2; or2 > E > slutt"
    )

    both = drawing.play(diagram).start().do("A", b=True, c=True)
    assert both.open == ["B", "C"]
    assert both.do("B").open == ["C"]
    assert both.do("C").open == ["E"]
    one = drawing.play(diagram).start().do("A", b=True, c=False)
    assert one.open == ["B"]
    assert one.do("B").open == ["E"]
    assert drawing.play(diagram).start().do("A", b=False, c=False).open == ["D"]


def test_a_null_condition_of_an_inclusive_gateway_opens_the_default_flow_too():
    diagram = drawing.draw("start > A > or1; or1 > B : =b; or1 > C : =c; or1 > D : default")

    assert drawing.play(diagram).start().do("A", b=True).open == ["B", "D"]


def test_an_inclusive_join_waits_for_a_branch_that_can_still_come_round_a_decision():
    diagram = drawing.draw(
        "start > and1 > A > or2; and1 > B > xor; xor > or2 : =med; xor > slutt2 : default; or2 > C > slutt"
    )

    played = drawing.play(diagram).start().do("A")
    assert played.open == ["B"]
    assert played.do("B", med=False).open == ["C"]


@pytest.mark.parametrize("is_interrupting", [False, True])
def test_an_inclusive_join_waits_for_the_step_at_whose_edge_another_way_to_it_begins(is_interrupting):
    edge = drawing.boundary("A", drawing.timer("P1D"), is_interrupting=is_interrupting)
    diagram = drawing.draw("start > and1 > A > or2; and1 > X > xor; k > B > xor; xor > or2; or2 > C > slutt", k=edge)

    played = drawing.play(diagram).start().do("X")
    assert played.open == ["A"]
    assert played.do("A").open == ["C"]


def test_a_reminder_that_was_first_at_an_inclusive_join_waits_for_the_step():
    edge = drawing.boundary("A", drawing.timer("P1D"), is_interrupting=False)
    diagram = drawing.draw("start > A > or1; k > B > or1; or1 > C > slutt", k=edge)

    played = drawing.play(diagram).start().fire("k").do("B")
    assert played.open == ["A"]
    assert played.do("A").open == ["C"]
    assert played.do("C").ended == "slutt"


def test_two_flows_out_of_a_task_run_side_by_side():
    played = drawing.play(drawing.draw("start > A > B; A > C")).start().do("A")

    assert played.open == ["B", "C"]


def test_conditions_on_flows_out_of_a_task_choose_among_them():
    diagram = drawing.draw("start > A > B : =b; A > C : =c; A > D")

    assert drawing.play(diagram).start().do("A", b=True, c=False).open == ["B", "D"]


def test_two_flows_into_a_task_open_it_twice():
    played = drawing.play(drawing.draw("start > and1 > A > C; and1 > B > C > slutt")).start()

    played.do("A").do("B")
    assert played.open == ["C", "C"]
    assert played.do("C").ended is None
    assert played.do("C").ended == "slutt"


def test_a_process_without_end_event_ends_where_its_last_token_does():
    played = drawing.play(drawing.draw("start > A > B")).start()

    assert played.do("A").do("B").ended == "B"


def test_a_process_without_start_event_starts_where_no_flow_enters():
    played = drawing.play(drawing.draw("A > C; B > C")).start()

    assert played.open == ["A", "B"]


def test_a_plain_task_and_a_throw_event_without_symbol_are_passed():
    diagram = drawing.draw(
        "start > T > milepæl > A", T=drawing.node("task"), milepæl=drawing.node("intermediateThrowEvent")
    )

    played = drawing.play(diagram).start()
    assert played.open == ["A"]
    assert played.passed() == ["start", "T", "milepæl"]


def test_a_terminate_end_stops_all_that_is_open():
    end = drawing.node("endEvent", "<bpmn:terminateEventDefinition/>")
    played = drawing.play(drawing.draw("start > and1 > A > stopp; and1 > B > slutt", stopp=end)).start()

    assert played.do("A").ended == "stopp"
    assert played.open == []
    assert played.passed("cancelled") == ["B"]


def test_a_loop_of_many_rounds_leaves_no_trace_in_the_state():
    diagram = drawing.draw("start > A > xor; xor > A : =igjen; xor > slutt : default")
    played = drawing.play(diagram).start().do("A", igjen=True)
    size = len(played.step.state)

    for _ in range(50):
        played.do("A", igjen=True)

    assert len(played.step.state) == size
    assert played.do("A", igjen=False).ended == "slutt"


def test_twelve_parallel_blocks_in_a_row_are_no_burden():
    blocks = "; ".join(f"and{n}a > A{n} > and{n}b; and{n}a > B{n} > and{n}b > and{n + 1}a" for n in range(12))
    played = drawing.play(drawing.draw(f"start > and0a; {blocks}; and12a > slutt")).start()

    for number in range(12):
        assert played.open == [f"A{number}", f"B{number}"]
        played.do(f"A{number}").do(f"B{number}")

    assert played.ended == "slutt"


def test_the_flows_that_were_taken_stand_in_the_trace():
    diagram = drawing.draw("start > A > xor; xor > B : =x; xor > slutt : default")

    played = drawing.play(diagram).start().do("A", x=True)
    assert played.passed("flow") == ["f0", "f1", "f2"]
