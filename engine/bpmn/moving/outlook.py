"""Can the open tokens of one level come to an end, or may a join wait for ever? (DECISIONS "Moving running cases")

Plays the level's gateways with all their choices, without variables: tasks and events are passed, conditions may fall
either way. A routine as it is drawn is judged the same way, so that only what a move or an intervention brings about
is told. Knows plans, not SpiffWorkflow.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from engine.bpmn.running.plan import Plan
from engine.bpmn.running.routine import Definition
from engine.bpmn.values import Flow

Place = tuple[str, str]  # element, and the flow by which a token waits at a join, else ""
Marking = tuple[Place, ...]
LIMIT = 3_000
_SUBSETS = 6  # conditions of one gateway that are tried in every combination
_TWINS = 4  # tokens at places where others are already: a loop that makes ever more is not followed further
_CLEARS = {"terminate", "error", "cancel"}


class Outlook:
    """What may become of tokens in one routine; remembers what it has found out, since cases are alike."""

    def __init__(self, definition: Definition) -> None:
        """Take the routine as it is drawn."""
        self.plans = definition.plans
        self._known: dict[tuple[str, Marking], frozenset[str]] = {}
        self._games: dict[str, _Game] = {}

    def stuck(self, process: str, tokens: Iterable[Place]) -> frozenset[str]:
        """Return the ids of the joins that may wait for ever when `tokens` are all that is open in their level."""
        marking = tuple(sorted(tokens))
        key = (process, marking)
        if key not in self._known:
            self._known[key] = self._game(process).play(marking)
        return self._known[key]

    def _game(self, process: str) -> _Game:
        if process not in self._games:
            self._games[process] = _Game(self, process)
        return self._games[process]

    def is_alike(self, other: Outlook, process: str) -> bool:
        """Tell whether tokens go the same ways in another version: what differs are names, forms, texts."""
        return _ways(self.plans, process) == _ways(other.plans, process)

    def reaches(self, process: str, start: str) -> frozenset[str]:
        """Return the elements of the level that a token at `start` may come to."""
        game, seen, todo = self._game(process), set[str](), [start]
        while todo:
            for way in game.ways(todo.pop()) or ():
                fresh = {ident for ident, _flow in way} - seen
                seen |= fresh
                todo += fresh
        return frozenset(seen)


class _Game:
    """One process; a marking is played until nothing in it can move."""

    def __init__(self, outlook: Outlook, process: str) -> None:
        self.plans, self.process = outlook.plans, process
        self.edges: dict[str, list[str]] = {}
        self._ways: dict[str, list[Marking] | None] = {}
        for (where, ident), plan in self.plans.items():
            if where == process and ident and plan.element.host and plan.element.is_interrupting:
                self.edges.setdefault(plan.element.host, []).append(ident)

    def play(self, start: Marking) -> frozenset[str]:
        """Return the joins at which tokens may be left; none where there is too much to try."""
        found: set[str] = set()
        seen: set[Marking] = set()
        todo, most = [start], _twins(start) + _TWINS
        while todo and len(seen) < LIMIT:
            marking = todo.pop()
            if marking in seen or _twins(marking) > most:
                continue
            seen.add(marking)
            following = self._following(marking)
            if marking and following is None:
                found |= {ident for ident, _flow in marking}
            todo += following or ()
        return frozenset(found)

    def ways(self, ident: str) -> list[Marking] | None:
        """Return what a token on the element may become; None where it takes all others with it."""
        if ident not in self._ways:
            self._ways[ident] = self._found_ways(ident)
        return self._ways[ident]

    def _found_ways(self, ident: str) -> list[Marking] | None:
        plan = self._plan(ident)
        event = plan.element.event
        if plan.element.kind == "endEvent" and event is not None and event.kind in _CLEARS:
            return None
        ways = self._leaving(plan)
        for edge in self.edges.get(ident, ()):
            ways += self._leaving(self._plan(edge))
        return ways

    def _following(self, marking: Marking) -> list[Marking] | None:
        """Move one token, in all ways it may go: the others are free to move before or after. None: none can."""
        if not marking:
            return []
        joined = self._joined(marking)
        if joined is not None:
            return joined
        free = next((place for place in marking if not place[1]), None)
        if free is not None:
            ways = self.ways(free[0])
            return [()] if ways is None else [_changed(marking, [free], way) for way in ways]
        return self._merged(marking)

    def _joined(self, marking: Marking) -> list[Marking] | None:
        for ident in dict.fromkeys(ident for ident, flow in marking if flow):
            plan = self._plan(ident)
            come = {flow for at, flow in marking if at == ident}
            if plan.element.kind != "inclusiveGateway" and come >= set(plan.into):
                gone = [(ident, flow) for flow in plan.into]
                return [_changed(marking, gone, way) for way in self._leaving(plan)]
        return None

    def _merged(self, marking: Marking) -> list[Marking] | None:
        """Let an inclusive join go on that no other token can come to (BPMN 2.0, 13.4.3)."""
        for ident in dict.fromkeys(ident for ident, _flow in marking):
            plan = self._plan(ident)
            if plan.element.kind != "inclusiveGateway":
                continue
            come = {flow for at, flow in marking if at == ident}
            filled = frozenset[str]().union(*(plan.leads.get(flow, ()) for flow in come))
            empty = frozenset[str]().union(*(plan.reach.get(flow, ()) for flow in plan.into if flow not in come))
            if not {at for at, _flow in marking if at != ident} & (empty - filled):
                return [_changed(marking, [(ident, flow) for flow in come], way) for way in self._leaving(plan)]
        return None

    def _leaving(self, plan: Plan) -> list[Marking]:
        out, kind = plan.out, plan.element.kind
        if not out:
            return [()]
        if kind in {"exclusiveGateway", "eventBasedGateway"}:
            return [(self._place(flow),) for flow in out]
        asked = [flow for flow in out if flow.condition or flow.is_default]
        if kind == "parallelGateway" or not asked or len(out) == 1:
            return [tuple(self._place(flow) for flow in out)]
        free = [flow for flow in out if flow not in asked]
        sizes = range(len(asked) + 1) if len(asked) <= _SUBSETS else (1, len(asked))
        chosen = [[*free, *some] for size in sizes for some in itertools.combinations(asked, size)]
        return [tuple(self._place(flow) for flow in some) for some in chosen if some]

    def _place(self, flow: Flow) -> Place:
        return (flow.target, flow.id if self._plan(flow.target).is_join else "")

    def _plan(self, ident: str) -> Plan:
        return self.plans[self.process, ident]


def _twins(marking: Marking) -> int:
    return len(marking) - len(set(marking))


def _ways(plans: Mapping[tuple[str, str], Plan], process: str) -> dict[str, object]:
    """Return all of a process that decides where tokens go."""
    return {ident: _way(plan) for (where, ident), plan in plans.items() if where == process and ident}


def _way(plan: Plan) -> tuple[object, ...]:
    element, event = plan.element, plan.element.event and plan.element.event.kind
    out = [(flow.id, flow.target, flow.is_default, bool(flow.condition)) for flow in plan.out]
    return element.kind, event, element.host, element.is_interrupting, plan.into, plan.reach, plan.leads, out


def _changed(marking: Marking, gone: Iterable[Place], come: Iterable[Place]) -> Marking:
    left = list(marking)
    for one in gone:
        if one in left:
            left.remove(one)
    return tuple(sorted([*left, *come]))
