"""Variables set right from outside while the case stands still (design 6): nothing moves, all that is open follows.

What an open element has taken from a corrected name through its inputs, and the key and name of what it waits for, are
counted out again (a condition that has become true is found by the next step); what persons have answered, and the
rows a loop goes through, stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from SpiffWorkflow.task import Task

from engine import deadlines, expressions
from engine.bpmn import values
from engine.bpmn.drawing import texts
from engine.bpmn.running import conditions, record, report, waits
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.run import Run
from engine.bpmn.running.scopes import CASE


def correct(
    definition: Definition,
    state: str,
    variables: Mapping[str, object],
    *,
    builtins: Mapping[str, object],
    calendar: deadlines.SchoolCalendar,
) -> values.Step:
    """Write `variables`, those that the routine reads, into the case's own scope; return the case as it then is.

    Raises `errors.RoutineFault` where an input or a key cannot be counted out with them.
    """
    run = Run(definition, builtins=builtins, calendar=calendar)
    record.load(run, state)
    changed = variables.keys() & definition.variables
    for name in changed:
        run.scopes.write(CASE, name, variables[name])
    if changed:
        _follow(run, frozenset(changed))
        conditions.follow(run)
    return report.step(run)


def _follow(run: Run, changed: frozenset[str]) -> None:
    """Go through the parts, the outer ones first: what an element takes in is a changed name to all inside it."""
    fresh: dict[object, frozenset[str]] = {}
    for workflow in run.case.every():
        known = changed if workflow is run.case else fresh[workflow.host.id]
        for task in list(workflow.tasks.values()):
            if task is not workflow.task_tree:
                fresh[task.id] = _inputs(run, task, known)
                _awaited(run, task, fresh[task.id])


def _inputs(run: Run, task: Task, changed: frozenset[str]) -> frozenset[str]:
    """Count the inputs of an open element again that read a changed name; return all names that are changed in it."""
    key = f"{task.id.hex}i"
    element = getattr(task.task_spec, "element", None)
    if element is None or key not in run.scopes:
        return changed
    scope, found = run.scopes[key], set(changed)
    for target, source in element.inputs:
        if target in scope.values and texts.names(source) & found:
            run.take_in(task, target, source)
            found.add(target)
    return frozenset(found)


def _awaited(run: Run, task: Task, changed: frozenset[str]) -> None:
    """Count the key and name again of the message or signal that is waited for, where they read a changed name."""
    spec = task.task_spec
    event = spec.element.event if isinstance(spec, waits.Catch) else None
    if event is None or not {"m", "s"} & task.internal_data.keys():
        return
    read = [event.key, event.name] if expressions.is_expression(event.name) else [event.key]
    if any(texts.names(text) & changed for text in read if text):
        spec.subscribe(run, task)
