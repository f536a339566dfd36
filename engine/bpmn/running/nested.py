"""Sub-processes and called routines: an element that is done when all inside it is (design 6, 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.running import nodes

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


def routine_name(process: str) -> str:
    """Return the name of the part that a called routine is."""
    return f"call:{process}"


def inside_name(process: str, element: str) -> str:
    """Return the name of the part that a sub-process is."""
    return f"sub:{process}/{element}"


class SubProcess(nodes.Node):
    """An embedded sub-process: its inside runs as a sub-workflow of SpiffWorkflow."""

    holds = True
    is_call = False
    is_undone = False

    @property
    def part(self) -> str:
        """The name of what runs inside."""
        return inside_name(self.element.process, self.element.id)

    def begin(self, run: Run, task: Task) -> bool:
        """Start the inside."""
        nodes.set_state(task, TaskState.STARTED)
        part = run.case.create_subprocess(task, self.part)
        part.task_tree.run()
        return False

    def first(self, run: Run, task: Task, starts: Sequence[str]) -> Sequence[str]:
        """Return at which of its `starts` the inside begins."""
        return starts

    def way_ended(self, run: Run, task: Task, last: Task) -> None:
        """Hear that a token inside has come to the end of its way at `last`."""

    def act(self, run: Run, task: Task) -> bool | None:
        """Forget the inside: it is done."""
        run.case.subprocesses.pop(task.id, None)
        return True


class EventSubProcess(SubProcess):
    """A sub-process that its own start event begins, in the scope that it stands in."""

    def leave(self, run: Run, task: Task) -> None:
        """Send nothing on: no flow leaves it, and its end event has been noted."""


class Call(SubProcess):
    """A called routine of the same publication."""

    is_call = True

    @property
    def part(self) -> str:
        """The name of what runs inside."""
        return routine_name(self.element.called)
