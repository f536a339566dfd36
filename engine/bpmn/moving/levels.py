"""Two versions of a routine side by side: where a token stands in each, and what it is there (`spiffworkflow.md` 4).

A level is a process, or a sub-process in it. Knows definitions and names of task specs; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.bpmn.moving import symbols
from engine.bpmn.moving.tokens import Token
from engine.bpmn.running import nested, nodes
from engine.bpmn.running.plan import Plan
from engine.bpmn.running.routine import Definition
from engine.bpmn.values import Element, Flow, drawn

# task spec → how its tokens are moved; "" never stays open. A spec that is not here is told by a test, and blocks.
FAMILIES = {
    "Work": "work",
    "Catch": "wait",
    "Boundary": "edge",
    "Listener": "listener",
    "Gateway": "join",
    "Race": "race",
    "SubProcess": "inside",
    "EventSubProcess": "inside",
    "Chosen": "inside",
    "Call": "call",
    "Each": "each",
    "Again": "each",
    "Node": "",
    "Action": "",
    "Script": "",
    "Decide": "",
    "Throw": "undoes",
    "Undo": "undone",
    "End": "",
}
HOSTS = {"inside", "call"}
_JOINS = {"parallelGateway", "inclusiveGateway"}  # who waits at one waits at the other
LEAVES = {"work", "wait"}
_STEPS = {
    "userTask", "manualTask", "intermediateCatchEvent", "receiveTask", "eventBasedGateway", "callActivity",
    "subProcess",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Level:
    """A process, or the sub-process `parent` in it; `prefix` is how a path begins, `host` the token it is inside of."""

    process: str
    parent: str = ""
    prefix: str = ""
    host: str = ""

    @property
    def part(self) -> str:
        """The name of its specs."""
        return nested.inside_name(self.process, self.parent) if self.parent else nested.routine_name(self.process)

    def path(self, ident: str) -> str:
        """Return the path of an element in it; a symbol's is that of its event."""
        return self.prefix + drawn(ident)

    def inner(self, element: Element, host: str) -> Level:
        """Return the level inside a sub-process or called routine."""
        if element.called:
            return Level(element.called, "", f"{self.prefix}{element.id}/", host)
        return Level(self.process, element.id, self.prefix, host)


@dataclass(frozen=True, slots=True)
class Side:
    """One version."""

    definition: Definition

    def plan(self, level: Level, ident: str) -> Plan | None:
        """Return the plan of an element of the level's process, None where there is none."""
        return self.definition.plans.get((level.process, ident))

    def element(self, level: Level, ident: str) -> Element:
        """Return an element that is there."""
        return self.definition.plans[level.process, ident].element

    def beginning(self, level: Level) -> Plan:
        """Return how the level begins."""
        return self.definition.plans[level.process, level.parent]

    def family(self, level: Level, spec: str) -> str | None:
        """Return how a token of a task spec is moved, None where nobody has said so."""
        part = self.definition.parts.get(level.part)
        found = part.task_specs.get(spec) if part else None
        return FAMILIES.get(type(found).__name__) or None

    def kind(self, process: str, element: Element, *, is_instance: bool) -> tuple[object, ...]:
        """Return what must be the same for a token to stay itself."""
        prefix = nodes.INSTANCE if is_instance else nodes.ELEMENT
        family = self.family(Level(process, element.parent), prefix + element.id)
        event = element.event.kind if element.event and family == "wait" else ""
        gate = element.kind if family == "join" and element.kind not in _JOINS else ""
        loop = None if element.loop is None else element.loop.is_standard
        return family, event, gate, loop, element.variant, element.called

    def into(self, level: Level, ident: str) -> list[Flow]:
        """Return the flows that enter an element."""
        every = (plan for (process, _one), plan in self.definition.plans.items() if process == level.process)
        return [flow for plan in every for flow in plan.out if flow.target == ident]

    def met(self, level: Level, ident: str) -> tuple[str, ...]:
        """Return the names of the nearest steps before an element, one for each way into it: what meets there."""
        found = (self._step_before(level, flow) for flow in self.into(level, ident))
        return tuple(name for name in dict.fromkeys(found) if name)

    def known_by(self, level: Level, element: Element) -> tuple[str, ...]:
        """Return the steps before a gateway without a name, by which people know it; none for all else."""
        is_nameless = not element.name and element.kind.endswith("Gateway")
        return self.met(level, element.id) if is_nameless else ()

    def _step_before(self, level: Level, flow: Flow) -> str:
        seen, todo = set[str](), [flow.source]
        while todo:
            at = todo.pop(0)
            element = self.element(level, at)
            if element.name and not element.kind.endswith("Gateway"):
                return element.name
            fresh = [one.source for one in self.into(level, at) if one.source not in seen]
            seen.update(fresh)
            todo += fresh
        return ""

    def steps(self, level: Level, *, is_undoing: bool = False) -> tuple[str, ...]:
        """Return where a token of this process may be put, in reading order: tasks, and what waits.

        No way leads on from a step that undoes another: only a token that `is_undoing` may stand there.
        """
        mine = [plan for (process, ident), plan in self.definition.plans.items() if process == level.process and ident]
        closed = {flow.target for plan in mine if plan.element.kind == "eventBasedGateway" for flow in plan.out}
        closed |= set() if is_undoing else {plan.undo for plan in mine}
        found = [one.element for one in mine if one.element.kind in _STEPS and one.element.variant != "event"]
        return tuple(drawn(one.id) for one in sorted(found, key=lambda one: one.order) if one.id not in closed)

    def entered(self, level: Level, ident: str) -> str:
        """Return where a token begins that is put on `ident`: of an event with several symbols, at their gateway."""
        gateway = ident + symbols.GATEWAY
        return gateway if (level.process, gateway) in self.definition.plans else ident

    def twins(self, level: Level, ident: str) -> list[Element]:
        """Return the symbols of the event that `ident` is one of."""
        mine = (
            plan.element for (process, one), plan in self.definition.plans.items() if process == level.process and one
        )
        return [one for one in mine if drawn(one.id) == drawn(ident) and not one.id.endswith(symbols.GATEWAY)]

    def chain(self, level: Level, element: Element) -> list[Element]:
        """Return the sub-processes around an element, the outermost first."""
        found: list[Element] = []
        while element.parent:
            element = self.element(level, element.parent)
            found.insert(0, element)
        return found

    def markings(
        self, roots: Sequence[Token], placed: Sequence[tuple[str, str]] = (), level: Level | None = None
    ) -> Iterator[tuple[Level, tuple[tuple[str, str], ...]]]:
        """Yield what is open in each level, as `outlook` takes it; `placed` begins in its host's level."""
        level = level or Level(self.definition.process_id)
        found = [(element, "") for host, element in placed if host == level.host]
        for token in (one for one in roots if not self.is_listener(level, one.ident)):
            plan = self.plan(level, token.ident)
            is_join = plan is not None and plan.is_join and self.family(level, token.spec) == "join"
            found.append((token.ident, str(token.data.get("f", "")) if is_join else ""))
            for host in (token, *token.hung):
                if self.family(level, host.spec) in HOSTS:
                    inner = level.inner(self.element(level, host.ident), host.id)
                    yield from self.markings(host.inside, placed, inner)
        yield level, tuple(found)

    def is_listener(self, level: Level, ident: str) -> bool:
        """Tell whether the element is a start that its level listens for."""
        return any(one.id == ident for one in self.beginning(level).listens)


def is_same_event(old: Element, new: Element) -> bool:
    """Tell whether both wait for the same kind of event."""
    return old.event is not None and new.event is not None and old.event.kind == new.event.kind
