"""One step of one case: moves tokens until all of them wait (design 5, 6).

Holds the agenda, beside the scopes (`sight`) and the marks and actions (`trail`). Lives for one step; what it leaves is
written by `record` and told by `report`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import deadlines, phrases
from engine.bpmn import values
from engine.bpmn.running import case as cases
from engine.bpmn.running import compensating, conditions, faults, gateways, listening, nested, nodes, throwing
from engine.bpmn.running.plan import Plan
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.sight import Sight

STEP_LIMIT = 5_000
OPEN_LIMIT = 2_000


class Run(Sight):
    """A step under way."""

    def __init__(
        self, definition: Definition, *, builtins: Mapping[str, object], calendar: deadlines.SchoolCalendar
    ) -> None:
        """Begin a step of a case that `record` or `step` then puts in `case`."""
        super().__init__(definition, builtins=builtins, calendar=calendar)
        self.agenda: deque[Task] = deque()
        self.thrown: Task | None = None
        self.undo: dict[str, list[compensating.Entry]] = {}
        self.start_at: str | None = None
        self.last_end = ""
        self.ended: str | None = None
        self._placed = 0

    # -- moving

    def go(self) -> None:
        """Run what is ready, until every token waits."""
        while True:
            conditions.ask(self)
            while self.agenda:
                task = self.agenda.popleft()
                if task.state == TaskState.READY and task.id in task.workflow.tasks:
                    task.run()
                    self._catch()
                    conditions.ask(self)
            if not (self.definition.has_inclusive_joins and self._join()):
                return

    def begin(self, workflow: cases.Case | cases.Part, plan: Plan) -> None:
        """Begin `workflow`: what it listens for comes before anything can happen in it."""
        listening.arm(self, workflow, plan.listens)
        starts: Sequence[str] = plan.starts
        if isinstance(workflow, cases.Part):
            starts = workflow.host.task_spec.first(self, workflow.host, starts)
        elif self.start_at:
            starts = (self.start_at,)
        for ident in starts:
            self.place(workflow, ident, None)

    def place(self, workflow: cases.Case | cases.Part, ident: str, flow: str | None) -> Task:
        """Put a token on the element `ident`, and return it."""
        spec = workflow.spec.task_specs[f"{nodes.ELEMENT}{ident}"]
        return self._enter(workflow.task_tree, spec, {} if flow is None else {"f": flow})

    def put(
        self,
        workflow: cases.Case | cases.Part,
        name: str,
        data: Mapping[str, object],
        *,
        own: Mapping[str, object] | None = None,
    ) -> Task:
        """Put a token with `data`, and names of its `own`, on what is called `name` in `workflow`."""
        return self._enter(workflow.task_tree, workflow.spec.task_specs[name], data, own)

    def hang(
        self,
        task: Task,
        name: str,
        *,
        flow: str | None = None,
        number: int | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        """Put a token below `task`: a boundary event, an event of a gateway, an instance with its own `values`."""
        spec = task.workflow.spec.task_specs[name]
        data = {key: value for key, value in (("f", flow), ("n", number)) if value is not None}
        self._enter(task, spec, data, values)

    def _enter(
        self, parent: Task, spec: nodes.Node, data: Mapping[str, object], own: Mapping[str, object] | None = None
    ) -> Task:
        self._placed += 1
        if self._placed > STEP_LIMIT:
            what = phrases.say("den har gått %(limit)s steg uten å vente på noen.", limit=STEP_LIMIT)
            remedy = phrases.say("Sett en oppgave eller en ventehendelse inn i sløyfen.")
            raise faults.fault(spec.element, what, file=spec.plan.file, remedy=remedy, is_endless=True)
        child = parent._add_child(spec, TaskState.FUTURE)
        child.internal_data.update(data)
        if own is not None:
            self.open_instance(child, own)
        spec._update(child)
        return child

    def move_on(self, task: Task, plan: Plan) -> None:
        """Send a token along every flow that is chosen; where none leaves, the token ends."""
        if compensating.FOR in task.internal_data:
            compensating.done(self, task)
            return
        if not plan.out:
            self.note_end(task)
            if isinstance(task.workflow, cases.Part) and task.state == TaskState.COMPLETED:
                task.workflow.host.task_spec.way_ended(self, task.workflow.host, task)
        for flow in gateways.chosen(self, task, plan):
            if flow.is_drawn:
                self.mark("flow", task, flow.id)
            self.place(task.workflow, flow.target, flow.id)

    def lift(self, task: Task) -> None:
        """Let the token outlive the one it hangs below."""
        root = task.workflow.task_tree
        task.parent._children.remove(task.id)
        root._children.append(task.id)
        task.parent = root

    def cancel(self, task: Task) -> None:
        """Take a token away with all that hangs below it or runs inside it."""
        for child in task.children:
            self.cancel(child)
        part = self.case.subprocesses.pop(task.id, None)
        for inner in part.task_tree.children if part else ():
            self.cancel(inner)
        self.close_scopes(task)
        self.undo.pop(task.id.hex, None)
        if task.task_spec.is_visible and task.state != TaskState.COMPLETED:
            self.mark("cancelled", task)
        task.cancel()
        self.forget(task)

    def forget(self, task: Task) -> None:
        """Remove a token without a word."""
        task.workflow._remove_task(task.id)

    def note_end(self, task: Task) -> None:
        """Remember the last place where a token of the case itself ended."""
        workflow = task.workflow
        while isinstance(workflow, cases.Part) and isinstance(workflow.host.task_spec, nested.EventSubProcess):
            # it ends for the scope that it has taken the place of
            workflow = workflow.host.workflow
        if workflow is self.case:
            self.last_end = values.drawn(task.task_spec.element.id)

    def _catch(self) -> None:
        """Carry what has been thrown outwards."""
        task, self.thrown = self.thrown, None
        if task is not None:
            throwing.carry(self, task)

    def _join(self) -> bool:
        for workflow in self.case.every():
            for task in workflow.task_tree.children:
                if gateways.joins(task) and task.task_spec.may_go(task):
                    task.task_spec.merge(self, task, task.task_spec.arrived(task))
                    nodes.wake(self, task)
                    return True
        return False

    # -- entering and finishing an element

    def enter(self, task: Task) -> None:
        """Open its scope, mark it, and let its boundary events wait."""
        spec: nodes.Node = task.task_spec
        if spec.is_visible:
            self.open_own(task)
            self.mark("entered", task)
        if spec.holds and not spec.is_instance:
            for ident in spec.plan.waits:
                self.hang(task, f"{nodes.ELEMENT}{ident}")

    def finish(self, task: Task) -> None:
        """Write what it gives, mark it, and let its boundary events wait no longer."""
        spec: nodes.Node = task.task_spec
        if spec.is_visible:
            self.apply_outputs(task)
            self.mark("completed", task)
        if spec.plan.undo or spec.plan.undoes or self.undo:
            compensating.note(self, task)
        for child in task.children:
            self.cancel(child)
        if not spec.is_instance:
            self.close_scopes(task)
