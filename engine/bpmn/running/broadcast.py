"""What an event throws out of itself: signals, within the case at once and to others; messages, to others (design 7).

A signal reaches every place of the case that waits for it when it is thrown; the caller of the step carries it to all
other cases. A message is only told: whom it reaches is the caller's. Knows tokens, not what kind of node they are at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import expressions, phrases
from engine.bpmn import values
from engine.bpmn.running import calculating

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run
    from engine.bpmn.running.sight import Sight


def prepare(run: Run, task: Task) -> None:
    """Take what the event throws, while its inputs can be seen: they go with it, and nothing else of the case does.

    A message is only told to the caller, at once; a signal waits until its token is done (`carry_out`).
    """
    element = task.task_spec.element
    event = element.event
    if event is None or event.kind not in {"signal", "message"} or element.action_type:
        return
    data = {target: run.scopes.look_up(run.scope_of(task), target)[1] for target, _ in element.inputs}
    name = called(run, event, task)
    # a message without a key opens cases, and reaches none
    by = key(run, event, task) if event.kind == "message" and event.key else ""
    thrown = values.Throw(event.kind, name, by, data, values.drawn(element.id), run.path_of(task))
    if thrown.kind == "signal":
        run.throws[task.id] = thrown
    else:
        run.sent.append(thrown)


def carry_out(run: Run, task: Task) -> bool:
    """Throw the signal that `prepare` took; return whether the token is still there: it may have interrupted itself."""
    thrown = run.throws.pop(task.id, None)
    if thrown is None:
        return True
    run.sent.append(thrown)
    spread(run, thrown.name, thrown.data)
    return task.id in task.workflow.tasks


def spread(run: Run, name: str, data: Mapping[str, object]) -> int:
    """Give a signal to every place of the case that waits for it now; return how many took it."""
    reached = 0
    for task in [one for one in waiting(run) if one.internal_data.get("s") == name]:
        if task.id in task.workflow.tasks and task.state == TaskState.WAITING:
            task.task_spec.caught(run, task, data)
            reached += 1
    return reached


def waiting(run: Run) -> list[Task]:
    """Return the tokens that wait for something to happen, the outer ones first."""
    every = (task for workflow in run.case.every() for task in workflow.tasks.values())
    return [task for task in every if task.state == TaskState.WAITING and hasattr(task.task_spec, "caught")]


def place(task: Task) -> str:
    """Return what a token waits at: the one that it hangs on, else the one that it stands inside, "" for the case."""
    above = task.parent if task.parent is not task.workflow.task_tree else getattr(task.workflow, "host", None)
    return "" if above is None else above.id.hex


def called(run: Sight, event: values.Event, task: Task) -> str:
    """Return the name of the message or signal, worked out; raises `RoutineFault` where that gives none."""
    if not expressions.is_expression(event.name):
        return event.name
    name = calculating.feel(run, event.name, task)
    if not isinstance(name, str) or not name.strip():
        what = phrases.say("navnet «%(text)s» gir ingen tekst.", text=event.name)
        remedy = phrases.say("Gjør svaret påkrevd i skjemaet, eller skriv navnet slik det er.")
        raise run.fault(task.task_spec.element, what, remedy=remedy)
    return " ".join(name.split())


def key(run: Sight, event: values.Event, task: Task) -> str:
    """Return the correlation key of a message as text; raises `RoutineFault` where it has no value.

    An empty one is none: what is sent without a key would reach whoever waits by it. The message is told by its name as
    it is drawn: what that was worked out to may be words from a form, and this text is logged.
    """
    found = calculating.feel(run, event.key, task)
    if found is None or not str(found).strip():
        what = phrases.say(
            "meldingen «%(message)s» mangler korrelasjonsnøkkel: «%(key)s» har ingen verdi.",
            message=event.name,
            key=event.key,
        )
        remedy = phrases.say("Gjør svaret påkrevd, eller bruk =sak.nummer.")
        raise run.fault(task.task_spec.element, what, remedy=remedy)
    return key_text(found)


def key_text(key: object) -> str:
    """Return a correlation key as text: 7 and 7.0 are the same key."""
    return str(int(key)) if isinstance(key, float) and key.is_integer() else str(key)
