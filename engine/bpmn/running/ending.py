"""End events: what else happens when a token ends (design 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.bpmn.running import broadcast, nodes, throwing

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


class End(nodes.Node):
    """An end event: takes the token away; one with a symbol does more."""

    def act(self, run: Run, task: Task) -> bool | None:
        """End all that is open here, or throw the error, or ask for the action of a message."""
        kind = self.element.event.kind if self.element.event else "none"
        if self.element.action_type:
            run.ask(task)
        broadcast.prepare(run, task)
        if kind == "terminate":
            for other in [one for one in task.workflow.task_tree.children if one is not task]:
                run.cancel(other)
        if kind == "escalation":
            return throwing.escalate(run, task)
        if kind in {"error", "cancel"}:
            throwing.throw(run, task)
            return None
        return True

    def leave(self, run: Run, task: Task) -> None:
        """Remember where the case ended, and throw what it throws to others."""
        run.note_end(task)
        broadcast.carry_out(run, task)
