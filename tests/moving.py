"""Moves a played case to another drawing, saved and loaded before and after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import drawing

from engine import bpmn


def choices(text: str = "", **more: object) -> bpmn.Choices:
    """Return choices: `A=B` goes to steps, `A=keep|recount` to deadlines, `A=arm|leave` to events."""
    given: dict[str, dict[str, str]] = {"steps": {}, "deadlines": {}, "events": {}}
    for one in text.split():
        key, value = one.split("=")
        topic = {"keep": "deadlines", "recount": "deadlines", "arm": "events", "leave": "events"}.get(value, "steps")
        given[topic][key] = value
    return bpmn.Choices(**given, **more)


def judge(
    played: drawing.Play,
    *diagrams: bytes,
    chosen: str = "",
    newest: Mapping[str, object] | None = None,
    since: Mapping[UUID, datetime] | None = None,
) -> bpmn.Relocation:
    """Return the verdict on the case as it stands; whatever it is, a move to the same version changes nothing."""
    mover = bpmn.Mover(played.definition, drawing.define(*diagrams))
    ground = bpmn.Ground(played.builtins, played.calendar, newest or {}, since or {})
    same = bpmn.Mover(played.definition, played.definition).move(
        played.step.state, choices=bpmn.Choices(), ground=ground
    )
    assert (same.verdict, same.notes, same.step and same.step.state) == (bpmn.SAFE, (), played.step.state)
    assert same.step is not None
    assert (same.step.open, same.step.timers, same.step.trace) == (played.step.open, played.step.timers, ())
    return mover.move(played.step.state, choices=choices(chosen), ground=ground)


def move(played: drawing.Play, *diagrams: bytes, chosen: str = "", **more: object) -> drawing.Play:
    """Move the case; it goes on in the new version."""
    found = judge(played, *diagrams, chosen=chosen, **more)
    assert found.verdict == bpmn.SAFE, (found.reasons, found.questions)
    assert found.step is not None
    played.definition = drawing.define(*diagrams)
    return played._took(found.step)
