"""Repeated activities: for each item of a collection, a number of times, or round after round (design 6, 7)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs import BpmnProcessSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import phrases
from engine.bpmn.drawing import repeats
from engine.bpmn.running import calculating, nodes
from engine.bpmn.running.plan import Plan
from engine.bpmn.values import Loop

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

INSTANCE_LIMIT = repeats.LIMIT


class Each(nodes.Node):
    """The activity as a whole; its instances are tokens below its own, boundary events hang on it."""

    holds = True
    is_visible = False
    is_counted = True  # how many there are is known when the first one opens

    def __init__(self, wf_spec: BpmnProcessSpec, plan: Plan, *, inner: str) -> None:
        """Take the name of the spec that one instance follows."""
        super().__init__(wf_spec, plan)
        self.inner = inner

    @property
    def loop(self) -> Loop:
        """What the diagram says of it."""
        loop = self.element.loop
        assert loop is not None  # noqa: S101 - built only for elements with a loop
        return loop

    def begin(self, run: Run, task: Task) -> bool:
        """Open the first instance, or all; done at once when there is nothing to do."""
        items = self._items(run, task)
        data = task.internal_data
        data |= {"count": len(items), "next": 1, "done": 0, "out": [None] * len(items) if self.loop.output else []}
        if not items:
            return True
        nodes.set_state(task, TaskState.STARTED)
        if self.loop.is_sequential:
            data["items"] = items[1:]
        for item in items[:1] if self.loop.is_sequential else items:
            self._open(run, task, item)
        return False

    def instance_done(self, run: Run, task: Task, instance: Task) -> None:
        """Keep what the instance gave; open the next one, or be done."""
        data = task.internal_data
        data["done"] += 1
        if self.loop.output:
            data["out"][instance.internal_data["n"] - 1] = calculating.feel(run, self.loop.output, instance)
        is_enough = bool(self.loop.until) and self._enough(run, task, instance)
        run.close_scopes(instance)
        if not is_enough and data.get("items"):
            self._open(run, task, data["items"].pop(0))
        elif is_enough or data["done"] == data["count"]:
            for other in self._instances(task):
                if other is not instance:
                    run.cancel(other)
            nodes.wake(run, task)

    def leave(self, run: Run, task: Task) -> None:
        """Write the collected results and go on."""
        if self.loop.collected:
            run.scopes.write(run.scope_of(task), self.loop.collected, task.internal_data["out"])
        super().leave(run, task)

    def _items(self, run: Run, task: Task) -> list[Any]:
        if not self.loop.items:
            return list(range(1, self._count(run, task) + 1))
        value = calculating.feel(run, self.loop.items, task)
        if not isinstance(value, list):
            what = phrases.say("samlingen «%(items)s» er ikke en liste.", items=self.loop.items)
            remedy = phrases.say("Pek på et svar som er en liste, for eksempel en gjentatt gruppe i skjemaet.")
            raise run.fault(self.element, what, remedy=remedy)
        self._bounded(run, len(value), phrases.say("samlingen har %(count)s ledd", count=len(value)))
        return value

    def _count(self, run: Run, task: Task) -> int:
        value = calculating.feel(run, self.loop.count, task)
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal) or value < 0 or value != int(value):
            what = phrases.say("antallet «%(text)s» er ikke et helt tall.", text=self.loop.count)
            raise run.fault(self.element, what, remedy=phrases.say("Gjør svaret påkrevd i skjemaet."))
        self._bounded(run, value, phrases.say("antallet er %(count)s", count=int(value)))
        return int(value)

    def _bounded(self, run: Run, count: float | Decimal, said: str) -> None:
        if count > INSTANCE_LIMIT:
            what = phrases.say("%(said)s; grensen er %(limit)s.", said=said, limit=INSTANCE_LIMIT)
            raise run.fault(self.element, what, remedy=phrases.say("Del samlingen opp."))

    def _open(self, run: Run, task: Task, item: object) -> None:
        number = task.internal_data["next"]
        task.internal_data["next"] = number + 1
        values: dict[str, object] = {"loopCounter": number}
        if self.loop.item:
            values[self.loop.item] = item
        run.hang(task, self.inner, number=number, values=values)

    def _instances(self, task: Task) -> list[Task]:
        return [child for child in task.children if child.task_spec.name == self.inner]

    def _enough(self, run: Run, task: Task, instance: Task) -> bool:
        data = task.internal_data
        active = len(self._instances(task)) - 1
        more: dict[str, object] = {
            "numberOfInstances": data["next"] - 1,  # those that have begun: one after the other, not all of them
            "numberOfActiveInstances": active,
            "numberOfCompletedInstances": data["done"],
            "numberOfTerminatedInstances": 0,
        }
        if self.loop.collected:
            more[self.loop.collected] = data["out"]  # so far, as in Zeebe: null where nobody has answered
        value = calculating.feel(run, self.loop.until, instance, more=more)
        if not isinstance(value, bool):
            what = phrases.say("ferdig-betingelsen «%(text)s» kan ikke avgjøres.", text=self.loop.until)
            raise run.fault(self.element, what, remedy=phrases.say("Gjør svaret påkrevd i skjemaet."))
        return value


class Again(Each):
    """A standard loop: one round at a time, for as long as its condition holds."""

    is_counted = False

    def begin(self, run: Run, task: Task) -> bool:
        """Open the first round, unless the condition is asked first and does not hold."""
        task.internal_data.update({"count": self.loop.limit, "next": 1, "done": 0, "out": []})
        if self.loop.asks_first and not self._goes_on(run, task, task):
            return True
        nodes.set_state(task, TaskState.STARTED)
        self._open(run, task, None)
        return False

    def instance_done(self, run: Run, task: Task, instance: Task) -> None:
        """Open the next round, or be done."""
        task.internal_data["done"] += 1
        goes_on = self._goes_on(run, task, instance)
        run.close_scopes(instance)
        if goes_on:
            self._open(run, task, None)
        else:
            nodes.wake(run, task)

    def _goes_on(self, run: Run, task: Task, seen_from: Task) -> bool:
        done = task.internal_data["done"]
        if self.loop.limit and done >= self.loop.limit:
            return False
        if not self.loop.again:
            return True
        value = calculating.feel(run, self.loop.again, seen_from, more={"loopCounter": done})
        if not isinstance(value, bool):
            what = phrases.say("sløyfebetingelsen «%(text)s» kan ikke avgjøres.", text=self.loop.again)
            raise run.fault(self.element, what, remedy=phrases.say("Gjør svaret påkrevd i skjemaet."))
        return value


def kind(loop: Loop) -> type[Each]:
    """Return what runs such a loop."""
    return Again if loop.is_standard else Each
