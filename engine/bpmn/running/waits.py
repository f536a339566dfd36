"""Waiting for time, messages, signals and conditions: catch events, receive tasks, boundary events (design 7, 8).

SpiffWorkflow's own timers are not used: they read the system's clock and evaluate Python. A timer here is an instant
in the token; whoever calls `step.fire` decides that it is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import deadlines
from engine.bpmn.running import broadcast, calculating, conditions, gateways, gathering, nodes
from engine.deadlines import count
from engine.deadlines.values import Span

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

# What a repeating timer does with firings that it has missed: each by itself, or all as one.
MISSED, EACH, ONCE = "tapte", "hver", "én"
MOST_EACH = 100  # of those that come each; the earlier ones count as one
_NOTHING: Mapping[str, object] = {}


class Catch(nodes.Node):
    """Waits for its timer or message."""

    holds = True
    ends: count.Ends = "wait"

    def begin(self, run: Run, task: Task) -> bool:
        """Set the timer, or say what is waited for; what was thrown inside, or by a link, is caught at once."""
        event = self.element.event
        kind = event.kind if event else "none"
        if kind in {"error", "escalation", "cancel", "link"}:
            return True
        nodes.set_state(task, TaskState.WAITING)
        if kind == "timer":
            self._set_timer(run, task)
        elif kind == "conditional":
            task.internal_data[conditions.HELD] = None
        else:
            self.subscribe(run, task)
        return False

    def caught(self, run: Run, task: Task, data: Mapping[str, object] = _NOTHING) -> None:
        """Go on: the timer has fired, or the message has come with `data`."""
        brought = gathering.gather(run, task, data)
        if brought is None:
            return
        run.give(task, brought)
        parent = task.parent
        if isinstance(parent.task_spec, gateways.Race):
            parent.task_spec.won(run, parent, task)
        nodes.wake(run, task)

    def repeat(self, task: Task) -> bool:
        """Let a repeating timer wait for its next time; return whether it has one."""
        repeat, following = _repeat(task), _next(task)
        if repeat is None or following is None:
            return False
        task.internal_data["at"] = following
        _count_left(task, repeat, following)
        return True

    def _set_timer(self, run: Run, task: Task) -> None:
        assert self.element.event is not None  # noqa: S101 - asked by `begin`
        due = calculating.due(run, self.element.event.text, task, self.ends)
        # «straks» has no date: as a timer it is due at once.
        task.internal_data["at"] = due.at or due.base
        if due.repeat and not self.element.is_interrupting and due.repeat.times != 1:
            task.internal_data["every"] = _every(due.repeat)
            _count_left(task, due.repeat, due.at or due.base)

    def subscribe(self, run: Run, task: Task) -> None:
        """Say which message is waited for, by name and key, or which signal, by name."""
        event = self.element.event
        assert event is not None  # noqa: S101 - the gate has seen that there is one
        name = broadcast.called(run, event, task)
        if event.kind == "signal":
            task.internal_data["s"] = name
        else:
            task.internal_data |= {"m": name, "k": broadcast.key(run, event, task)}


class Boundary(Catch):
    """Waits at the edge of an activity; its token hangs below the activity's."""

    holds = False
    ends: count.Ends = "boundary"

    def caught(self, run: Run, task: Task, data: Mapping[str, object] = _NOTHING) -> None:
        """End the activity, or go on beside it; a repeating timer then waits for its next time."""
        brought = gathering.gather(run, task, data)
        if brought is None:
            return
        run.give(task, brought)
        host = task.parent
        if self.element.is_interrupting:
            run.lift(task)
            run.cancel(host)
            nodes.wake(run, task)
            return
        if "at" in task.internal_data and _next(task) is None:
            run.lift(task)
            nodes.wake(run, task)
            return
        run.apply_outputs(task)
        run.mark("completed", task)
        run.move_on(task, self.plan)
        if self.repeat(task):
            run.mark("entered", task)


def missed(task: Task) -> int:
    """Return how many later times of a repeating timer that is due have passed as well, and count as this one."""
    repeat, now = _repeat(task), nodes.run_of(task).now
    if repeat is None:
        return 0
    passed = deadlines.passed(repeat, task.internal_data["at"], now)
    return max(0, passed - MOST_EACH + 1) if _is_each(task) else passed


def _count_left(task: Task, repeat: deadlines.Repeat, at: datetime) -> None:
    """Note how many firings remain with that at `at`; one without end has no number."""
    if repeat.times is not None:
        task.internal_data["left"] = deadlines.remaining(repeat, at) + 1


def _is_each(task: Task) -> bool:
    return bool(task.task_spec.element.properties.get(MISSED) == EACH)


def _next(task: Task) -> datetime | None:
    """Return when a repeating timer fires again; those it has missed count as one, unless its `tapte` says `hver`.

    So a timer that could not fire for a month does not fire thirty times in a row when it can again; where each is
    wanted, the last `MOST_EACH` come, and no reminder goes out forty thousand times.
    """
    repeat = _repeat(task)
    if repeat is None:
        return None
    at: datetime = task.internal_data["at"]
    if not _is_each(task):
        return deadlines.next_after(repeat, max(at, nodes.run_of(task).now))
    return deadlines.later(repeat, at, missed(task) + 1)


def _every(repeat: deadlines.Repeat) -> list[object]:
    """Return how a timer repeats, as the token keeps it."""
    if repeat.cron:
        return [repeat.cron.text, repeat.base]
    span = repeat.period
    every: list[object] = [repeat.times, span.months, span.days, span.rest, repeat.base]
    return [*every, repeat.begins, repeat.until] if repeat.begins != 1 or repeat.until else every


def _repeat(task: Task) -> deadlines.Repeat | None:
    every = task.internal_data.get("every")
    if not every:
        return None
    if isinstance(every[0], str):
        return deadlines.Repeat(None, Span(), every[1], cron=deadlines.cron.read(every[0]))
    times, months, days, rest, base, *ends = every
    begins, until = ends or (1, None)
    return deadlines.Repeat(times, Span(months, days, rest), base, begins, until)
