"""Reads and judges an ad-hoc sub-process: which of its steps are opened, when it is done (Zeebe's `adHoc`; design 7).

Knows XML nodes and elements. Which steps are opened is said by `activeElementsCollection`; one that does not say it
is for people to choose from as they go, which nobody can do here, and is refused.
"""

from __future__ import annotations

import re

from engine.bpmn.drawing import dialect, spots, zeebe
from engine.bpmn.drawing.found import Finder
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import AdHoc, Element

_B = f"{{{dialect.BPMN}}}"
_LIST = re.compile(r'=\s*\[\s*((?:"[^"\\]*"\s*,?\s*)*)\]\s*')
_NAMED = re.compile(r'"([^"\\]*)"')


def read(node: Node, finder: Finder) -> AdHoc:
    """Return how the steps of the ad-hoc sub-process `node` are opened, after saying what of it is not run."""
    at = spots.spot(node)
    picks = next((one.get("activeElementsCollection", "").strip() for one in zeebe.children(node, "adHoc")), "")
    if zeebe.children(node, "taskDefinition"):
        what = "Ad hoc-delprosessen er satt til å styres av et annet program (zeebe:taskDefinition)."
        remedy = "Fjern det, og si hvilke steg som åpnes i activeElementsCollection."
        finder.error("not-supported", at, what, remedy=remedy)
    elif not picks:
        what = "Det står ikke hvilke steg i ad hoc-delprosessen som skal åpnes (activeElementsCollection)."
        why = "Her kan ingen åpne flere av dem underveis."
        first = ", ".join(f'"{one}"' for one in _first(node))
        remedy = f"Fyll ut activeElementsCollection: =[{first}] åpner dem samtidig, hvert én gang; et svar med id-er "
        remedy += "åpner dem som er valgt. Eller tegn en vanlig delprosess."
        if not first:
            remedy = "Tegn stegene i den, og fyll ut activeElementsCollection med id-ene deres."
        finder.error("not-supported", at, what, why=why, remedy=remedy)
    until = node.find(f"{_B}completionCondition")
    text = "" if until is None else (until.text or "").strip()
    return AdHoc(picks, text, cancels_rest=node.get("cancelRemainingInstances", "true") != "false")


def check(element: Element, firsts: frozenset[str], inside: list[Element], finder: Finder) -> None:
    """Add what is wrong with an ad-hoc sub-process; `firsts` are the steps that it may open, of those `inside` it."""
    for one in inside:
        if one.kind in {"startEvent", "endEvent"} and not one.host:
            word = dialect.WORDS[one.kind]
            what = f"En ad hoc-delprosess har ingen {word}."
            remedy = f"Fjern {word}n: stegene begynner av seg selv, og det siste i hver vei avslutter den."
            finder.error("not-supported", one, what, remedy=remedy)
    listed = _LIST.fullmatch(element.ad_hoc.picks) if element.ad_hoc else None
    for ident in _NAMED.findall(listed[1]) if listed else ():
        if ident not in firsts:
            what = f"«{ident}» er ikke et steg som ad hoc-delprosessen kan åpne."
            known = ", ".join(sorted(firsts)) or "ingen"
            remedy = f"Bruk id-en til et steg i den som ingen flyt går inn i: {known}."
            finder.error("reference-unknown", element, what, remedy=remedy)


def _first(node: Node) -> list[str]:
    """Return the ids of the steps that no flow enters."""
    entered = {flow.get("targetRef") for flow in node.iterfind(f"{_B}sequenceFlow")}
    steps = (one for one in node if zeebe.split(one)[1] in dialect.RUN - {"boundaryEvent", "startEvent", "endEvent"})
    return [ident for one in steps if (ident := one.get("id", "")) and ident not in entered]
