"""Events that wait until a condition is true (BPMN 2.0, 10.5.5 conditional events; design 7).

A condition is asked when its event begins to wait, and again whenever a name that it reads has been written. It
happens where it becomes true: asked for the first time, or after it was not. Null is not true. Between two steps
nothing is written, so nothing is missed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn.drawing import texts
from engine.bpmn.running import broadcast, calculating

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

HELD = "c"  # of a waiting token: what its condition last was; None = not asked yet


def ask(run: Run) -> None:
    """Ask the conditions that may have become true, and let those happen that have."""
    if not run.definition.has_conditions:
        return
    while True:
        changed, run.scopes.changed = run.scopes.changed, set()
        due = [task for task in _waiting(run) if _may_differ(task, changed)]
        if not due:
            return
        for task in due:
            if task.id in task.workflow.tasks and task.state == TaskState.WAITING:
                _ask(run, task)


def follow(run: Run, changed: Collection[str]) -> None:
    """Ask again those that read a name of `changed`, letting nothing happen: the next step meets what is true now."""
    for task in _waiting(run):
        if task.internal_data[HELD] is not None and _may_differ(task, set(changed)):
            was, holds = task.internal_data[HELD], _holds(run, task)
            task.internal_data[HELD] = None if holds and not was else holds


def _ask(run: Run, task: Task) -> None:
    was = task.internal_data[HELD]
    holds = _holds(run, task)
    task.internal_data[HELD] = holds
    if holds and not was:
        task.task_spec.caught(run, task)


def _holds(run: Run, task: Task) -> bool:
    return calculating.feel(run, task.task_spec.element.event.condition, task) is True


def _waiting(run: Run) -> list[Task]:
    return [task for task in broadcast.waiting(run) if HELD in task.internal_data]


def _may_differ(task: Task, changed: set[str]) -> bool:
    is_new = task.internal_data[HELD] is None
    return is_new or not changed.isdisjoint(texts.names(task.task_spec.element.event.condition))
