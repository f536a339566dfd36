"""Events that wait for all of their symbols (parallelMultiple; BPMN 2.0, 10.5.1): each that comes waits for the others.

Each symbol is a token of its own (`drawing.twins`), beside the others. One that has come keeps what it brought, and
waits for nothing more; with the last of them the event happens. Knows tokens, not where they hang.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine.bpmn import values

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

ALL = "all"  # the variant of such an event
CAME = "came"  # in the data of a symbol that has come: what it brought
_KEPT = ("f", "n")


def gather(run: Run, task: Task, data: Mapping[str, object]) -> Mapping[str, object] | None:
    """Return all that the symbols have brought where `task` is the last to come, None where others are waited for.

    An event beside an activity or scope then waits for all of them once more.
    """
    element = task.task_spec.element
    if element.variant != ALL:
        return data
    others = _others(task)
    if not all(CAME in one.internal_data for one in others):
        brought = {name: data[name] for name in data.keys() & run.definition.variables}
        task.internal_data = _bare(task) | {CAME: brought}
        return None
    found: dict[str, object] = {}
    for one in others:
        found |= one.internal_data[CAME]
        if element.kind == "intermediateCatchEvent" or element.is_interrupting:
            run.close_scopes(one)
            run.forget(one)
        else:
            one.internal_data = _bare(one)
            one.task_spec.begin(run, one)
    return {**found, **data}


def fulfil(task: Task) -> None:
    """Let the other symbols of an event be as if they had come, with nothing: somebody skips it."""
    for one in _others(task) if task.task_spec.element.variant == ALL else ():
        if not has_come(one):
            one.internal_data = _bare(one) | {CAME: {}}


def has_come(task: Task) -> bool:
    """Tell whether it is a symbol that has come, and only waits for the others."""
    return CAME in task.internal_data


def _others(task: Task) -> list[Task]:
    drawn = values.drawn(_ident(task))
    return [one for one in task.parent.children if one is not task and values.drawn(_ident(one)) == drawn]


def _bare(task: Task) -> dict[str, object]:
    return {key: value for key, value in task.internal_data.items() if key in _KEPT}


def _ident(task: Task) -> str:
    return str(task.task_spec.element.id)
