"""Who does a task in BPMN's own words: `potentialOwner` and its like, naming a resource of the file (design 7).

Knows XML nodes. A resource's name is a role's, as a lane's is; what calculates somebody in another way is refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn.drawing import dialect, spots
from engine.bpmn.drawing.found import Finder
from engine.bpmn.drawing.xml import Node

NAMES = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
_TASKS = {"userTask", "manualTask"}
_B = f"{{{dialect.BPMN}}}"


def resources(root: Node) -> dict[str, str]:
    """Return the names of the resources that stand at the top of a file, by id."""
    return {node.get("id", ""): spots.label(node) for node in root.iterfind(f"{_B}resource")}


def groups(node: Node, kind: str, known: Mapping[str, str], finder: Finder) -> str:
    """Return the roles that `node` names as its performers, "" where it names none."""
    given = [child for name in NAMES for child in node.iterfind(f"{_B}{name}")]
    if not given:
        return ""
    if kind not in _TASKS:
        what = "Hvem som utfører dette, står i diagrammet, men ingen gjør det: systemet gjør det selv."
        finder.warning(
            "performer-unused", spots.spot(node), what, remedy="Gjør det til en brukeroppgave, eller fjern det."
        )
        return ""
    references = [_reference(child) for child in given]
    names = [known.get(reference, "") for reference in references]
    if not all(names):
        what = "Hvem som utfører oppgaven, er sagt på en måte som ikke leses (potentialOwner)."
        finder.error("not-supported", spots.spot(node), what, remedy=dialect.REMEDIES["potentialOwner"])
    return ",".join(dict.fromkeys(name for name in names if name))


def _reference(node: Node) -> str:
    found = node.find(f"{_B}resourceRef")
    return "" if found is None else (found.text or "").strip().rpartition(":")[2]
