"""Every word of BPMN 2.0 and of Zeebe that a diagram may hold, and what is done with it (design 7). Tables only.

`dialect` says which elements run; here stands what else there is, so that nothing is passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.drawing import dialect


@dataclass(frozen=True, slots=True)
class Extension:
    """One of Zeebe's elements: where it may stand (none = anywhere), the attributes it may have, those refused."""

    places: frozenset[str] = frozenset()
    attributes: frozenset[str] = frozenset()
    refused: Mapping[str, str] = field(default_factory=dict)
    is_idle: bool = False


_PEOPLE = frozenset({"userTask", "manualTask"})
_JOBS = frozenset({"serviceTask", "sendTask", "businessRuleTask", "scriptTask", "endEvent", "intermediateThrowEvent"})
_BOUND = frozenset({"bindingType", "versionTag"})
_ELSEWHERE = "Velg et skjema som er publisert sammen med diagrammet (formId)."

ZEEBE: Mapping[str, Extension] = {
    "formDefinition": Extension(
        _PEOPLE | {"startEvent"}, frozenset({"formId", "formKey"}) | _BOUND, {"externalReference": _ELSEWHERE}
    ),
    "assignmentDefinition": Extension(_PEOPLE, frozenset({"assignee", "candidateGroups", "candidateUsers"})),
    "taskSchedule": Extension(_PEOPLE, frozenset({"dueDate", "followUpDate"})),
    "priorityDefinition": Extension(_PEOPLE, frozenset({"priority"})),
    "userTask": Extension(_PEOPLE),
    "ioMapping": Extension(dialect.ACTIVITIES | dialect.EVENTS | {"transaction", "adHocSubProcess"}),
    "taskDefinition": Extension(_JOBS, frozenset({"type", "retries"})),
    "taskHeaders": Extension(_JOBS),
    "script": Extension(frozenset({"scriptTask"}), frozenset({"expression", "resultVariable"})),
    "calledDecision": Extension(frozenset({"businessRuleTask"}), frozenset({"decisionId", "resultVariable"}) | _BOUND),
    "calledElement": Extension(
        frozenset({"callActivity"}),
        frozenset({"processId", "propagateAllChildVariables", "propagateAllParentVariables", "businessId"}) | _BOUND,
        {"processIdExpression": "Skriv rutinens id i processId, og velg mellom flere med en eksklusiv port."},
    ),
    "loopCharacteristics": Extension(
        frozenset({"multiInstanceLoopCharacteristics"}),
        frozenset({"inputCollection", "inputElement", "outputCollection", "outputElement"}),
    ),
    "adHoc": Extension(
        frozenset({"adHocSubProcess"}),
        frozenset({"activeElementsCollection"}),
        dict.fromkeys(("outputCollection", "outputElement"), "Samle svarene i et skript eller en utdata etter den."),
    ),
    "conditionalFilter": Extension(
        frozenset({"conditionalEventDefinition"}), frozenset({"variableNames", "variableEvents"})
    ),
    "subscription": Extension(frozenset({"message"}), frozenset({"correlationKey"})),
    "userTaskForm": Extension(frozenset({"process"}), frozenset({"id"})),
    "properties": Extension(),
    "versionTag": Extension(frozenset({"process"}), frozenset({"value"}), is_idle=True),
    "jobPriorityDefinition": Extension(frozenset(), frozenset({"priority"}), is_idle=True),
}
# Inside the elements above.
ZEEBE_PARTS = frozenset({"input", "output", "property", "header", "body"})
# Inside elements that are refused by their own name.
ZEEBE_PARTS_REFUSED = frozenset({"executionListener", "taskListener", "linkedResource"})

# Elements beside those that run, which are refused as they are read.
NOT_RUN = frozenset({"complexGateway"})
# What the elements of a diagram are made of, and what is drawn or said for the reader only.
_TOP = frozenset(
    {
        "definitions",
        "process",
        "collaboration",
        "participant",
        "participantMultiplicity",
        "messageFlow",
        "message",
        "signal",
        "error",
        "escalation",
        "resource",
        "resourceParameter",
        "itemDefinition",
        "dataStore",
        "category",
        "categoryValue",
        "import",
        "relationship",
        "extension",
        "interface",
        "operation",
        "endPoint",
        "partnerEntity",
        "partnerRole",
        "correlationProperty",
        "correlationPropertyRetrievalExpression",
        "correlationKey",
        "correlationPropertyRef",
        "correlationPropertyBinding",
        "messagePath",
        "dataPath",
    }
)
# Other kinds of pictures than processes: drawn only. A file with nothing else has no routine, and says so.
_PICTURES = frozenset(
    {
        "conversation",
        "subConversation",
        "callConversation",
        "globalConversation",
        "conversationNode",
        "conversationLink",
        "conversationAssociation",
        "messageFlowAssociation",
        "participantAssociation",
        "choreography",
        "choreographyTask",
        "subChoreography",
        "callChoreography",
        "globalChoreographyTask",
        "globalTask",
        "globalUserTask",
        "globalManualTask",
        "globalScriptTask",
        "globalBusinessRuleTask",
    }
)
INSIDE = frozenset(
    {
        "lane",
        "childLaneSet",
        "flowNodeRef",
        "partitionElement",
        "partitionElementRef",
        "text",
        "conditionExpression",
        "dataState",
        "sourceRef",
        "targetRef",
        "transformation",
        "assignment",
        "from",
        "to",
        "dataInputRefs",
        "dataOutputRefs",
        "optionalInputRefs",
        "optionalOutputRefs",
        "whileExecutingInputRefs",
        "whileExecutingOutputRefs",
        "inputSetRefs",
        "outputSetRefs",
        "ioBinding",
        "rendering",
        "resourceRef",
        "resourceParameterBinding",
        "resourceAssignmentExpression",
        "formalExpression",
        "expression",
        "potentialOwner",
        "humanPerformer",
        "performer",
        "resourceRole",
        "eventDefinitionRef",
        "timerEventDefinition",
        "messageEventDefinition",
        "signalEventDefinition",
        "errorEventDefinition",
        "escalationEventDefinition",
        "conditionalEventDefinition",
        "linkEventDefinition",
        "compensateEventDefinition",
        "cancelEventDefinition",
        "terminateEventDefinition",
        "timeDate",
        "timeDuration",
        "timeCycle",
        "condition",
        "source",
        "target",
        "operationRef",
        "loopCardinality",
        "loopCondition",
        "loopDataInputRef",
        "loopDataOutputRef",
        "inputDataItem",
        "outputDataItem",
        "complexBehaviorDefinition",
        "event",
        "completionCondition",
        "activationCondition",
        "participantRef",
        "interfaceRef",
        "endPointRef",
        "inMessageRef",
        "outMessageRef",
        "errorRef",
        "messageFlowRef",
        "innerConversationNodeRef",
        "innerParticipantRef",
        "outerParticipantRef",
        "innerMessageFlowRef",
        "outerMessageFlowRef",
        "initiatingParticipantRef",
        "choreographyRef",
        "categoryValueRef",
        "supports",
    }
)
BPMN = frozenset({*dialect.RUN, *dialect.DRAWN, *NOT_RUN, *_TOP, *_PICTURES, *INSIDE})

_ONE = frozenset({"1", "0"})  # some editors write 0 for what is not set
_TOKENS = "Steget er satt til å vente på eller gi {value} brikker om gangen."
_USE_PARALLEL = "Bruk en parallell port for å dele eller samle veier, og fjern tallet."
# XPath is what a file says by default; its texts are read as FEEL all the same, and refused where they are none.
_FEELS = frozenset({"feel", "http://www.w3.org/1999/xpath", "http://www.omg.org/spec/feel/20140401"}) | {
    f"https://www.omg.org/spec/dmn/{edition}/{part}/"
    for edition in ("20180521", "20191111", "20211108", "20230324", "20240513")
    for part in ("feel", "model")
}
_FEEL = "Uttrykket er skrevet i språket «{value}»."
# Attributes that change what an element means: (the values that mean nothing special, what, remedy).
VALUES: Mapping[str, Mapping[str, tuple[frozenset[str], str, str]]] = {
    **{
        kind: {
            "startQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
            "completionQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
        }
        for kind in dialect.ACTIVITIES | {"transaction"}
    },
    "adHocSubProcess": {
        "ordering": (
            frozenset({"parallel"}),
            "En ad hoc-delprosess der stegene må tas ett om gangen (ordering), støttes ikke.",
            "Velg «Parallel», eller tegn stegene etter hverandre i en vanlig delprosess.",
        ),
        "startQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
        "completionQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
    },
    "receiveTask": {
        "startQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
        "completionQuantity": (_ONE, _TOKENS, _USE_PARALLEL),
    },
    "eventBasedGateway": {
        "eventGatewayType": (
            frozenset({"exclusive"}),
            "En hendelsesbasert port som venter på alle hendelsene, støttes ikke.",
            "Bruk en parallell port med ventehendelser etter.",
        ),
    },
    **{
        kind: {
            "language": (
                _FEELS,
                _FEEL,
                "Skriv uttrykket i FEEL, og fjern «language».",
            )
        }
        for kind in ("conditionExpression", "condition", "completionCondition", "loopCardinality", "loopCondition")
    },
}
