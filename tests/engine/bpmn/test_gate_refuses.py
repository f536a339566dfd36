"""The gate refuses every other construct by name, with element, line and remedy (design 7)."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

REFUSED = {
    "businessRuleTask": ("decision-missing", {"T": drawing.node("businessRuleTask")}),
    "complexGateway": ("not-supported", {"T": drawing.node("complexGateway")}),
    "adHocSubProcess": ("not-supported", {"T": drawing.node("adHocSubProcess", gating.TASK.replace("{id}", "A"))}),
    "standard loop": ("loop-missing", {"T": gating.loop("<bpmn:standardLoopCharacteristics/>")}),
    "empty multi-instance": ("loop-missing", {"T": gating.loop("<bpmn:multiInstanceLoopCharacteristics/>")}),
    "output without collection": ("loop-missing", {"T": gating.loop(drawing.each("=elever", outputElement="=x"))}),
    "compensation that undoes nothing": (
        "unreachable",
        {"T": drawing.node("userTask", ext=gating.OWN, isForCompensation="true")},
    ),
    "signal catch without reference": ("reference-unknown", {"T": gating.event(gating.CATCH, "signal")}),
    "signal throw without reference": ("reference-unknown", {"T": gating.event(gating.THROW, "signal")}),
    "link without name": ("link-missing", {"T": gating.event(gating.THROW, "link")}),
    "escalation without reference": ("reference-unknown", {"T": gating.event(gating.THROW, "escalation")}),
    "conditional without condition": ("condition-missing", {"T": gating.event(gating.CATCH, "conditional")}),
    "compensation without a step": (
        "compensation-missing",
        {"k": drawing.boundary("T", "<bpmn:compensateEventDefinition/>")},
    ),
    "cancel": ("not-supported", {"flows": "start > ende", "ende": gating.event("endEvent", "cancel")}),
    "signal end without reference": (
        "reference-unknown",
        {"flows": "start > ende", "ende": gating.event("endEvent", "signal")},
    ),
    "catch without symbol": ("not-supported", {"T": drawing.node(gating.CATCH)}),
    "timer start without time": ("timer-missing", {"start": gating.event("startEvent", "timer")}),
    "conditional start": ("not-supported", {"start": gating.event("startEvent", "conditional")}),
    "a link among several symbols": (
        "not-supported",
        {"T": drawing.node(gating.CATCH, drawing.timer("P1D") + drawing.link("L"))},
    ),
    "business rule by zeebe": (
        "not-supported",
        {"T": drawing.node("serviceTask", ext='<zeebe:calledDecision decisionId="d"/>')},
    ),
    "listeners": ("not-supported", {"T": drawing.node("userTask", ext=gating.OWN + "<zeebe:executionListeners/>")}),
    "script in another language": (
        "not-supported",
        {"T": drawing.node("scriptTask", "<bpmn:script>import os</bpmn:script>")},
    ),
    "potential owner": ("not-supported", {"T": drawing.node("userTask", "<bpmn:potentialOwner/>", ext=gating.OWN)}),
    "camunda attribute": (
        "camunda7",
        {"T": gating.TASK.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="a" ')},
    ),
    "camunda element": ("camunda7", {"T": drawing.node("userTask", ext=gating.OWN + "<camunda:formData/>")}),
    "camunda expression": ("camunda7", {"flows": "start > T > xor; xor > slutt : ${x > 1}; xor > T : default"}),
    "unknown flow end": ("reference-unknown", {"extra": '<bpmn:sequenceFlow id="g" sourceRef="T" targetRef="borte"/>'}),
    "unknown message": ("reference-unknown", {"T": drawing.node(gating.CATCH, drawing.on_message("borte"))}),
    "message without reference": ("reference-unknown", {"T": gating.event(gating.CATCH, "message")}),
    "receive task without message": ("reference-unknown", {"T": drawing.node("receiveTask")}),
    "message without key": (
        "message-missing",
        {"T": drawing.node(gating.CATCH, drawing.on_message("svar")), "top": drawing.message("svar", key="")},
    ),
    "unknown error": (
        "reference-unknown",
        {"flows": "start > e", "e": drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="b"/>')},
    ),
    "unknown host": ("reference-unknown", {"k": drawing.boundary("borte", drawing.timer("P1D"))}),
    "duplicate ids": ("id-duplicate", {"extra": '<bpmn:task id="T"/>'}),
    "unreachable": ("unreachable", {"extra": '<bpmn:task id="U" name="Alene"/>'}),
    "no start": ("start-missing", {"flows": "T > B > T", "B": gating.TASK}),
    "two starts": ("start-several", {"flows": "start > T; start2 > T"}),
    "start without flow": (
        "flow-wrong",
        {"start2": drawing.node("startEvent", drawing.on_message("svar")), "top": gating.MESSAGE},
    ),
    "flow into start": ("flow-wrong", {"flows": "start > T > start"}),
    "flow out of end": ("flow-wrong", {"flows": "start > T > slutt > T"}),
    "flow across a sub-process": ("flow-wrong", {"flows": "start > D > slutt; A > slutt", "D": gating.sub()}),
    "missing condition": ("condition-missing", {"flows": "start > T > xor; xor > slutt; xor > T : default"}),
    "condition on a parallel gateway": (
        "condition-unused",
        {"flows": "start > T > and; and > slutt : =x > 1; and > slutt2"},
    ),
    "task behind an event gateway": ("not-supported", {"flows": "start > race > T"}),
    "FEEL that does not read": (
        "feel-unreadable",
        {"flows": "start > T > xor; xor > slutt : =x > ; xor > T : default"},
    ),
    "unknown name": ("name-unknown", {"flows": "start > T > xor; xor > slutt : =xx > 1; xor > T : default"}),
    "unknown function": ("name-unknown", {"T": drawing.script("=regn(x)", "y")}),
    "FEEL too costly to read": (
        "feel-too-costly",
        {"T": drawing.script("=count(for a in 1..9999, b in 1..9999, c in 1..9999 return a)", "y")},
    ),
    "timer without time": ("timer-missing", {"T": gating.event(gating.CATCH, "timer")}),
    "timer that does not read": ("deadline-unreadable", {"T": drawing.node(gating.CATCH, drawing.timer("om litt"))}),
    "unbounded cycle": (
        "deadline-unreadable",
        {"T": drawing.node(gating.CATCH, drawing.timer("R/PT30S", kind="timeCycle"))},
    ),
    "cycle as a wait": ("timer-cycle", {"T": drawing.node(gating.CATCH, drawing.timer("R3/P1W", kind="timeCycle"))}),
    "straks as a timer": ("timer-straks", {"T": drawing.node(gating.CATCH, drawing.timer("straks"))}),
    "deadline from an unknown name": (
        "name-unknown",
        {"T": drawing.node("userTask", ext=gating.OWN + '<zeebe:taskSchedule dueDate="1 uke fra bort"/>')},
    ),
    "deadline that does not read": (
        "deadline-unreadable",
        {"T": drawing.node("userTask", ext=gating.OWN + '<zeebe:taskSchedule dueDate="snart"/>')},
    ),
    "loop without a wait": (
        "loop-without-wait",
        {
            "flows": "start > xor1 > S > xor; xor > xor1 : =x > 1; xor > T : default; T > slutt",
            "S": drawing.script("=1", "y"),
        },
    ),
    "too many parallel ways": (
        "branches-product",
        {
            "flows": "start > a0; "
            + "; ".join(f"a{n} > A{n} > x{n}; a{n} > B{n} > x{n}; x{n} > a{n + 1}" for n in range(11)),
            **{f"a{n}": drawing.node("parallelGateway") for n in range(12)},
            **{f"x{n}": drawing.node("exclusiveGateway") for n in range(11)},
        },
    ),
    "unknown form": (
        "form-unknown",
        {"T": drawing.node("userTask", ext='<zeebe:formDefinition formId="skjma"/>' + gating.OWN)},
    ),
    "unknown role": (
        "role-unknown",
        {"T": drawing.node("userTask", ext='<zeebe:assignmentDefinition candidateGroups="rektr"/>')},
    ),
    "no action": ("action-missing", {"T": drawing.node("serviceTask")}),
    "unknown action": ("action-unknown", {"T": drawing.action("epost")}),
    "action without role": ("header-missing", {"T": drawing.action("varsel")}),
    "unknown letter": ("letter-unknown", {"T": drawing.action("brev", mal="meldng")}),
    "unknown letter by hand": (
        "letter-unknown",
        {
            "T": drawing.node(
                "userTask",
                ext=gating.FORM
                + gating.OWN
                + '<zeebe:properties><zeebe:property name="lag-brev" value="melding, meldng"/></zeebe:properties>',
            )
        },
    ),
    "unknown routine": ("call-unknown", {"T": drawing.call("borte")}),
    "routine by expression": ("not-supported", {"T": drawing.call("=x")}),
    "self-call": ("call-recursion", {"T": drawing.call("p")}),
    "script without result": ("script-missing", {"T": drawing.script("=1", "")}),
    "unreadable variable name": ("name-unreadable", {"T": drawing.script("=1", "to ord")}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name):
    code, given = REFUSED[name][0], dict(REFUSED[name][1])
    flows = given.pop("flows", "start > T > slutt")

    found = gating.judged(drawing.draw(flows, **gating.base(flows) | given))
    (finding, *_) = [one for one in found if one.code == code and one.level == "error"] or [None]

    assert finding is not None, found
    assert finding.what
    assert finding.remedy
    assert finding.line
    assert finding.element


def test_a_misspelt_deadline_is_told_once_with_what_was_meant_behind_it():
    catch = drawing.node(gating.CATCH, drawing.timer("tre skoledgaer"))

    (found,) = gating.judged(drawing.draw("start > T > slutt", start=gating.BEGIN, T=catch))

    assert found.what == "Fristen «tre skoledgaer» kan ikke leses: «tre skoledgaer» er ikke en frist."
    assert found.remedy.startswith("Mente du «tre skoledager»? Skriv en frist slik: ")


def test_what_is_of_camunda_7_is_told_at_what_a_person_can_find_with_what_stands_for_it_there():
    loop = gating.loop('<bpmn:multiInstanceLoopCharacteristics camunda:collection="elever"/>')
    rule = drawing.node("businessRuleTask").replace(
        "<bpmn:businessRuleTask ", '<bpmn:businessRuleTask camunda:resultVariable="r" '
    )
    found = gating.judged(drawing.draw("start > T > D > slutt", start=gating.BEGIN, T=loop, D=rule))

    assert [(one.element, one.remedy) for one in found if one.code == "camunda7"] == [
        ("T", "Bruk zeebe:loopCharacteristics inputCollection."),
        ("D", "Bruk zeebe:calledDecision resultVariable."),
    ]


def test_the_engines_like_camunda_7_are_told_apart_and_refused_alike():
    task = gating.TASK.replace("<bpmn:userTask ", '<bpmn:userTask xmlns:f="http://flowable.org/bpmn" f:formKey="a" ')
    (found,) = [one for one in gating.judged(drawing.draw("T > slutt", T=task)) if one.code == "camunda7"]

    assert (found.level, found.what) == ("error", "«flowable:formKey» hører til Flowable.")
    assert found.remedy == "Bruk zeebe:formDefinition formId."


def test_a_condition_that_would_start_a_case_is_told_what_starts_it_instead():
    start = drawing.node("startEvent", drawing.on_condition("=antall > 3"))

    (found,) = [
        one for one in gating.judged(drawing.draw("start > T > slutt", start=start)) if one.code == "not-supported"
    ]
    assert "port med betingelsen «=antall > 3»" in found.remedy
    assert "signal" in found.remedy


@pytest.mark.parametrize(
    ("text", "place"),
    [("=x +", "tegn 5"), ("tidligst av (6 uker, =x +)", "tegn 26"), ("6 uker fra borte", "tegn 12")],
)
def test_a_fault_in_a_timer_is_placed_in_what_stands_in_the_diagram(text, place):
    wait = drawing.node(gating.CATCH, drawing.timer(text))

    (found,) = gating.judged(drawing.draw("start > V > slutt", start=gating.BEGIN, V=wait))
    assert f"«{text}» ({place}): " in found.what


def test_of_a_condition_that_cannot_be_read_nobody_says_what_it_reads():
    edge = drawing.boundary("T", drawing.on_condition("=x +"))

    found = gating.judged(drawing.draw("start > T > slutt; k > slutt", start=gating.BEGIN, T=gating.TASK, k=edge))
    assert [one.code for one in found] == ["feel-unreadable"]


@pytest.mark.parametrize(
    ("flows", "told"),
    [
        ("U > slutt", {"U": "Ingen flyt fører hit."}),
        ("U > V > W > slutt", {"U": "Ingen flyt fører hit, og da heller ikke til det som kommer etter (2 steg)."}),
        ("W > slutt; V > slutt", {"V": "Ingen flyt fører hit.", "W": "Ingen flyt fører hit."}),
        (
            "U > V > W > U",
            {"U": "Ingen vei fra starten fører hit, og da heller ikke til det som kommer etter (2 steg)."},
        ),
    ],
)
def test_a_gap_is_told_where_it_is_and_not_at_all_that_stands_behind_it(flows, told):
    drawn = f"start > T > slutt; {flows}"
    steps = {one: gating.TASK for one in "UVW" if one in flows}

    found = [
        one for one in gating.judged(drawing.draw(drawn, **steps, **gating.base(drawn))) if one.code == "unreachable"
    ]
    assert {one.element: one.what for one in found} == told
    assert {one.remedy.partition(",")[0] for one in found} <= {"Tegn en flyt hit", "Tegn flyten som mangler"}


def test_what_nothing_leads_to_is_told_once_and_with_what_can_be_done():
    flows = "start > T > slutt; D > W; V > U"
    given = {"U": gating.TASK, "V": drawing.node(gating.CATCH, drawing.link("L")), "W": gating.TASK, "D": gating.sub()}

    found = gating.judged(drawing.draw(flows, **given, **gating.base(flows)))
    assert {one.element for one in found if one.code == "unreachable"} == {"D", "U"}
    assert {one.element for one in found if one.code == "link-missing"} == {"V"}


def test_a_letter_is_a_template_and_a_description_beside_it():
    (found,) = gating.judged(
        drawing.draw("start > T > slutt", start=gating.BEGIN, T=drawing.action("brev", mal="svar"))
    )

    assert found.remedy == "Legg malen svar.typ og beskrivelsen svar.json i mappen letters/ ved siden av diagrammet."
