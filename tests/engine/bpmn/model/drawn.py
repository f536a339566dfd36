"""Diagrams as plain data, for the reference model; `written` is their BPMN text, for the engine.

Knows nothing of how either of them runs a diagram. A `Drawing` holds the graph of each process by its id, that of each
sub-process by the sub-process's id; `main` is the process that a case runs. Names that conditions, collections and
message keys read are given anew at each step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

OPENS = "Ny"  # how the names of messages and signals begin that open a case: such a message has no key


@dataclass(frozen=True)
class Many:
    """Multi-instance over the collection `items`, or as often as the number `count` says.

    Done early when `enough` instances are, or when `until` holds. What each instance has at its end under the name
    `gives` is collected in the list `collected`.
    """

    items: str
    is_sequential: bool = False
    enough: int | None = None
    until: str | None = None
    item: str = ""  # what each instance calls its own item
    gives: str = ""
    collected: str = ""
    count: str = ""


@dataclass(frozen=True)
class Loop:
    """A standard loop: again while `condition` holds, asked before the first round too, or after it."""

    condition: str
    is_tested_before: bool = False
    maximum: int | None = None


@dataclass(frozen=True)
class Picks:
    """Which steps of an ad-hoc sub-process are opened: the `first`, or, where the name `by` is not true, the `others`.

    It is done early when `until` holds as a way in it ends: the rest `is_awaited`, or is taken away.
    """

    first: tuple[str, ...]
    by: str = ""
    others: tuple[str, ...] = ()
    until: str = ""
    is_awaited: bool = False


@dataclass(frozen=True)
class Node:
    """An element; `event` is its symbol, `name` a message, signal, link, code or condition, `hours` a timer's wait.

    `times` are a timer's firings (0: without end), `is_each` when it makes up for those it has missed; `host` is
    what a boundary event hangs on, `graph` what runs inside. `undo` is the step that a compensation event leads to,
    which says itself that it `is_undo`; what throws one names the activity to be undone, or none. `inputs` are
    pairs: a name of its own, and the name that it is taken from; `outputs` too: a name outside, and the name inside
    that it is taken from. Nothing else goes out then. A script has nothing but outputs. A call `is_shut` that sees
    its inputs only, one `is_silent` gives nothing back.
    """

    id: str
    kind: str
    event: str = ""
    name: str = ""
    hours: int = 0
    times: int = 1
    host: str = ""
    is_interrupting: bool = True
    graph: str = ""
    many: Many | None = None
    loop: Loop | None = None
    is_each: bool = False
    undo: str = ""
    is_undo: bool = False
    inputs: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    is_shut: bool = False
    is_silent: bool = False
    picks: Picks | None = None


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `condition` is a name, "" where there is none."""

    id: str
    source: str
    target: str
    condition: str = ""
    is_default: bool = False


@dataclass(frozen=True)
class Graph:
    """The elements and flows of one process or sub-process."""

    id: str
    nodes: tuple[Node, ...]
    flows: tuple[Flow, ...]

    @cached_property
    def node(self) -> Mapping[str, Node]:
        """Each element by its id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def flow(self) -> Mapping[str, Flow]:
        """Each flow by its id."""
        return {flow.id: flow for flow in self.flows}

    @cached_property
    def out(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that leave each element."""
        return {node.id: tuple(one for one in self.flows if one.source == node.id) for node in self.nodes}

    @cached_property
    def into(self) -> Mapping[str, tuple[Flow, ...]]:
        """The flows that enter each element."""
        return {node.id: tuple(one for one in self.flows if one.target == node.id) for node in self.nodes}

    @cached_property
    def edges(self) -> Mapping[str, tuple[Node, ...]]:
        """The boundary events of each element."""
        return {node.id: tuple(one for one in self.nodes if one.host == node.id) for node in self.nodes}

    @cached_property
    def starts(self) -> tuple[str, ...]:
        """Where its tokens begin by themselves: the start events without a symbol, else what no flow enters."""
        inside = [one for one in self.nodes if one.kind not in {"edge", "esub"} and not _is_link_end(one)]
        starts = [one.id for one in inside if one.kind == "start" and not one.event]
        free = [one.id for one in inside if not self.into[one.id] and one.kind != "start" and not one.is_undo]
        return tuple(starts or free)

    @cached_property
    def openings(self) -> tuple[Node, ...]:
        """The start events that wait for something."""
        return tuple(one for one in self.nodes if one.kind == "start" and one.event)

    @cached_property
    def undo(self) -> Mapping[str, str]:
        """The step that undoes each element that can be undone."""
        return {one.host: one.undo for one in self.nodes if one.undo}

    @cached_property
    def event_subs(self) -> tuple[Node, ...]:
        """The event sub-processes that stand in it."""
        return tuple(one for one in self.nodes if one.kind == "esub")


def _reads(graph: Graph, node: Node) -> set[str]:
    """Return the names that an element's own texts read, and its flows'."""
    found = {flow.condition for flow in graph.out[node.id]} | {source for _, source in (*node.inputs, *node.outputs)}
    found |= {node.many.items, node.many.until or "", node.many.gives, node.many.count} if node.many else set()
    found |= {node.loop.condition} if node.loop else set()
    found |= {node.picks.by, node.picks.until} if node.picks else set()
    return (found | ({node.name} if node.event == "conditional" else set())) - {""}


def _is_link_end(node: Node) -> bool:
    return (node.kind, node.event) == ("catch", "link")


@dataclass(frozen=True)
class Drawing:
    """All graphs of a routine and what it calls."""

    main: str
    graphs: Mapping[str, Graph]
    processes: tuple[str, ...]

    @cached_property
    def own_names(self) -> Mapping[str, frozenset[str]]:
        """The names that each instance of a repeated activity keeps for itself (design 6).

        Its item and what it gives, and, in parallel, what is read nowhere but inside it.
        """
        return {
            node.id: self._own_names(graph, node)
            for graph in self._run()
            for node in graph.nodes
            if node.many or node.loop
        }

    def _run(self) -> list[Graph]:
        """Return the graphs that a case can come to."""
        found, todo = {}, [self.main]
        while todo:
            ident = todo.pop()
            if ident not in found:
                found[ident] = self.graphs[ident]
                todo += [one.graph for one in found[ident].nodes if one.graph]
        return list(found.values())

    def _own_names(self, graph: Graph, node: Node) -> frozenset[str]:
        item = {node.many.item, node.many.gives} - {""} if node.many else set()
        if node.many is None or node.many.is_sequential:
            return frozenset(item)
        body = self._body(node)
        places = {one.id: (around, one) for around in self._run() for one in around.nodes}
        inside = {name for one in body for name in _reads(*places[one])} - {node.many.items}
        outside = {name for one in places.keys() - body for name in _reads(*places[one])}
        after = {flow.condition for flow in graph.out[node.id]}
        return frozenset(item | (inside - outside - after))

    def _body(self, node: Node) -> set[str]:
        """Return what stands in `node`, itself with it, and in the routines that are called from nowhere else."""
        found, todo = {node.id}, [node.graph] if node.kind in {"sub", "trans", "adhoc"} else []
        if node.kind == "call":
            todo += self._called_only_by(found, node.graph)
        while todo:
            for one in self.graphs[todo.pop()].nodes:
                found.add(one.id)
                todo += [one.graph] if one.kind in {"sub", "trans", "adhoc", "esub"} else []
                todo += self._called_only_by(found, one.graph) if one.kind == "call" else []
        return found

    def _called_only_by(self, body: set[str], process: str) -> list[str]:
        calls = {one.id for graph in self._run() for one in graph.nodes if one.graph == process}
        return [process] if calls - {process} <= body else []

    @cached_property
    def has_conditions(self) -> bool:
        """Tell whether an event waits for a condition."""
        return any(one.event == "conditional" for graph in self.graphs.values() for one in graph.nodes)
