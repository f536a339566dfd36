"""What is thrown outwards from scope to scope: errors, escalations, the cancelling of a transaction (BPMN 2.0, 10.5).

The scopes are searched from the inside: first an event sub-process of the scope itself, then the edge of the
sub-process or call that the scope is the inside of. In each, the code comes before the catch-all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine import expressions, phrases
from engine.bpmn.running import broadcast, calculating, compensating, listening
from engine.bpmn.running import case as cases
from engine.bpmn.values import Element, Event

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run


@dataclass(frozen=True)
class _Catcher:
    """Who takes it: a start or a boundary `event` in `workflow`; a boundary event hangs on `carrier`."""

    workflow: cases.Case | cases.Part
    event: Element
    carrier: Task | None = None


def escalate(run: Run, task: Task) -> bool | None:
    """Tell whoever takes the escalation; return None when that takes `task` away (after it has run), else True.

    What nobody takes is without effect.
    """
    found = _catcher(task.workflow, _thrown(run, task))
    if found is None or not found.event.is_interrupting:
        if found is not None:
            _take(run, found)
        return True
    throw(run, task)
    return None


def throw(run: Run, task: Task) -> None:
    """Finish the element that throws; it is carried outwards when its token has run."""
    run.finish(task)
    run.thrown = task


def carry(run: Run, task: Task) -> None:
    """Carry what `task` has thrown to the first that takes it; raises `RoutineFault` for an error nobody takes."""
    end, workflow = task.task_spec.element, task.workflow
    event = _thrown(run, task)
    found = _catcher(workflow, event)
    run.forget(task)
    if found is None:
        # as it is drawn: what a code was worked out to may be words from a form, and this text is logged
        what = phrases.say("feilen «%(code)s» blir ikke fanget noe sted.", code=end.event.code)
        remedy = phrases.say("Sett en feil-kanthendelse på delprosessen eller kallaktiviteten.")
        raise run.fault(end, what, remedy=remedy)
    _take(run, found)


def _thrown(run: Run, task: Task) -> Event:
    """Return what the element throws, its code worked out; raises `RoutineFault` where that gives none."""
    event: Event = task.task_spec.element.event
    if not expressions.is_expression(event.code):
        return event
    code = calculating.feel(run, event.code, task)
    if not isinstance(code, str | int | float) or isinstance(code, bool) or code == "":
        what = phrases.say("koden «%(text)s» gir ingen kode.", text=event.code)
        raise run.fault(task.task_spec.element, what, remedy=phrases.say("Gjør svaret påkrevd i skjemaet."))
    return replace(event, code=broadcast.key_text(code))


def _take(run: Run, found: _Catcher) -> None:
    if found.carrier is None:
        listening.begin(run, found.workflow, found.event)
        return
    if found.event.event and found.event.event.kind == "cancel":
        compensating.roll_back(run, found.carrier, found.event.id)
        return
    if found.event.is_interrupting:
        run.cancel(found.carrier)
    run.place(found.workflow, found.event.id, None)


def _catcher(workflow: cases.Case | cases.Part, event: Event) -> _Catcher | None:
    left = ""  # the event sub-process that it came out of takes it no second time
    while True:
        host = workflow.host if isinstance(workflow, cases.Part) else None
        is_over = host is not None and host.task_spec.is_undone
        takes = [] if is_over else [one for one in workflow.spec.start.plan.takes if one.parent != left]
        start = _of(takes, event)
        if start is not None and not listening.is_interrupted(workflow):
            return _Catcher(workflow, start)
        if host is None:
            return None
        carrier = host.parent if host.task_spec.is_instance else host
        workflow, left = carrier.workflow, host.task_spec.element.id
        edge = None if is_over else _of(carrier.task_spec.plan.catches, event)
        if edge is not None:
            return _Catcher(workflow, edge, carrier)


def _of(catches: Iterable[Element], event: Event) -> Element | None:
    same = [one for one in catches if one.event and one.event.kind == event.kind]
    codes = {one.event.code: one for one in reversed(same) if one.event}
    return codes.get(event.code) or codes.get("")
