"""Gateways: which flows a token takes, and where tokens wait for each other (BPMN 2.0, 13.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import phrases
from engine.bpmn.running import calculating, nodes
from engine.bpmn.running.plan import Plan
from engine.bpmn.values import Flow

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


def chosen(run: Run, task: Task, plan: Plan) -> list[Flow]:
    """Return the flows that the token takes.

    A condition that is null is neither true nor false: the default flow stands for it, else the routine stops.
    """
    kind, out = plan.element.kind, plan.out
    if kind == "parallelGateway" or (len(out) < 2 and not any(flow.condition for flow in out)):
        return list(out)
    if kind == "exclusiveGateway":
        return [_first(run, task, plan)]
    return _all(run, task, plan)


def _first(run: Run, task: Task, plan: Plan) -> Flow:
    """Return the first flow that holds; one that is null before it stops the search."""
    flows = [flow for flow in plan.out if not flow.is_default]
    for flow, value in zip(flows, calculating.holds(run, flows, task), strict=True):
        if value is None:
            return _default(run, plan, flow)
        if value:
            return flow
    return _default(run, plan, None)


def _all(run: Run, task: Task, plan: Plan) -> list[Flow]:
    """Return every flow that holds; one without condition always does, but for the default flow."""
    asked = [flow for flow in plan.out if flow.condition and not flow.is_default]
    values = dict(zip((flow.id for flow in asked), calculating.holds(run, asked, task), strict=True))
    free = {flow.id for flow in plan.out if not flow.condition and not flow.is_default}
    taken = free | {ident for ident, value in values.items() if value}
    unknown = next((flow for flow in asked if values[flow.id] is None), None)
    if unknown or not taken:
        taken.add(_default(run, plan, unknown).id)
    return [flow for flow in plan.out if flow.id in taken]


def _default(run: Run, plan: Plan, unknown: Flow | None) -> Flow:
    default = next((flow for flow in plan.out if flow.is_default), None)
    if default is None:
        named = f"«{unknown.name or unknown.condition}»" if unknown else ""
        what = (
            phrases.say("betingelsen %(flow)s kan ikke avgjøres, og det er ingen standardflyt.", flow=named)
            if unknown
            else phrases.say("ingen av betingelsene er oppfylt, og det er ingen standardflyt.")
        )
        remedy = phrases.say("Gi porten en standardflyt (default), eller gjør svaret påkrevd i skjemaet.")
        raise run.fault(plan.element, what, remedy=remedy)
    return default


class Gateway(nodes.Node):
    """An exclusive, inclusive or parallel gateway."""

    def begin(self, run: Run, task: Task) -> bool:
        """Where tokens wait for each other, wait; the last one that is waited for takes the others with it."""
        if not self.plan.is_join:
            return True
        nodes.set_state(task, TaskState.WAITING)
        if self.element.kind == "inclusiveGateway":
            return False
        arrived = self.arrived(task)
        if len(arrived) < len(self.plan.into):
            return False
        self.merge(run, task, arrived)
        return True

    def arrived(self, task: Task) -> dict[str, Task]:
        """Return the first token that waits on each flow, `task` itself for its own."""
        found: dict[str, Task] = {task.internal_data["f"]: task}
        for other in task.workflow.tasks.values():
            if other.task_spec is self and other.state == TaskState.WAITING:
                found.setdefault(other.internal_data["f"], other)
        return found

    def merge(self, run: Run, task: Task, arrived: dict[str, Task]) -> None:
        """Take the other tokens away."""
        for other in arrived.values():
            if other is not task:
                run.forget(other)

    def may_go(self, task: Task) -> bool:
        """Tell whether no token can still come to a flow of this inclusive join that has none (BPMN 2.0, 13.4.3).

        One that flows also lead to a flow that has its token is not waited for; what may come from the edge of its step
        is no such way: a reminder that came first does not let the case go on while the step is open.
        """
        arrived, plan = self.arrived(task), self.plan
        filled = frozenset().union(*(plan.leads[flow] for flow in arrived))
        empty = frozenset().union(*(plan.reach[flow] for flow in plan.into if flow not in arrived))
        others = {
            one.task_spec.stands_at(one)
            for one in task.workflow.task_tree.children
            if not (one.task_spec is self and one.state == TaskState.WAITING)
        }
        return not others & (empty - filled)


def joins(task: Task) -> bool:
    """Tell whether `task` is a token that waits at an inclusive join."""
    spec = task.task_spec
    return isinstance(spec, Gateway) and spec.element.kind == "inclusiveGateway" and task.state == TaskState.WAITING


class Race(nodes.Node):
    """An event-based gateway: the first event wins."""

    holds = True

    def begin(self, run: Run, task: Task) -> bool:
        """Let every event wait, as children of the gateway's own token."""
        nodes.set_state(task, TaskState.STARTED)
        for flow in self.plan.out:
            run.hang(task, f"{nodes.ELEMENT}{flow.target}", flow=flow.id)
        return False

    def won(self, run: Run, task: Task, event: Task) -> None:
        """Go on from `event`; the others wait no longer."""
        run.lift(event)
        for other in task.children:
            run.cancel(other)
        flow = next(flow for flow in self.plan.out if flow.id == event.internal_data["f"])
        if flow.is_drawn:
            run.mark("flow", event, flow.id)
        task.complete()

    def leave(self, run: Run, task: Task) -> None:
        """Send nothing on: the event that won is the token."""
