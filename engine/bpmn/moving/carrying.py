"""Carries the open tokens of a case from one version's drawing to another's, level by level (`spiffworkflow.md` 4).

A token stays what it is, with all that it keeps, where the new version has its element in the same level and of the
same kind; else somebody must say where it goes. Nothing is started, counted or fired here; only the forest changes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.bpmn.moving import asking, calling, symbols, tokens, verdicts
from engine.bpmn.moving.keeping import Keeper, Levels, Pair
from engine.bpmn.moving.levels import LEAVES, Level, Side
from engine.bpmn.moving.tokens import Token
from engine.bpmn.running import compensating, gathering, nodes
from engine.bpmn.running.plan import Plan
from engine.bpmn.values import Element, drawn


@dataclass
class _Stray:
    """A token that goes to another level of its process; without one, `target` begins anew there, for `awaited`."""

    target: Element
    token: Token | None
    awaited: str = ""


class Carrier(Keeper):
    """One case on its way."""

    def __init__(self, old: Side, new: Side, asked: asking.Asked) -> None:
        """Take both versions and the answers."""
        super().__init__(old, new, asked)
        self._strays: list[_Stray] = []
        self._left: set[str] = set()  # sub-processes that a step has left

    def carry(self, roots: list[Token]) -> list[Token]:
        """Return the tokens as they stand in the new version; whole only where nothing is asked or blocks."""
        ident = self.old.definition.process_id
        found = self._process(roots, Level(ident), Level(ident))
        if not self._is_open("", found, Level(ident)):
            self.asked.lack(asking.empty(None))
        return found

    def keep_inside(self, token: Token, pair: Pair, levels: Levels) -> None:
        """Carry what stands inside a sub-process or a called routine."""
        old, new = pair
        inner = levels[0].inner(old, token.id), levels[1].inner(new, token.id)
        go = self._process if old.called else self._level
        token.inside = go(token.inside, *inner)
        if (old.called or new.loop) and not self._is_open(token.id, token.inside, inner[1]):
            self.asked.lack(asking.empty(new))

    def _process(self, roots: list[Token], was: Level, now: Level) -> list[Token]:
        """Carry a routine: its steps may go from one of its levels to another."""
        outer, self._strays = self._strays, []
        found = self._level(roots, was, now)
        for stray in self._strays:
            self._bring(stray, found, now)
        self._strays = outer
        return self._pruned(found, now)

    def _level(self, roots: list[Token], was: Level, now: Level, *, listens: bool = True) -> list[Token]:
        found: list[Token] = []
        heard: list[Token] = []
        stood = [self.old.element(was, token.ident) for token in roots]
        for token in roots:
            if self.old.family(was, token.spec) == "listener":
                kept = self.listener(token, was, now)
                heard += kept
                found += kept
            else:
                found += self._token(token, was, now)
        still = self.unfilled(heard, (was, now))
        lost = [one for one in heard if one not in still]
        if listens:
            self.listen(was, now, stood, [one.ident for one in lost])
        return [one for one in found if one not in lost]

    def _undone(self, token: Token, was: Level, now: Level) -> list[Token]:
        """Carry a sub-process that is being undone: it listens for nothing, and nothing at its edge waits."""
        element, plan = self.old.element(was, token.ident), self.new.plan(now, token.ident)
        if plan is not None and plan.element.parent == now.parent and self.new.family(now, token.spec):
            inner = was.inner(element, token.id), now.inner(plan.element, token.id)
            token.inside = self._level(token.inside, *inner, listens=False)
            if not self._is_open(token.id, token.inside, inner[1]):
                self.asked.lack(asking.empty(plan.element))
            self._edge(token, was, now)
            return [token]
        answer = self.asked.answer(asking.undone_no_more(element, was.path(token.ident)))
        if answer == verdicts.GONE:
            self.asked.note(asking.taken_away(element))
            self.remove(token, was)
            if edge := self._edge(token, was, now):
                self._place(now.host, edge)
        elif answer:
            self.asked.block(asking.no_such(answer))
        return []

    def _edge(self, token: Token, was: Level, now: Level) -> str:
        """Return the edge that a cancelled transaction goes on from, "" for none; what is no such edge now blocks."""
        edge = str(token.data.get(compensating.THEN, ""))
        plan = self.new.plan(now, edge) if edge else None
        event = plan.element.event if plan is not None and plan.element.parent == now.parent else None
        if edge and (event is None or event.kind != "cancel"):
            self.asked.block(asking.no_such(calling.named(self.old.element(was, edge))))
        return edge

    def _token(self, token: Token, was: Level, now: Level) -> list[Token]:
        """Return what the token becomes in its level: itself, nothing, or what stood inside it."""
        element, family = self.old.element(was, token.ident), self.old.family(was, token.spec)
        if family is None:
            self.asked.block(asking.unknown(element))
            return []
        if family == "undone":
            return self._undone(token, was, now)
        if (alone := self._alone(token, family, was, now)) is not None:
            return self._token(alone, was, now)
        wanted = self.asked.choices.of("steps", was.path(token.ident))
        plan = self.new.plan(now, wanted or self.image(token.ident, (was, now)))
        is_here = plan is not None and plan.element.parent == now.parent
        if not wanted and not is_here and family == "inside":
            return self._dissolve(token, was, now)
        if not wanted:
            wanted = self._asked(token, plan, family, (was, now))
        if wanted == verdicts.GONE:
            self.asked.note(asking.taken_away(element, self.old.known_by(was, element)))
            self.remove(token, was)
        place = wanted if family == "wait" and wanted == token.ident else self.new.entered(now, wanted)
        plan = self.new.plan(now, place) if wanted else None
        own = (token.ident, self.image(token.ident, (was, now)))
        if wanted not in ("", verdicts.GONE) and (plan is None or wanted not in (*own, *self._steps(token, now))):
            self.asked.block(asking.no_such(wanted))
            return []
        return self._at(token, plan.element, was, now) if plan else []

    def _alone(self, token: Token, family: str, was: Level, now: Level) -> Token | None:
        """Return the symbol that waits on where an event has one only, of those that it had at a gateway of its own."""
        if family != "race" or not token.ident.endswith(symbols.GATEWAY) or self.new.plan(now, token.ident):
            return None
        if len(self.new.twins(now, token.ident)) != 1:
            return None
        left = [one for one in token.hung if gathering.CAME not in one.data]
        same = [one for one in left if self.image(one.ident, (was, now)) == drawn(token.ident)]
        if len(same) != 1 or self.new.family(now, nodes.ELEMENT + drawn(token.ident)) != "wait":
            return None
        for event in token.hung:
            if event is not same[0]:
                self._event_gone(event, was)
        return same[0]

    def _steps(self, token: Token, now: Level) -> tuple[str, ...]:
        return self.new.steps(now, is_undoing=compensating.FOR in token.data)

    def _asked(self, token: Token, plan: Plan | None, family: str, levels: Levels) -> str:
        """Return where the token goes: to its own element where that is the same, else what is answered."""
        was, now = levels
        element = self.old.element(was, token.ident)
        place = calling.Place(was.path(element.id), self._steps(token, now), self.old.known_by(was, element))
        if plan is None:
            ask = asking.waits_at_join if family == "join" else asking.gone
            return self.asked.answer(ask(element, place))
        if plan.element.parent != now.parent:
            return self.asked.answer(asking.other_level(element, place))
        kinds = (
            side.kind(level.process, one, is_instance=False)
            for side, level, one in ((self.old, was, element), (self.new, now, plan.element))
        )
        if len(set(kinds)) > 1:
            return self.asked.answer(_changed(element, plan.element, family)(element, place))
        if family == "join":
            found = self.ways((element, plan.element), levels)
            if token.data.get("f") not in found.same:
                return self.asked.answer(asking.came_otherwise(element, place, is_longer=bool(found.new)))
        return plan.element.id

    def _at(self, token: Token, target: Element, was: Level, now: Level) -> list[Token]:
        """Put the token on `target`: as it is where it can be the same, else `target` begins anew."""
        element, family = self.old.element(was, token.ident), self.old.family(was, token.spec) or ""
        before = self.old.kind(was.process, element, is_instance=False)
        is_same = before == self.new.kind(now.process, target, is_instance=False)
        is_here = target.parent == now.parent
        if drawn(element.id) != drawn(target.id):
            self.asked.note(asking.goes_to(element, self.old.known_by(was, element), target))
        if not is_here:
            self._left.add(was.host)
        if not is_same or not (is_here or family in {*LEAVES, "join"}):
            awaited = str(token.data.pop(compensating.FOR, ""))
            self.remove(token, was)
            if not is_here:
                self._strays.append(_Stray(target, None, awaited))
            else:
                self._place(now.host, target.id, awaited)
            return []
        token.spec = token.spec[:2] + target.id
        at = now if is_here else Level(now.process, target.parent, now.prefix)
        self.keep(token, (element, target), family, (was, at))
        if is_here:
            return [self._raced(token, element, (was, at))]
        self._strays.append(_Stray(target, token))
        return []

    def _raced(self, token: Token, element: Element, levels: Levels) -> Token:
        """Return the gateway that an event stands at which has got more symbols, with the event at it."""
        gateway = self.new.entered(levels[1], drawn(token.ident))
        if not gateway.endswith(symbols.GATEWAY) or token.ident == gateway:
            return token
        found = tokens.opened(nodes.ELEMENT + gateway)
        token.spec, found.hung = nodes.ELEMENT + element.id, [token]
        self._race(found, (element, self.new.element(levels[1], gateway)), levels)
        return found

    # -- from one level to another

    def _dissolve(self, token: Token, was: Level, now: Level) -> list[Token]:
        """Let what stands in a sub-process that is gone stand where the sub-process stood, if that is wanted."""
        element = self.old.element(was, token.ident)
        if token.spec.startswith(nodes.INSTANCE):
            self.asked.block(asking.other_loop(element))
            return []
        for event in token.hung:
            self.asked.note(asking.cancelled(self.old.element(was, event.ident)))
        found: list[Token] = []
        inner = was.inner(element, token.id)
        for one in token.inside:
            if self.old.family(inner, one.spec) == "listener":
                continue
            plan, path = self.new.plan(now, one.ident), inner.path(one.ident)
            is_out = plan is not None and plan.element.parent == now.parent
            if is_out and not self.asked.choices.of("steps", path):
                old = self.old.element(inner, one.ident)
                if not self.asked.answer(
                    asking.other_level(old, calling.Place(path, (), self.old.known_by(inner, old)))
                ):
                    continue
            found += self._token(one, inner, now)
        awaited = {key: token.data[key] for key in token.data.keys() & {compensating.FOR}}
        self.remove(Token(token.id, token.spec, token.state, awaited, hung=token.hung), was)
        return found

    def _bring(self, stray: _Stray, roots: list[Token], now: Level) -> None:
        """Bring a stray to its level, opening the sub-processes around it that are not open yet."""
        here, host = roots, now.host
        for outer in self.new.chain(now, stray.target):
            if outer.loop is not None or outer.variant == "event":
                self.asked.block(asking.other_loop(outer))
                return
            token = next((one for one in here if one.spec == nodes.ELEMENT + outer.id), None)
            if token is None:
                token = tokens.opened(nodes.ELEMENT + outer.id)
                here.append(token)
                self.todo.begun.append(token.id)
                self.asked.note(asking.begins(outer))
            here, host = token.inside, token.id
        if stray.token is None:
            self._place(host, stray.target.id, stray.awaited)
        else:
            here.append(stray.token)

    def _place(self, host: str, ident: str, awaited: str = "") -> None:
        """Let an element begin anew; where it undoes another, for the token that waits for that."""
        self.todo.placed.append((host, ident))
        if awaited:
            self.todo.awaited[host, ident] = awaited

    def _pruned(self, roots: list[Token], now: Level) -> list[Token]:
        """Take away the sub-processes that all have left; one that is empty otherwise stands in the way."""
        found = []
        for token in roots:
            plan = self.new.plan(now, token.ident)
            if plan is None or self.new.family(now, token.spec) != "inside":
                found.append(token)
                continue
            inner = now.inner(plan.element, token.id)
            token.inside = self._pruned(token.inside, inner)
            if self._is_open(token.id, token.inside, inner):
                found.append(token)
            elif token.id in self._left:
                self._left.add(now.host)
                self.todo.armed = [one for one in self.todo.armed if one.host != token.id]
                self.remove(token, now)
            else:
                self.asked.lack(asking.empty(plan.element))
        return found

    def _is_open(self, host: str, inside: list[Token], level: Level) -> bool:
        """Tell whether something keeps the level open: what only listens does not."""
        is_placed = any(one == host for one, _element in self.todo.placed)
        return is_placed or any(not self.new.is_listener(level, one.ident) for one in inside)


def _changed(old: Element, new: Element, family: str) -> Callable[[Element, calling.Place], verdicts.Question]:
    """Return what asks about a step that cannot stay itself."""
    if family == "each" or new.loop is not None:
        is_call = old.loop is not None and new.loop is not None and old.called != new.called
        return asking.other_call if is_call else asking.repeated_otherwise
    return asking.other_call if old.called and new.called else asking.other_kind
