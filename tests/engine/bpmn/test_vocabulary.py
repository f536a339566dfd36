"""No word of BPMN's or Zeebe's is passed over: each runs, is drawn only, does nothing and says so, or is refused."""

from __future__ import annotations

import json
from pathlib import Path

import drawing
import pytest

from engine.bpmn.drawing import dialect, names
from tests.engine.bpmn import gating, zeebe_names

ROOT = Path(__file__).parents[3]
MODDLE = json.loads((ROOT / "node_modules/bpmn-moddle/resources/bpmn/json/bpmn.json").read_text())
TYPES = {one["name"]: one for one in MODDLE["types"]}
# Written as another name, or only a name for what others share.
_NO_ELEMENT = {
    "itemAwareElement",
    "dataAssociation",
    "extensionAttributeDefinition",
    "extensionDefinition",
    "inputOutputBinding",
}
_WRITTEN = {"inputOutputSpecification": "ioSpecification", "auditing": "auditing"}


def written(name: str) -> str:
    """Return how a type of the moddle file is written in XML."""
    plain = name[0].lower() + name[1:]
    return _WRITTEN.get(plain, plain)


CONCRETE = sorted(written(name) for name, one in TYPES.items() if not one.get("isAbstract"))


@pytest.mark.parametrize("name", [one for one in CONCRETE if one not in _NO_ELEMENT])
def test_every_element_of_bpmn_is_known(name):
    assert name in names.BPMN | {"implicitThrowEvent"}


def test_every_element_inside_others_is_known():
    inner = {
        one["name"]
        for each in TYPES.values()
        for one in each.get("properties", [])
        if not one.get("isAttr") and not one.get("isVirtual") and not one.get("isBody")
    }
    # Names of groups in the moddle file, written by the names of their members.
    groups = {
        "artifacts",
        "boundaryEventRefs",
        "categoryValue",
        "choreographyActivityShapeIds",
        "conversationAssociations",
        "conversationLinks",
        "conversationNodes",
        "conversations",
        "correlationKeys",
        "correlationProperties",
        "correlationPropertyBinding",
        "correlationPropertyRetrievalExpression",
        "correlationSubscriptions",
        "dataInputAssociations",
        "dataInputs",
        "dataOutputAssociations",
        "dataOutputs",
        "diagrams",
        "endPointRefs",
        "eventDefinitions",
        "eventDefinitionRef",
        "extensionAttributeDefinitions",
        "extensionDefinitions",
        "extensions",
        "flowElements",
        "imports",
        "inputSets",
        "interfaceRef",
        "ioBinding",
        "laneSets",
        "lanes",
        "loopCharacteristics",
        "messageFlowAssociations",
        "messageFlowRefs",
        "messageFlows",
        "operations",
        "outputSets",
        "participantAssociations",
        "participants",
        "properties",
        "relationships",
        "renderings",
        "resourceParameterBindings",
        "resourceParameters",
        "resources",
        "rootElements",
        "values",
        "dataInputRefs",
        "di",
        "participantMultiplicity",
        "subConversation",
        "complexBehaviorDefinition",
        "extensionElements",
        "dataInputAssociation",
    }

    assert inner - groups - names.BPMN == set()


@pytest.mark.parametrize("name", sorted(zeebe_names.TYPES))
def test_every_extension_of_zeebe_is_known(name):
    element = name[0].lower() + name[1:]
    known = names.ZEEBE.get(element)
    if known is None:
        assert element in names.ZEEBE_PARTS | names.ZEEBE_PARTS_REFUSED or element in _refused_by_name(element)
        return

    attributes = {one for one in zeebe_names.TYPES[name] if one not in zeebe_names.EDITORS}
    assert attributes - known.attributes - known.refused.keys() == set()


def _refused_by_name(element: str) -> set[str]:
    ext = gating.FORM + gating.OWN + f"<zeebe:{element}/>"
    found = gating.judged(drawing.draw("start > T > slutt", start=gating.BEGIN, T=drawing.node("userTask", ext=ext)))
    return {element for one in found if one.level == "error" and f"zeebe:{element}" in one.what}


IDLE = {
    "headers of a user task": (
        "extension-misplaced",
        {"T": drawing.node("userTask", ext=f"{gating.OWN}<zeebe:taskHeaders/>")},
    ),
    "a script on a user task": (
        "extension-misplaced",
        {"T": drawing.node("userTask", ext=f'{gating.OWN}<zeebe:script expression="=1"/>')},
    ),
    "an assignment of a gateway": (
        "extension-misplaced",
        {"flows": "start > T > and > slutt", "and": drawing.node("parallelGateway", ext=gating.OWN)},
    ),
    "a version tag": (
        "extension-unread",
        {"extra": '<bpmn:extensionElements><zeebe:versionTag value="1"/></bpmn:extensionElements>'},
    ),
    "the priority of a job": (
        "extension-unread",
        {"T": gating.TASK.replace("</bpmn:ext", '<zeebe:jobPriorityDefinition priority="1"/></bpmn:ext')},
    ),
    "a form bound to a version": (
        "extension-unread",
        {"T": gating.TASK.replace('formId="skjema"', 'formId="skjema" bindingType="versionTag" versionTag="1"')},
    ),
    "an attribute that nobody has": (
        "extension-unread",
        {"T": gating.TASK.replace('formId="skjema"', 'formId="skjema" farge="1"')},
    ),
}


@pytest.mark.parametrize("name", IDLE)
def test_what_does_nothing_is_told_and_runs(name):
    code, given = IDLE[name][0], dict(IDLE[name][1])
    flows = given.pop("flows", "start > T > slutt")

    found = gating.judged(drawing.draw(flows, **gating.base(flows) | given))

    assert [(one.code, one.level) for one in found] == [(code, "warning")]


REFUSED = {
    "listeners of a process": {"extra": "<bpmn:extensionElements><zeebe:executionListeners/></bpmn:extensionElements>"},
    "listeners of a flow's end": {"slutt": drawing.node("endEvent", ext="<zeebe:executionListeners/>")},
    "a calculated routine": {"T": drawing.node("callActivity", ext='<zeebe:calledElement processIdExpression="=x"/>')},
    "a form from elsewhere": {
        "T": drawing.node("userTask", ext=f'{gating.OWN}<zeebe:formDefinition externalReference="a"/>')
    },
    "resources of a job": {"T": drawing.node("serviceTask", ext="<zeebe:linkedResources/>")},
    "several tokens at once": {"T": gating.TASK.replace("<bpmn:userTask", '<bpmn:userTask startQuantity="2"')},
    "an event gateway that waits for all": {
        "flows": "start > race > V > slutt",
        "race": drawing.node("eventBasedGateway", eventGatewayType="Parallel"),
        "V": drawing.node(gating.CATCH, drawing.timer("P1D")),
    },
    "a task that starts cases": {
        "T": drawing.node("receiveTask", messageRef="svar", instantiate="true"),
        "top": gating.MESSAGE,
    },
    "a condition in another language": {
        "flows": "start > T > xor; xor > T : =x &gt; 1; xor > slutt : default",
        "language": "groovy",
    },
    "a misspelt element": {"T": drawing.node("userTask", "<bpmn:documentasjon/>", ext=gating.OWN)},
    "an instance that throws": {
        "T": gating.loop(
            drawing.each("=elever", inputElement="e").replace(" isSequential", ' behavior="One" isSequential')
        )
    },
    "an owner by expression": {
        "T": drawing.node("userTask", "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression/></bpmn:potentialOwner>")
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_change_the_routine_is_refused(name):
    given = dict(REFUSED[name])
    flows, language = given.pop("flows", "start > T > slutt"), given.pop("language", "")
    diagram = drawing.draw(flows, **gating.base(flows) | given)
    if language:
        diagram = diagram.replace(
            b"<bpmn:conditionExpression>", f'<bpmn:conditionExpression language="{language}">'.encode()
        )

    found = [one for one in gating.judged(diagram) if one.code == "not-supported" and one.level == "error"]

    assert found
    assert all(one.what and one.remedy for one in found)


def test_a_resource_is_the_role_that_its_name_says():
    owner = "<bpmn:potentialOwner><bpmn:resourceRef>r1</bpmn:resourceRef></bpmn:potentialOwner>"
    diagram = drawing.draw(
        "start > T > slutt",
        start=gating.BEGIN,
        T=drawing.node("userTask", owner, ext=gating.FORM),
        top='<bpmn:resource id="r1" name="rektor"/>',
    )

    assert gating.judged(diagram) == []
    assert drawing.play(diagram).start().step.open[0].groups == ("rektor",)


def test_an_event_whose_definition_stands_at_the_top_is_that_event():
    diagram = drawing.draw(
        "start > V > slutt",
        start=gating.BEGIN,
        V=drawing.node(gating.CATCH, "<bpmn:eventDefinitionRef>t1</bpmn:eventDefinitionRef>"),
        top='<bpmn:timerEventDefinition id="t1"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>',
    )

    assert gating.judged(diagram) == []
    assert drawing.play(diagram).start().fire("V").ended == "slutt"


def test_what_runs_and_what_is_only_drawn_are_apart():
    assert not dialect.RUN & dialect.DRAWN
    assert not names.ZEEBE.keys() & names.ZEEBE_PARTS


@pytest.mark.parametrize("at", ["subProcess", "userTask"])
def test_the_category_that_a_group_gives_what_stands_in_it_is_only_drawn(at):
    flows = "start > T > D > slutt"
    sorted_in = gating.sub() if at == "subProcess" else gating.TASK
    body = sorted_in.replace(">", "><bpmn:categoryValueRef>k1</bpmn:categoryValueRef>", 1)

    assert gating.judged(drawing.draw(flows, **gating.base(flows), D=body)) == []


@pytest.mark.parametrize(
    ("place", "symbol", "said"),
    [
        (gating.THROW, "timer", "ikke kastes"),
        ("endEvent", "timer", "ikke kastes"),
        (gating.THROW, "terminate", "bare være slutthendelse"),
        (gating.THROW, "error", "bare kastes av en slutthendelse"),
    ],
)
def test_an_event_that_is_refused_is_told_where_its_symbol_can_stand(place, symbol, said):
    flows = "start > V" if place == "endEvent" else "start > V > slutt"
    drawn = drawing.draw(flows, **gating.base(flows), V=gating.event(place, symbol))

    (found,) = [one for one in gating.judged(drawn) if one.code == "not-supported"]
    assert said in found.remedy


def test_the_language_of_an_events_condition_is_told_at_the_event():
    condition = drawing.on_condition("=x > 1").replace("<bpmn:condition>", '<bpmn:condition language="groovy">')
    drawn = drawing.draw("start > V > slutt", start=gating.BEGIN, V=drawing.node(gating.CATCH, condition))

    (found,) = [one for one in gating.judged(drawn) if one.code == "not-supported"]
    assert (found.element, found.name) == ("V", "V")


def test_what_has_no_id_is_called_as_the_reader_calls_it():
    given = gating.TASK.replace(' id="{id}"', "").replace('name="{id}"', 'name="Vurder"')
    found = gating.judged(drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK, extra=given))

    assert [one.what for one in found if one.code == "id-missing"] == ["«Vurder» mangler id."]
