"""Reads what signal, condition and link events say: their XML into `values.Event` (design 7).

Knows BPMN's XML. Whether a link has a partner is `linking`'s to say, whether a condition can change `conditions`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.bpmn.drawing import dialect, naming, zeebe
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Event

_B = f"{{{dialect.BPMN}}}"


def signals(root: Node) -> dict[str | None, Event]:
    """Return the signals that stand at the top of a file, by id."""
    return {
        node.get("id"): Event("signal", name=naming.plain(node.get("name", "")))
        for node in root.iterfind(f"{_B}signal")
    }


def read(definition: Node, kind: str, at: Spot, finder: Finder) -> Event:
    """Return the event of a definition whose text stands inside itself."""
    return _READERS[kind](definition, at, finder)


def named(event: Event, at: Spot, finder: Finder) -> Event:
    """Return `event`, after saying what is wrong with its name."""
    word = dialect.WORDS[event.kind].capitalize()
    if not event.name:
        finder.error(f"{event.kind}-missing", at, f"{word} har ikke navn.", remedy="Gi det et navn i egenskapspanelet.")
    return event


def _condition(definition: Node, at: Spot, finder: Finder) -> Event:
    node = definition.find(f"{_B}condition")
    text = "" if node is None else (node.text or "").strip()
    if not text:
        what = "Hendelsen har ingen betingelse."
        finder.error("condition-missing", at, what, remedy="Skriv en betingelse i FEEL, for eksempel =alvorlig = true.")
    if zeebe.children(definition, "conditionalFilter"):
        what = "Filteret på betingelsen (zeebe:conditionalFilter) støttes ikke."
        why = "Betingelsen spørres hver gang et navn som den leser, får ny verdi."
        finder.error("not-supported", at, what, why=why, remedy="Fjern filteret.")
    return Event("conditional", condition=text)


def _link(definition: Node, at: Spot, finder: Finder) -> Event:
    name = " ".join(definition.get("name", "").split())
    if not name:
        finder.error("link-missing", at, "Lenken har ikke navn.", remedy="Gi begge ender av lenken samme navn.")
    return Event("link", name=name)


_READERS: Mapping[str, Callable[[Node, Spot, Finder], Event]] = {"conditional": _condition, "link": _link}
