"""Judges messages that two places of a case wait for at once, where one of them can be begun by hand (`for-hand`).

Knows elements and scopes. A message goes to one place only; tells what is sure: places in parallel branches may never
wait at the same time, nor may keys that are written differently ever be the same.
"""

from __future__ import annotations

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element, drawn

BY_HAND = "for-hand"  # the property that names the roles who may begin the event
NOT_WHILE = "ikke-mens"  # the property that names the step beside which it is not begun again
_WAITS = {"intermediateCatchEvent", "receiveTask", "boundaryEvent"}


def check(process: Process, finder: Finder) -> None:
    """Add a warning for each event that can be begun by hand beside another that waits for the same message."""
    waiting = [one for one in process.elements.values() if _message(one) and _waits(process, one)]
    for one in (one for one in waiting if BY_HAND in one.properties):
        others = [other for other in waiting if _message(other) == _message(one) and drawn(other.id) != drawn(one.id)]
        others = [other for other in others if _spans(process, one, other) or _spans(process, other, one)]
        if others:
            what = f"«{others[0].name or others[0].id}» venter på den samme meldingen samtidig."
            why = "For hånd er det dette som begynner. Kommer meldingen utenfra, får bare én av dem den."
            remedy = "Gi de to hver sin melding, med hvert sitt navn."
            finder.warning("message-shared", one, what, why=why, remedy=remedy)


def _message(element: Element) -> tuple[str, str] | None:
    event = element.event
    return (event.name, event.key) if event and event.kind == "message" and event.name else None


def _waits(process: Process, element: Element) -> bool:
    """Tell whether it waits inside a case: a start of the process itself opens one."""
    return element.kind in _WAITS or (element.kind == "startEvent" and element.parent in process.elements)


def _spans(process: Process, wide: Element, other: Element) -> bool:
    """Tell whether `wide` waits all the time that `other` does."""
    if wide.kind == "boundaryEvent":
        return wide.host in (other.host, *_around(process, other))
    if wide.kind != "startEvent":
        return False
    level = process.elements[wide.parent].parent
    chain = [other.id, *_around(process, other)]
    if level and level not in chain[1:]:
        return False
    # one that interrupts the scope takes away all that the scope listens for
    within = chain[: chain.index(level)] if level else chain
    over = [process.elements[ident] for ident in within if process.elements[ident].variant == "event"]
    begun = over[-1] if over and over[-1].parent == level else None
    if begun is None or (other.parent == begun.id and other.kind == "startEvent"):
        return True
    return not any(start.is_interrupting for start in process.starts(begun.id))


def _around(process: Process, element: Element) -> list[str]:
    """Return the sub-processes that an element stands in, the inner first."""
    found: list[str] = []
    level = element.parent
    while level in process.elements:
        found.append(level)
        level = process.elements[level].parent
    return found
