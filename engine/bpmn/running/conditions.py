"""Events that wait until a condition is true (BPMN 2.0, 10.5.5 conditional events; design 7).

A condition is asked when its event begins to wait, and again whenever a name that it reads has been written; with a
filter (zeebe:conditionalFilter), whenever one that the filter names has been made or written over. It happens where it
becomes true: asked for the first time, or after it was not. Null is not true. Between two steps nothing is written, so
nothing is missed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState
from SpiffWorkflow.workflow import Workflow

from engine.bpmn.drawing import texts
from engine.bpmn.running import broadcast, calculating
from engine.bpmn.running.scopes import Change

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

HELD = "c"  # of a waiting token: what its condition last was; None = not asked yet


def ask(run: Run) -> None:
    """Ask the conditions that may have become true, and let those happen that have."""
    if not run.definition.has_conditions:
        return
    while True:
        changed, run.scopes.changed = run.scopes.changed, {}
        due = [task for task in _waiting(run) if _may_differ(task, changed)]
        if not due:
            return
        for task in due:
            if task.id in task.workflow.tasks and task.state == TaskState.WAITING:
                _ask(run, task)


def ask_begun(run: Run, part: Workflow) -> None:
    """Ask those of a part that has just begun for the first time.

    Nothing outside is asked: the token that entered the part may have a sibling that is not on its way yet.
    """
    for task in _waiting(run):
        if task.workflow is part and task.internal_data[HELD] is None and task.id in part.tasks:
            _ask(run, task)


def follow(run: Run) -> None:
    """Ask again those that read what has been written, letting nothing happen: the next step meets what is true now."""
    for task in _waiting(run):
        if task.internal_data[HELD] is not None and _may_differ(task, run.scopes.changed):
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


def _may_differ(task: Task, changed: Mapping[str, Collection[Change]]) -> bool:
    if task.internal_data[HELD] is None:
        return True
    if not changed:  # as after most moves: what each condition reads is not worth finding then
        return False
    event = task.task_spec.element.event
    names = changed.keys() & (event.watched or texts.names(event.condition))
    return any(not event.on or event.on in changed[name] for name in names)
