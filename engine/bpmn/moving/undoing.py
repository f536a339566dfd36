"""What can be undone goes with a case as far as the new version can undo it (DECISIONS "Moving running cases").

Knows the shape of `compensating`'s entries: those that each scope keeps, and those that a step is undoing just now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.bpmn.moving import asking
from engine.bpmn.moving.levels import HOSTS, Level, Side
from engine.bpmn.moving.tokens import Token
from engine.bpmn.running import compensating
from engine.bpmn.running.plan import Plan

Entry = dict[str, Any]
Kept = Mapping[str, list[Entry]]


class Undoing:
    """One case: what the old version did, and the new one undoes."""

    def __init__(self, old: Side, new: Side, asked: asking.Asked) -> None:
        """Take both versions; what is lost is told in `asked`."""
        self.old, self.new, self.asked = old, new, asked

    def carry(self, kept: Kept, roots: Sequence[Token], gone: Iterable[Token]) -> dict[str, list[Entry]]:
        """Return what the scopes of `roots` keep, and change what their tokens are undoing; the rest is told.

        What the tokens that are `gone` had left to undo is done, and stays so.
        """
        for token in (one for root in gone for one in root.every()):
            for one in token.data.get(compensating.LEFT, ()):
                self._tell(one[1] if isinstance(one, list) else one)
        scopes = dict(self._scopes(roots, Level(self.new.definition.process_id)))
        for token in (one for root in roots for one in root.every()):
            if compensating.LEFT in token.data:
                token.data[compensating.LEFT] = self._left(token, scopes)
        found = {host: self._known(entries, scopes.get(host)) for host, entries in kept.items()}
        return {host: entries for host, entries in found.items() if entries}

    def _left(self, token: Token, scopes: Mapping[str, Level]) -> list[Any]:
        """Return what the token undoes still: entries, each with its scope's key where several scopes are undone."""
        found: list[Any] = []
        for one in token.data[compensating.LEFT]:
            key, entry = one if isinstance(one, list) else (token.id, one)
            found += [one] if self._known([entry], scopes.get(key)) else []
        return found

    def _known(self, entries: list[Entry], level: Level | None) -> list[Entry]:
        """Return the entries that can be undone in `level`, each with what can be undone inside it."""
        found = []
        for entry in entries:
            plan = self._plan(entry["e"], level)
            if "h" in entry:
                entry["h"] = plan.undo if plan is not None else ""  # as it is undone now
            is_known = entry["h"] if "h" in entry else level is not None and self._inside(entry, level)
            if plan is None or not is_known:
                self._tell(entry)
            else:
                found.append(entry)
        return found

    def _tell(self, entry: Entry) -> None:
        self.asked.note(asking.not_undone(self.old.definition.elements[entry["e"]]))

    def _inside(self, entry: Entry, level: Level) -> bool:
        """Keep what can be undone inside a sub-process; tell whether there is anything left."""
        inner = Level(level.process, entry["e"])
        if "b" in entry and self._plan(entry["b"], inner) is None:
            return False
        entry["in"] = self._known(entry["in"], inner)
        return "b" in entry or bool(entry["in"])

    def _plan(self, ident: str, level: Level | None) -> Plan | None:
        plan = self.new.plan(level, ident) if level is not None else None
        return plan if plan is not None and level is not None and plan.element.parent == level.parent else None

    def _scopes(self, roots: Sequence[Token], level: Level) -> Iterator[tuple[str, Level]]:
        """Yield each scope's key with its level; a repetition keeps what its instances have done."""
        yield level.host, level
        for token in roots:
            yield token.id, level
            for host in (token, *token.hung):
                if self.new.family(level, host.spec) in {*HOSTS, "undone"}:
                    yield from self._scopes(host.inside, level.inner(self.new.element(level, host.ident), host.id))
