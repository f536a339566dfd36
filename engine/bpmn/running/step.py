"""The commands on a case's state: start, complete a task, fire a timer, send a message or a signal (design 5).

Each takes the state as text and gives a `values.Step`; whatever raises has changed nothing. `builtins` are the names
`sak`, `skole`, `kommune`; `calendar` is the school's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import deadlines, errors
from engine.bpmn import values
from engine.bpmn.running import activities, broadcast, gathering, record, report, waits
from engine.bpmn.running import case as cases
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.run import Run
from engine.bpmn.running.scopes import CASE

_NONE: Mapping[str, object] = {}
_NO_CALENDAR = deadlines.SchoolCalendar()


def start(
    definition: Definition,
    *,
    event: str | None = None,
    variables: Mapping[str, object] = _NONE,
    builtins: Mapping[str, object] = _NONE,
    calendar: deadlines.SchoolCalendar = _NO_CALENDAR,
) -> values.Step:
    """Begin a case at the start `event` (None: the one that waits for nothing) and run it to its first waits.

    Raises `errors.RoutineFault` when the diagram cannot go on.
    """
    run = Run(definition, builtins=builtins, calendar=calendar)
    run.start_at = definition.start_event(event) if event else None
    definition.start_event(event)
    run.case = cases.Case(run)
    for name in variables.keys() & definition.variables:
        run.scopes.write(CASE, name, variables[name])
    run.case.task_tree.run()
    return _finish(run)


def complete(
    definition: Definition,
    state: str,
    token: UUID,
    *,
    answers: Mapping[str, object] = _NONE,
    builtins: Mapping[str, object] = _NONE,
    calendar: deadlines.SchoolCalendar = _NO_CALENDAR,
) -> values.Step:
    """Complete the task `token` with typed answers.

    Raises `errors.TaskNotOpen`, or `errors.RoutineFault` when the diagram cannot go on.
    """
    run = _load(definition, state, builtins, calendar)
    task = run.find(token)
    if task is None or not isinstance(task.task_spec, activities.Work) or task.state != TaskState.READY:
        raise errors.TaskNotOpen(token=token)
    run.give(task, answers)
    task.run()
    return _finish(run)


def fire(
    definition: Definition,
    state: str,
    token: UUID,
    *,
    builtins: Mapping[str, object] = _NONE,
    calendar: deadlines.SchoolCalendar = _NO_CALENDAR,
) -> values.Step:
    """Fire the timer `token`; a repeating one fires once and waits for its next time.

    Raises `errors.TimerNotOpen`, `errors.TimerNotDue`, or `errors.RoutineFault` when the diagram cannot go on.
    """
    run = _load(definition, state, builtins, calendar)
    task = run.find(token)
    if task is None or not _waits(task) or "at" not in task.internal_data:
        raise errors.TimerNotOpen(token=token)
    if task.internal_data["at"] > run.now:
        raise errors.TimerNotDue(token=token, due=task.internal_data["at"])
    missed = waits.missed(task)
    task.task_spec.caught(run, task)
    return replace(_finish(run), missed=missed)


def send(
    definition: Definition,
    state: str,
    message: values.Message,
    *,
    at: values.OpenMessage | None = None,
    builtins: Mapping[str, object] = _NONE,
    calendar: deadlines.SchoolCalendar = _NO_CALENDAR,
) -> values.Step:
    """Give `message` to the first place in the case that waits for it by name and key, an event sub-process last.

    `at` is what it is meant for, whatever else waits for the same and whatever else it waits for; None where the sender
    knows none.
    Raises `errors.MessageNotAwaited`, or `errors.RoutineFault` when the diagram cannot go on.
    """
    run = _load(definition, state, builtins, calendar)
    wanted = {"m": message.name, "k": broadcast.key_text(message.key)}
    every = (task for workflow in run.case.every() for task in workflow.tasks.values() if _waits(task))
    found = [one for one in every if wanted.items() <= one.internal_data.items()]
    found = [one for one in found if at is None or one.id == at.token]
    # a start that only listens would else keep it from all that the case has come to
    task = min(found, key=lambda one: one.task_spec.is_idle, default=None)
    if task is None:
        raise errors.MessageNotAwaited(f"Saken venter ikke på meldingen «{message.name}».", key=message.key)
    if at is not None:
        gathering.fulfil(task)
    task.task_spec.caught(run, task, message.data)
    return _finish(run)


def signal(
    definition: Definition,
    state: str,
    name: str,
    *,
    data: Mapping[str, object] = _NONE,
    builtins: Mapping[str, object] = _NONE,
    calendar: deadlines.SchoolCalendar = _NO_CALENDAR,
) -> values.Step:
    """Give the signal `name` to every place in the case that waits for it.

    Raises `errors.SignalNotAwaited`, or `errors.RoutineFault` when the diagram cannot go on.
    """
    run = _load(definition, state, builtins, calendar)
    if not broadcast.spread(run, name, data):
        raise errors.SignalNotAwaited(f"Saken venter ikke på signalet «{name}».")
    return _finish(run)


def due(definition: Definition, state: str, now: datetime) -> tuple[values.OpenTimer, ...]:
    """Return the timers of the case that are due at `now`, in the order of their instants."""
    run = _load(definition, state, _NONE, _NO_CALENDAR)
    return tuple(timer for timer in report.timers(run) if timer.due <= now)


def awaited(definition: Definition, state: str) -> tuple[values.OpenMessage, ...]:
    """Return the messages that the case waits for."""
    return report.messages(_load(definition, state, _NONE, _NO_CALENDAR))


def _waits(task: Task) -> bool:
    return isinstance(task.task_spec, waits.Catch) and task.state == TaskState.WAITING


def _load(
    definition: Definition, state: str, builtins: Mapping[str, object], calendar: deadlines.SchoolCalendar
) -> Run:
    run = Run(definition, builtins=builtins, calendar=calendar)
    record.load(run, state)
    return run


def _finish(run: Run) -> values.Step:
    run.go()
    return report.step(run)
