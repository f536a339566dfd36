"""Judges parallel joins: one that waits for ways of which a case only ever goes one stops it (design 7).

Knows elements and flows. Tells what is sure: where something before the join may be gone more than once at a time, it
may be passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.judging import structure
from engine.bpmn.values import Element, Flow, drawn

_ONE_WAY = {"exclusiveGateway", "eventBasedGateway"}


@dataclass(frozen=True)
class _Drawing:
    """The process, with what would take long to look up for each element."""

    process: Process
    out: Mapping[str, list[Flow]]
    into: Mapping[str, list[Flow]]
    hung: Mapping[str, list[Element]]


def check(process: Process, finder: Finder) -> None:
    """Add an error for each parallel join that no case can pass."""
    if process.has_gaps:
        return
    drawing = _Drawing(process, process.outgoing(), process.incoming(), process.boundaries())
    gateways = [one for one in process.elements.values() if one.kind == "parallelGateway" and one.id == drawn(one.id)]
    reached = structure.reached(process)  # a way that nothing leads to is told of as that
    joins = [one for one in gateways if {flow.source for flow in drawing.into[one.id]} <= reached]
    for join in joins:
        if len(drawing.into[join.id]) > 1 and _waits_for_ever(drawing, join):
            what = "Den parallelle porten venter på alle flytene inn, men en sak går bare én av dem."
            why = "Saken ville stanse her, og det som er tegnet etter porten, ville aldri bli gjort."
            remedy = "Bruk en eksklusiv port der veiene møtes, eller en parallell port der de skiller lag."
            finder.error("join-stuck", join, what, why=why, remedy=remedy)


def _waits_for_ever(drawing: _Drawing, join: Element) -> bool:
    """Tell whether a token comes to the join, and nothing on the ways to it makes several out of one."""
    level = drawing.process.elements.get(join.parent)
    starts = [one.id for one in drawing.process.starts(join.parent)]
    before = _before(drawing, join, starts)
    is_several = len(before & set(starts)) > 1 and drawing.process.elements[starts[0]].kind != "startEvent"
    if not before or is_several or (level is not None and level.ad_hoc):
        return False
    return not any(_parts(drawing, drawing.process.elements[ident], {*before, join.id}) for ident in before)


def _before(drawing: _Drawing, join: Element, starts: list[str]) -> set[str]:
    """Return what a token may come to, from the level's starts, that leads to the join without passing it."""
    come: set[str] = set()
    todo = list(starts)
    while todo:
        ident = todo.pop()
        if ident not in come and ident != join.id:
            come.add(ident)
            todo += [flow.target for flow in drawing.out[ident]] + [one.id for one in drawing.hung.get(ident, ())]
    leads: set[str] = set()
    todo = [join.id]
    while todo:
        ident = todo.pop()
        host = drawing.process.elements[ident].host
        for source in [*(flow.source for flow in drawing.into[ident]), *([host] if host else [])]:
            if source in come - leads:
                leads.add(source)
                todo.append(source)
    return leads


def _parts(drawing: _Drawing, element: Element, ways: set[str]) -> bool:
    """Tell whether it may send more than one token on those ways."""
    if element.host and not element.is_interrupting:
        return True
    return element.kind not in _ONE_WAY and sum(flow.target in ways for flow in drawing.out[element.id]) > 1
