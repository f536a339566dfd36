"""Judges compensation: who undoes an activity, and what a throw event can undo (design 7).

Knows elements and flows.
"""

from __future__ import annotations

from engine.bpmn.diagram import Process
from engine.bpmn.found import Finder
from engine.bpmn.values import Element

_THROWERS = {"endEvent", "intermediateThrowEvent"}


def check(process: Process, finder: Finder) -> None:
    """Add what is wrong with the compensation of `process`."""
    handlers = {one.undo for one in process.elements.values() if one.undo}
    for element in process.elements.values():
        if _is_compensation(element) and element.kind == "boundaryEvent":
            _edge(process, element, finder)
        elif _is_compensation(element) and element.kind in _THROWERS:
            _throw(process, element, finder)
        if element.is_undo:
            _handler(process, element, finder, is_named=element.id in handlers)


def _edge(process: Process, element: Element, finder: Finder) -> None:
    handler = process.elements.get(element.undo)
    if process.outgoing()[element.id]:
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


def _handler(process: Process, element: Element, finder: Finder, *, is_named: bool) -> None:
    if process.outgoing()[element.id] or process.incoming()[element.id]:
        what = "En flyt går inn i eller ut av et steg for kompensasjon."
        finder.error("flow-wrong", element, what, remedy="Fjern flyten; steget begynner når noe skal gjøres om.")
    if not is_named and not process.has_gaps:
        what = "Ingen kompensasjonshendelse er knyttet til steget."
        remedy = "Sett en kompensasjonshendelse på kanten av det som skal gjøres om, og knytt den hit."
        finder.error("unreachable", element, what, why="Det ville aldri bli gjort.", remedy=remedy)
    for edge in process.boundaries().get(element.id, ()):
        if edge.is_interrupting and not _is_compensation(edge):
            what = "Et steg for kompensasjon kan ikke avbrytes fra kanten."
            why = "Det som venter på at det er gjort om, ville vente for alltid."
            remedy = "Gjør kanthendelsen ikke-avbrytende, eller legg steget i en delprosess."
            finder.error("not-supported", edge, what, why=why, remedy=remedy)


def _throw(process: Process, element: Element, finder: Finder) -> None:
    wanted = element.event.activity if element.event else ""
    found = [one for one in _undone(process, _scopes(process, element)) if wanted in ("", one.id)]
    if wanted and not found:
        what = f"«{wanted}», som skal gjøres om, kan ikke gjøres om herfra."
        why = "Den må stå i samme delprosess, og ha en kompensasjonshendelse på kanten eller inni seg."
        finder.error("compensation-missing", element, what, why=why, remedy="Velg en annen aktivitet, eller ingen.")
    elif not found and not process.has_gaps:
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


def _undone(process: Process, scopes: list[str]) -> list[Element]:
    hung = process.boundaries()
    return [one for level in scopes for one in process.inside(level) if _can_be_undone(process, one, hung)]


def _can_be_undone(process: Process, element: Element, hung: dict[str, list[Element]]) -> bool:
    if any(_is_compensation(one) for one in hung.get(element.id, ())):
        return True
    inner = process.inside(element.id) if element.kind == "subProcess" else []
    return any(_can_be_undone(process, one, hung) for one in inner)


def _is_compensation(element: Element) -> bool:
    return element.event is not None and element.event.kind == "compensate"
