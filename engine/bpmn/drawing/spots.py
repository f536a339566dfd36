"""What an XML node is called and where it stands, for elements and findings alike (design 7).

Knows XML nodes.
"""

from __future__ import annotations

from engine.bpmn.drawing import xml
from engine.bpmn.drawing.found import Spot
from engine.bpmn.drawing.xml import Node


def label(node: Node) -> str:
    """Return the name on one line."""
    return " ".join(node.get("name", "").split())


def spot(node: Node) -> Spot:
    """Return where `node` stands."""
    return Spot(node.get("id", ""), label(node), xml.line(node))
