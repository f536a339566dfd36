"""Multi-instance: one activity for each item of a collection, with its own variables."""

from __future__ import annotations

from datetime import UTC, date, datetime

import drawing
import pytest

from engine import clock, errors

TWO = [{"elev": "Testelev A"}, {"elev": "Testelev B"}]


def _task(*content: str, ext: str = "") -> str:
    return drawing.node("userTask", "".join(content), ext=ext)


def test_parallel_instances_open_together_and_are_told_apart():
    task = _task(drawing.each("=elever", inputElement="rad"))
    played = drawing.play(drawing.draw("start > T > B", T=task)).start(elever=TWO)

    assert [(one.instance, one.local) for one in played.step.open] == [
        (1, {"rad": {"elev": "Testelev A"}}),
        (2, {"rad": {"elev": "Testelev B"}}),
    ]
    assert played.do("T[2]").open == ["T"]
    assert played.do("T").open == ["B"]


def test_sequential_instances_open_one_at_a_time():
    task = _task(drawing.each("=elever", sequential=True, inputElement="rad"))
    played = drawing.play(drawing.draw("start > T > B", T=task)).start(elever=TWO)

    assert [one.instance for one in played.step.open] == [1]
    played.do("T")
    assert [(one.instance, one.local) for one in played.step.open] == [(2, {"rad": {"elev": "Testelev B"}})]
    assert played.do("T").open == ["B"]


@pytest.mark.parametrize("sequential", [False, True])
def test_the_only_item_of_a_list_is_told_apart_from_the_first_of_several(sequential):
    task = _task(drawing.each("=elever", sequential=sequential, inputElement="rad"))
    diagram = drawing.draw("start > T > B", T=task)

    alone, several = (drawing.play(diagram).start(elever=items).step.open for items in (TWO[:1], TWO))

    assert [(one.instance, one.is_only) for one in alone] == [(1, True)]
    assert not any(one.is_only for one in several)


@pytest.mark.parametrize("sequential", [False, True])
def test_results_are_collected_in_the_order_of_the_items(sequential):
    result = "={elev: rad.elev, tid: gjennomfort}"
    loop = drawing.each(
        "=elever", sequential=sequential, inputElement="rad", outputElement=result, outputCollection="samtaler"
    )
    diagram = drawing.draw(
        'start > T > xor; xor > B : =samtaler[2].elev = "Testelev B"; xor > C : default', T=_task(loop)
    )
    played = drawing.play(diagram).start(elever=TWO)

    played.do("T" if sequential else "T[2]", gjennomfort=date(2026, 1, 6))
    played.do("T", gjennomfort=date(2026, 1, 5))

    assert played.open == ["B"]
    days = [date(2026, 1, 6), date(2026, 1, 5)] if sequential else [date(2026, 1, 5), date(2026, 1, 6)]
    names = ["Testelev A", "Testelev B"]
    assert played.variables()["samtaler"] == [{"elev": name, "tid": day} for name, day in zip(names, days, strict=True)]
    assert "gjennomfort" not in played.variables()
    assert "rad" not in played.variables()


def test_an_instance_that_gives_nothing_gives_null_not_what_another_gave():
    loop = drawing.each("=elever", sequential=True, outputElement="=svar", outputCollection="alle")
    played = drawing.play(drawing.draw("start > T > xor; xor > B : =count(alle) = 2", T=_task(loop))).start(elever=TWO)

    played.do("T", svar="ja").do("T")

    assert played.variables()["alle"] == ["ja", None]


def test_an_empty_collection_passes_at_once():
    loop = drawing.each("=elever", inputElement="rad", outputElement="=rad", outputCollection="alle")
    played = drawing.play(drawing.draw("start > T > B > xor; xor > slutt : =alle = []", T=_task(loop))).start(elever=[])

    assert played.open == ["B"]
    assert played.do("B").ended == "slutt"


@pytest.mark.parametrize("items", [None, "Testelev A", {"elev": 1}])
def test_a_collection_that_is_no_list_stops_the_routine(items):
    played = drawing.play(drawing.draw("start > A > T", T=_task(drawing.each("=elever")))).start()

    with pytest.raises(errors.RoutineFault, match="ikke en liste"):
        played.do("A", elever=items)


def test_enough_is_enough_when_the_completion_condition_says_so():
    loop = drawing.each("=elever", until="=numberOfCompletedInstances >= 1", inputElement="rad")
    played = drawing.play(drawing.draw("start > T > B", T=_task(loop))).start(elever=[*TWO, *TWO])

    assert played.do("T[3]").open == ["B"]
    assert played.passed("cancelled") == ["T", "T", "T"]


def test_the_completion_condition_sees_what_the_instance_answered():
    loop = drawing.each("=elever", sequential=True, until="=funnet", inputElement="rad")
    played = drawing.play(drawing.draw("start > T > B", T=_task(loop))).start(elever=TWO)

    assert played.do("T", funnet=True).open == ["B"]


def test_parallel_sub_processes_do_not_see_each_others_answers():
    inner = drawing.inside("s1 > A > M > xorI; xorI > B : =trygg; xorI > C : default", prefix="i", s1=_START, M=_task())
    sub = drawing.node("subProcess", inner + drawing.each("=elever", inputElement="rad"))
    played = drawing.play(drawing.draw("start > D > slutt", D=sub)).start(elever=TWO)

    played.do("A[1]", trygg=False).do("A[1]", trygg=True).do("M[1]").do("M[1]")

    assert [(one.element_id, one.instance) for one in played.step.open] == [("C", 1), ("B", 2)]
    assert played.do("B").do("C").ended == "slutt"


def test_tasks_inside_an_instance_carry_its_item_and_number():
    inner = drawing.inside("s1 > A > B", prefix="i", s1=_START)
    sub = drawing.node("subProcess", inner + drawing.each("=elever", sequential=True, inputElement="rad"))
    played = drawing.play(drawing.draw("start > D > slutt", D=sub)).start(elever=TWO)

    seen = []
    while played.open:
        (task,) = played.step.open
        seen.append((task.element_id, task.instance, task.local["rad"]))
        played.do(task.element_id)

    assert seen == [("A", 1, TWO[0]), ("B", 1, TWO[0]), ("A", 2, TWO[1]), ("B", 2, TWO[1])]
    assert played.ended == "slutt"


def test_a_called_routine_for_each_item_has_its_own_path_and_deadline():
    due = '<zeebe:taskSchedule dueDate="samme dag fra rad.tid"/>'
    called = drawing.draw("start > K > slutt", process="q", K=_task(ext=due))
    call = drawing.call("q", drawing.each("=samtaler", inputElement="rad"))
    rows = [{"tid": datetime(2026, 1, day, 9, 0, tzinfo=UTC)} for day in (5, 6)]
    played = drawing.play(drawing.draw("start > D > B", D=call), called).start(samtaler=rows)

    assert [(one.path, one.instance, one.due.at.day) for one in played.step.open] == [("D/K", 1, 5), ("D/K", 2, 6)]
    assert played.do("D/K").do("D/K").open == ["B"]


def test_instans_nr_and_loop_counter_number_the_instances():
    ext = '<zeebe:priorityDefinition priority="=instans.nr * 10 + loopCounter"/>'
    played = drawing.play(drawing.draw("start > T", T=_task(drawing.each("=elever"), ext=ext))).start(elever=TWO)

    assert [one.priority for one in played.step.open] == [11, 22]


def test_a_timer_on_a_multi_instance_takes_all_instances():
    edge = drawing.boundary("T", drawing.timer("P1D"))
    diagram = drawing.draw("start > T > B; frist > C", T=_task(drawing.each("=elever")), frist=edge)
    with clock.at(datetime(2026, 1, 5, 9, 0, tzinfo=UTC)):
        played = drawing.play(diagram).start(elever=TWO).do("T")

    assert len(played.timers) == 1
    assert played.fire("frist").open == ["C"]


def test_inputs_and_outputs_belong_to_each_instance():
    ext = drawing.io(inputs={"navn": "=rad.elev"}, outputs={"sum": "=navn"})
    loop = drawing.each("=elever", inputElement="rad", outputElement="=sum", outputCollection="alle")
    played = drawing.play(drawing.draw("start > T > xor; xor > B : =alle != null", T=_task(loop, ext=ext)))

    played.start(elever=TWO).do("T[2]").do("T")

    assert played.variables()["alle"] == ["Testelev A", "Testelev B"]


def test_too_many_instances_stop_the_routine():
    with pytest.raises(errors.RoutineFault, match="grensen er 500"):
        drawing.play(drawing.draw("start > T", T=_task(drawing.each("=elever")))).start(elever=list(range(501)))


_START = '<bpmn:startEvent id="s1"/>'


@pytest.mark.parametrize("is_sequential", [False, True])
def test_what_has_been_collected_so_far_is_known_to_the_completion_condition(is_sequential):
    loop = drawing.each(
        "=elever",
        sequential=is_sequential,
        until='=list contains(alle.svar, "nei")',
        inputElement="elev",
        outputCollection="alle",
        outputElement="={elev: elev, svar: svar}",
    )
    diagram = drawing.draw("start > T > A > slutt", T=drawing.node("userTask", loop))

    played = drawing.play(diagram).start(elever=["a", "b", "c"], alle=[{"svar": "nei"}])
    played.do("T", svar="ja")
    assert "T" in played.open
    assert played.do("T", svar="nei").open == ["A"]
    assert played.variables()["alle"] == [{"elev": "a", "svar": "ja"}, {"elev": "b", "svar": "nei"}, None]


@pytest.mark.parametrize(
    ("is_sequential", "until", "rounds"),
    [
        (False, "=numberOfInstances = 3", 1),
        (True, "=numberOfInstances = 2", 2),
        (False, "=numberOfActiveInstances = 1", 2),
        (True, "=numberOfActiveInstances = 0", 1),
        (True, "=numberOfCompletedInstances = 2", 2),
    ],
)
def test_instances_are_counted_as_zeebe_counts_them(is_sequential, until, rounds):
    loop = drawing.each("=elever", sequential=is_sequential, until=until, inputElement="elev")
    played = drawing.play(drawing.draw("start > T > A > slutt", T=drawing.node("userTask", loop)))

    played.start(elever=["a", "b", "c"])
    for _ in range(rounds):
        assert "A" not in played.open
        played.do("T")

    assert played.open == ["A"]
