"""Reads and judges how an activity is repeated: multi-instance, by Zeebe's or BPMN's words, and standard loops.

Knows XML nodes and loops (design 7). What runs them is `loops`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engine.bpmn.drawing import dialect, spots, zeebe
from engine.bpmn.drawing.found import Finder
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Element, Loop

LIMIT = 500
_B = f"{{{dialect.BPMN}}}"
_NAME = re.compile(r"[a-zA-ZæøåÆØÅ_][\wæøåÆØÅ]*")
_EMPTY = Loop(is_sequential=False, items="")
_COLLECTION = "Bruk zeebe:loopCharacteristics med inputCollection (for eksempel =elever) og inputElement."


def read(node: Node, finder: Finder, *, stray: Loop | None) -> Loop | None:
    """Return how the activity `node` is repeated; `stray` are Zeebe's words where they have no effect."""
    if stray is not None:
        what = "zeebe:loopCharacteristics står på selve aktiviteten og virker ikke der."
        remedy = "Sett multi-instance på aktiviteten, og legg den inn under multi-instance."
        finder.error("not-supported", spots.spot(node), what, remedy=remedy)
    several = node.find(f"{_B}multiInstanceLoopCharacteristics")
    rounds = node.find(f"{_B}standardLoopCharacteristics")
    if several is not None:
        return _several(node, several, finder)
    return None if rounds is None else _rounds(node, rounds, finder)


def check(element: Element, loop: Loop, finder: Finder) -> None:
    """Add what is missing in how `element` is repeated."""
    if loop.is_standard:
        if not loop.again and not loop.limit:
            what = "Sløyfesymbolet sier ikke hvor lenge steget skal gjentas."
            remedy = "Fyll ut loopCondition (FEEL, for eksempel =ferdig = false) eller loopMaximum, eller tegn sløyfen "
            remedy += "med en eksklusiv port."
            finder.error("loop-missing", element, what, remedy=remedy)
        if loop.limit > LIMIT:
            what = f"Sløyfen kan gå {loop.limit} runder; grensen er {LIMIT}."
            finder.error("loop-too-long", element, what, remedy="Sett loopMaximum lavere.")
        return
    if not loop.items and not loop.count:
        what = "Multi-instance mangler samlingen den skal gå gjennom."
        remedy = "Fyll ut inputCollection (for eksempel =elever) og inputElement."
        finder.error("loop-missing", element, what, remedy=remedy)
    if loop.items and loop.count:
        what = "Multi-instance har både en samling (inputCollection eller loopDataInputRef) og et antall "
        what += "(loopCardinality)."
        finder.error("loop-missing", element, what, why="Det er ikke gitt hva som gjelder.", remedy="Fjern det ene.")
    if bool(loop.output) != bool(loop.collected):
        what = "Det hvert ledd gir (outputElement eller outputDataItem), og samlingen det havner i (outputCollection "
        what += "eller loopDataOutputRef), hører sammen, og ett av dem mangler."
        finder.error("loop-missing", element, what, remedy="Fyll ut begge, eller ingen.")


def _several(node: Node, loop: Node, finder: Finder) -> Loop:
    found: Loop = zeebe.fields(loop, spots.spot(node), finder).get("loop", _EMPTY)
    found = _by_data(node, loop, found, finder)
    if loop.get("behavior", "All") != "All" or loop.find(f"{_B}complexBehaviorDefinition") is not None:
        what = f"Multi-instance som kaster hendelser underveis (behavior «{loop.get('behavior')}»), støttes ikke."
        remedy = "Fjern innstillingen, og kast hendelsen i en delprosess som gjentas."
        finder.error("not-supported", spots.spot(node), what, remedy=remedy)
    return replace(
        found,
        is_sequential=loop.get("isSequential") == "true",
        until=_text(loop, "completionCondition"),
        count=_text(loop, "loopCardinality"),
    )


def _by_data(node: Node, loop: Node, found: Loop, finder: Finder) -> Loop:
    """Return the collections and items that BPMN's own words name: the data they point at, by its name.

    What Zeebe's words say already, they do not say again.
    """
    items, collected = (_data(node, _text(loop, name)) for name in ("loopDataInputRef", "loopDataOutputRef"))
    item, output = (_called(loop.find(f"{_B}{name}")) for name in ("inputDataItem", "outputDataItem"))
    if found.items:
        items = item = ""
    if found.output or found.collected:
        output = collected = ""
    strange = next((one for one in (items, collected, item, output) if one and not _NAME.fullmatch(one)), "")
    if strange:
        what = f"Multi-instance går gjennom data som heter «{strange}», og det er ikke et navn på et svar."
        finder.error("not-supported", spots.spot(node), what, remedy=_COLLECTION)
        return found
    return replace(
        found,
        items=f"={items}" if items else found.items,
        item=item or found.item,
        output=f"={output}" if output else found.output,
        collected=collected or found.collected,
    )


def _data(node: Node, ident: str) -> str:
    """Return the name of the data with this id, as the activity `node` sees it; "" for no id.

    A data input or output is a name within the activity: what it is drawn to is the answer, where it is drawn.
    """
    for way, far, near in _ARROWS:
        for arrow in node.findall(f"{_B}{way}"):
            if ident and _text(arrow, near) == ident:
                ident = _text(arrow, far) or ident
    if not ident:
        return ""
    every = node.getroottree().iter(*(f"{_B}{kind}" for kind in _KINDS))
    same = [one for one in every if ident in {one.get("id"), one.get("dataObjectRef")}]
    return next((name for one in same if (name := one.get("name", "").strip())), ident)


_ARROWS = (("dataInputAssociation", "sourceRef", "targetRef"), ("dataOutputAssociation", "targetRef", "sourceRef"))
_KINDS = ("dataInput", "dataOutput", "dataObject", "dataObjectReference", "dataStoreReference", "property")


def _called(data: Node | None) -> str:
    return "" if data is None else (data.get("name", "").strip() or data.get("id", ""))


def _rounds(node: Node, loop: Node, finder: Finder) -> Loop:
    limit = loop.get("loopMaximum", "").strip()
    if limit and not limit.isdecimal():
        what = f"loopMaximum er «{limit}», og det er ikke et helt tall."
        finder.error("loop-missing", spots.spot(node), what, remedy="Skriv et helt tall, eller bruk loopCondition.")
    return Loop(
        is_sequential=True,
        items="",
        is_standard=True,
        again=_text(loop, "loopCondition"),
        limit=int(limit[:9]) if limit.isdecimal() else 0,
        asks_first=loop.get("testBefore") == "true",
    )


def _text(loop: Node, name: str) -> str:
    found = loop.find(f"{_B}{name}")
    return "" if found is None else (found.text or "").strip()
