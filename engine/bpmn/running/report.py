"""What a step tells its caller: all that is open now, and what happened (values.Step)."""

from __future__ import annotations

from collections.abc import Iterator

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import phrases
from engine.bpmn import values
from engine.bpmn.running import activities, broadcast, conditions, facts, gateways, gathering, listening, record, waits
from engine.bpmn.running.run import OPEN_LIMIT, Run


def step(run: Run) -> values.Step:
    """Return the step as its caller sees it; raises `errors.RoutineFault` when too much is open."""
    every = list(_open(run))
    if len(every) > OPEN_LIMIT:
        what = phrases.say("%(count)s steg er åpne samtidig; grensen er %(limit)s.", count=len(every), limit=OPEN_LIMIT)
        raise run.fault(every[0].task_spec.element, what, remedy=phrases.say("Samle grenene igjen med en port."))
    _is_alive(run, every)
    work = [task for task in every if isinstance(task.task_spec, activities.Work)]
    for task in work:
        facts.recount(run, task)
    return values.Step(
        state=record.dump(run),
        open=tuple(facts.told(run, task) for task in work),
        timers=timers(run),
        waiting=messages(run),
        actions=tuple(run.actions),
        trace=tuple(run.trace),
        ended=run.ended,
        signals=tuple(_signal(run, task) for task in every if _is_waiting(task, "s")),
        sent=tuple(run.sent),
    )


def _is_alive(run: Run, every: list[Task]) -> None:
    """Stop a case that nothing could ever move again.

    Its last tokens wait at joins for others that cannot come, or for conditions that nobody is left to make true.
    """
    moved = [task for task in every if isinstance(task.task_spec, activities.Work | waits.Catch)]
    moved = [task for task in moved if not gathering.has_come(task)]
    free = [task for task in moved if not listening.is_quiet(task)]
    if not every or not all(conditions.HELD in task.internal_data for task in free):
        return
    if free and not all(conditions.HELD in task.internal_data for task in moved):
        return  # what only runs beside the rest may change an answer
    asked = next((task.task_spec.element for task in free if not task.task_spec.is_idle), None)
    if asked is not None:
        what = phrases.say("hendelsen venter på en betingelse, og ingenting annet er åpent som kan endre svarene.")
        remedy = phrases.say("Sett betingelsen på kanten av en oppgave, eller bruk en port med standardflyt.")
        raise run.fault(asked, what, remedy=remedy)
    joins = (task.task_spec.element for task in every if isinstance(task.task_spec, gateways.Gateway))
    join = next(joins, every[0].task_spec.element)
    what = phrases.say("porten venter på en flyt som ingen kan komme fra, og ingenting annet er åpent.")
    remedy = phrases.say("Bruk en eksklusiv eller inklusiv port der grenene møtes.")
    raise run.fault(join, what, remedy=remedy)


def timers(run: Run) -> tuple[values.OpenTimer, ...]:
    """Return the timers that run, the first that is due first."""
    found = (_timer(run, task) for task in _open(run) if _is_waiting(task, "at"))
    return tuple(sorted(found, key=lambda timer: timer.due))


def messages(run: Run) -> tuple[values.OpenMessage, ...]:
    """Return the messages that the case waits for."""
    return tuple(_message(run, task) for task in _open(run) if _is_waiting(task, "m"))


def _open(run: Run) -> Iterator[Task]:
    for workflow in run.case.every():
        yield from (task for task in workflow.tasks.values() if task is not workflow.task_tree)


def _is_waiting(task: Task, key: str) -> bool:
    is_event = isinstance(task.task_spec, waits.Catch) and task.state == TaskState.WAITING
    return is_event and key in task.internal_data


def _timer(run: Run, task: Task) -> values.OpenTimer:
    element, data = task.task_spec.element, task.internal_data
    is_interrupting = element.is_interrupting
    ident, left = values.drawn(element.id), data.get("left", 1)
    return values.OpenTimer(task.id, ident, run.path_of(task), data["at"], is_interrupting, left)


def _message(run: Run, task: Task) -> values.OpenMessage:
    data = task.internal_data
    ident = values.drawn(task.task_spec.element.id)
    place, instance = broadcast.place(task), None if run.is_only_instance(task) else run.instance_of(task)
    return values.OpenMessage(task.id, ident, run.path_of(task), data["m"], data["k"], place, instance)


def _signal(run: Run, task: Task) -> values.OpenSignal:
    ident = values.drawn(task.task_spec.element.id)
    return values.OpenSignal(task.id, ident, run.path_of(task), task.internal_data["s"])
