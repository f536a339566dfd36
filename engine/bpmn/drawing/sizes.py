"""Refuses a diagram for its sheer size before anything of it is read: too many elements, ids and names without end.

Knows XML nodes. What follows takes time with the number of elements, and says ids and names again in its findings.
"""

from __future__ import annotations

import re

from engine.bpmn.drawing import dialect, spots, xml
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node

NODE_LIMIT = 1500
ID_LIMIT = 255
NAME_LIMIT = 1_000
_SHOWN = 40
_B = f"{{{dialect.BPMN}}}"
_WHY = "Id-er og navn står i lister, brev og logg, og må kunne leses."
# control characters, and what turns the text behind it around so that it reads as another
_HIDDEN = re.compile("[\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")


def check(root: Node, finder: Finder) -> bool:
    """Add a finding for each thing too large to be read; return whether the rest can be."""
    told = len(finder.findings)
    for process in root.iterfind(f"{_B}process"):
        _count(process, finder)
    for node in root.iter("{*}*"):
        _name(node, "id", ID_LIMIT, finder)
        _name(node, "name", NAME_LIMIT, finder)
    return len(finder.findings) == told


def _count(process: Node, finder: Finder) -> None:
    count = sum(1 for _node in process.iter(*_RUN))
    if count > NODE_LIMIT:
        what = f"Rutinen har {count} elementer; grensen er {NODE_LIMIT}."
        finder.error("too-many-elements", _spot(process), what, remedy="Del den opp med kallaktiviteter.")


def _name(node: Node, attribute: str, limit: int, finder: Finder) -> None:
    text = node.get(attribute, "")
    word = "Id-en" if attribute == "id" else "Navnet"
    if len(text) > limit:
        what = f"{word} «{text[:_SHOWN]}…» har {len(text)} tegn; grensen er {limit}."
        finder.error("name-too-long", _spot(node), what, why=_WHY, remedy="Skriv det kortere.")
    elif _HIDDEN.search(text):
        what = f"{word} «{_HIDDEN.sub('�', text)[:_SHOWN]}» har tegn som ikke vises."
        finder.error("name-hidden", _spot(node), what, why=_WHY, remedy="Skriv det på nytt, uten å lime det inn.")


def _spot(node: Node) -> Spot:
    ident, name = (_HIDDEN.sub("�", text) for text in (node.get("id", ""), spots.label(node)))
    return Spot(ident[:ID_LIMIT], name[:_SHOWN], xml.line(node))


_RUN = tuple(f"{_B}{kind}" for kind in sorted(dialect.RUN))
