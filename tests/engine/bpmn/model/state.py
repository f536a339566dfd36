"""What a case is in the reference model: plain recursive data that never changes (BPMN 2.0.2, chapter 13).

A token is the id of the flow it is on, `>ID` where it begins at an element without any flow, or `<ID` where it is done
with an element that has thrown something and goes on if that does not take it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.engine.bpmn.model.drawn import Drawing, Graph, Node

# Kind, path, instance.
Mark = tuple[str, str, int | None]
Happening = tuple[object, ...]
MOVE: Happening = ("move",)
JOIN: Happening = ("join",)


@dataclass(frozen=True)
class Armed:
    """An event that waits beside an activity, or behind a gateway; `has_heard` while a signal goes round."""

    node: str
    due: int | None = None
    left: int = 1
    has_heard: bool = False


@dataclass(frozen=True)
class Busy:
    """A token that rests at `node`; `instances` where it is many, `number` where it is one of many."""

    node: str
    number: int | None = None
    armed: tuple[Armed, ...] = ()
    own: Armed | None = None
    inside: Scope | None = None
    instances: tuple[Busy, ...] | None = None
    total: int = 0
    opened: int = 0
    done: int = 0


@dataclass(frozen=True)
class Scope:
    """A process or sub-process under way; `armed` are the starts of its event sub-processes."""

    graph: str
    tokens: tuple[str, ...] = ()
    busy: tuple[Busy, ...] = ()
    armed: tuple[Armed, ...] = ()

    @property
    def is_over(self) -> bool:
        """Tell whether no token is left (13.2, 13.3.4)."""
        return not self.tokens and not self.busy


@dataclass(frozen=True)
class Thrown:
    """An error, escalation, signal or the cancelling of a transaction on its way outwards."""

    kind: str
    code: str
    node: str


@dataclass(frozen=True)
class Step:
    """One move of a scope; with `fault` the element where the routine cannot go on."""

    scope: Scope
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Rest:
    """One move of a token at rest: `busy` is None when it rests no longer; `tokens` go on from there."""

    busy: Busy | None
    tokens: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    is_done: bool = False


@dataclass(frozen=True)
class Place:
    """Where a scope stands, the hour it is, and what the names of its conditions are now."""

    drawing: Drawing
    graph: Graph
    now: int
    asked: Mapping[str, bool | int | None]
    prefix: str = ""
    number: int | None = None

    def mark(self, kind: str, ident: str) -> Mark:
        """Return what happened to an element or flow."""
        return kind, self.prefix + ident, self.number

    def within(self, node: Node) -> Place:
        """Return the place inside a sub-process or call."""
        prefix = f"{self.prefix}{node.id}/" if node.kind == "call" else self.prefix
        return replace(self, graph=self.drawing.graphs[node.graph], prefix=prefix)
