"""What a step notes and says of itself: marks, actions asked for, faults, and the path of each token (values.Step).

Knows the case's tokens and elements; must not know how they move or what they see.
"""

from __future__ import annotations

from uuid import UUID

from SpiffWorkflow.task import Task

from engine import decisions, errors
from engine.bpmn import values
from engine.bpmn.running import case as cases
from engine.bpmn.running import faults
from engine.bpmn.running.routine import Definition


class Trail:
    """What happened in a step so far."""

    def __init__(self, definition: Definition) -> None:
        """Begin with nothing; `case` is put in by whoever loads or starts it."""
        self.definition = definition
        self.case: cases.Case
        self.trace: list[values.Mark] = []
        self.actions: list[values.Action] = []
        self.hits: dict[UUID, tuple[decisions.Hit, ...]] = {}
        self.throws: dict[UUID, values.Throw] = {}
        self.sent: list[values.Throw] = []

    def fault(self, at: values.Element | values.Flow, what: str, *, remedy: str = faults.MEND) -> errors.RoutineFault:
        """Return the fault at an element, to be raised."""
        element = at if isinstance(at, values.Element) else self.definition.elements.get(at.source)
        plan = self.definition.plans.get((element.process, element.id)) if element else None
        return faults.fault(at, what, file=plan.file if plan else "", remedy=remedy)

    def mark(self, kind: values.MarkKind, task: Task, ident: str | None = None) -> None:
        """Note what happened."""
        element = task.task_spec.element
        if ident is None and element.id != values.drawn(element.id) and not _is_told(element, kind):
            return
        ident = values.drawn(ident or element.id)
        path = self.prefix(task.workflow) + ident
        hits = self.hits.pop(task.id, ()) if kind == "completed" else ()
        self.trace.append(values.Mark(kind, ident, path, self.instance_of(task), task.id, hits))

    def path_of(self, task: Task) -> str:
        """Return the element's path, `CALL/ID`."""
        return self.prefix(task.workflow) + values.drawn(task.task_spec.element.id)

    def prefix(self, workflow: cases.Case | cases.Part) -> str:
        """Return the calls that lead to `workflow`, each with a slash."""
        if not isinstance(workflow, cases.Part):
            return ""
        outer = self.prefix(workflow.parent_workflow)
        spec = workflow.host.task_spec
        return f"{outer}{spec.element.id}/" if spec.is_call else outer

    def instance_of(self, task: Task) -> int | None:
        """Return the number of the nearest instance that `task` is, or stands in."""
        number: int | None = task.internal_data.get("n")
        if number is None and isinstance(task.workflow, cases.Part):
            return self.instance_of(task.workflow.host)
        return number

    def is_only_instance(self, task: Task) -> bool:
        """Tell whether the nearest instance is the only one there can be; a loop may always go on."""
        at = task
        while at.internal_data.get("n") is None:
            if not isinstance(at.workflow, cases.Part):
                return False
            at = at.workflow.host
        whole = at.parent
        return bool(getattr(whole.task_spec, "is_counted", False)) and whole.internal_data.get("count") == 1

    def find(self, token: UUID) -> Task | None:
        """Return the open token, None where there is none."""
        found = (workflow.tasks.get(token) for workflow in self.case.every())
        return next((task for task in found if task is not None and task.parent is not None), None)


def _is_told(element: values.Element, kind: values.MarkKind) -> bool:
    """Tell whether one of several symbols of an event is noted: what is drawn enters for all, and any one completes."""
    if element.kind == "startEvent":
        return kind != "cancelled"
    return kind == "completed" and element.kind in {"boundaryEvent", "intermediateCatchEvent"}
