"""Link events: a throw and a catch of one name in one process or sub-process are a flow that is not drawn (design 7).

Several throws may lead to one catch. What has no partner, or more than one, is told by name.
"""

from __future__ import annotations

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element, Flow

_THROW, _CATCH = "intermediateThrowEvent", "intermediateCatchEvent"


def pair(process: Process, finder: Finder) -> None:
    """Add to `process` the flow of each pair; say what is wrong with the others."""
    drawn = list(process.flows.values())
    links = [one for one in process.elements.values() if is_link(one) and one.event and one.event.name]
    for element in links:
        _drawn(element, drawn, finder)
    for throw in [one for one in links if one.kind == _THROW]:
        catches = _partners(throw, links, _CATCH)
        if not catches:
            what = f"Lenken «{_name(throw)}» fører ingen steder: det er ingen ventehendelse med den i samme prosess."
            remedy = "Sett inn en lenke-ventehendelse med samme navn, i samme prosess eller delprosess."
            finder.error("link-missing", throw, what, remedy=remedy)
        else:
            ident = f"{throw.id}>{catches[0].id}"
            process.flows[ident] = Flow(ident, _name(throw), throw.id, catches[0].id, line=throw.line, is_drawn=False)
    for catch in [one for one in links if one.kind == _CATCH]:
        _catch(catch, links, finder)


def is_link(element: Element) -> bool:
    """Tell whether it is one end of a link."""
    return element.event is not None and element.event.kind == "link"


def _catch(catch: Element, links: list[Element], finder: Finder) -> None:
    if not _partners(catch, links, _THROW):
        what = f"Ingen kastehendelse har lenken «{_name(catch)}», så ingen kommer hit."
        remedy = "Sett inn en lenke-kastehendelse med samme navn, i samme prosess eller delprosess."
        finder.error("link-missing", catch, what, remedy=remedy)
    if _partners(catch, links, _CATCH)[0] is not catch:
        what = f"Lenken «{_name(catch)}» har flere ventehendelser."
        why = "Det er ikke gitt hvor den fører."
        finder.error("link-several", catch, what, why=why, remedy="Behold én, eller gi dem hvert sitt navn.")


def _drawn(element: Element, flows: list[Flow], finder: Finder) -> None:
    if element.kind == _THROW and any(flow.source == element.id for flow in flows):
        what = "En flyt går ut av en lenke-kastehendelse, men det er lenken som fører videre."
        finder.error("flow-wrong", element, what, remedy="Tegn flyten ut av ventehendelsen med samme lenke.")
    if element.kind == _CATCH and any(flow.target == element.id for flow in flows):
        what = "En flyt går inn i en lenke-ventehendelse, men det er lenken som fører dit."
        finder.error("flow-wrong", element, what, remedy="Tegn flyten til kastehendelsen med samme lenke.")


def _partners(of: Element, links: list[Element], kind: str) -> list[Element]:
    return [one for one in links if one.kind == kind and one.parent == of.parent and _name(one) == _name(of)]


def _name(element: Element) -> str:
    return element.event.name if element.event else ""
