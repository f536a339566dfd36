"""Reads what signal, condition and link events say: their XML into `values.Event` (design 7).

Knows BPMN's XML. Whether a link has a partner is `linking`'s to say, whether a condition can change `conditions`'.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Literal

from engine.bpmn.drawing import dialect, mappings, naming, zeebe
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Event

_CHANGES = {"create", "update"}
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
    found = Event("conditional", condition=text)
    return next((_filtered(found, one, at, finder) for one in zeebe.children(definition, "conditionalFilter")), found)


def _filtered(event: Event, node: Node, at: Spot, finder: Finder) -> Event:
    """Return the condition with the changes that it is asked at; say what in its filter cannot be read."""
    names = _parted(node.get("variableNames", ""))
    for name in [one for one in names if not mappings.NAME.fullmatch(one)]:
        what = f"Filteret på betingelsen (variableNames) har «{name}», som ikke er et navn."
        remedy = "Skriv navnene på svarene, med komma mellom, eller fjern filteret."
        finder.error("name-unreadable", at, what, remedy=remedy)
    kinds = set(_parted(node.get("variableEvents", "")))
    if kinds - _CHANGES:
        what = f"Filteret på betingelsen (variableEvents) sier «{node.get('variableEvents', '')}»."
        remedy = "Skriv create (svaret er nytt), update (det hadde en verdi), eller begge med komma mellom."
        finder.error("not-supported", at, what, remedy=remedy)
    on: Literal["", "create", "update"] = "create" if kinds == {"create"} else "update" if kinds == {"update"} else ""
    return replace(event, watched=tuple(names), on=on)


def _parted(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _link(definition: Node, at: Spot, finder: Finder) -> Event:
    name = " ".join(definition.get("name", "").split())
    if not name:
        finder.error("link-missing", at, "Lenken har ikke navn.", remedy="Gi begge ender av lenken samme navn.")
    return Event("link", name=name)


_READERS: Mapping[str, Callable[[Node, Spot, Finder], Event]] = {"conditional": _condition, "link": _link}
