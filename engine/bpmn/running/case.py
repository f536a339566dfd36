"""The running case: SpiffWorkflow's workflow, with its tree kept small and its Python scripts shut off (design 3.10b).

Knows SpiffWorkflow and which step moves it (`run`). Must not know what elements mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task

from engine.bpmn.running import conditions, nodes

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


class NoScripts:
    """Stands where SpiffWorkflow has an engine that runs Python out of diagrams; nothing may ever ask for it."""

    def evaluate(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise PermissionError("diagrams run no Python")

    execute = call_service = evaluate


_NO_SCRIPTS = NoScripts()


class _Tree:
    """A finished task leaves at once; when none is open but those that only listen, all is done."""

    run: Run
    tasks: dict[Any, Task]
    task_tree: Task
    completed: bool

    def _task_completed_notify(self, task: Task) -> None:
        if task.id not in self.tasks:
            return  # its own signal has taken it away, with all that it stood in
        if task is not self.task_tree:
            self._remove_task(task.id)  # type: ignore[attr-defined]
        if not self.completed and self._is_idle():
            # what was written last may still begin an event sub-process
            if task is self.task_tree:
                conditions.ask_begun(self.run, self)
            else:
                conditions.ask(self.run)
        if not self.completed and self._is_idle():
            self.completed = True
            for idle in self.task_tree.children:
                self.run.cancel(idle)
            self.done()

    def _is_idle(self) -> bool:
        return all(one.task_spec.is_idle for one in self.tasks.values())

    def done(self) -> None:
        """Tell whoever waits for it."""
        raise NotImplementedError


class Case(_Tree, BpmnWorkflow):
    """A case of a routine."""

    def __init__(self, run: Run, *, is_loaded: bool = False) -> None:
        """Begin a new one, or, to be filled by the loader, one without tasks."""
        self.run = run
        definition = run.definition
        super().__init__(definition.spec, definition.parts, script_engine=_NO_SCRIPTS, deserializing=is_loaded)

    def create_subprocess(self, my_task: Task, spec_name: str, *, is_loaded: bool = False) -> Part:
        """Make the inside of a sub-process or a call."""
        part = Part(self.subprocess_specs[spec_name], my_task, self, is_loaded=is_loaded)
        self.subprocesses[my_task.id] = part
        return part

    def done(self) -> None:
        """The case has ended."""
        self.run.ended = self.run.last_end

    def every(self) -> list[Case | Part]:
        """Return the case and all parts that are open, the outer ones first."""
        return [self, *self.subprocesses.values()]


class Part(_Tree, BpmnSubWorkflow):
    """The inside of a sub-process or a called routine; `host` is the token it stands for."""

    def __init__(self, spec: Any, host: Task, case: Case, *, is_loaded: bool = False) -> None:
        """Begin a new one, or one to be filled by the loader."""
        self.host, self.run = host, case.run
        super().__init__(spec, host.id, case, deserializing=is_loaded)

    @property
    def parent_workflow(self) -> Case | Part:
        """Where the token stands that this is the inside of."""
        found: Case | Part = self.host.workflow
        return found

    def done(self) -> None:
        """The sub-process or call goes on."""
        nodes.wake(self.run, self.host)
