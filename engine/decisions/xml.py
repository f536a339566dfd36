"""The XML nodes of a decision file, by local name, and the findings at them.

Knows nodes and findings only: editors write DMN in several namespaces, so names are compared without theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine import model, safe_xml
from engine.safe_xml import Node


def local(node: Node) -> str:
    """Return the name without its namespace."""
    return str(node.tag).rpartition("}")[2]


def child(node: Node, name: str) -> Node | None:
    """Return the first child of that name."""
    return next((one for one in node if local(one) == name), None)


def children(node: Node, name: str) -> list[Node]:
    """Return the children of that name, in order."""
    return [one for one in node if local(one) == name]


def text_of(node: Node | None, name: str = "text") -> str:
    """Return the text of the child `name`, without space around it; "" where there is none."""
    found = None if node is None else child(node, name)
    return "" if found is None else (found.text or "").strip()


def label(node: Node) -> str:
    """Return the name for people, on one line."""
    return " ".join((node.get("label") or node.get("name") or "").split())


@dataclass
class Notes:
    """The findings of one file; each points at the nearest decision."""

    file: str
    findings: list[model.Finding]

    def error(self, code: str, at: Node, what: str, remedy: str, *, why: str = "") -> None:
        """Refuse the file for `what`."""
        self._add(code, "error", at, (what, why, remedy))

    def warning(self, code: str, at: Node, what: str, remedy: str, *, why: str = "") -> None:
        """Tell `what`, and let the file be run."""
        self._add(code, "warning", at, (what, why, remedy))

    def _add(self, code: str, level: str, at: Node, said: tuple[str, str, str]) -> None:
        owner = at
        while local(owner) != "decision" and owner.getparent() is not None:
            owner = owner.getparent()  # type: ignore[assignment]
        place = (owner.get("id", ""), label(owner), safe_xml.line(at))
        self.findings.append(model.Finding(self.file, code, level, *place, *said))
