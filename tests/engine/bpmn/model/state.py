"""What a case is in the reference model: plain recursive data that never changes (BPMN 2.0.2, chapter 13).

A token is the id of the flow it is on, `>ID` where it begins at an element without any flow, or `<ID` where it is done
with an element that has thrown something and goes on if that does not take it away. Names belong to scopes: to a
process under way, and to what has inputs or is one of many (`Busy.names`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tests.engine.bpmn.model.drawn import Drawing, Graph, Node

_T = TypeVar("_T")
# Kind, path, instance.
Mark = tuple[str, str, int | None]
Happening = tuple[object, ...]
Value = bool | int | None | tuple[bool | None, ...]  # a list is what a collection is gone through by
Names = tuple[tuple[str, Value], ...]
MOVE: Happening = ("move",)
JOIN: Happening = ("join",)
ASK: Happening = ("ask",)
THROWN = {"error", "escalation", "signal", "cancel"}


class TooMany(Exception):
    """There are more orders than there is time for."""


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
    """Something completed that can be undone: by its own step, or, a sub-process, by what is done `inside` it.

    What an event sub-process undoes in the scope around it `is_around`.
    """

    node: str
    inside: tuple[Entry, ...] | None = None
    number: int | None = None
    names: Names = ()
    is_around: bool = False


@dataclass(frozen=True)
class Busy:
    """A token that rests at `node`; `instances` where it is many, `number` where it is one of many.

    An event that `has_happened` is done when its turn comes, as is an activity all of whose instances are. `log` is
    what its instances have completed, `items` what they go through, `given` what each has given. One that undoes has
    `left` to undo, the last one first, and is `doing` one of them, perhaps in the scope around (`is_around`); it goes
    on as a token at `then`, or as its element does.
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
    is_around: bool = False
    items: tuple[bool | None, ...] = ()
    given: tuple[bool | None, ...] = ()


@dataclass(frozen=True)
class Scope:
    """A process or sub-process under way; `armed` are the starts of its event sub-processes.

    `log` is what has been completed in it and can be undone, in order. That of an ad-hoc sub-process `is_enough` when
    its condition has held, or it opened nothing.
    """

    graph: str
    tokens: tuple[str, ...] = ()
    busy: tuple[Busy, ...] = ()
    armed: tuple[Armed, ...] = ()
    names: Names = ()
    log: tuple[Entry, ...] = ()
    is_enough: bool = False

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
    """One move of a scope; with `fault` the element where the routine cannot go on, `writes` what goes further out.

    `takes` is what it begins to undo of the scope around; `is_end` when a token has come to the end of its way.
    """

    scope: Scope
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    writes: Names = ()
    takes: tuple[Entry, ...] = ()
    is_end: bool = False


@dataclass(frozen=True)
class Rest:
    """One move of a token at rest: `busy` is None when it rests no longer; `tokens` go on from there.

    `log` is what is completed by it, `takes` what it begins to undo of the scope around; `is_end` when its token has
    come to the end of its way.
    """

    busy: Busy | None
    tokens: tuple[str, ...] = ()
    marks: tuple[Mark, ...] = ()
    thrown: Thrown | None = None
    fault: str | None = None
    is_done: bool = False
    writes: Names = ()
    log: tuple[Entry, ...] = ()
    takes: tuple[Entry, ...] = ()
    is_end: bool = False


@dataclass(frozen=True)
class Place:
    """Where a scope stands, the hour it is, what the names seen from there are, and what comes with what happens.

    `base` is what the names are where nothing is written; `log` what can be undone in the scope; `around` the place
    that an event sub-process stands in; `host` the element that it is the inside of.
    """

    drawing: Drawing
    graph: Graph
    now: int
    asked: Mapping[str, Value]
    prefix: str = ""
    number: int | None = None
    given: Names = ()
    tells_names: bool = False
    base: Mapping[str, Value] = field(default_factory=dict)
    log: tuple[Entry, ...] = ()
    around: Place | None = None
    host: Node | None = None

    def mark(self, kind: str, ident: str) -> Mark:
        """Return what happened to an element or flow."""
        return kind, self.prefix + ident, self.number

    def within(self, node: Node) -> Place:
        """Return the place inside a sub-process or call."""
        prefix = f"{self.prefix}{node.id}/" if node.kind == "call" else self.prefix
        asked = {**self.base, **{name: self.asked[name] for name, _ in node.inputs}} if node.is_shut else self.asked
        around = self if node.kind == "esub" else None
        graph = self.drawing.graphs[node.graph]
        return replace(self, graph=graph, prefix=prefix, asked=asked, log=(), around=around, host=node)

    def seeing(self, names: Names) -> Place:
        """Return the place as seen from where these names are known too."""
        return replace(self, asked={**self.asked, **dict(names)}) if names else self

    def at(self, busy: Busy) -> Place:
        """Return the place as one of many instances sees it, or what has inputs."""
        return replace(self.seeing(busy.names), number=self.number if busy.number is None else busy.number)

    def undoing(self, busy: Busy) -> Place:
        """Return the place where what `busy` undoes was done: beside it, around it, or in what was completed."""
        node = self.graph.node[busy.node]
        if busy.is_around:
            assert self.around
            return self.around
        return self.at(busy).within(node) if node.graph else self


def replace(one: _T, **changes: Any) -> _T:
    """Return a copy with other values, as `dataclasses.replace` does, in a fifth of the time: nothing is asked."""
    made = object.__new__(type(one))
    made.__dict__.update(one.__dict__)
    made.__dict__.update(changes)
    return made


def put(names: Names, writes: Names) -> Names:
    """Return the names with what has been written, in an order of their own."""
    return tuple(sorted({**dict(names), **dict(writes)}.items()))


def size(scope: Scope) -> int:
    """Return how many tokens there are in a scope, with all that runs inside it."""
    return 1 + len(scope.tokens) + sum(_size(one) for one in scope.busy)


def _size(busy: Busy) -> int:
    inside = (size(busy.inside) if busy.inside else 0) + (_size(busy.doing) if busy.doing else 0)
    return 1 + inside + sum(_size(one) for one in busy.instances or ())


def canonical(scope: Scope) -> Scope:
    """Return the scope in an order that does not tell how it came to be."""
    busy = sorted((_canonical_busy(one) for one in scope.busy), key=repr)
    return replace(scope, tokens=tuple(sorted(scope.tokens)), busy=tuple(busy))


def _canonical_busy(busy: Busy) -> Busy:
    inside = canonical(busy.inside) if busy.inside else None
    doing = _canonical_busy(busy.doing) if busy.doing else None
    instances = None if busy.instances is None else tuple(_canonical_busy(one) for one in busy.instances)
    return replace(busy, inside=inside, instances=instances, doing=doing)
