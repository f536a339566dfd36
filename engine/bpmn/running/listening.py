"""The start of an event sub-process: it waits in the scope around it, and begins the sub-process when its event comes.

Such a token stands at the root of its scope beside the others, is no element that has been entered (it leaves no
marks), and keeps nothing open. An error or an escalation needs no token: `throwing` finds who takes it. Semantics: BPMN
2.0, 13.5.4 (design 7).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.task import Task

from engine.bpmn.running import gathering, nested, nodes, waits
from engine.bpmn.values import Element
from engine.deadlines import count

if TYPE_CHECKING:
    from engine.bpmn.running import case as cases
    from engine.bpmn.running.run import Run

_NOTHING: Mapping[str, object] = {}
_THROWERS = {"endEvent", "intermediateThrowEvent"}
_THROWN = {"error", "escalation", "signal"}


class Listener(waits.Catch):
    """Waits for the event that starts an event sub-process, for as long as its scope has anything else to do."""

    holds = False
    is_visible = False
    is_idle = True
    ends: count.Ends = "boundary"

    def caught(self, run: Run, task: Task, data: Mapping[str, object] = _NOTHING) -> None:
        """Begin the event sub-process with `data`; one beside the rest may begin again, a timer only if it repeats."""
        brought = gathering.gather(run, task, data)
        if brought is None:
            return
        begin(run, task.workflow, self.element, brought)
        if self.element.is_interrupting:
            return
        if not self.repeat(task) and "at" in task.internal_data:
            run.forget(task)


def begin(run: Run, workflow: cases.Case | cases.Part, start: Element, data: Mapping[str, object] = _NOTHING) -> None:
    """Begin the event sub-process of `start`; an interrupting one first takes away all else in the scope."""
    if start.is_interrupting:
        for other in workflow.task_tree.children:
            run.cancel(other)
    host = run.place(workflow, start.parent, None)
    *_listening, inner = run.case.subprocesses[host.id].task_tree.children
    run.give(inner, data)


def arm(run: Run, workflow: cases.Case | cases.Part, starts: tuple[Element, ...]) -> None:
    """Let the starts of the scope's event sub-processes wait, as the scope begins."""
    for start in starts:
        run.place(workflow, start.id, None)


def is_interrupted(workflow: cases.Case | cases.Part) -> bool:
    """Tell whether an event sub-process has taken the place of all else in the scope: then no other may begin."""
    every = (task.task_spec for task in workflow.task_tree.children)
    return any(isinstance(spec, nested.EventSubProcess) and spec.element.is_interrupting for spec in every)


def resume(run: Run, workflow: cases.Case | cases.Part, idents: Collection[str] | None = None) -> list[Element]:
    """Let the starts wait again (those of `idents`) that an event sub-process has taken away, once it has been left.

    Returns those that wait again; none where it is still open, though it may be drawn as one that interrupts nothing.
    """
    if any(isinstance(task.task_spec, nested.EventSubProcess) for task in workflow.task_tree.children):
        return []
    waiting = {
        task.task_spec.element.id for task in workflow.task_tree.children if isinstance(task.task_spec, Listener)
    }
    gone = [one for one in workflow.spec.start.plan.listens if one.id not in waiting]
    found = [one for one in gone if idents is None or one.id in idents]
    arm(run, workflow, tuple(found))
    return found


def is_quiet(task: Task) -> bool:
    """Tell whether a waiting token can never set free another: what it begins is beside it, and throws nothing."""
    spec: nodes.Node = task.task_spec
    if not spec.is_idle or spec.element.is_interrupting:
        return False
    parts = nodes.run_of(task).case.subprocess_specs
    return not _throws(parts, nested.inside_name(spec.element.process, spec.element.parent), set())


def _throws(parts: Mapping[str, Any], name: str, seen: set[str]) -> bool:
    """Tell whether an event in the part `name`, or further in, throws something that others may take."""
    seen.add(name)
    inside = [one for one in parts[name].task_specs.values() if isinstance(one, nodes.Node)]
    if any(one.element.event and one.element.kind in _THROWERS and one.element.event.kind in _THROWN for one in inside):
        return True
    deeper = {one.part for one in inside if isinstance(one, nested.SubProcess)} - seen
    return any(_throws(parts, one, seen) for one in deeper)
