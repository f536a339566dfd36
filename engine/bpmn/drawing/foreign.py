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
    """Add one finding for each word of Camunda 7 and its like, and one for each namespace that is not read."""
    told: set[str] = set()
    for node in root.iter("{*}*"):
        space, name = zeebe.split(node)
        if space in dialect.ENGINES:
            _engine(vocabulary.owner(node), space, name, finder)
        else:
            _unread(space, node, told, finder)
        for key in node.attrib:
            attribute_space, _, attribute = str(key).rpartition("}")
            if attribute_space[1:] in dialect.ENGINES:
                _engine(node, attribute_space[1:], attribute, finder)
            else:
                _unread(attribute_space[1:], node, told, finder)


def _engine(node: Node, space: str, name: str, finder: Finder) -> None:
    if name in dialect.CAMUNDA7_HARMLESS or name in _INNER:
        return
    prefix, engine = dialect.ENGINES[space]
    kind = zeebe.split(node)[1]
    remedy = dialect.CAMUNDA7_REMEDIES.get(f"{kind} {name}") or dialect.CAMUNDA7_REMEDIES.get(name)
    finder.error(
        "camunda7",
        spots.spot(_named(node)),
        f"«{prefix}:{name}» hører til {engine}.",
        why="Diagrammer her er «Camunda 8-diagrammer» (Zeebe).",
        remedy=f"Bruk {remedy}." if remedy else "Åpne rutinen som et Camunda 8-diagram og si det samme der.",
    )


def _named(node: Node) -> Node:
    """Return the element that a person can find in the editor: a loop's settings have no id of their own."""
    return next((one for one in (node, *node.iterancestors()) if one.get("id")), node)


# Parts of a Camunda 7 element that has its own finding.
_INNER = frozenset({"formField", "value", "property", "inputParameter", "outputParameter", "entry", "map", "list"})


def _unread(space: str, node: Node, told: set[str], finder: Finder) -> None:
    if space in told or space in _HARMLESS or space.startswith(_HARMLESS[-1]):
        return
    told.add(space)
    what = f"Utvidelser fra «{space}» leses ikke."
    spot = spots.spot(vocabulary.owner(node))
    finder.warning("extension-unread", Spot(spot.id, spot.name, xml.line(node)), what, why="De virker ikke her.")
