"""What people and the system do: user tasks, actions, scripts (design 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.task import Task

from engine.bpmn.running import broadcast, calculating, facts, nodes, throwing
from engine.bpmn.running.plan import Plan

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


class Work(nodes.Node):
    """A task that waits for a person."""

    holds = True

    def __init__(self, wf_spec: BpmnProcessSpec, plan: Plan, *, is_instance: bool = False, **more: Any) -> None:
        """Take what the diagram says of it."""
        super().__init__(wf_spec, plan, is_instance=is_instance, manual=True, **more)

    def begin(self, run: Run, task: Task) -> bool:
        """Count its deadlines and find whose it is, once, when it opens."""
        facts.settle(run, task)
        return True


class Action(nodes.Node):
    """A named action: asked for, and passed at once; the caller does it in the same transaction."""

    def act(self, run: Run, task: Task) -> bool | None:
        """Ask for the action, if there is one (a plain throw event has none), or throw the escalation."""
        if self.element.action_type:
            run.ask(task)
        broadcast.prepare(run, task)
        if self.element.event and self.element.event.kind == "escalation":
            return throwing.escalate(run, task)
        return True

    def leave(self, run: Run, task: Task) -> None:
        """Throw what it throws to others, and go on unless that has interrupted it."""
        if broadcast.carry_out(run, task):
            super().leave(run, task)


class Script(nodes.Node):
    """FEEL into a variable."""

    def act(self, run: Run, task: Task) -> bool | None:
        """Calculate, and write the result where the name belongs."""
        _give(run, task, calculating.feel(run, self.element.script, task))
        return True


class Decide(nodes.Node):
    """A decision into a variable; the rules that held go into the trace."""

    def act(self, run: Run, task: Task) -> bool | None:
        """Take the decision, and write the result where the name belongs."""
        result = calculating.decided(run, task)
        run.hits[task.id] = result.hits
        _give(run, task, result.value)
        return True


def _give(run: Run, task: Task, value: object) -> None:
    """Write an element's result; where it has output mappings, they alone let it out, as in Zeebe."""
    key, name = run.scope_of(task), task.task_spec.element.result
    if task.task_spec.element.outputs:
        run.scopes[key].own.add(name)
    run.scopes.write(key, name, value)
