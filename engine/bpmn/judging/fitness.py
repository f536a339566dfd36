"""Judges what a text gives against what its place needs: a condition true or false, a collection a list (design 6, 7).

Knows kinds of values, as far as the forms tell them. What is not known is never told.
"""

from __future__ import annotations

from engine import expressions
from engine.bpmn.drawing import texts
from engine.bpmn.drawing.found import Finder

_TESTS = frozenset({texts.PLACES[one] for one in ("condition", "until", "again")})
_ONE_VALUE = frozenset({texts.PLACES["key"], texts.PLACES["assignee"]})
_TEXT = frozenset({texts.PLACES["name"], texts.PLACES["decision"]})
_NO_MOMENT = frozenset({"boolean", "number", "list", "context"})


def check(use: texts.Use, reading: expressions.Reading, finder: Finder) -> None:
    """Add a finding where what the text gives cannot be used at its place."""
    kind = reading.outcome
    wanted = _wanted(use, kind)
    if kind and wanted:
        what = f"{use.said} «{use.text}» er {expressions.KIND_WORDS[kind]}, men skal være {wanted}."
        finder.error("feel-type", use.at, what, remedy="Rett uttrykket i egenskapspanelet.")


def _wanted(use: texts.Use, kind: str) -> str:
    """Return what is wanted at the place instead of `kind`, "" where it will do."""
    if use.place in _TESTS and kind != "boolean":
        return 'ja/nei: sammenlign svaret med noe, for eksempel svar = "ja"'
    if use.place == texts.PLACES["items"] and kind != "list":
        return "en liste, for eksempel en gjentatt gruppe i skjemaet"
    if use.place == texts.PLACES["picks"] and kind != "list":
        return "en liste med id-ene til stegene"
    if use.place == texts.PLACES["count"] and kind != "number":
        return "et tall"
    if use.place in _ONE_VALUE and kind in {"list", "context"}:
        return "én verdi"
    if use.place in _TEXT and kind != "string":
        return "en tekst"
    if use.is_deadline and kind in _NO_MOMENT:
        return "en dato"
    return ""
