"""Which symbol of an event in one version is which in another: they are told apart by what they wait for, not by order.

Of an event with several symbols each is an element of its own (`drawing.twins`), called by its place in the file.
Knows two lists of elements.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.bpmn.values import Element, drawn

GATEWAY = "#0"  # ends the id of what stands undrawn in front of a catch event with several symbols


def images(old: Sequence[Element], new: Sequence[Element]) -> dict[str, str]:
    """Return the id in the new version of each symbol of the old ones: the same, the same kind; "" where it is gone."""
    found: dict[str, str] = {}
    for is_same in (_is_equal, _is_kind_and_place, _is_kind):
        for one in old:
            free = [other for other in new if other.id not in found.values() and drawn(other.id) == drawn(one.id)]
            match = next((other.id for other in free if is_same(one, other)), "")
            if match and one.id not in found:
                found[one.id] = match
    return {one.id: "" for one in old} | found


def _is_equal(one: Element, other: Element) -> bool:
    return one.event == other.event


def _is_kind_and_place(one: Element, other: Element) -> bool:
    return one.id == other.id and _is_kind(one, other)


def _is_kind(one: Element, other: Element) -> bool:
    return one.event is not None and other.event is not None and one.event.kind == other.event.kind
