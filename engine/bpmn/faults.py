"""The error of a diagram that cannot go on: file, element, line, what, remedy (design 5, T5).

Knows elements and our errors only.
"""

from __future__ import annotations

from engine import errors
from engine.bpmn.values import Element, Flow

MEND = "Rett diagrammet, publiser det på nytt, og prøv igjen."


def fault(
    at: Element | Flow, what: str, *, file: str = "", remedy: str = MEND, is_endless: bool = False
) -> errors.RoutineFault:
    """Return the fault, to be raised; its text names the place and the remedy."""
    named = f"«{at.name}» ({at.id})" if at.name else at.id
    place = f"{file}, linje {at.line}" if file and at.line else file
    message = f"Rutinen stoppet ved {named}{f' i {place}' if place else ''}: {what} {remedy}"
    return errors.RoutineFault(
        message, element=at.id, name=at.name, file=file, line=at.line, what=what, remedy=remedy, is_endless=is_endless
    )
