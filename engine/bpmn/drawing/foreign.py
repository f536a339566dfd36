"""Finds what other programs have written into a diagram: Camunda 7's own, and extensions that nobody reads here.

Camunda 7 is refused with the equivalent; what only another program understands is told once a namespace.
"""

from __future__ import annotations

from engine.bpmn.drawing import dialect, spots, vocabulary, xml, zeebe
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node

# Colours, editor versions and the drawing itself.
_HARMLESS = (
    "",
    dialect.BPMN,
    dialect.ZEEBE,
    dialect.XSI,
    "http://www.w3.org/XML/1998/namespace",
    "http://camunda.org/schema/modeler/1.0",
    "http://bpmn.io/schema/bpmn/biocolor/1.0",
    "http://www.omg.org/spec/",
)


def check(root: Node, finder: Finder) -> None:
    """Add one finding for each Camunda 7 attribute or element, and one for each namespace that is not read."""
    told: set[str] = set()
    for node in root.iter("{*}*"):
        space, name = zeebe.split(node)
        if space == dialect.CAMUNDA7:
            _camunda7(vocabulary.owner(node), name, finder)
        else:
            _unread(space, node, told, finder)
        for key in node.attrib:
            attribute_space, _, attribute = str(key).rpartition("}")
            if attribute_space[1:] == dialect.CAMUNDA7:
                _camunda7(node, attribute, finder)
            else:
                _unread(attribute_space[1:], node, told, finder)


def _camunda7(node: Node, name: str, finder: Finder) -> None:
    if name in dialect.CAMUNDA7_HARMLESS or name in _INNER:
        return
    remedy = dialect.CAMUNDA7_REMEDIES.get(name)
    finder.error(
        "camunda7",
        spots.spot(node),
        f"«camunda:{name}» hører til Camunda 7.",
        why="Diagrammer her er «Camunda 8-diagrammer» (Zeebe).",
        remedy=f"Bruk {remedy}." if remedy else "Åpne rutinen som et Camunda 8-diagram og si det samme der.",
    )


# Parts of a Camunda 7 element that has its own finding.
_INNER = frozenset({"formField", "value", "property", "inputParameter", "outputParameter", "entry", "map", "list"})


def _unread(space: str, node: Node, told: set[str], finder: Finder) -> None:
    if space in told or space in _HARMLESS or space.startswith(_HARMLESS[-1]):
        return
    told.add(space)
    what = f"Utvidelser fra «{space}» leses ikke."
    spot = spots.spot(vocabulary.owner(node))
    finder.warning("extension-unread", Spot(spot.id, spot.name, xml.line(node)), what, why="De virker ikke her.")
