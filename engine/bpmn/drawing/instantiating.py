"""Receive tasks and event-based gateways that open a case (`instantiate`): they are starts by message (design 7).

A gateway that does is not drawn as a start; each event behind it is one. Knows elements and flows (BPMN 2.0, 10.6.6,
13.5.1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element

_REMEDY = "Tegn en starthendelse med melding for hver av dem."


def make_starts(process: Process, idents: Iterable[str], finder: Finder) -> None:
    """Make starts of what opens a case: of each, or of the events behind a gateway; say why where that cannot be."""
    for ident in idents:
        element = process.elements[ident]
        behind = [flow for flow in process.flows.values() if flow.source == ident]
        is_gate = element.kind == "eventBasedGateway"
        starts = [process.elements[flow.target] for flow in behind] if is_gate else [element]
        why = _why_not(process, element, starts)
        if why:
            what = f"Steget er satt til å starte en sak (instantiate), men {why}."
            finder.error("not-supported", element, what, remedy=_REMEDY)
            continue
        process.elements.update({one.id: replace(one, kind="startEvent") for one in starts})
        if is_gate:
            del process.elements[ident]
            for flow in behind:
                del process.flows[flow.id]


def _why_not(process: Process, element: Element, starts: list[Element]) -> str:
    if any(flow.target == element.id for flow in process.flows.values()):
        return "det har en flyt inn"
    if element.parent:
        return "det står i en delprosess"
    if any(one.event and one.event.kind == "none" for one in starts):
        return ""  # its message has been told of
    if not starts or any(one.event is None or one.event.kind != "message" for one in starts):
        return "bare meldinger kan gjøre det"
    if any(one.loop or process.boundaries().get(one.id) for one in starts):
        return "det gjentas, eller har kanthendelser"
    entered = [flow.target for flow in process.flows.values() if flow.source != element.id]
    return "en hendelse bak det har en annen flyt inn" if any(one.id in entered for one in starts) else ""
