"""A trial start of a routine: meets what the gate cannot see in a drawing (design 7).

Runs in the process of `worker`, which is killed when it takes too long.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import errors, model
from engine.bpmn.running import routine, step

SECONDS = 2.0
SPLIT = "Del rutinen opp i delprosesser og kallaktiviteter."


def problems(files: Mapping[str, bytes], process: str) -> list[str]:
    """Build and start one routine at each of its starts; a stop for want of answers is none of its faults."""
    try:
        definition = routine.definition("", files, process)
        starts: list[str | None] = [one.id for one in definition.openings]
        for event in [None, *starts] if definition.plans[process, ""].starts else starts:
            _start(definition, event)
    except errors.RoutineFault as fault:
        return [str(fault.details["what"]).rstrip(".")]
    except errors.SkolemiljoError as problem:
        return [problem.message.rstrip(".")]
    return []


def failed(process: str, what: str) -> model.Finding:
    """Return what to say of a routine that cannot be started."""
    sentence = f"Rutinen «{process}» kan ikke prøvekjøres: {what}."
    return model.Finding("", "trial-failed", "error", process, "", None, sentence, "", SPLIT)


def _start(definition: routine.Definition, event: str | None) -> None:
    """Start at one event; only what would never end is a fault of the routine's own."""
    try:
        step.start(definition, event=event)
    except errors.RoutineFault as fault:
        if fault.details.get("is_endless"):
            raise
