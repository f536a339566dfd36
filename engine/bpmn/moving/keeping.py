"""A token that stays itself in the new version: what hangs on it, where it came from, what it waits for.

Part of `carrying`. What is to be counted, begun or renewed once the case is loaded is left in `Todo` for `settling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from engine.bpmn.moving import asking, joining, symbols, verdicts
from engine.bpmn.moving.levels import HOSTS, LEAVES, Level, Side, is_same_event
from engine.bpmn.moving.tokens import Token
from engine.bpmn.running import gathering, nodes
from engine.bpmn.values import Element, drawn

Pair = tuple[Element, Element]  # as it was, as it is
Levels = tuple[Level, Level]


@dataclass(frozen=True, slots=True)
class Armed:
    """An event that begins to wait: below the token `host`, or, with `is_root`, inside it ("" is the case)."""

    host: str
    event: str
    flow: str | None = None
    is_root: bool = False


@dataclass
class Todo:
    """What is left to be done once the case is loaded, by token ids."""

    begun: list[str] = field(default_factory=list)  # sub-processes that have been opened around a step
    armed: list[Armed] = field(default_factory=list)
    # inside which token ("" is the case) an event sub-process had taken the place of all else; what was listened for
    interrupted: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    placed: list[tuple[str, str]] = field(default_factory=list)  # inside which token ("" is the case), element
    awaited: dict[tuple[str, str], str] = field(default_factory=dict)  # of what is placed to undo: who waits for that
    recounted: list[str] = field(default_factory=list)
    renewed: list[tuple[str, Element]] = field(default_factory=list)  # with what it was
    removed: list[tuple[Token, str]] = field(default_factory=list)  # with path


class Keeper:
    """What `Carrier` knows of tokens that stay themselves."""

    def __init__(self, old: Side, new: Side, asked: asking.Asked) -> None:
        """Take both versions and the answers."""
        self.old, self.new, self.asked = old, new, asked
        self.todo = Todo()
        self._came: dict[tuple[str, str], dict[str, str]] = {}  # at a join of a host: flows as they were, as they are

    def keep(self, token: Token, pair: Pair, family: str, levels: Levels) -> None:
        """Carry what belongs to a token that stays itself, but for what stands inside it."""
        if family == "race":
            self._race(token, pair, levels)
        else:
            token.hung = [*self._edges(token, pair, levels), *self._instances(token, pair, levels)]
        if family == "work":
            self._deadlines(token, pair, levels)
        if family == "wait":
            self._timer(token, pair, levels)
        if family == "join":
            self._came_by(token, pair, levels)
        if family == "each":
            _collect(token, pair[1])
        if pair[0] != pair[1]:
            self.todo.renewed.append((token.id, pair[0]))
        if family in HOSTS:
            self.keep_inside(token, pair, levels)

    def keep_inside(self, token: Token, pair: Pair, levels: Levels) -> None:
        """Carry what stands inside the token."""
        raise NotImplementedError

    def remove(self, token: Token, was: Level) -> None:
        """Take a token away with all that belongs to it."""
        self.todo.removed.append((token, was.path(token.ident)))

    def listener(self, token: Token, was: Level, now: Level) -> list[Token]:
        """Carry what a level listens for."""
        ident = self.image(token.ident, (was, now))
        plan = self.new.plan(now, ident)
        if plan is None or not self.new.is_listener(now, ident):
            return self._event_gone(token, was)
        return self._event(token, plan.element, (was, now))

    def image(self, ident: str, levels: Levels) -> str:
        """Return the id that an element has in the new version: its own, but for one of several symbols."""
        was, now = levels
        old, new = self.old.twins(was, ident), self.new.twins(now, ident)
        if len(old) < 2 and len(new) < 2:
            return ident
        return symbols.images(old, new).get(ident, ident)

    def listen(self, was: Level, now: Level, stood: Sequence[Element], again: Sequence[str] = ()) -> None:
        """Offer to listen for what the new version's event sub-processes begin with, and the old had not.

        What stands in `again` was listened for, and is no more. `stood` is what was open in the level.
        """
        had = {self.image(one.id, (was, now)) for one in self.old.beginning(was).listens} - set(again)
        if any(one.variant == "event" and one.is_interrupting for one in stood):
            self.todo.interrupted.append((now.host, frozenset(had)))
        for one in self.new.beginning(now).listens:
            if one.id not in had:
                self._offer(Armed(now.host, one.id, is_root=True), now)

    # -- events beside it

    def _event(self, token: Token, new: Element, levels: Levels) -> list[Token]:
        old = self.old.element(levels[0], token.ident)
        has_come = gathering.CAME in token.data and new.variant != gathering.ALL
        if not is_same_event(old, new) or has_come:
            return self._event_gone(token, levels[0])
        self._timer(token, (old, new), levels)
        if old != new:
            self.todo.renewed.append((token.id, old))
        token.spec = token.spec[:2] + new.id
        return [token]

    def _event_gone(self, token: Token, was: Level) -> list[Token]:
        self.remove(token, was)
        self.asked.note(asking.cancelled(self.old.element(was, token.ident)))
        return []

    def unfilled(self, events: list[Token], levels: Levels) -> list[Token]:
        """Leave out events that wait for all of their symbols where those that are left have come: nothing would."""
        kept, every = list(events), {one.id: drawn(one.ident) for one in events}
        waiting = {every[one.id] for one in events if gathering.CAME not in one.data}
        for event in (one for one in events if every[one.id] not in waiting):
            kept.remove(event)
            self.remove(event, levels[0])
            self.asked.note(asking.cancelled(self.new.element(levels[1], event.ident)))
        return kept

    def _edges(self, token: Token, pair: Pair, levels: Levels) -> list[Token]:
        """Return the boundary events that go on waiting; tell of those that do not, ask about new ones."""
        if token.spec.startswith(nodes.INSTANCE):
            return []
        was, now = levels
        wanted = self.new.definition.plans[now.process, pair[1].id].waits
        before = {self.image(one, levels) for one in self.old.definition.plans[was.process, pair[0].id].waits}
        events = [one for one in token.hung if not one.spec.startswith(nodes.INSTANCE)]
        waiting = {one.id: self.image(one.ident, levels) for one in events}
        found: list[Token] = []
        for event in events:
            image = waiting[event.id]
            is_here = image in wanted
            found += (
                self._event(event, self.new.element(now, image), levels) if is_here else self._event_gone(event, was)
            )
        found = self.unfilled(found, levels)
        # one that was there before, and has fired or come, does not begin again
        spent = before - set(waiting.values()) | {one.ident for one in found}
        for ident in wanted:
            if ident not in spent:
                self._offer(Armed(token.id, ident), now)
        return found

    def _offer(self, event: Armed, now: Level) -> bool:
        element = self.new.element(now, event.event)
        if self.asked.answer(asking.new_event(element, now.path(element.id))) != verdicts.ARM:
            return False
        self.todo.armed.append(event)
        self.asked.note(asking.begins(element))
        return True

    def _instances(self, token: Token, pair: Pair, levels: Levels) -> list[Token]:
        found = []
        family = self.old.family(levels[0], nodes.INSTANCE + pair[0].id)
        for one in (one for one in token.hung if one.spec.startswith(nodes.INSTANCE)):
            if family not in LEAVES | HOSTS:
                self.asked.block(asking.unknown(pair[0]))
                continue
            one.spec = nodes.INSTANCE + pair[1].id
            self.keep(one, pair, family or "", levels)
            found.append(one)
        return found

    def _race(self, token: Token, pair: Pair, levels: Levels) -> None:
        """Let the alternatives wait that both have; new ones may begin, those that are gone are waited for no more."""
        was, now = levels
        flows = {flow.target: flow.id for flow in self.new.definition.plans[now.process, pair[1].id].out}
        kept: list[Token] = []
        waiting = {self.image(event.ident, levels) for event in token.hung}
        for event in token.hung:
            image = self.image(event.ident, levels)
            if image not in flows:
                self._event_gone(event, was)
                continue
            event.data["f"] = flows[image]
            kept += self._event(event, self.new.element(now, image), levels)
        kept = self.unfilled(kept, levels)
        # one that was there before, and does not wait, was left out by somebody
        before = {self.image(flow.target, levels) for flow in self.old.definition.plans[was.process, pair[0].id].out}
        spent = before - waiting | {event.ident for event in kept}
        added = [self._offer(Armed(token.id, one, flow), now) for one, flow in flows.items() if one not in spent]
        token.hung = kept
        if not kept and not any(added):
            self.asked.lack(asking.empty(pair[1]))

    # -- what it waits for

    def _deadlines(self, token: Token, pair: Pair, levels: Levels) -> None:
        old, new = pair
        for before, after in ((old.due, new.due), (old.follow_up, new.follow_up)):
            if before != after:
                self._recount(token, asking.deadline(old, levels[0].path(old.id), before, after))

    def _timer(self, token: Token, pair: Pair, levels: Levels) -> None:
        old, new = pair
        if old.event is None or new.event is None or old.event.kind != "timer" or old.event.text == new.event.text:
            return
        if gathering.CAME in token.data:
            return
        self._recount(token, asking.deadline(old, levels[0].path(old.id), old.event.text, new.event.text))

    def _recount(self, token: Token, question: verdicts.Question) -> None:
        if self.asked.answer(question) == verdicts.RECOUNT and token.id not in self.todo.recounted:
            self.todo.recounted.append(token.id)

    def ways(self, pair: Pair, levels: Levels) -> joining.Ways:
        """Return what the flows into a join are in both versions."""
        return joining.ways(self.old, self.new, levels, (pair[0].id, pair[1].id))

    def _came_by(self, token: Token, pair: Pair, levels: Levels) -> None:
        """Let a token at a join wait on the flow by which it came, whatever that is called now."""
        found, came = self.ways(pair, levels), token.data.get("f", "")
        every = [*found.new, *self.new.definition.plans[levels[1].process, pair[1].id].into]
        given = self._came.setdefault((levels[1].host, pair[1].id), {})
        free = [one for one in every if one not in given.values()] or every
        if free:  # a branch that leads there no more counts as done there, by a flow of its own: somebody has said so
            token.data["f"] = given.setdefault(came, found.same.get(came, free[0]))


def _collect(token: Token, element: Element) -> None:
    """Give each instance a place for what it gives, where the new version collects it."""
    if element.loop is not None and element.loop.output:
        out = token.data.get("out") or []
        token.data["out"] = [*out, *([None] * (token.data["count"] - len(out)))]
