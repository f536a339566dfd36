"""Waiting for time and for messages: catch events, receive tasks, boundary events (design 7, 8).

SpiffWorkflow's own timers are not used: they read the system's clock and evaluate Python. A timer here is an instant
in the token; whoever calls `step.fire` decides that it is due.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import deadlines, phrases
from engine.bpmn import calculating, gateways, nodes
from engine.deadlines import count
from engine.deadlines.values import Span

if TYPE_CHECKING:
    from engine.bpmn.run import Run


class Catch(nodes.Node):
    """Waits for its timer or message."""

    holds = True
    ends: count.Ends = "wait"

    def begin(self, run: Run, task: Task) -> bool:
        """Set the timer, or say which message is waited for; a caught error waits for nothing."""
        if self.element.event and self.element.event.kind == "error":
            return True
        nodes.set_state(task, TaskState.WAITING)
        if self.element.event and self.element.event.kind == "timer":
            self._set_timer(run, task)
        else:
            self.subscribe(run, task)
        return False

    def caught(self, run: Run, task: Task) -> None:
        """Go on: the timer has fired or the message has come."""
        parent = task.parent
        if isinstance(parent.task_spec, gateways.Race):
            parent.task_spec.won(run, parent, task)
        nodes.wake(run, task)

    def _set_timer(self, run: Run, task: Task) -> None:
        assert self.element.event is not None  # noqa: S101 - asked by `begin`
        due = calculating.due(run, self.element.event.text, task, self.ends)
        # «straks» has no date: as a timer it is due at once.
        task.internal_data["at"] = due.at or due.base
        if due.repeat and not self.element.is_interrupting and due.repeat.times > 1:
            span = due.repeat.period
            task.internal_data["every"] = [due.repeat.times, span.months, span.days, span.rest, due.repeat.base]
            task.internal_data["left"] = due.repeat.times

    def subscribe(self, run: Run, task: Task) -> None:
        """Say which message is waited for, by name and key."""
        event = self.element.event
        assert event is not None  # noqa: S101 - the gate has seen that there is one
        key = calculating.feel(run, event.key, task)
        if key is None:
            what = phrases.say(
                "meldingen «%(message)s» mangler korrelasjonsnøkkel: «%(key)s» har ingen verdi.",
                message=event.name,
                key=event.key,
            )
            remedy = phrases.say("Gjør svaret påkrevd, eller bruk =sak.nummer.")
            raise run.fault(self.element, what, remedy=remedy)
        task.internal_data |= {"m": event.name, "k": key_text(key)}


class Boundary(Catch):
    """Waits at the edge of an activity; its token hangs below the activity's."""

    holds = False
    ends: count.Ends = "boundary"

    def caught(self, run: Run, task: Task) -> None:
        """End the activity, or go on beside it; a repeating timer then waits for its next time."""
        host = task.parent
        if self.element.is_interrupting:
            run.lift(task)
            run.cancel(host)
            nodes.wake(run, task)
            return
        following = self._next(task)
        if following is None and "m" not in task.internal_data:
            run.lift(task)
            nodes.wake(run, task)
            return
        run.apply_outputs(task)
        run.mark("completed", task)
        run.move_on(task, self.plan)
        if following is not None:
            task.internal_data["at"] = following
            task.internal_data["left"] -= 1
            run.mark("entered", task)

    def _next(self, task: Task) -> datetime | None:
        every = task.internal_data.get("every")
        if not every:
            return None
        times, months, days, rest, base = every
        repeat = deadlines.Repeat(times, Span(months, days, rest), base)
        return deadlines.next_after(repeat, task.internal_data["at"])


def key_text(key: object) -> str:
    """Return a correlation key as text: 7 and 7.0 are the same key."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)
