"""A case that is moved to its own drawing with other names on all elements, and goes on there: nothing else changes.

Such a move must be safe, tell nothing and leave the case as it was, letter for letter; back again too. That the case
then behaves as if it had not been moved, the reference model says at each of its next steps.
"""

from __future__ import annotations

import re
from datetime import timedelta

from engine import bpmn, clock
from engine.bpmn.drawing import reading
from engine.bpmn.running import routine
from tests.engine.bpmn.model import both, drawn, observing, written

_NAMED = re.compile(rb'id="([^"]+)" name="\1"')


def rename(case: both.Both) -> None:
    """Move a case that stands still to its drawing under other names, and let it go on there; raises Disagreement."""
    step = case.step
    if step is None or step.ended is not None or not case.state or case.history[-1].observed.fault is not None:
        return
    other = _renamed(case.drawing)
    with clock.at(observing.MORNING + timedelta(hours=case.now)):
        moved = _moved(case, case.definition, other, step)
        _moved(case, other, case.definition, moved)
    case.definition, case.step = other, moved


def _renamed(drawing: drawn.Drawing) -> bpmn.Definition:
    text = _NAMED.sub(rb'id="\1" name="Det som heter \1"', written.xml(drawing))
    return routine.build([reading.read(text, file="tegnet.bpmn")], drawing.main)


def _moved(case: both.Both, old: bpmn.Definition, new: bpmn.Definition, before: bpmn.Step) -> bpmn.Step:
    ground = bpmn.Ground(builtins=case.surroundings())
    found = bpmn.Mover(old, new).move(case.state, choices=bpmn.Choices(), ground=ground)
    said = (found.verdict, found.questions, found.reasons, found.notes)
    step = found.step
    if said != (bpmn.SAFE, (), (), ()) or step is None:
        raise both.Disagreement(f"a move to the same drawing with other names is {said}: {case.state}")
    if step.state != case.state:
        raise both.Disagreement(f"a move to the same drawing changed the case: {case.state}\n{step.state}")
    if _open(step) != _open(before) or step.trace or step.actions or step.sent:
        raise both.Disagreement(f"a move to the same drawing did something: {_open(before)}\n{step}")
    return step


def _open(step: bpmn.Step) -> list[str]:
    """Return what is open, in an order of its own: in which order, a step and a loaded case do not say alike."""
    tasks = [(one.token, one.path, one.instance, one.due, one.groups, one.local) for one in step.open]
    return sorted(map(repr, (*tasks, *step.timers, *step.waiting, *step.signals)))
