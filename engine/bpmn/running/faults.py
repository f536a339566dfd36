"""The error of a diagram that cannot go on: file, element, line, what, remedy (design 5, T5).

Knows elements and our errors only.
"""

from __future__ import annotations

from engine import errors, phrases
from engine.bpmn.values import Element, Flow

MEND = phrases.say("Rett diagrammet, publiser det på nytt, og prøv igjen.")


def fault(
    at: Element | Flow, what: str, *, file: str = "", remedy: str = MEND, is_endless: bool = False
) -> errors.RoutineFault:
    """Return the fault, to be raised; its text names the place and the remedy."""
    named = f"«{at.name}» ({at.id})" if at.name else at.id
    said = {"element": named, "what": what, "remedy": remedy}
    if file:
        place = phrases.say("%(file)s, linje %(line)s", file=file, line=at.line) if at.line else file
        message = phrases.say("Rutinen stoppet ved %(element)s i %(place)s: %(what)s %(remedy)s", place=place, **said)
    else:
        message = phrases.say("Rutinen stoppet ved %(element)s: %(what)s %(remedy)s", **said)
    return errors.RoutineFault(
        message, element=at.id, name=at.name, file=file, line=at.line, what=what, remedy=remedy, is_endless=is_endless
    )
