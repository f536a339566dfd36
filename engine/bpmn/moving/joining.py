"""By which flow a branch that waits at a join came, in the new version: flows are known by where they come from.

A flow keeps its id while its ends are drawn elsewhere, and gets another where it is drawn anew; so neither says alone
which branch it is. Knows two lists of flows, and what stands in the old version.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn.moving.levels import Level, Side
from engine.bpmn.values import Flow


@dataclass(frozen=True, slots=True)
class Ways:
    """The flows into a join: those of the old version with what each is in the new one, and those that are new."""

    same: dict[str, str]
    new: tuple[str, ...]


def ways(old: Side, new: Side, levels: tuple[Level, Level], pair: tuple[str, str]) -> Ways:
    """Return what the flows into the join `pair` are, as it was and as it is."""
    was, now = levels
    before, after = old.into(was, pair[0]), new.into(now, pair[1])
    same: dict[str, str] = {}

    def is_same(one: Flow, other: Flow) -> bool:
        return one.source == other.source and one.id == other.id

    def comes_from_there(one: Flow, other: Flow) -> bool:
        return one.source == other.source

    def is_shorter(one: Flow, other: Flow) -> bool:
        """Tell whether what stood before the join is gone, and what is there now led to it or took its place."""
        is_gone = new.plan(now, one.source) is None
        return is_gone and (one.id == other.id or other.source in _ahead(old, new, levels, one.source))

    for fits in (is_same, comes_from_there, is_shorter):
        for one in before:
            free = [other.id for other in after if other.id not in same.values() and fits(one, other)]
            if one.id not in same and free:
                same[one.id] = free[0]
    return Ways(same, tuple(one.id for one in after if one.id not in same.values()))


def _ahead(old: Side, new: Side, levels: tuple[Level, Level], ident: str) -> Sequence[str]:
    """Return the nearest elements on the ways to one that is gone, which the new version still has."""
    was, now = levels
    found: list[str] = []
    seen, todo = {ident}, [ident]
    while todo:
        sources = {flow.source for flow in old.into(was, todo.pop())} - seen
        seen |= sources
        gone = {one for one in sources if new.plan(now, one) is None}
        found += sorted(sources - gone)
        todo += sorted(gone)
    return found
