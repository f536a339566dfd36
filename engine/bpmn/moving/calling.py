"""What people call an element: its name; a gateway that has none by the steps before it, never by its id.

Knows elements, and names of the steps that were found before them. What is returned reads the same in nynorsk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn.values import Element


@dataclass(frozen=True, slots=True)
class Place:
    """Where a token stands: the path, the steps it may go to, and, at a gateway without a name, the steps before it."""

    path: str
    options: tuple[str, ...] = ()
    met: tuple[str, ...] = ()


def named(element: Element, met: Sequence[str] = ()) -> str:
    """Return the element's name, else where it stands, else its id."""
    return element.name or (f"steget {_after(met)}" if met else element.id)


def subject(element: Element, met: Sequence[str]) -> str:
    """Return what begins a sentence."""
    return f"Steget {_after(met)}" if met else f"«{named(element)}»"


def quoted(element: Element, met: Sequence[str]) -> str:
    """Return what follows «Steget» or «Porten»."""
    return _after(met) if met else f"«{named(element)}»"


def _after(met: Sequence[str]) -> str:
    return f"etter {series(met)}"


def series(names: Sequence[str]) -> str:
    """Return names one after the other."""
    *before, last = [f"«{one}»" for one in names]
    return " og ".join([", ".join(before), last]) if before else last
