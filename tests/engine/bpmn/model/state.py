"""What a case is in the reference model: plain recursive data that never changes (BPMN 2.0.2, chapter 13).

A token is the id of the flow it is on, `>ID` where it begins at an element without any flow, or `<ID` where it is done
with an element that has thrown something and goes on if that does not take it away. Names belong to scopes: to a
process under way, and to what has inputs or is one of many (`Busy.names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.engine.bpmn.model.drawn import Drawing, Graph, Node

# Kind, path, instance.
Mark = tuple[str, str, int | None]
Happening = tuple[object, ...]
Names = tuple[tuple[str, bool | int | None], ...]
MOVE: Happening = ("move",)
JOIN: Happening = ("join",)
ASK: Happening = ("ask",)
THROWN = {"error", "escalation", "signal", "cancel"}


@dataclass(frozen=True)
class Armed:
    """An event that waits beside an activity, or behind a gateway; `has_heard` while a signal goes round.

    `held` tells whether its condition was true when it was last asked.
    """

    node: str
    due: int | None = None
    left: int = 1
    has_heard: bool = False
    held: bool = False


@dataclass(frozen=True)
class Entry:
    """Something completed that can be undone: by its own step, or, a sub-process, by what is done `inside` it."""

    node: str
    inside: tuple[Entry, ...] | None = None
    number: int | None = None
    names: Names = ()


@dataclass(frozen=True)
class Busy:
    """A token that rests at `node`; `instances` where it is many, `number` where it is one of many.

    An event that `has_happened` is done when its turn comes, as is an activity all of whose instances are. `log` is
    what its instances have completed. One that undoes has `left` to undo, the last one first, and is `doing` one of
    them; it goes on as a token at `then`, or as its element does.
    """

    node: str
    number: int | None = None
    armed: tuple[Armed, ...] = ()
    own: Armed | None = None
    inside: Scope | None = None
    instances: tuple[Busy, ...] | None = None
    total: int = 0
    opened: int = 0
    done: int = 0
    names: Names = ()
    has_happened: bool = False
    log: tuple[Entry, ...] = ()
    left: tuple[Entry, ...] | None = None
    doing: Busy | None = None
    then: str = ""


@dataclass(frozen=True)
class Scope:
    """A process or sub-process under way; `armed` are the starts of its event sub-processes.

    `log` is what has been completed in it and can be undone, in order.
    """

    graph: str
    tokens: tuple[str, ...] = ()
    busy: tuple[Busy, ...] = ()
    armed: tuple[Armed, ...] = ()
    names: Names = ()
    log: tuple[Entry, ...] = ()

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
    """One move of a scope; with `fault` the element where the routine cannot go on, `writes` what goes further out."""

    scope: Scope
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    writes: Names = ()


@dataclass(frozen=True)
class Rest:
    """One move of a token at rest: `busy` is None when it rests no longer; `tokens` go on from there.

    `log` is what is completed by it.
    """

    busy: Busy | None
    tokens: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    is_done: bool = False
    writes: Names = ()
    log: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class Place:
    """Where a scope stands, the hour it is, what the names seen from there are, and what comes with what happens."""

    drawing: Drawing
    graph: Graph
    now: int
    asked: Mapping[str, bool | int | None]
    prefix: str = ""
    number: int | None = None
    given: Names = ()
    tells_names: bool = False

    def mark(self, kind: str, ident: str) -> Mark:
        """Return what happened to an element or flow."""
        return kind, self.prefix + ident, self.number

    def within(self, node: Node) -> Place:
        """Return the place inside a sub-process or call."""
        prefix = f"{self.prefix}{node.id}/" if node.kind == "call" else self.prefix
        return replace(self, graph=self.drawing.graphs[node.graph], prefix=prefix)

    def seeing(self, names: Names) -> Place:
        """Return the place as seen from where these names are known too."""
        return replace(self, asked={**self.asked, **dict(names)}) if names else self

    def at(self, busy: Busy) -> Place:
        """Return the place as one of many instances sees it, or what has inputs."""
        return replace(self.seeing(busy.names), number=self.number if busy.number is None else busy.number)

    def undoing(self, busy: Busy) -> Place:
        """Return the place where what `busy` undoes was done: beside it, or in the sub-process that was completed."""
        node = self.graph.node[busy.node]
        return self.at(busy).within(node) if node.graph else self


def put(names: Names, writes: Names) -> Names:
    """Return the names with what has been written, in an order of their own."""
    return tuple(sorted({**dict(names), **dict(writes)}.items()))
