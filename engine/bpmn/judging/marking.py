"""Judges texts that look like FEEL and lack the `=` that marks it: they are taken as they stand (design 7).

Knows texts and which names exist.
"""

from __future__ import annotations

from collections.abc import Collection

from engine import expressions
from engine.bpmn.drawing import texts
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element


def check(element: Element, known: Collection[str] | None, finder: Finder) -> None:
    """Add a warning for each mapping of a text that is the name of an answer."""
    for target, source in (*element.inputs, *element.outputs):
        if source in (known or ()) and not expressions.is_expression(source):
            what = f"«{target}» får teksten «{source}», ikke svaret som heter slik."
            remedy = f'Skriv ={source} for svaret. Er det teksten du mener, skriv ="{source}".'
            finder.warning("feel-unmarked", element, what, why="FEEL begynner med =.", remedy=remedy)


def meant(text: str, known: Collection[str] | None) -> str:
    """Return how to write a text that reads as FEEL of names there are, "" for one that does not."""
    ((_, reading),) = texts.readings([text], known)
    is_feel = reading is not None and not reading.problems and bool("(" in text or (known and reading.names))
    return f"Er det FEEL, skriv = foran: ={text.strip()}." if is_feel else ""
