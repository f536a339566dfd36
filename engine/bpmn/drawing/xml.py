"""The XML of diagrams, read within bounds: see `engine.safe_xml`, which reads decision tables too."""

from __future__ import annotations

from engine.safe_xml import Node, line, parse

__all__ = ["Node", "line", "parse"]
