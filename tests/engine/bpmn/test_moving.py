"""Every trial change of `spiffworkflow.md` 4, and what else a drawing can do to a case that is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import drawing
import moving
import pytest

from engine import bpmn, clock

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEEK = drawing.boundary("B", drawing.timer("P7D"))
DAY = drawing.boundary("B", drawing.timer("P1D"))
REMINDER = drawing.boundary("B", drawing.timer("R3/P1D", kind="timeCycle"), is_interrupting=False)
PLAIN = "start > A > B > C > slutt"
TIMED = f"{PLAIN}; frist > F > slutt2"


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def at_b(flows: str = PLAIN, **elements: str) -> drawing.Play:
    """Return a case whose step A is done, three days into B."""
    return drawing.play(drawing.draw(flows, **elements)).start().do("A")


TRIALS = {
    "none at all": (TIMED, {"frist": WEEK}, TIMED, {"frist": WEEK}, "", ["C"]),
    "a task after the current one": (PLAIN, {}, "start > A > B > X > C > slutt", {}, "", ["X"]),
    "a label": (PLAIN, {}, PLAIN, {"A": drawing.node("userTask").replace('name="{id}"', 'name="Ny"')}, "", ["C"]),
    "a future task removed": (PLAIN, {}, "start > A > B > slutt", {}, "", []),
    "a finished task removed": (PLAIN, {}, "start > B > C > slutt", {}, "", ["C"]),
    "the current task re-id'd": (PLAIN, {}, "start > A > B2 > C > slutt", {}, "B=B2", ["C"]),
    "a task before the current one": (PLAIN, {}, "start > A > X > B > C > slutt", {}, "", ["C"]),
    "a boundary timer added": (PLAIN, {}, TIMED, {"frist": WEEK}, "frist=arm", ["C"]),
    "a boundary timer added, and left": (PLAIN, {}, TIMED, {"frist": WEEK}, "frist=leave", ["C"]),
    "a boundary timer removed": (TIMED, {"frist": WEEK}, PLAIN, {}, "", ["C"]),
    "a third branch ahead": (
        "start > A > B > and1; and1 > C > and2; and1 > D > and2; and2 > slutt", {},
        "start > A > B > and1; and1 > C > and2; and1 > D > and2; and1 > E > and2; and2 > slutt", {}, "",
        ["C", "D", "E"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TRIALS)
def test_trial_changes_keep_the_open_step_and_what_follows_is_the_new_versions(name):
    flows, elements, new_flows, new_elements, chosen, following = TRIALS[name]
    played = at_b(flows, **elements)
    token, due = played.step.open[0].token, dict(played.timers)

    moving.move(played, drawing.draw(new_flows, **new_elements), chosen=chosen)

    assert played.step.open[0].token == token
    if name == "none at all":
        assert played.timers == due
    played.do(played.open[0])
    assert played.open == following
    while played.open:
        played.do(played.open[0])
    assert played.ended


def test_a_timer_keeps_its_instant_unless_recounted_from_when_it_began():
    old, new = drawing.draw(TIMED, frist=WEEK), drawing.draw(TIMED, frist=DAY)
    played = drawing.play(old).start().do("A")
    token = played.step.timers[0].token

    asked = moving.judge(played, new)
    kept = moving.judge(played, new, chosen="frist=keep")
    counted = moving.judge(played, new, chosen="frist=recount", since={token: MONDAY - timedelta(hours=5)})

    assert (asked.verdict, asked.step, [one.key for one in asked.questions]) == (bpmn.CHOICE, None, ["frist"])
    assert asked.questions[0].default == "keep"
    assert [one.due for one in kept.step.timers] == [MONDAY + timedelta(days=7)]
    assert [one.due for one in counted.step.timers] == [MONDAY + timedelta(hours=19)]
    assert kept.step.timers[0].token == counted.step.timers[0].token == token


def test_a_deadline_text_is_kept_unless_recounted():
    schedule = '<zeebe:taskSchedule dueDate="{0}"/>'
    old = drawing.draw(PLAIN, B=drawing.node("userTask", ext=schedule.format("3 virkedager")))
    new = drawing.draw(PLAIN, B=drawing.node("userTask", ext=schedule.format("10 virkedager")))
    played = drawing.play(old).start().do("A")
    before = played.step.open[0]

    assert moving.judge(played, new).verdict == bpmn.CHOICE
    assert moving.judge(played, new, chosen="B=keep").step.open[0].due == before.due
    assert moving.judge(played, new, chosen="*=recount").step.open[0].due.at == datetime(2026, 1, 19, 15, tzinfo=UTC)


def test_a_current_task_that_is_gone_asks_where_to():
    found = moving.judge(at_b(), drawing.draw("start > A > C > slutt"))

    assert (found.verdict, found.questions[0].key, found.questions[0].options) == (bpmn.CHOICE, "B", ("A", "C"))
    assert "B" in found.questions[0].what


def test_a_choice_of_no_step_is_refused_by_name():
    found = moving.judge(at_b(), drawing.draw("start > A > C > slutt"), chosen="B=slutt")

    assert found.verdict == bpmn.BLOCKED
    assert "«slutt»" in found.reasons[0]


def test_a_repeating_reminder_keeps_its_count_and_its_open_reminders():
    flows = f"{PLAIN}; frist > F > slutt2"
    played = drawing.play(drawing.draw(flows, frist=REMINDER)).start().do("A").fire("frist")

    moving.move(played, drawing.draw(f"{flows}; C > D > slutt3", frist=REMINDER))

    assert played.open == ["B", "F"]
    assert [one.left for one in played.step.timers] == [2]


def test_a_boundary_event_that_has_come_does_not_begin_again():
    once = drawing.boundary("B", drawing.timer("P1D"), is_interrupting=False)
    played = drawing.play(drawing.draw(TIMED, frist=once)).start().do("A").fire("frist")

    moving.move(played, drawing.draw(TIMED + "; C > D > slutt3", frist=once))

    assert (played.open, played.timers) == (["B", "F"], {})


BLOCK = "start > A > and1; and1 > B > and2; and1 > C > and2; and2 > D > slutt"


def test_one_branch_waiting_at_a_join_goes_on_waiting():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A").do("B")

    moving.move(played, drawing.draw(BLOCK.replace("D > slutt", "D > E > slutt")))

    assert played.do("C").open == ["D"]
    assert played.do("D").open == ["E"]


@pytest.mark.parametrize("done", [0, 1])
def test_a_third_branch_in_a_block_already_entered_is_blocked(done):
    played = drawing.play(drawing.draw(BLOCK)).start().do("A")
    if done:
        played.do("B")

    found = moving.judge(played, drawing.draw(f"{BLOCK}; and1 > X > and2"))

    assert found.verdict == bpmn.BLOCKED
    assert "«and2»" in found.reasons[0]


def test_a_block_drawn_around_the_current_step_is_blocked():
    found = moving.judge(at_b(), drawing.draw("start > A > and1; and1 > B > and2; and1 > X > and2; and2 > C > slutt"))

    assert found.verdict == bpmn.BLOCKED


def test_a_join_that_is_removed_asks_what_becomes_of_the_branch_that_waits():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A").do("B")
    serial = drawing.draw("start > A > C > D > slutt")

    found = moving.judge(played, serial)
    assert (found.verdict, found.questions[0].key) == (bpmn.CHOICE, "and2")
    assert moving.move(played, serial, chosen="and2=-").do("C").open == ["D"]


def test_a_branch_that_is_taken_away_lets_its_join_go_on():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A").do("B")
    less = drawing.draw("start > A > and1; and1 > B > and2; and2 > D > slutt")

    assert moving.judge(played, less).questions[0].key == "C"
    assert moving.move(played, less, chosen="C=-").open == ["D"]


def test_a_parallel_block_made_serial_asks_about_the_step_that_would_come_again():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A")
    serial = drawing.draw("start > A > B > C > D > slutt")

    found = moving.judge(played, serial)

    assert (found.verdict, [one.key for one in found.questions]) == (bpmn.CHOICE, ["C"])
    assert moving.move(played, serial, chosen="C=-").do("B").open == ["C"]


def test_renamed_flows_into_a_join_are_found_by_where_they_come_from():
    played = drawing.play(drawing.draw(BLOCK)).start().do("A").do("B")
    renamed = drawing.draw(BLOCK).replace(b'id="f', b'id="g')

    assert moving.move(played, renamed).do("C").open == ["D"]


CALLED = drawing.draw("start > I > J > slutt", process="q")


def caller(rest: str = "C", **elements: str) -> bytes:
    """Return the calling routine."""
    return drawing.draw(f"start > A > K > {rest} > slutt", K=drawing.call("q"), **elements)


def test_inside_a_called_routine_a_step_after_it_in_the_caller_is_not_skipped():
    played = drawing.play(caller(), CALLED).start().do("A")

    moving.move(played, caller("X > C"), CALLED)

    assert played.do("K/I").do("K/J").open == ["X"]


def test_inside_a_called_routine_a_new_step_in_it_comes():
    played = drawing.play(caller(), CALLED).start().do("A")

    moving.move(played, caller(), drawing.draw("start > I > N > J > slutt", process="q"))

    assert played.do("K/I").open == ["K/N"]


def test_a_step_of_a_called_routine_is_mapped_by_its_path():
    played = drawing.play(caller(), CALLED).start().do("A")
    new = drawing.draw("start > I2 > J > slutt", process="q")

    assert moving.judge(played, caller(), new).questions[0].key == "K/I"
    assert moving.move(played, caller(), new, chosen="K/I=I2").open == ["K/I2"]


def test_a_call_of_another_routine_asks_whether_it_begins_anew():
    played = drawing.play(caller(), CALLED).start().do("A")
    other = drawing.draw("start > A > K > C > slutt", K=drawing.call("r"))

    called = drawing.draw("start > I > slutt", process="r")

    assert [(one.key, one.options) for one in moving.judge(played, other, called).questions] == [("K", ("K", "A", "C"))]
    assert moving.move(played, other, called, chosen="K=K").open == ["K/I"]
    assert played.do("K/I").open == ["C"]


@pytest.mark.parametrize("sequential", [True, False])
def test_a_repetition_keeps_element_and_number_of_those_under_way_and_what_follows_comes(sequential):
    loop = drawing.each(
        "=elever", sequential=sequential, inputElement="elev", outputCollection="ut", outputElement="=elev"
    )
    task = drawing.node("userTask", loop)
    played = (
        drawing.play(drawing.draw("start > A > M > C > slutt", M=task)).start().do("A", elever=["x", "y", "z"]).do("M")
    )
    before = [(one.instance, one.local) for one in played.step.open]

    moving.move(played, drawing.draw("start > A > M > N > C > slutt", M=task))

    assert [(one.instance, one.local) for one in played.step.open] == before
    while "M" in played.open:
        played.do("M")
    assert played.open == ["N"]


def test_a_renamed_loop_element_goes_with_the_instances_and_a_new_collection_has_room():
    old = drawing.node("userTask", drawing.each("=elever", inputElement="elev"))
    new = drawing.node(
        "userTask", drawing.each("=andre", inputElement="barn", outputCollection="ut", outputElement="=barn")
    )
    played = drawing.play(drawing.draw("start > A > M > C > slutt", M=old)).start().do("A", elever=["x", "y"]).do("M")

    moving.move(played, drawing.draw('start > A > M > xor1; xor1 > C : =ut[2] = "y"; xor1 > slutt : default', M=new))

    assert played.step.open[0].local == {"barn": "y"}
    assert played.do("M").open == ["C"]


def test_a_loop_that_is_taken_away_under_way_or_comes_asks_whether_the_step_begins_anew():
    loop = drawing.node("userTask", drawing.each("=elever", inputElement="elev"))
    played = drawing.play(drawing.draw("start > A > M > C > slutt", M=loop)).start().do("A", elever=["x", "y"])

    plain = drawing.draw("start > A > M > C > slutt")

    assert [one.options for one in moving.judge(played, plain).questions] == [("M", "A", "C")]
    assert moving.move(played, plain, chosen="M=M").open == ["M"]
    again = drawing.draw("start > A > M > C > slutt", M=loop)
    assert moving.move(played, again, chosen="M=M", newest={"elever": ["x", "y"]}).open == ["M", "M"]
    assert played.do("M").do("M").open == ["C"]
