"""What the diagrams promise at their ends and deadlines, and what of it a story showed; diagrams are read without us.

A place is (diagram, id): the same id may stand in two diagrams that are never published together. A due date is shown
by the story that lets it pass, a timer by the story in which it fires, a start by the case it opens.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from engine import model, play, settings

PROCESSES = settings.ROOT / "processes"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
Place = tuple[str, str]
LATE = frozenset({model.MessageKind.DEADLINE_PASSED, model.MessageKind.REMINDER})


@functools.cache
def diagrams() -> dict[str, ET.Element]:
    """Return every diagram by its routine."""
    return {path.stem: ET.fromstring(path.read_bytes()) for path in sorted(PROCESSES.glob("*.bpmn"))}


def ends() -> set[Place]:
    """Return every end event, those inside sub-processes too."""
    return {(name, one.get("id", "")) for name, root in diagrams().items() for one in root.iter(f"{BPMN}endEvent")}


def timers() -> set[Place]:
    """Return every event that a clock sets off: starts, waits and those on the edge of a step."""
    return {
        (name, one.get("id", ""))
        for name, root in diagrams().items()
        for one in root.iter()
        if one.find(f"{BPMN}timerEventDefinition") is not None
    }


def alike(place: Place) -> set[Place]:
    """Return the timers that set off the same as this one: itself, and other starts that lead to the same step."""
    name, ident = place
    targets = {
        one.get("sourceRef", ""): one.get("targetRef", "") for one in diagrams()[name].iter(f"{BPMN}sequenceFlow")
    }
    starts = {one.get("id", "") for one in diagrams()[name].iter(f"{BPMN}startEvent")}
    same = {one for one in starts if ident in starts and targets.get(one) == targets.get(ident)}
    return {(name, one) for one in same | {ident}}


def due() -> set[Place]:
    """Return every task with a deadline, but those that a clock on their edge takes away: that one has to go off."""
    return {
        (name, one.get("id", ""))
        for name, root in diagrams().items()
        for one in root.iter(f"{BPMN}userTask")
        if any(two.get("dueDate") for two in one.iter(f"{ZEEBE}taskSchedule")) and one.get("id") not in _cut_off(root)
    }


def _cut_off(root: ET.Element) -> set[str | None]:
    edges = [one for one in root.iter(f"{BPMN}boundaryEvent") if one.get("cancelActivity") != "false"]
    return {one.get("attachedToRef") for one in edges if one.find(f"{BPMN}timerEventDefinition") is not None}


def shown(result: play.Result) -> set[Place]:
    """Return the ends that a story reached and the timers that fired in it."""
    kinds = (model.EventKind.ELEMENT_PASSED, model.EventKind.TIMER_FIRED, model.EventKind.CASE_OPENED)
    kinds = (*kinds, model.EventKind.CASE_ENDED)
    return {(_diagram(result.story.routine, one.path), one.element) for one in result.happenings if one.kind in kinds}


def passed_over(result: play.Result) -> set[Place]:
    """Return the tasks whose deadline passed in a story, or of which somebody was reminded, where it says who is told.

    The log of a message has no path, so the id counts in the story's routine and in all that it calls.
    """
    if not _says_who(result):
        return set()
    late = {one.element for one in result.happenings if one.facts.get("message") in LATE}
    return {(name, element) for name in _reach(result.story.routine) for element in late}


def _says_who(result: play.Result) -> bool:
    looks = [step.body for step in result.story.steps if step.verb == "see" and isinstance(step.body, dict)]
    return any(look.get("message") in LATE for look in looks)


def _diagram(routine: str, path: str) -> str:
    """Return the routine that `path` (`CALL/ID`) ends in."""
    for part in path.split("/")[:-1]:
        routine = _calls(routine).get(part.partition("[")[0], routine)
    return routine


@functools.cache
def _calls(routine: str) -> dict[str, str]:
    return {
        one.get("id", ""): str(two.get("processId"))
        for one in diagrams()[routine].iter(f"{BPMN}callActivity")
        for two in one.iter(f"{ZEEBE}calledElement")
    }


def _reach(routine: str) -> Iterator[str]:
    yield routine
    for called in sorted(set(_calls(routine).values()) - {routine}):
        yield from _reach(called)
