"""Which constructs of BPMN and which extension elements we run, draw only or refuse, with what sentence (design 7).

Tables only. What is in none of them is refused by its own name, so that nothing is silently ignored.
"""

from __future__ import annotations

from collections.abc import Mapping

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
CAMUNDA7 = "http://camunda.org/schema/1.0/bpmn"
# Engines of that family, which say the same in their own namespace.
ENGINES: Mapping[str, tuple[str, str]] = {
    CAMUNDA7: ("camunda", "Camunda 7"),
    "http://operaton.org/schema/1.0/bpmn": ("operaton", "Operaton"),
    "http://flowable.org/bpmn": ("flowable", "Flowable"),
    "http://activiti.org/bpmn": ("activiti", "Activiti"),
}
XSI = "http://www.w3.org/2001/XMLSchema-instance"

EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
ACTIVITIES = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "sendTask",
        "receiveTask",
        "scriptTask",
        "businessRuleTask",
        "callActivity",
        "subProcess",
    }
)
RUN = EVENTS | GATEWAYS | ACTIVITIES | {"transaction", "adHocSubProcess"}

# What others refer to by its id.
REFERRED = RUN | {
    "sequenceFlow",
    "process",
    "message",
    "signal",
    "error",
    "escalation",
    "resource",
    "complexGateway",
}

# Read with their element, or drawn for the reader without any effect.
DRAWN = frozenset(
    {
        "documentation",
        "extensionElements",
        "incoming",
        "outgoing",
        "laneSet",
        "sequenceFlow",
        "association",
        "textAnnotation",
        "group",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "ioSpecification",
        "property",
        "auditing",
        "monitoring",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "script",
        "dataInput",
        "dataOutput",
        "inputSet",
        "outputSet",
        "supportedInterfaceRef",
        "correlationSubscription",
    }
)

# Which event definitions each event may have; "none" is an event without any.
EVENT_KINDS: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset({"none", "message", "signal", "timer"}),
    "endEvent": frozenset({"none", "message", "signal", "error", "escalation", "cancel", "terminate", "compensate"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"none", "message", "signal", "link", "escalation", "compensate"}),
    "boundaryEvent": frozenset(
        {"timer", "message", "signal", "conditional", "error", "escalation", "cancel", "compensate"}
    ),
    "innerStart": frozenset({"none"}),
    "eventStart": frozenset({"timer", "message", "signal", "conditional", "error", "escalation", "compensate"}),
}

# Norwegian names, for sentences.
WORDS: Mapping[str, str] = {
    "startEvent": "starthendelse",
    "innerStart": "starthendelse i delprosess",
    "eventStart": "starthendelse i hendelsesdelprosess",
    "endEvent": "slutthendelse",
    "intermediateCatchEvent": "ventehendelse",
    "intermediateThrowEvent": "kastehendelse",
    "boundaryEvent": "kanthendelse",
    "none": "uten symbol",
    "timer": "timer",
    "message": "melding",
    "error": "feil",
    "terminate": "avslutt alt",
    "signal": "signal",
    "escalation": "eskalering",
    "conditional": "betingelse",
    "link": "lenke",
    "compensate": "kompensasjon",
    "cancel": "avbryt",
}

# Refused: what to draw instead.
REMEDIES: Mapping[str, str] = {
    "complexGateway": "Bruk en parallell, inklusiv eller eksklusiv port.",
    "escalation": "En eskalering kan kastes av en kaste- eller slutthendelse, og fanges på kanten av en delprosess "
    "eller en kalt rutine, eller av en hendelsesdelprosess.",
    "conditional": "En betingelse kan ventes på (ventehendelse, kanthendelse), og ikke kastes.",
    "timer": "En timer kan ventes på (starthendelse, ventehendelse, kanthendelse), og ikke kastes.",
    "terminate": "«Avslutt alt» kan bare være slutthendelse.",
    "link": "En lenke er en kastehendelse og en ventehendelse med samme navn.",
    "compensate": "Sett kompensasjonshendelsen på kanten av det som skal gjøres om, og knytt den til steget som gjør "
    "det om, eller la den starte en hendelsesdelprosess i delprosessen som skal gjøres om.",
    "cancel": "«Avbryt» kan bare være slutthendelse i en transaksjon, og kanthendelse på den.",
    "error": "En feil kan bare kastes av en slutthendelse, og fanges på kanten av en delprosess eller en kalt rutine, "
    "eller av en hendelsesdelprosess.",
    "potentialOwner": "Sett rollen som navn på svømmebanen, eller bruk zeebe:assignmentDefinition.",
}

ZEEBE_READ = frozenset(
    {
        "formDefinition",
        "assignmentDefinition",
        "taskSchedule",
        "priorityDefinition",
        "ioMapping",
        "properties",
        "taskDefinition",
        "taskHeaders",
        "script",
        "calledDecision",
        "calledElement",
        "loopCharacteristics",
        "subscription",
        "userTaskForm",
        "userTask",
        "versionTag",
        "jobPriorityDefinition",
        "adHoc",
    }
)
ZEEBE_REMEDIES: Mapping[str, str] = {
    "executionListeners": "Tegn handlingen som en egen tjenesteoppgave.",
    "taskListeners": "Tegn handlingen som en egen tjenesteoppgave.",
    "linkedResources": "Handlingene her leser ingen ressurser; bruk overskrifter (zeebe:taskHeaders) og legg det ved.",
    "agentDefinition": "Bruk en handling som finnes, eller en oppgave for en person.",
}

# What a Camunda 7 diagram writes → what stands for it here.
CAMUNDA7_REMEDIES: Mapping[str, str] = {
    "formKey": "zeebe:formDefinition formId",
    "formRef": "zeebe:formDefinition formId",
    "formData": "et form-js-skjema (.form) og zeebe:formDefinition formId",
    "assignee": "zeebe:assignmentDefinition assignee",
    "candidateGroups": "svømmebanens navn, eller zeebe:assignmentDefinition candidateGroups",
    "candidateUsers": "zeebe:assignmentDefinition candidateUsers",
    "dueDate": "zeebe:taskSchedule dueDate",
    "followUpDate": "zeebe:taskSchedule followUpDate",
    "priority": "zeebe:priorityDefinition priority",
    "collection": "zeebe:loopCharacteristics inputCollection",
    "elementVariable": "zeebe:loopCharacteristics inputElement",
    "inputOutput": "zeebe:ioMapping",
    "in": "zeebe:ioMapping",
    "out": "zeebe:ioMapping",
    "type": "zeebe:taskDefinition type",
    "topic": "zeebe:taskDefinition type",
    "class": "zeebe:taskDefinition type",
    "expression": "zeebe:script expression",
    "delegateExpression": "zeebe:taskDefinition type",
    "resultVariable": "zeebe:script resultVariable",
    "businessRuleTask resultVariable": "zeebe:calledDecision resultVariable",
    "mapDecisionResult": "zeebe:calledDecision resultVariable: én svarkolonne gir verdien, flere en gruppe",
    "decisionRef": "zeebe:calledDecision decisionId og resultVariable",
    "properties": "zeebe:properties",
    "calledElementVersion": "utgaven som er publisert sammen med diagrammet; attributtet kan fjernes",
    "executionListener": "en egen tjenesteoppgave",
    "taskListener": "en egen tjenesteoppgave",
    "initiator": "ingenting; den som starter saken, er kjent",
}
# Camunda 7 settings of its own machinery: they mean nothing here and change nothing.
CAMUNDA7_HARMLESS = frozenset(
    {
        "historyTimeToLive",
        "isStartableInTasklist",
        "async",
        "asyncBefore",
        "asyncAfter",
        "exclusive",
        "versionTag",
        "jobPriority",
        "diagramRelationId",
        "candidateStarterGroups",
        "candidateStarterUsers",
    }
)
