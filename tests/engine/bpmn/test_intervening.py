"""Interventions: skip, end a branch, go to, change a deadline, stop; what is dangerous is said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import drawing
import moving
import pytest

from engine import bpmn, clock, errors

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BLOCK = "start > A > and1; and1 > B > and2; and1 > C > and2; and2 > D > slutt"


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def do(played: drawing.Play, act, ident: str, *more) -> bpmn.Outlay:
    """Intervene at the open task with this path, and go on from there."""
    ground = bpmn.Ground(played.builtins, played.calendar)
    found = act(played.definition, played.step.state, played.token(ident), *more, ground=ground)
    played._took(found.step)
    return found


def test_skipping_a_step_goes_on_without_answers_and_stops_what_waits_beside_it():
    frist = drawing.boundary("A", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > A > B > slutt; frist > F > slutt2", frist=frist)).start()

    assert do(played, bpmn.skip, "A").warnings == ()

    assert (played.open, played.timers) == (["B"], {})


def test_skipping_one_of_several_goes_on_with_the_next():
    loop = drawing.node("userTask", drawing.each("=elever", sequential=True, inputElement="elev"))
    played = drawing.play(drawing.draw("start > A > M > slutt", M=loop)).start().do("A", elever=["x", "y"])

    do(played, bpmn.skip, "M")

    assert played.step.open[0].local == {"elev": "y"}


def test_ending_one_branch_of_a_block_warns_that_the_join_waits_for_ever():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A")

    found = do(played, bpmn.drop, "B")

    assert played.open == ["C"]
    assert "«and2»" in found.warnings[0]


def test_join_without_a_name_is_said_by_the_steps_that_meet_there():
    diagram = drawing.draw("start > A > and1; and1 > B > xor1 > and2; and1 > C > and2; and2 > D > slutt")
    played = drawing.play(diagram.replace(b'name="and2"', b"")).start().do("A")

    warning = do(played, bpmn.drop, "B").warnings[0]

    assert "der grenene etter «B» og «C» møtes" in warning
    assert "and2" not in warning


def test_the_only_branch_is_not_ended():
    played = drawing.play(drawing.draw("start > A > B > slutt")).start()

    with pytest.raises(errors.RoutineFault, match="det eneste"):
        do(played, bpmn.drop, "A")


def test_ending_what_was_begun_beside_ends_all_of_it():
    start = drawing.node("startEvent", drawing.on_message("ny"), isInterrupting="false")
    after = drawing.action(til="statsforvalter")
    inner = drawing.inside("starth > H > V > slutth", prefix="h", starth=start, V=after)
    beside = drawing.node("subProcess", inner, triggeredByEvent="true").replace("{id}", "E")
    played = drawing.play(drawing.draw("start > A > slutt", extra=beside, top=drawing.message("ny"))).start()
    played.send("ny")

    do(played, bpmn.drop, "H")

    assert (played.open, played.actions) == (["A"], [])
    assert played.send("ny").open == ["A", "H"]


def test_ending_the_only_step_of_a_sub_process_ends_the_branch_that_it_is():
    inner = drawing.node("subProcess", drawing.inside("starts > I > slutts", prefix="s"))
    flows = "start > and1; and1 > A > slutt; and1 > S > B > slutt2"
    played = drawing.play(drawing.draw(flows, S=inner)).start()

    do(played, bpmn.drop, "I")

    assert played.open == ["A"]


def test_the_only_step_for_one_of_several_is_not_ended():
    inner = drawing.inside("starts > I > slutts", prefix="s") + drawing.each("=[1, 2]", inputElement="x")
    played = drawing.play(drawing.draw("start > S > B > slutt", S=drawing.node("subProcess", inner))).start()

    with pytest.raises(errors.RoutineFault, match="det eneste"):
        do(played, bpmn.drop, "I")


def test_going_to_a_step_ahead_leaves_the_open_one():
    played = drawing.play(drawing.draw("start > A > B > C > slutt")).start()

    found = do(played, bpmn.go_to, "A", "C")

    assert (played.open, found.again, found.warnings) == (["C"], (), ())


def test_repeating_a_step_says_what_comes_once_more():
    played = drawing.play(drawing.draw("start > A > B > C > slutt")).start().do("A").do("B")

    assert do(played, bpmn.go_to, "C", "A").again == ("A", "B", "C")

    assert played.open == ["A"]


def test_going_out_of_a_block_warns_that_the_join_waits_for_ever():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A")

    assert "«and2»" in do(played, bpmn.go_to, "B", "D").warnings[0]


def sub(flows: str) -> str:
    """Return a sub-process."""
    return drawing.node("subProcess", drawing.inside(flows, prefix="s"))


def test_going_into_a_sub_process_opens_it_and_out_of_it_closes_it():
    frist = drawing.boundary("S", drawing.timer("P1D"))
    diagram = drawing.draw(
        "start > A > S > B > slutt; frist > F > slutt2", S=sub("starts > I > J > slutts"), frist=frist
    )
    played = drawing.play(diagram).start()

    do(played, bpmn.go_to, "A", "J")
    assert (played.open, played.timers) == (["J"], {"frist": MONDAY + timedelta(days=1)})
    do(played, bpmn.go_to, "J", "A")
    assert (played.open, played.timers) == (["A"], {})


def test_going_within_a_sub_process_stays_in_it():
    played = drawing.play(drawing.draw("start > S > B > slutt", S=sub("starts > I > J > slutts"))).start()

    do(played, bpmn.go_to, "I", "J")

    assert played.do("J").open == ["B"]


def test_in_a_called_routine_its_own_steps_are_gone_to():
    called = drawing.draw("start > I > J > slutt", process="q")
    played = drawing.play(drawing.draw("start > K > B > slutt", K=drawing.call("q")), called).start()

    assert [one.id for one in bpmn.targets(played.definition, "K/I")] == ["I", "J"]
    with pytest.raises(errors.RoutineFault):
        do(played, bpmn.go_to, "K/I", "B")
    do(played, bpmn.go_to, "K/I", "J")
    assert played.do("K/J").open == ["B"]


def test_steps_that_are_called_alike_are_told_apart():
    flows = "start > A > S > B > C > slutt; B > D > slutt"
    diagram = drawing.draw(flows, S=sub("starts > I > slutts")).replace(b'name="I"', b'name="A"')
    definition = drawing.play(diagram.replace(b'name="D"', b'name="C"')).definition
    called = drawing.play(diagram.replace(b'name="B"', b'name="D"')).definition

    def names(found):
        return {one.id: name for one, name in zip(steps, bpmn.told_apart(found, steps), strict=True)}

    steps = bpmn.targets(definition, "A")
    assert names(definition) == {
        "A": "A", "S": "S", "I": "A (i «S»)", "B": "B", "C": "C (1)", "D": "C (2)",
    }  # fmt: skip
    steps = bpmn.targets(called, "A")
    assert names(called)["B"] == "D (etter «S»)"


def test_open_steps_have_each_a_name_of_their_own():
    loop = drawing.node("userTask", drawing.each("=elever", inputElement="elev"))
    called = drawing.draw("start > I > slutt", process="q")
    flows = "start > and1; and1 > K > slutt; and1 > L > slutt; and1 > M > slutt"
    played = drawing.play(drawing.draw(flows, K=drawing.call("q"), L=drawing.call("q"), M=loop), called)

    found = bpmn.open_names(played.definition, [("K/I", 0), ("L/I", None), ("M", 1), ("M", 2)])

    assert found == ("I (i «K»)", "I (i «L»)", "M (1)", "M (2)")


def test_the_deadline_of_an_open_task_is_set():
    played = drawing.play(drawing.draw("start > A > slutt")).start()

    do(played, bpmn.set_deadline, "A", MONDAY + timedelta(days=3))

    assert played.step.open[0].due.at == MONDAY + timedelta(days=3)


def test_a_stopped_case_has_nothing_open():
    frist = drawing.boundary("A", drawing.timer("P1D"))
    played = drawing.play(drawing.draw("start > A > B > slutt; frist > F > slutt2", frist=frist)).start()
    ground = bpmn.Ground(played.builtins, played.calendar)

    played._took(bpmn.stop(played.definition, played.step.state, ground=ground).step)

    assert (played.open, played.timers, played.ended) == ([], {}, bpmn.STOPPED)
    assert played.passed("cancelled") == ["frist", "A"]


def test_going_to_an_event_with_several_symbols_waits_for_each_of_them():
    both = drawing.node("intermediateCatchEvent", drawing.timer("P7D") + drawing.on_signal("brann"))
    played = drawing.play(drawing.draw("start > A > V > B > slutt", top=drawing.signal("brann"), V=both)).start()

    assert "V" in {one.id for one in bpmn.targets(played.definition, "A")}
    do(played, bpmn.go_to, "A", "V")

    assert (len(played.step.timers), len(played.step.signals)) == (1, 1)
    assert played.signal("brann").open == ["B"]


def listening(*, stops: bool = True) -> bytes:
    """Draw A and B with a reminder each week beside them, and, with `stops`, a message that takes their place."""
    starts = {"U": drawing.node("startEvent", drawing.timer("R/P1W", kind="timeCycle"), isInterrupting="false")}
    starts |= {"M": drawing.node("startEvent", drawing.on_message("stans"))} if stops else {}
    beside = [
        drawing.node(
            "subProcess", drawing.inside(f"s{one} > {one} > slutt{one}", prefix=one, **{f"s{one}": start}),
            triggeredByEvent="true",
        ).replace("{id}", f"E{one}")
        for one, start in starts.items()
    ]  # fmt: skip
    return drawing.draw("start > A > B > slutt", extra="".join(beside), top=drawing.message("stans"))


def test_going_out_of_what_has_taken_the_place_of_all_else_listens_again():
    played = drawing.play(listening()).start().send("stans")
    assert (played.open, played.timers) == (["M"], {})

    do(played, bpmn.go_to, "M", "A")

    assert played.timers == {"sU": MONDAY + timedelta(weeks=1)}
    assert played.send("stans").open == ["M"]


@pytest.mark.parametrize("stops", [True, False])
def test_moving_out_of_what_has_taken_the_place_of_all_else_listens_again(stops: bool):
    played = drawing.play(listening()).start().send("stans")

    found = moving.judge(played, listening(stops=stops), chosen="M=A")
    moving.move(played, listening(stops=stops), chosen="M=A")

    assert "«sU» begynner nå." in found.notes
    assert (played.open, list(played.timers), len(played.step.waiting)) == (["A"], ["sU"], int(stops))


def test_moving_where_it_stays_open_listens_for_nothing_again():
    def drawn(interrupts: str) -> bytes:
        start = drawing.node("startEvent", drawing.timer("P1D"), isInterrupting=interrupts)
        inner = drawing.inside("starth > H > slutth", prefix="h", starth=start)
        beside = drawing.node("subProcess", inner, triggeredByEvent="true").replace("{id}", "E")
        return drawing.draw("start > A > slutt", extra=beside)

    played = drawing.play(drawn("true")).start().fire("starth")

    moving.move(played, drawn("false"))

    assert (played.open, played.timers) == (["H"], {})
