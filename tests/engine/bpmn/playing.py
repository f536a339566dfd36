"""Plays what a row of the construct table says, and tells what then stands open."""

from __future__ import annotations

import json

import drawing

from engine import errors
from engine.bpmn import typed


def act(play: drawing.Play, action: str) -> str:
    """Do what `action` says (`start @inn x=1`, `do T x=2`, `fire k`, `send svar`), and return what is open."""
    verb, *words = action.split()
    given = dict(word.split("=", 1) for word in words if "=" in word)
    data = {name: typed.load(json.loads(value)) for name, value in given.items()}
    plain = [word for word in words if "=" not in word]
    try:
        if verb == "start":
            play.start(plain[0].removeprefix("@") if plain else None, **data)
        else:
            getattr(play, verb)(*plain, **data)
    except errors.RoutineFault:
        return "stopped"
    return shown(play)


def shown(play: drawing.Play) -> str:
    """Return what stands open, or where the case has ended."""
    step = play.step
    if step.ended:
        return f"= {step.ended}"
    found = [one.path for one in step.open]
    found += [f"{one.path}:timer" for one in step.timers]
    found += [f"{one.path}:message" for one in step.waiting]
    found += [f"{one.path}:signal" for one in step.signals]
    return " ".join(sorted(found)) or "waits"
