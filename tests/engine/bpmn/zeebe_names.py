"""Every extension element that Camunda's editors can write (zeebe-bpmn-moddle 2.0.0), with its attributes."""

from __future__ import annotations

TYPES: dict[str, tuple[str, ...]] = {
    "AdHoc": ("activeElementsCollection", "outputCollection", "outputElement"),
    "AgentDefinition": ("agentType",),
    "AssignmentDefinition": ("assignee", "candidateGroups", "candidateUsers"),
    "CalledDecision": ("bindingType", "decisionId", "resultVariable", "versionTag"),
    "CalledElement": (
        "bindingType",
        "businessId",
        "processId",
        "processIdExpression",
        "propagateAllChildVariables",
        "propagateAllParentVariables",
        "versionTag",
    ),
    "ConditionalFilter": ("variableEvents", "variableNames"),
    "ExecutionListener": ("eventType", "retries", "type"),
    "ExecutionListeners": (),
    "FormDefinition": ("bindingType", "externalReference", "formId", "formKey", "versionTag"),
    "Header": ("id", "key", "value"),
    "Input": ("modelerConfigurationName", "modelerConfigurationTemplate", "source", "target"),
    "IoMapping": (),
    "JobPriorityDefinition": ("priority",),
    "LinkedResource": ("bindingType", "linkName", "resourceId", "resourceType", "versionTag"),
    "LinkedResources": (),
    "LoopCharacteristics": ("inputCollection", "inputElement", "outputCollection", "outputElement"),
    "Output": ("source", "target"),
    "PriorityDefinition": ("priority",),
    "Properties": (),
    "Property": ("modelerConfigurationName", "modelerConfigurationTemplate", "name", "value"),
    "Script": ("expression", "resultVariable"),
    "Subscription": ("correlationKey",),
    "TaskDefinition": ("retries", "type"),
    "TaskHeaders": (),
    "TaskListener": ("eventType", "retries", "type"),
    "TaskListeners": (),
    "TaskSchedule": ("dueDate", "followUpDate"),
    "UserTask": (),
    "UserTaskForm": ("id",),
    "VersionTag": ("value",),
}
# What the editor keeps for itself.
EDITORS = {"modelerConfigurationTemplate", "modelerConfigurationName"}
