"""Judges compensation: who undoes an activity, and what a throw event can undo (design 7).

Knows elements and flows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element

_THROWERS = {"endEvent", "intermediateThrowEvent"}


@dataclass(frozen=True)
class _Drawing:
    """The process, with what would take long to look up for each element."""

    process: Process
    flows: frozenset[str]
    hung: Mapping[str, list[Element]]
    undoable: frozenset[str]


def check(process: Process, finder: Finder) -> None:
    """Add what is wrong with the compensation of `process`."""
    elements = process.elements.values()
    if not any(_is_compensation(one) or one.is_undo for one in elements):
        return
    handlers = {one.undo for one in elements if one.undo}
    ends = frozenset(end for flow in process.flows.values() for end in (flow.source, flow.target))
    drawing = _Drawing(process, ends, process.boundaries(), _undoable(process))
    for element in elements:
        if _is_compensation(element) and element.kind == "boundaryEvent":
            _edge(drawing, element, finder)
        elif _is_compensation(element) and element.kind in _THROWERS:
            _throw(drawing, element, finder)
        elif _is_compensation(element) and element.kind == "startEvent":
            _start(drawing, element, finder)
        if element.is_undo:
            _handler(drawing, element, finder, is_named=element.id in handlers)


def _undoable(process: Process) -> frozenset[str]:
    """Return what has a compensation event at its edge or begins by one inside, and the sub-processes around that."""
    found: set[str] = set()
    for element in process.elements.values():
        at = element.host if _is_compensation(element) else ""
        if _is_compensation(element) and element.kind == "startEvent":
            at = process.elements[element.parent].parent
        while at and at in process.elements and at not in found:
            found.add(at)
            at = process.elements[at].parent
    return frozenset(found)


def _edge(drawing: _Drawing, element: Element, finder: Finder) -> None:
    handler = drawing.process.elements.get(element.undo)
    if element.id in drawing.flows:
        what = "En flyt går ut av kompensasjonshendelsen."
        remedy = "Knytt den til steget som gjør om, med en assosiasjon (stiplet strek)."
        finder.error("flow-wrong", element, what, remedy=remedy)
    if handler is None:
        what = "Kompensasjonshendelsen er ikke knyttet til noe steg som gjør om."
        finder.error("compensation-missing", element, what, remedy="Tegn en assosiasjon til steget som skal gjøre om.")
    elif not handler.is_undo or handler.parent != element.parent:
        what = f"«{handler.name or handler.id}» kan ikke gjøre om det kompensasjonshendelsen gjelder."
        remedy = "Merk steget «for kompensasjon» (isForCompensation), og tegn det i samme delprosess."
        finder.error("compensation-missing", element, what, remedy=remedy)


def _start(drawing: _Drawing, element: Element, finder: Finder) -> None:
    level = drawing.process.elements[element.parent].parent
    if not level:
        what = "En hendelsesdelprosess som gjør om, kan ikke stå rett i rutinen."
        why = "Bare det som er fullført, kan gjøres om, og rutinen er ikke det før saken er slutt."
        remedy = "Legg den i delprosessen den skal gjøre om. En kalt rutine gjøres om av et steg på kanten av kallet."
        finder.error("not-supported", element, what, why=why, remedy=remedy)
    elif any(_is_compensation(edge) for edge in drawing.hung.get(level, ())):
        what = "Delprosessen har også et steg på kanten som gjør den om."
        why = "Det er ikke gitt hvilken av dem som gjelder."
        finder.error("never-happens", element, what, why=why, remedy="Behold én av dem.")


def _handler(drawing: _Drawing, element: Element, finder: Finder, *, is_named: bool) -> None:
    if element.id in drawing.flows:
        what = "En flyt går inn i eller ut av et steg for kompensasjon."
        finder.error("flow-wrong", element, what, remedy="Fjern flyten; steget begynner når noe skal gjøres om.")
    if not is_named and not drawing.process.has_gaps:
        what = "Ingen kompensasjonshendelse er knyttet til steget."
        remedy = "Sett en kompensasjonshendelse på kanten av det som skal gjøres om, og knytt den hit."
        finder.error("unreachable", element, what, why="Det ville aldri bli gjort.", remedy=remedy)
    for edge in drawing.hung.get(element.id, ()):
        if edge.is_interrupting and not _is_compensation(edge):
            what = "Et steg for kompensasjon kan ikke avbrytes fra kanten."
            why = "Det som venter på at det er gjort om, ville vente for alltid."
            remedy = "Gjør kanthendelsen ikke-avbrytende, eller legg steget i en delprosess."
            finder.error("not-supported", edge, what, why=why, remedy=remedy)


def _throw(drawing: _Drawing, element: Element, finder: Finder) -> None:
    wanted = element.event.activity if element.event else ""
    scopes, elements = _scopes(drawing.process, element), drawing.process.elements
    within = [wanted] if wanted in drawing.undoable else [] if wanted else drawing.undoable
    found = any(elements[one].parent in scopes for one in within)
    if wanted and not found:
        what = f"«{wanted}», som skal gjøres om, kan ikke gjøres om herfra."
        why = "Den må stå i samme delprosess, og ha en kompensasjonshendelse på kanten eller inni seg."
        finder.error("compensation-missing", element, what, why=why, remedy="Velg en annen aktivitet, eller ingen.")
    elif not found and not drawing.process.has_gaps:
        what = "Det er ingenting her som kan gjøres om."
        remedy = "Sett en kompensasjonshendelse på kanten av det som skal gjøres om."
        finder.warning("compensation-missing", element, what, remedy=remedy)


def _scopes(process: Process, element: Element) -> list[str]:
    """Return the scope of a throw event, and those around it that its event sub-process stands in."""
    level = element.parent
    found = [level]
    while level and process.elements[level].variant == "event":
        level = process.elements[level].parent
        found.append(level)
    return found


def _is_compensation(element: Element) -> bool:
    return element.event is not None and element.event.kind == "compensate"
