"""Task specs: what SpiffWorkflow asks of an element when a token reaches it, and the plain elements.

SpiffWorkflow keeps the tokens (its tasks), their states, the tree and the sub-workflows; what BPMN means is here.
Two things differ from its own specs, for reasons measured in `spiffworkflow.md` 7: nothing is predicted (its look-ahead
is a tree that doubles with each parallel block), and a finished task leaves the tree at once (its history grows with
each round of a loop). So the tree holds only what is open, and a saved case is the same as the one in memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.mixins.bpmn_spec_mixin import BpmnSpecMixin
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.running.plan import Plan

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

ELEMENT, INSTANCE = "e:", "i:"


def run_of(task: Task) -> Run:
    """Return the step that `task` is moved by."""
    run: Run = task.workflow.top_workflow.run
    return run


class Entry(BpmnTaskSpec):
    """The root of a tree: sends a token to each element that a part begins with."""

    is_idle = True

    def __init__(self, wf_spec: BpmnProcessSpec, plan: Plan) -> None:
        """Take the plan of the process or sub-process."""
        super().__init__(wf_spec, "Start")
        self.plan = plan

    def test(self) -> None:
        """Nothing can be wrong here: the gate has looked."""

    def _predict_hook(self, my_task: Task) -> None:
        """Predict nothing."""

    def _on_complete_hook(self, my_task: Task) -> None:
        run = run_of(my_task)
        run.begin(my_task.workflow, self.plan)


class Node(BpmnSpecMixin):
    """An element; by itself one that a token passes at once.

    `holds`: a token may stay here, so that boundary events can wait beside it. `is_visible`: it leaves marks in the
    trace (the whole of a multi-instance does not: its instances do). `is_idle`: its token keeps no
    scope open.
    """

    holds = False
    is_visible = True
    is_idle = False
    prefix = ELEMENT

    def __init__(self, wf_spec: BpmnProcessSpec, plan: Plan, *, is_instance: bool = False, **more: Any) -> None:
        """Take what the diagram says of it; an instance is one run of a multi-instance."""
        name = f"{INSTANCE if is_instance else self.prefix}{plan.element.id}"
        super().__init__(wf_spec, name, bpmn_name=plan.element.name, **more)
        self.plan, self.element, self.is_instance = plan, plan.element, is_instance

    # -- what an element does

    def begin(self, run: Run, task: Task) -> bool:
        """Start; return whether it is ready to run, else something else will make it so."""
        return True

    def act(self, run: Run, task: Task) -> bool | None:
        """Run; None when something else will remove the token."""
        return True

    def leave(self, run: Run, task: Task) -> None:
        """Send tokens on, after the element is done."""
        run.move_on(task, self.plan)

    def stands_at(self, task: Task) -> str:
        """Return the element whose ways out are the token's: what an inclusive join asks."""
        return self.element.id

    # -- what SpiffWorkflow asks

    def test(self) -> None:
        """Nothing can be wrong here: the gate has looked."""

    def _predict_hook(self, my_task: Task) -> None:
        """Predict nothing."""

    def _update_hook(self, my_task: Task) -> bool:
        # SpiffWorkflow asks again whenever the token above is done; a token enters once.
        if my_task.state != TaskState.FUTURE:
            return False
        run = run_of(my_task)
        run.enter(my_task)
        return self.begin(run, my_task)

    def _on_ready_hook(self, my_task: Task) -> None:
        if not self.manual:
            run_of(my_task).agenda.append(my_task)

    def _run_hook(self, my_task: Task) -> bool | None:
        return self.act(run_of(my_task), my_task)

    def _on_complete_hook(self, my_task: Task) -> None:
        run = run_of(my_task)
        run.finish(my_task)
        if self.is_instance:
            each = my_task.parent
            each.task_spec.instance_done(run, each, my_task)
        else:
            self.leave(run, my_task)


def set_state(task: Task, state: int) -> None:
    """Give `task` a state, also one that SpiffWorkflow calls backwards (it does so itself for sub-processes)."""
    task._set_state(state)


def wake(run: Run, task: Task) -> None:
    """Make a waiting task ready and run it when its turn comes."""
    set_state(task, TaskState.READY)
    run.agenda.append(task)
