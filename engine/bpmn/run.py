"""One step of one case: moves tokens until all of them wait (design 5, 6).

Holds what a step has and makes: the case, the scopes, the agenda, the marks and actions. Lives for one step; what it
leaves is written by `record` and told by `report`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import clock, deadlines, errors, phrases
from engine.bpmn import calculating, faults, gateways, nested, nodes, typed, values
from engine.bpmn import case as cases
from engine.bpmn.plan import Plan
from engine.bpmn.routine import Definition
from engine.bpmn.scopes import CASE, Scope, Scopes

STEP_LIMIT = 5_000
OPEN_LIMIT = 2_000


class Run:
    """A step under way."""

    def __init__(
        self, definition: Definition, *, builtins: Mapping[str, object], calendar: deadlines.SchoolCalendar
    ) -> None:
        """Begin a step of a case that `record` or `step` then puts in `case`."""
        self.definition, self.builtins, self.calendar = definition, builtins, calendar
        self.now = clock.now()
        self.scopes = Scopes()
        self.case: cases.Case
        self.agenda: deque[Task] = deque()
        self.trace: list[values.Mark] = []
        self.actions: list[values.Action] = []
        self.thrown: Task | None = None
        self.start_at: str | None = None
        self.last_end = ""
        self.ended: str | None = None
        self._placed = 0

    # -- moving

    def go(self) -> None:
        """Run what is ready, until every token waits."""
        while True:
            while self.agenda:
                task = self.agenda.popleft()
                if task.state == TaskState.READY and task.id in task.workflow.tasks:
                    task.run()
                    self._catch()
            if not (self.definition.has_inclusive_joins and self._join()):
                return

    def begin_with(self, workflow: cases.Case | cases.Part, starts: Sequence[str]) -> Sequence[str]:
        """Return where tokens begin in `workflow`."""
        return (self.start_at,) if workflow is self.case and self.start_at else starts

    def place(self, workflow: cases.Case | cases.Part, ident: str, flow: str | None) -> None:
        """Put a token on the element `ident`."""
        spec = workflow.spec.task_specs[f"{nodes.ELEMENT}{ident}"]
        self._enter(workflow.task_tree, spec, {} if flow is None else {"f": flow})

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
    ) -> None:
        self._placed += 1
        if self._placed > STEP_LIMIT:
            what = phrases.say("den har gått %(limit)s steg uten å vente på noen.", limit=STEP_LIMIT)
            remedy = phrases.say("Sett en oppgave eller en ventehendelse inn i sløyfen.")
            raise faults.fault(spec.element, what, file=spec.plan.file, remedy=remedy, is_endless=True)
        child = parent._add_child(spec, TaskState.FUTURE)
        child.internal_data.update(data)
        if own is not None:
            self._open_instance(child, own)
        spec._update(child)

    def move_on(self, task: Task, plan: Plan) -> None:
        """Send a token along every flow that is chosen; where none leaves, the token ends."""
        if not plan.out:
            self.note_end(task)
        for flow in gateways.chosen(self, task, plan):
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
        if task.task_spec.is_visible:
            self.mark("cancelled", task)
        task.cancel()
        self.forget(task)

    def forget(self, task: Task) -> None:
        """Remove a token without a word."""
        task.workflow._remove_task(task.id)

    def note_end(self, task: Task) -> None:
        """Remember the last place where a token of the case itself ended."""
        if task.workflow is self.case:
            self.last_end = task.task_spec.element.id

    def _catch(self) -> None:
        """Carry a thrown error outwards to the first boundary event that takes it."""
        task, self.thrown = self.thrown, None
        if task is None:
            return
        end, workflow = task.task_spec.element, task.workflow
        self.forget(task)
        while isinstance(workflow, cases.Part):
            host = workflow.host
            carrier = host.parent if host.task_spec.is_instance else host
            workflow = carrier.workflow
            catcher = _catcher(carrier.task_spec.plan.catches, end.event.code)
            if catcher is not None:
                self.cancel(carrier)
                self.place(workflow, catcher.id, None)
                return
        what = phrases.say("feilen «%(code)s» blir ikke fanget noe sted.", code=end.event.code)
        remedy = phrases.say("Sett en feil-kanthendelse på delprosessen eller kallaktiviteten.")
        raise self.fault(end, what, remedy=remedy)

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
            self._open_own(task)
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
        for child in task.children:
            self.cancel(child)
        if not spec.is_instance:
            self.close_scopes(task)

    def apply_outputs(self, task: Task) -> None:
        """Write the output mappings, or what a called routine gives where it has none."""
        element, outer = task.task_spec.element, self.outer_of(task)
        for target, source in element.outputs:
            self.scopes.write(outer, target, calculating.value(self, source, task))
        if not element.outputs and isinstance(task.task_spec, nested.Call) and element.takes_all:
            own = self.scopes[_own_key(task)]
            for name in [one for one in own.values if one not in own.own]:
                self.scopes.write(outer, name, own.values[name])

    def give(self, task: Task, answers: Mapping[str, object]) -> None:
        """Take answers or a message's data into the scope, those names only that the routine reads."""
        key = self.scope_of(task)
        is_kept = _own_key(task) in self.scopes
        for name in answers.keys() & self.definition.variables:
            if is_kept:
                self.scopes[key].own.add(name)
            self.scopes.write(key, name, answers[name])

    # -- scopes

    def scope_of(self, task: Task) -> str:
        """Return the innermost scope that `task` sees."""
        own = _own_key(task)
        return own if own in self.scopes else self.outer_of(task)

    def outer_of(self, task: Task) -> str:
        """Return the scope that `task` writes its results to: its instance's, else that of what it stands in."""
        key = task.id.hex
        if key in self.scopes:
            return key
        return CASE if task.workflow is self.case else self.scope_of(task.workflow.host)

    def close_scopes(self, task: Task) -> None:
        """Forget the scopes of `task`."""
        self.scopes.drop(_own_key(task))
        self.scopes.drop(task.id.hex)

    def _open_instance(self, task: Task, own: Mapping[str, object]) -> None:
        spec: nodes.Node = task.task_spec
        given = dict(own)
        output = calculating.root(spec.element.loop.output) if spec.element.loop else None
        if output and output not in given:
            # As in Zeebe: what an instance gives does not begin with what another one gave.
            given[output] = None
        self.scopes.open(task.id.hex, Scope(self.outer_of(task), given, set(spec.plan.local) | set(own)))

    def _open_own(self, task: Task) -> None:
        element = task.task_spec.element
        is_call = isinstance(task.task_spec, nested.Call)
        if not (is_call or element.inputs or element.outputs):
            return
        scope = Scope(self.outer_of(task), is_routine=is_call)
        for target, source in element.inputs:
            value = calculating.value(self, source, task)
            self.scopes.open(_own_key(task), scope)
            scope.values[target] = value
            scope.own.add(target)
        self.scopes.open(_own_key(task), scope)
        scope.is_shut = is_call and not element.gives_all

    # -- telling

    def fault(self, at: values.Element | values.Flow, what: str, *, remedy: str = faults.MEND) -> errors.RoutineFault:
        """Return the fault at an element, to be raised."""
        process = at.process if isinstance(at, values.Element) else ""
        plan = self.definition.plans.get((process, at.id))
        return faults.fault(at, what, file=plan.file if plan else "", remedy=remedy)

    def mark(self, kind: values.MarkKind, task: Task, ident: str | None = None) -> None:
        """Note what happened."""
        ident = ident or task.task_spec.element.id
        path = self.prefix(task.workflow) + ident
        self.trace.append(values.Mark(kind, ident, path, self.instance_of(task), task.id))

    def ask(self, task: Task) -> None:
        """Ask the caller for the element's action."""
        element = task.task_spec.element
        self.actions.append(
            values.Action(
                element_id=element.id,
                path=self.path_of(task),
                name=element.name,
                token=task.id,
                instance=self.instance_of(task),
                type=element.action_type,
                headers={
                    key: typed.plain(calculating.value(self, text, task)) for key, text in element.headers.items()
                },
                variables=typed.plain(self.scopes.visible(self.scope_of(task))),
            )
        )

    def path_of(self, task: Task) -> str:
        """Return the element's path, `CALL/ID`."""
        return self.prefix(task.workflow) + str(task.task_spec.element.id)

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

    def find(self, token: UUID) -> Task | None:
        """Return the open token, None where there is none."""
        found = (workflow.tasks.get(token) for workflow in self.case.every())
        return next((task for task in found if task is not None and task.parent is not None), None)


def _own_key(task: Task) -> str:
    return f"{task.id.hex}i"


def _catcher(catches: Iterable[values.Element], code: str) -> values.Element | None:
    codes = {one.event.code: one for one in reversed(list(catches)) if one.event}
    return codes.get(code) or codes.get("")
