"""Does what was answered in one instance of a repeated activity belong to another one? (design 6)

Where an activity stands once for each pupil, what was said of one is no other's: a letter made for one, or a form
that begins with what is known, takes nothing of the others. Rounds of a standard loop are about the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.running.routine import Definition
from engine.bpmn.values import Loop


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a task or an action stands: its path, the number of its nearest instance, the names that it sees there."""

    path: str
    instance: int | None = None
    names: Mapping[str, object] = field(default_factory=dict)


def is_anothers(definition: Definition, here: Stand, there: Stand) -> bool:
    """Tell whether `there` stands in another instance of what `here` is repeated by."""
    mine, theirs = _around(definition, here.path), _around(definition, there.path)
    shared = [loop for path, loop in mine.items() if path in theirs]
    items = [loop.item for loop in shared if loop.item in here.names and loop.item in there.names]
    if any(here.names[item] != there.names[item] for item in items):
        return True
    is_same = bool(shared) and next(iter(mine)) == next(iter(theirs))
    return is_same and None not in (here.instance, there.instance) and here.instance != there.instance


def is_repeated(definition: Definition, path: str) -> bool:
    """Tell whether what stands at `path` may stand there in several instances at once."""
    return bool(_around(definition, path))


def _around(definition: Definition, path: str) -> dict[str, Loop]:
    """Return what the element at `path` is repeated by, by paths, the nearest first; none for what is not there now."""
    found: dict[str, Loop] = {}
    calls, _, ident = path.rpartition("/")
    while ident:
        at = f"{calls}/{ident}" if calls else ident
        try:
            element = definition.at(at)
        except KeyError:
            return {}
        if element.loop is not None and not element.loop.is_standard:
            found[at] = element.loop
        if element.parent:
            ident = element.parent
        else:
            calls, _, ident = calls.rpartition("/")
    return found
