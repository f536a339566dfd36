"""Whether a diagram's picture (BPMN DI) shows what the diagram says: a case is shown on it (design 7, 10 `check`).

Knows the XML of the picture, and not how it is drawn. What is missing changes nothing of how the routine runs, so
these are warnings of the check before publishing, not of the gate.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine import model
from engine.bpmn.drawing import dialect, spots, xml, zeebe
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node

DI = "http://www.omg.org/spec/BPMN/20100524/DI"
_B, _D = f"{{{dialect.BPMN}}}", f"{{{DI}}}"
_STEPS = {(dialect.BPMN, kind) for kind in (*dialect.RUN, "complexGateway")}
_WHY = "Bildet av saken viser bare det som er tegnet."
_REMEDY = "Åpne filen i modelleringsverktøyet, tegn det, og lagre."


def problems(raw: bytes, *, file: str) -> list[model.Finding]:
    """Return a warning for each element and flow that is not drawn, and for what is drawn of none; [] if unreadable.

    Where nothing is drawn at all, it is one warning for the file.
    """
    root = xml.parse(raw, file=file)
    if not isinstance(root, Node):
        return []
    finder = Finder(file)
    nodes, flows = _steps(root), list(root.iterfind(f".//{_B}sequenceFlow"))
    shapes, edges = set(_drawn(root, "BPMNShape")), set(_drawn(root, "BPMNEdge"))
    if nodes and not shapes & {node.get("id") for node in nodes}:
        what = "Diagrammet har ingen tegning: stegene har ingen plass i bildet."
        finder.warning("not-drawn", Spot("", "", 1), what, why="Saken kan ikke vises på diagrammet.", remedy=_REMEDY)
    else:
        _missing(nodes, shapes, finder)
        _missing(flows, edges, finder)
    _unknown(root, finder)
    return finder.findings


def _steps(root: Node) -> list[Node]:
    """Return what a flow can lead to, of every process."""
    return [node for node in root.iterfind(f"{_B}process//*") if zeebe.split(node) in _STEPS]


def _drawn(root: Node, kind: str) -> Iterator[str]:
    """Give the ids of what has a place: a shape with bounds, an edge with both its ends."""
    for one in root.iter(f"{_D}{kind}"):
        places = [zeebe.split(child)[1] for child in one.iterchildren("*")]
        if "Bounds" in places or places.count("waypoint") > 1:
            yield _named(one)


def _missing(nodes: list[Node], drawn: set[str], finder: Finder) -> None:
    for node in nodes:
        spot = spots.spot(node)
        if spot.id and spot.id not in drawn:
            kind = "Flyten" if zeebe.split(node)[1] == "sequenceFlow" else "Elementet"
            what = f"{kind} «{spot.name or spot.id}» er ikke tegnet i bildet."
            finder.warning("not-drawn", spot, what, why=_WHY, remedy=_REMEDY)


def _unknown(root: Node, finder: Finder) -> None:
    there = {node.get("id") for node in root.iter(f"{_B}*")}
    for kind in ("BPMNPlane", "BPMNShape", "BPMNEdge"):
        for one in root.iter(f"{_D}{kind}"):
            if _named(one) and _named(one) not in there:
                what = f"Bildet tegner «{_named(one)}», som ikke finnes i diagrammet."
                why = "Verktøyet hopper over det, eller viser ikke bildet i det hele tatt."
                remedy = "Åpne filen i modelleringsverktøyet og lagre den på nytt, eller fjern linjen."
                finder.warning("drawn-unknown", Spot(_named(one), "", xml.line(one)), what, why=why, remedy=remedy)


def _named(one: Node) -> str:
    """Return the id that a part of the picture is of; it is written as a qualified name."""
    return one.get("bpmnElement", "").strip().rpartition(":")[2]
