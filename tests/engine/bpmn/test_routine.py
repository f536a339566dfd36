"""Called routines, errors, actions, tasks' facts, and what a definition tells."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import drawing
import pytest

from engine import bpmn, clock, errors

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_START = '<bpmn:startEvent id="s1"/>'
_ERROR = '<bpmn:error id="feil1" name="Ikke trygt" errorCode="UTRYGT"/>'
_THROW = drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')


def _catch(host: str, code: str = 'errorRef="feil1"') -> str:
    return drawing.boundary(host, f"<bpmn:errorEventDefinition {code}/>")


def test_an_error_is_caught_at_the_edge_of_its_sub_process():
    inner = drawing.inside("s1 > andI > A > kast; andI > X", prefix="i", s1=_START, kast=_THROW)
    diagram = drawing.draw("start > D > B; fang > C", D=drawing.node("subProcess", inner), fang=_catch("D"), top=_ERROR)

    played = drawing.play(diagram).start().do("A")
    assert played.open == ["C"]
    assert sorted(played.passed("cancelled")) == ["D", "X"]


def test_an_error_goes_outwards_through_called_routines_until_one_takes_it():
    called = drawing.draw("start > A > kast", process="q", kast=_THROW, top=_ERROR)
    inner = drawing.inside("s1 > K > e1", prefix="i", s1=_START, K=drawing.call("q"), e1=drawing.node("endEvent"))
    other = '<bpmn:error id="feil2" name="Annet" errorCode="ANNET"/>'
    diagram = drawing.draw(
        "start > D > B; annet > E; fang > C",
        D=drawing.node("subProcess", inner),
        annet=_catch("D", 'errorRef="feil2"'),
        fang=_catch("D", ""),
        top=other,
    )

    assert drawing.play(diagram, called).start().do("K/A").open == ["C"]


def test_an_error_of_one_instance_is_caught_on_the_whole():
    inner = drawing.inside("s1 > A > kast", prefix="i", s1=_START, kast=_THROW) + drawing.each("=elever")
    diagram = drawing.draw("start > D > B; fang > C", D=drawing.node("subProcess", inner), fang=_catch("D"), top=_ERROR)

    assert drawing.play(diagram).start(elever=[1, 2]).do("A[2]").open == ["C"]


def test_an_error_that_nobody_catches_stops_the_routine():
    played = drawing.play(drawing.draw("start > A > kast", kast=_THROW, top=_ERROR)).start()

    with pytest.raises(errors.RoutineFault, match=r"UTRYGT.*ikke fanget"):
        played.do("A")


def test_a_terminate_end_inside_a_sub_process_ends_only_that():
    inner = drawing.inside(
        "s1 > andI > A > stopp; andI > X",
        prefix="i",
        s1=_START,
        stopp=drawing.node("endEvent", "<bpmn:terminateEventDefinition/>"),
    )
    played = drawing.play(drawing.draw("start > D > B", D=drawing.node("subProcess", inner))).start()

    assert played.do("A").open == ["B"]


def test_actions_come_in_order_with_their_headers_calculated():
    first = drawing.action("brev", mal="melding", mottaker="=elev.navn", dato="=dato")
    last = drawing.node("endEvent", drawing.on_message("svar"), ext='<zeebe:taskDefinition type="varsel"/>')
    diagram = drawing.draw(
        "start > S > T > slutt",
        S=first,
        T=drawing.action(element="sendTask", til="rektor"),
        slutt=last,
        top=drawing.message("svar"),
    )
    played = drawing.play(diagram).start(elev={"navn": "Testelev A"}, dato=date(2026, 1, 5))

    assert [(one.element_id, one.type) for one in played.actions] == [
        ("S", "brev"),
        ("T", "varsel"),
        ("slutt", "varsel"),
    ]
    assert played.actions[0].headers == {"mal": "melding", "mottaker": "Testelev A", "dato": "2026-01-05"}
    assert played.actions[0].variables["elev"] == {"navn": "Testelev A"}
    assert played.ended == "slutt"


def test_a_loop_of_a_hundred_rounds_of_a_called_routine_stays_small():
    called = drawing.draw("start > K > L > slutt", process="q")
    diagram = drawing.draw("start > D > xor; xor > D : =igjen; xor > slutt : default", D=drawing.call("q"))
    played = drawing.play(diagram, called).start()
    size = len(played.step.state)

    for _ in range(100):
        played.do("D/K").do("D/L", igjen=True)

    assert len(played.step.state) < size + 50
    assert played.do("D/K").do("D/L", igjen=False).ended == "slutt"


@pytest.mark.parametrize("given", ["høy", "inf", "1e999"])
def test_a_priority_that_is_no_number_stops_the_case_with_a_sentence(given):
    ext = '<zeebe:priorityDefinition priority="=haster"/>'

    with pytest.raises(errors.RoutineFault, match="prioriteten «=haster» er ikke et tall"):
        drawing.play(drawing.draw("start > A", A=drawing.node("userTask", ext=ext))).start(haster=given)


def test_a_task_opens_with_its_deadlines_owner_and_priority():
    ext = (
        '<zeebe:taskSchedule dueDate="3 skoledager" followUpDate="dagen etter"/>'
        '<zeebe:assignmentDefinition assignee="=leder" candidateGroups="rektor, SU/SMU" candidateUsers="=[leder]"/>'
        '<zeebe:priorityDefinition priority="80"/>'
    )
    with clock.at(MONDAY):
        played = drawing.play(drawing.draw("start > A", A=drawing.node("userTask", ext=ext))).start(leder="7")

    (task,) = played.step.open
    assert task.due == bpmn.Due(datetime(2026, 1, 8, 15, 0, tzinfo=UTC), False, "3 skoledager fra 5.1")
    assert task.follow_up.at == datetime(2026, 1, 6, 22, 59, 59, tzinfo=UTC)
    assert (task.assignee, task.groups, task.users, task.priority) == ("7", ("rektor", "SU/SMU"), ("7",), 80)


def test_straks_has_no_date():
    ext = '<zeebe:taskSchedule dueDate="umiddelbart"/>'
    played = drawing.play(drawing.draw("start > A", A=drawing.node("userTask", ext=ext))).start()

    due = played.step.open[0].due
    assert (due.at, due.straks) == (None, True)


def test_a_deadline_that_counts_from_a_date_not_yet_given_is_counted_when_it_is():
    ext = '<zeebe:taskSchedule dueDate="1 uke fra iverksatt"/>'
    diagram = drawing.draw("start > and1 > A; and1 > B", A=drawing.node("userTask", ext=ext))
    with clock.at(MONDAY):
        played = drawing.play(diagram).start()
        assert played.step.open[0].due.at is None
        assert "iverksatt" in played.step.open[0].due.explained
        played.do("B", iverksatt=date(2026, 1, 12))

    assert played.step.open[0].due.at == datetime(2026, 1, 19, 15, 0, tzinfo=UTC)


def test_a_deadline_does_not_move_once_it_is_counted():
    ext = '<zeebe:taskSchedule dueDate="1 uke fra iverksatt"/>'
    diagram = drawing.draw("start > and1 > A; and1 > B", A=drawing.node("userTask", ext=ext))
    played = drawing.play(diagram).start(iverksatt=date(2026, 1, 12)).do("B", iverksatt=date(2026, 2, 9))

    assert played.step.open[0].due.at == datetime(2026, 1, 19, 15, 0, tzinfo=UTC)


def test_a_definition_tells_what_stands_in_the_diagram():
    lanes = (
        '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="Skole"><bpmn:flowNodeRef>start</bpmn:flowNodeRef>'
        '<bpmn:childLaneSet id="l2"><bpmn:lane id="l3" name="Rektor">'
        "<bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane></bpmn:childLaneSet>"
        "</bpmn:lane></bpmn:laneSet>"
    )
    ext = (
        '<zeebe:formDefinition formId="referat"/><zeebe:properties><zeebe:property name="se-over" value="plan"/>'
        "</zeebe:properties>"
    )
    task = drawing.node("userTask", "<bpmn:documentation>**Mål**</bpmn:documentation>", ext=ext)
    begin = drawing.node("startEvent", ext='<zeebe:formDefinition formId="bekymring"/>')
    called = drawing.draw("start > K > slutt", process="q")
    found = drawing.define(
        drawing.draw("start > A > D > xor > slutt", start=begin, A=task, D=drawing.call("q"), extra=lanes), called
    )

    element = found.elements["A"]
    assert (element.lane, element.form_id, element.documentation) == ("Rektor", "referat", "**Mål**")
    assert (element.properties, element.is_task, element.process) == ({"se-over": "plan"}, True, "p")
    assert (found.name, found.start_form, found.processes) == ("p", "bekymring", ("p", "q"))
    assert found.elements["start"].lane == "Skole"
    assert [one.id for one in found.outline] == ["start", "A", "D", "start", "K", "slutt", "xor", "slutt"]
    assert found.at("D/K").process == "q"
    assert found.start_event(None) == "start"
    assert found.diagram("q").startswith("<?xml")


def test_many_threads_step_cases_on_one_definition():
    called = drawing.draw("start > K > slutt", process="q")
    diagram = drawing.draw(
        "start > T > D > slutt", T=drawing.node("userTask", drawing.each("=elever")), D=drawing.call("q")
    )
    definition = drawing.define(diagram, called)

    def whole(number: int) -> str | None:
        played = drawing.Play(definition).start(elever=list(range(number % 4)))
        for _ in range(number % 4):
            played.do("T")
        return played.do("D/K").ended

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(whole, range(40))) == {"slutt"}


def test_elements_named_as_the_engines_own_do_no_harm():
    diagram = drawing.draw("Start > Root > End", Start=drawing.node("startEvent"), End=drawing.node("endEvent"))

    assert drawing.play(diagram).start().do("Root").ended == "End"


def test_a_state_of_another_routine_is_refused():
    played = drawing.play(drawing.draw("start > A")).start()
    other = drawing.define(drawing.draw("start > B"))

    with pytest.raises(errors.RoutineFault, match="«A», som ikke finnes"):
        bpmn.complete(other, played.step.state, played.token("A"))


def test_a_state_is_small_and_does_not_grow_with_the_diagram():
    sizes = []
    for number in (10, 200):
        chain = " > ".join(f"A{n}" for n in range(number))
        played = drawing.play(drawing.draw(f"start > {chain} > slutt")).start()
        for n in range(number // 2):
            played.do(f"A{n}")
        sizes.append(len(played.step.state))

    assert max(sizes) < 120


def test_what_was_read_of_a_file_is_the_askers_own():
    raw = drawing.draw("start > A")

    bpmn.read(raw, file="a.bpmn").processes["p"].elements.clear()
    bpmn.read(raw, file="a.bpmn").processes.clear()

    assert "A" in bpmn.read(raw, file="a.bpmn").processes["p"].elements
