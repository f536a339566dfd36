"""The gate: each construct runs, or is refused by name with element, line and remedy (design 7)."""

from __future__ import annotations

import drawing
import pytest

from engine import bpmn, model
from engine.bpmn import gate, links

_START = '<bpmn:startEvent id="s1"/>'
_LANE = '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="rektor">{}</bpmn:lane></bpmn:laneSet>'
_SHELF = links.Shelf(
    forms={"skjema": frozenset({"x", "elever", "dato"})},
    letters={"melding"},
    actions={"varsel", "brev"},
    roles=lambda name: [] if name == "rektor" else [f"Rollen «{name}» finnes ikke."],
)
_FORM = '<zeebe:formDefinition formId="skjema"/>'
_OWN = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'
_TASK = drawing.node("userTask", ext=_FORM + _OWN)
_BEGIN = drawing.node("startEvent", ext=_FORM)
_MESSAGE = drawing.message("svar")
_ERROR = '<bpmn:error id="feil1" name="f" errorCode="F"/>'


def _judged(*diagrams: bytes, shelf: links.Shelf = _SHELF) -> list[model.Finding]:
    return gate.judge({f"{n}.bpmn": raw for n, raw in enumerate(diagrams)}, shelf)[0]


def _errors(*diagrams: bytes, shelf: links.Shelf = _SHELF) -> set[str]:
    return {one.code for one in _judged(*diagrams, shelf=shelf) if one.level == "error"}


def _sub(flows: str = "s1 > A > e1", **elements: str) -> str:
    given = {"s1": _START, "A": _TASK, "e1": drawing.node("endEvent")}
    inner = drawing.inside(
        flows, prefix="i", **{key: value for key, value in given.items() if key in flows}, **elements
    )
    return drawing.node("subProcess", inner)


def _loop(loop: str, kind: str = "userTask") -> str:
    return drawing.node(kind, loop, ext=_FORM + _OWN)


def _event(kind: str, symbol: str = "", **more: str) -> str:
    return drawing.node(kind, f"<bpmn:{symbol}EventDefinition/>" if symbol else "", **more)


def _base(flows: str) -> dict[str, str]:
    return {ident: xml for ident, xml in {"start": _BEGIN, "T": _TASK}.items() if ident in flows.split()}


CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"
RUNS = {
    "user task": {},
    "manual task": {"T": drawing.node("manualTask", ext=_OWN)},
    "plain task": {"T": drawing.node("task")},
    "service task": {"T": drawing.action("varsel", til="rektor")},
    "send task": {"T": drawing.action("brev", element="sendTask", mal="melding")},
    "script": {"T": drawing.script("=x + 1", "y")},
    "receive task": {"T": drawing.node("receiveTask", messageRef="svar"), "top": _MESSAGE},
    "sub-process": {"T": _sub()},
    "sub-process without start event": {"T": _sub("A > e1")},
    "parallel multi-instance": {"T": _loop(drawing.each("=elever", inputElement="elev"))},
    "sequential multi-instance": {"T": _loop(drawing.each("=elever", sequential=True, until="=x > 1"))},
    "collected results": {
        "T": _loop(drawing.each("=elever", inputElement="e", outputElement="=x", outputCollection="alle"))
    },
    "timer catch": {"T": drawing.node(CATCH, drawing.timer("6 uker fra dato"))},
    "message catch": {"T": drawing.node(CATCH, drawing.on_message("svar")), "top": _MESSAGE},
    "none throw": {"T": drawing.node(THROW)},
    "message throw": {
        "T": drawing.node(
            THROW,
            drawing.on_message("svar"),
            ext='<zeebe:taskDefinition type="brev"/>'
            '<zeebe:taskHeaders><zeebe:header key="mal" value="melding"/></zeebe:taskHeaders>',
        ),
        "top": _MESSAGE,
    },
    "documentation, properties, drawn data": {
        "extra": '<bpmn:dataObjectReference id="d1" dataObjectRef="d2"/><bpmn:dataObject id="d2"/><bpmn:group id="g1"/>'
        '<bpmn:textAnnotation id="t1"><bpmn:text>Merk</bpmn:text></bpmn:textAnnotation>'
        '<bpmn:dataStoreReference id="d3"/><bpmn:association id="a1" sourceRef="T" targetRef="t1"/>'
    },
    "implicit end": {"flows": "start > T"},
    "implicit split and merge": {"flows": "start > T > B > D; T > C > D", "B": _TASK, "C": _TASK, "D": _TASK},
    "exclusive with default": {"flows": "start > T > xor; xor > slutt : =x > 1; xor > T : default"},
    "parallel": {"flows": "start > and1 > T > and2 > slutt; and1 > B > and2", "B": _TASK},
    "inclusive": {
        "flows": "start > T > or1; or1 > B : =x > 1; or1 > C : default; B > or2; C > or2 > slutt",
        "B": _TASK,
        "C": _TASK,
    },
    "event gateway": {
        "flows": "start > T > race > V > slutt; race > W > slutt",
        "V": drawing.node(CATCH, drawing.timer("P1D")),
        "W": drawing.node(CATCH, drawing.on_message("svar")),
        "top": _MESSAGE,
    },
    "interrupting timer": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.timer("10 virkedager")),
    },
    "repeating timer": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.timer("R3/P1W", kind="timeCycle"), is_interrupting=False),
    },
    "message at the edge": {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", drawing.on_message("svar")),
        "top": _MESSAGE,
    },
    "error": {
        "flows": "start > D > slutt; k > slutt",
        "D": _sub("s1 > A > kast", kast=drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="feil1"/>')),
        "k": drawing.boundary("D", '<bpmn:errorEventDefinition errorRef="feil1"/>'),
        "top": _ERROR,
    },
    "terminate": {"flows": "start > T > ende", "ende": _event("endEvent", "terminate")},
    "message start": {
        "flows": "start > T; inn > T",
        "inn": drawing.node("startEvent", drawing.on_message("svar")),
        "top": _MESSAGE,
    },
}


@pytest.mark.parametrize("name", RUNS)
def test_runs(name):
    given = dict(RUNS[name])
    flows = given.pop("flows", "start > T > slutt")

    diagram = drawing.draw(flows, **_base(flows) | given)
    assert _judged(diagram) == []
    drawing.define(diagram)


REFUSED = {
    "businessRuleTask": ("not-supported", {"T": drawing.node("businessRuleTask")}),
    "complexGateway": ("not-supported", {"T": drawing.node("complexGateway")}),
    "transaction": ("not-supported", {"T": drawing.node("transaction")}),
    "adHocSubProcess": ("not-supported", {"T": drawing.node("adHocSubProcess")}),
    "event sub-process": ("not-supported", {"T": drawing.node("subProcess", triggeredByEvent="true")}),
    "standard loop": ("not-supported", {"T": _loop("<bpmn:standardLoopCharacteristics/>")}),
    "empty multi-instance": ("loop-missing", {"T": _loop("<bpmn:multiInstanceLoopCharacteristics/>")}),
    "cardinality": (
        "not-supported",
        {
            "T": _loop(
                "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality></bpmn:multiInstanceLoopCharacteristics>"
            )
        },
    ),
    "output without collection": ("loop-missing", {"T": _loop(drawing.each("=elever", outputElement="=x"))}),
    "compensation": ("not-supported", {"T": drawing.node("userTask", ext=_OWN, isForCompensation="true")}),
    "signal catch": ("not-supported", {"T": _event(CATCH, "signal")}),
    "signal throw": ("not-supported", {"T": _event(THROW, "signal")}),
    "link": ("not-supported", {"T": _event(THROW, "link")}),
    "escalation": ("not-supported", {"T": _event(THROW, "escalation")}),
    "conditional": ("not-supported", {"T": _event(CATCH, "conditional")}),
    "compensate": ("not-supported", {"T": _event(THROW, "compensate")}),
    "cancel": ("not-supported", {"flows": "start > ende", "ende": _event("endEvent", "cancel")}),
    "signal end": ("not-supported", {"flows": "start > ende", "ende": _event("endEvent", "signal")}),
    "catch without symbol": ("not-supported", {"T": drawing.node(CATCH)}),
    "timer start": ("not-supported", {"start": _event("startEvent", "timer")}),
    "several symbols": ("not-supported", {"T": drawing.node(CATCH, drawing.timer("P1D") * 2)}),
    "business rule by zeebe": (
        "not-supported",
        {"T": drawing.node("serviceTask", ext='<zeebe:calledDecision decisionId="d"/>')},
    ),
    "listeners": ("not-supported", {"T": drawing.node("userTask", ext=_OWN + "<zeebe:executionListeners/>")}),
    "script in another language": (
        "not-supported",
        {"T": drawing.node("scriptTask", "<bpmn:script>import os</bpmn:script>")},
    ),
    "potential owner": ("not-supported", {"T": drawing.node("userTask", "<bpmn:potentialOwner/>", ext=_OWN)}),
    "camunda attribute": ("camunda7", {"T": _TASK.replace("<bpmn:userTask ", '<bpmn:userTask camunda:formKey="a" ')}),
    "camunda element": ("camunda7", {"T": drawing.node("userTask", ext=_OWN + "<camunda:formData/>")}),
    "camunda expression": ("camunda7", {"flows": "start > T > xor; xor > slutt : ${x > 1}; xor > T : default"}),
    "unknown flow end": ("reference-unknown", {"extra": '<bpmn:sequenceFlow id="g" sourceRef="T" targetRef="borte"/>'}),
    "unknown message": ("reference-unknown", {"T": drawing.node(CATCH, drawing.on_message("borte"))}),
    "message without reference": ("reference-unknown", {"T": _event(CATCH, "message")}),
    "receive task without message": ("reference-unknown", {"T": drawing.node("receiveTask")}),
    "message without key": (
        "message-missing",
        {"T": drawing.node(CATCH, drawing.on_message("svar")), "top": drawing.message("svar", key="")},
    ),
    "unknown error": (
        "reference-unknown",
        {"flows": "start > e", "e": drawing.node("endEvent", '<bpmn:errorEventDefinition errorRef="b"/>')},
    ),
    "unknown host": ("reference-unknown", {"k": drawing.boundary("borte", drawing.timer("P1D"))}),
    "edge of what is done at once": (
        "never-happens",
        {
            "T": drawing.script("=1", "y"),
            "flows": "start > T > slutt; k > slutt",
            "k": drawing.boundary("T", drawing.timer("P1D")),
        },
    ),
    "error on a task": (
        "not-supported",
        {"flows": "start > T > slutt; k > slutt", "k": drawing.boundary("T", "<bpmn:errorEventDefinition/>")},
    ),
    "duplicate ids": ("id-duplicate", {"extra": '<bpmn:dataObject id="T"/>'}),
    "unreachable": ("unreachable", {"extra": '<bpmn:task id="U" name="Alene"/>'}),
    "no start": ("start-missing", {"flows": "T > B > T", "B": _TASK}),
    "two starts": ("start-several", {"flows": "start > T; start2 > T"}),
    "start without flow": (
        "flow-wrong",
        {"start2": drawing.node("startEvent", drawing.on_message("svar")), "top": _MESSAGE},
    ),
    "flow into start": ("flow-wrong", {"flows": "start > T > start"}),
    "flow out of end": ("flow-wrong", {"flows": "start > T > slutt > T"}),
    "flow across a sub-process": ("flow-wrong", {"flows": "start > D > slutt; A > slutt", "D": _sub()}),
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
    "timer without time": ("timer-missing", {"T": _event(CATCH, "timer")}),
    "timer that does not read": ("deadline-unreadable", {"T": drawing.node(CATCH, drawing.timer("om litt"))}),
    "unbounded cycle": ("deadline-unreadable", {"T": drawing.node(CATCH, drawing.timer("R/P1W", kind="timeCycle"))}),
    "cycle as a wait": ("timer-cycle", {"T": drawing.node(CATCH, drawing.timer("R3/P1W", kind="timeCycle"))}),
    "straks as a timer": ("timer-straks", {"T": drawing.node(CATCH, drawing.timer("straks"))}),
    "deadline from an unknown name": (
        "name-unknown",
        {"T": drawing.node("userTask", ext=_OWN + '<zeebe:taskSchedule dueDate="1 uke fra bort"/>')},
    ),
    "deadline that does not read": (
        "deadline-unreadable",
        {"T": drawing.node("userTask", ext=_OWN + '<zeebe:taskSchedule dueDate="snart"/>')},
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
        {"T": drawing.node("userTask", ext='<zeebe:formDefinition formId="skjma"/>' + _OWN)},
    ),
    "no role": ("role-missing", {"T": drawing.node("userTask", ext=_FORM)}),
    "unknown role": (
        "role-unknown",
        {"T": drawing.node("userTask", ext='<zeebe:assignmentDefinition candidateGroups="rektr"/>')},
    ),
    "no action": ("action-missing", {"T": drawing.node("serviceTask")}),
    "unknown action": ("action-unknown", {"T": drawing.action("epost")}),
    "action without role": ("header-missing", {"T": drawing.action("varsel")}),
    "unknown letter": ("letter-unknown", {"T": drawing.action("brev", mal="meldng")}),
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

    found = _judged(drawing.draw(flows, **_base(flows) | given))
    (finding, *_) = [one for one in found if one.code == code and one.level == "error"] or [None]

    assert finding is not None, found
    assert finding.what
    assert finding.remedy
    assert finding.line
    assert finding.element


def test_nothing_else_is_refused_beside_what_is_wrong():
    assert _errors(drawing.draw("start > T > slutt", T=drawing.node("businessRuleTask"))) == {"not-supported"}


def test_a_misspelt_name_is_met_with_the_known_one():
    (finding,) = _judged(drawing.draw("start > T > slutt", T=_TASK, slutt=drawing.script("=dat", "y")))

    assert "mente du «dato»?" in finding.what


def test_names_that_the_diagram_gives_itself_are_known():
    call = drawing.call("q", ext=drawing.io(inputs={"inn": "=x"}, outputs={"ut": "=resultat"}))
    called = drawing.draw("start > S > slutt", process="q", S=drawing.script("=inn", "resultat"))
    diagram = drawing.draw("start > T > D > S > slutt", T=_TASK, D=call, S=drawing.script("=ut + sak.nummer", "y"))

    assert _judged(diagram, called) == []


def test_names_are_not_judged_while_a_form_is_missing():
    task = drawing.node("userTask", ext='<zeebe:formDefinition formId="borte"/>' + _OWN)

    assert _errors(drawing.draw("start > T > S", T=task, S=drawing.script("=y", "z"))) == {"form-unknown"}


def test_a_gateway_without_default_flow_is_warned_about():
    found = _judged(drawing.draw("start > T > xor; xor > slutt : =x > 1; xor > T : =x <= 1", T=_TASK))

    assert [(one.code, one.level) for one in found] == [("default-missing", "warning")]


def test_the_lane_owns_a_task_and_a_pool_stands_in_for_it():
    lane = _LANE.format("<bpmn:flowNodeRef>T</bpmn:flowNodeRef>")
    pool = (
        '<bpmn:collaboration id="c"><bpmn:participant id="c1" name="rektor" processRef="p"/>'
        '<bpmn:participant id="c2" name="Foreldre"/></bpmn:collaboration>'
    )
    task = drawing.node("userTask")

    assert _judged(drawing.draw("start > T", T=task, extra=lane)) == []
    assert _judged(drawing.draw("start > T", T=task, top=pool)) == []
    assert _errors(drawing.draw("start > T", T=task, extra=lane.replace("rektor", "foreldre"))) == {"role-unknown"}


def test_a_call_needs_a_routine_with_a_plain_start():
    called = drawing.draw(
        "inn > A", process="q", inn=drawing.node("startEvent", drawing.on_message("svar")), A=_TASK, top=_MESSAGE
    )

    assert "call-unknown" in _errors(drawing.draw("start > D", D=drawing.call("q")), called)


def test_recursion_through_other_routines_is_found():
    one = drawing.draw("start > T > D", T=_TASK, D=drawing.call("q"))
    two = drawing.draw("start > K > E", process="q", K=_TASK, E=drawing.call("p"))

    assert _errors(one, two) == {"call-recursion"}


def test_a_loop_through_a_called_routine_that_waits_is_no_loop_without_a_wait():
    flows = "start > xor1 > D > xor; xor > xor1 : =x > 1; xor > slutt : default"
    waits = drawing.draw("start > K > slutt", process="q", K=_TASK)
    runs = drawing.draw("start > K > slutt", process="q", K=drawing.script("=1", "y"))

    assert _errors(drawing.draw(flows, D=drawing.call("q")), waits) == set()
    assert _errors(drawing.draw(flows, D=drawing.call("q")), runs) >= {"loop-without-wait"}


def test_ids_are_their_own_in_a_publication():
    one = drawing.draw("start > T > D", T=_TASK, D=drawing.call("q"))

    assert _errors(one, drawing.draw("start > T", process="q", T=_TASK)) == {"id-duplicate"}
    assert _errors(one, drawing.draw("start > K", process="q", K=_TASK)) == set()
    assert "id-duplicate" in _errors(one, drawing.draw("start > K", K=_TASK))


def test_a_process_that_is_not_marked_is_drawn_only_but_for_the_only_one():
    plain = drawing.draw("start > T", T=_TASK).replace(b'isExecutable="true"', b"")

    assert [(one.code, one.level) for one in _judged(plain)] == [("not-executable", "warning")]
    two = plain.replace(b"</bpmn:process>", b'</bpmn:process><bpmn:process id="q"><bpmn:task id="U"/></bpmn:process>')
    assert _errors(two) == {"not-executable"}


def test_an_extension_of_another_program_is_warned_about_once():
    foreign = '<bpmn:extensionElements xmlns:x="urn:annet"><x:a/><x:b/></bpmn:extensionElements>'
    found = _judged(drawing.draw("start > T", T=_TASK, extra=foreign))

    assert [(one.code, one.level) for one in found] == [("extension-unread", "warning")]


def test_a_diagram_that_passes_is_started_once_in_a_process_of_its_own():
    diagram = drawing.draw("start > T > slutt", T=_TASK)

    assert bpmn.findings({"a.bpmn": diagram}, forms={"skjema": {"x"}}) == []


def test_references_name_what_a_diagram_needs():
    task = drawing.node(
        "userTask", ext=_FORM + '<zeebe:properties><zeebe:property name="se-over" value="plan"/></zeebe:properties>'
    )
    diagram = drawing.draw("start > T > S > D", T=task, S=drawing.action("brev", mal="melding"), D=drawing.call("q"))

    found = bpmn.references(diagram, file="a.bpmn")
    assert found == bpmn.References(("p",), frozenset({"q"}), frozenset({"skjema"}), frozenset({"plan", "melding"}))
    assert bpmn.references(b"<", file="b.bpmn").processes == ()
