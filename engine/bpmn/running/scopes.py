"""Variables belong to a scope, not to a token (design 6): the case, a called routine, a sub-process, one instance.

Knows names and values only. A scope is found by its key; "" is the case. Parallel branches write to the same scope,
so that none can put an old value back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

CASE = ""
Change = Literal["create", "update"]


@dataclass
class Scope:
    """`own` are the names that stay here; a routine keeps all that is written in it; a shut one sees nothing above."""

    up: str | None
    values: dict[str, object] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    is_routine: bool = False
    is_shut: bool = False


class Scopes:
    """All scopes of a case that are still needed."""

    def __init__(self) -> None:
        """Begin with the case's own scope; `changed` are the names written since somebody last looked, and how."""
        self.by_key: dict[str, Scope] = {CASE: Scope(None, is_routine=True)}
        self.changed: dict[str, set[Change]] = {}

    def __contains__(self, key: str) -> bool:
        return key in self.by_key

    def __getitem__(self, key: str) -> Scope:
        return self.by_key[key]

    def open(self, key: str, scope: Scope) -> Scope:
        """Add a scope."""
        self.by_key[key] = scope
        return scope

    def drop(self, key: str) -> None:
        """Forget a scope with all that stands in it."""
        self.by_key.pop(key, None)

    def look_up(self, key: str, name: str) -> tuple[bool, object]:
        """Return whether `name` is known as seen from `key`, and its value."""
        for scope in self._upwards(key):
            if name in scope.values:
                return True, scope.values[name]
        return False, None

    def visible(self, key: str) -> dict[str, object]:
        """Return all names as seen from `key`."""
        found: dict[str, object] = {}
        for scope in self._upwards(key):
            found = scope.values | found
        return found

    def write(self, key: str, name: str, value: object) -> None:
        """Write where an enclosing scope has the name, else in the routine that it is written in."""
        scope = self.by_key[key]
        while not (name in scope.values or name in scope.own or scope.is_routine or scope.up is None):
            scope = self.by_key[scope.up]
        self._put(scope, name, value, is_new=name not in scope.values)

    def renew(self, key: str, name: str, count: Callable[[], object]) -> None:
        """Write what `count` gives in this very scope, which keeps the name; while it is counted it is not seen."""
        scope = self.by_key[key]
        is_new = name not in scope.values
        scope.values.pop(name, None)
        self._put(scope, name, count(), is_new=is_new)
        scope.own.add(name)

    def _put(self, scope: Scope, name: str, value: object, *, is_new: bool) -> None:
        self.changed.setdefault(name, set()).add("create" if is_new else "update")
        scope.values[name] = value

    def _upwards(self, key: str) -> Iterator[Scope]:
        at: str | None = key
        while at is not None:
            scope = self.by_key[at]
            yield scope
            at = None if scope.is_shut else scope.up
