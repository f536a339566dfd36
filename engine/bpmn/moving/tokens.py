"""The tokens of a saved case as a forest, without any diagram: read from the record, changed, and written back.

Knows the shape of `record`'s rows; must not know what elements mean. A token that stands below another hangs on it
(boundary events, instances); one inside it stands in its sub-process or called routine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from SpiffWorkflow.util.task import TaskState

_CASE = -1


@dataclass
class Token:
    """One token: `spec` is the name of its task spec, `data` what it keeps, as the record has it."""

    id: str
    spec: str
    state: int
    data: dict[str, Any]
    hung: list[Token] = field(default_factory=list)
    inside: list[Token] = field(default_factory=list)

    @property
    def ident(self) -> str:
        """The id of its element."""
        return self.spec[2:]

    @property
    def uuid(self) -> UUID:
        """The token's own number."""
        return UUID(self.id)

    def every(self) -> Iterator[Token]:
        """Yield it and all below and inside."""
        yield self
        for one in (*self.hung, *self.inside):
            yield from one.every()


def opened(spec: str) -> Token:
    """Return a new token of a sub-process that has begun."""
    return Token(uuid4().hex, spec, int(TaskState.STARTED), {})


def read(rows: Sequence[Sequence[Any]]) -> list[Token]:
    """Return the tokens at the root of the case."""
    roots: list[Token] = []
    made: list[Token] = []
    for ident, part, spec, state, parent, data in rows:
        token = Token(ident, spec, state, dict(data))
        made.append(token)
        if parent != _CASE:
            made[parent].hung.append(token)
        else:
            (roots if part == _CASE else made[part].inside).append(token)
    return roots


def write(roots: Sequence[Token]) -> list[list[Any]]:
    """Return the rows, parents first, as the record has them."""
    rows: list[list[Any]] = []

    def add(token: Token, part: int, parent: int) -> None:
        place = len(rows)
        rows.append([token.id, part, token.spec, token.state, parent, token.data])
        for one in token.hung:
            add(one, part, place)
        for one in token.inside:
            add(one, place, _CASE)

    for root in roots:
        add(root, _CASE, _CASE)
    return rows
