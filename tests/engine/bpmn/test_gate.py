"""The gate as a whole: names, lanes, called routines, ids, and what is warned about only (design 7)."""

from __future__ import annotations

import drawing

from engine import bpmn
from tests.engine.bpmn import gating

_LANE = '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="rektor">{}</bpmn:lane></bpmn:laneSet>'


def test_nothing_else_is_refused_beside_what_is_wrong():
    assert gating.errors(drawing.draw("start > T > slutt", T=drawing.node("businessRuleTask"))) == {"decision-missing"}


def test_a_misspelt_name_is_met_with_the_known_one():
    (finding,) = gating.judged(drawing.draw("start > T > slutt", T=gating.TASK, slutt=drawing.script("=dat", "y")))

    assert "mente du «dato»?" in finding.what


def test_names_that_the_diagram_gives_itself_are_known():
    call = drawing.call("q", ext=drawing.io(inputs={"inn": "=x"}, outputs={"ut": "=resultat"}))
    called = drawing.draw("start > S > slutt", process="q", S=drawing.script("=inn", "resultat"))
    diagram = drawing.draw(
        "start > T > D > S > slutt", T=gating.TASK, D=call, S=drawing.script("=ut + sak.nummer", "y")
    )

    assert gating.judged(diagram, called) == []


def test_names_are_not_judged_while_a_form_is_missing():
    task = drawing.node("userTask", ext='<zeebe:formDefinition formId="borte"/>' + gating.OWN)

    assert gating.errors(drawing.draw("start > T > S", T=task, S=drawing.script("=y", "z"))) == {"form-unknown"}


def test_a_gateway_without_default_flow_is_warned_about():
    found = gating.judged(drawing.draw("start > T > xor; xor > slutt : =x > 1; xor > T : =x <= 1", T=gating.TASK))

    assert [(one.code, one.level) for one in found] == [("default-missing", "warning")]


def test_the_lane_owns_a_task_and_a_pool_stands_in_for_it():
    lane = _LANE.format("<bpmn:flowNodeRef>T</bpmn:flowNodeRef>")
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="c1" name="rektor" processRef="p"/>'
        '<bpmn:participant id="c2" name="Foreldre"/></bpmn:collaboration>'
    )
    task = drawing.node("userTask")

    assert gating.judged(drawing.draw("start > T", T=task, extra=lane)) == []
    assert gating.judged(drawing.draw("start > T", T=task, top=pool)) == []
    assert gating.errors(drawing.draw("start > T", T=task, extra=lane.replace("rektor", "foreldre"))) == {
        "role-unknown"
    }


def test_a_call_needs_a_routine_with_a_plain_start():
    called = drawing.draw(
        "inn > A",
        process="q",
        inn=drawing.node("startEvent", drawing.on_message("svar")),
        A=gating.TASK,
        top=gating.MESSAGE,
    )

    assert "call-unknown" in gating.errors(drawing.draw("start > D", D=drawing.call("q")), called)


def test_recursion_through_other_routines_is_found():
    one = drawing.draw("start > T > D", T=gating.TASK, D=drawing.call("q"))
    two = drawing.draw("start > K > E", process="q", K=gating.TASK, E=drawing.call("p"))

    assert gating.errors(one, two) == {"call-recursion"}


def test_a_loop_through_a_called_routine_that_waits_is_no_loop_without_a_wait():
    flows = "start > xor1 > D > xor; xor > xor1 : =x > 1; xor > slutt : default"
    waits = drawing.draw("start > K > slutt", process="q", K=gating.TASK)
    runs = drawing.draw("start > K > slutt", process="q", K=drawing.script("=1", "y"))

    assert gating.errors(drawing.draw(flows, D=drawing.call("q")), waits) == set()
    assert gating.errors(drawing.draw(flows, D=drawing.call("q")), runs) >= {"loop-without-wait"}


def test_ids_are_their_own_in_a_publication():
    one = drawing.draw("start > T > D", T=gating.TASK, D=drawing.call("q"))

    beside = drawing.draw("start > T", process="q", T=gating.TASK)
    assert gating.errors(one, beside) == {"id-duplicate"}
    assert gating.errors(drawing.draw("start > T", T=gating.TASK), beside) == set()
    assert gating.errors(one, drawing.draw("start > K", process="q", K=gating.TASK)) == set()
    assert "id-duplicate" in gating.errors(one, drawing.draw("start > K", K=gating.TASK))


def test_a_process_that_is_not_marked_is_drawn_only_but_for_the_only_one():
    plain = drawing.draw("start > T", T=gating.TASK).replace(b'isExecutable="true"', b"")

    assert [(one.code, one.level) for one in gating.judged(plain)] == [("not-executable", "warning")]
    two = plain.replace(b"</bpmn:process>", b'</bpmn:process><bpmn:process id="q"><bpmn:task id="U"/></bpmn:process>')
    assert gating.errors(two) == {"not-executable"}


def test_an_extension_of_another_program_is_warned_about_once():
    foreign = '<bpmn:extensionElements xmlns:x="urn:annet"><x:a/><x:b/></bpmn:extensionElements>'
    found = gating.judged(drawing.draw("start > T", T=gating.TASK, extra=foreign))

    assert [(one.code, one.level) for one in found] == [("extension-unread", "warning")]


def test_a_diagram_that_passes_is_started_once_in_a_process_of_its_own():
    diagram = drawing.draw("start > T > slutt", T=gating.TASK)

    assert bpmn.findings({"a.bpmn": diagram}, forms={"skjema": {"x"}}) == []


def test_references_name_what_a_diagram_needs():
    task = drawing.node(
        "userTask",
        ext=gating.FORM + '<zeebe:properties><zeebe:property name="se-over" value="plan"/></zeebe:properties>',
    )
    diagram = drawing.draw("start > T > S > D", T=task, S=drawing.action("brev", mal="melding"), D=drawing.call("q"))

    found = bpmn.references(diagram, file="a.bpmn")
    assert found == bpmn.References(("p",), frozenset({"q"}), frozenset({"skjema"}), frozenset({"plan", "melding"}))
    assert bpmn.references(b"<", file="b.bpmn").processes == ()
