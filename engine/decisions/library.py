"""The decisions of a publication together: which there are, what each reads, which ask others (design 3.10, 7).

Knows decision files; must not know diagrams. Nothing here changes after it was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from engine import errors, expressions, model
from engine.decisions import reading
from engine.decisions.values import Decision, Rule, Table

DEPTH_LIMIT = 20
TRIVIAL = frozenset({"", "-"})
PART = 40
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True)
class Text:
    """One FEEL text of a decision: what it is there for, where it stands, what kind it is to have.

    `rule` and `column` count from 1, 0 where the text belongs to none.
    """

    text: str
    place: str
    line: int | None
    is_unary: bool = False
    kind: str = ""
    rule: int = 0
    column: int = 0


@dataclass(frozen=True)
class Library:
    """All decisions by id, and what was found wrong when their files were read."""

    decisions: Mapping[str, Decision] = field(default_factory=dict)
    findings: tuple[model.Finding, ...] = ()
    reads: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def names(self, ident: str) -> frozenset[str]:
        """Return every name that a decision, and those it asks first, read from the case."""
        found: set[str] = set()
        for one in self.below(ident):
            given = {name for need in one.needs if need in self.decisions for name in self.decisions[need].given}
            found |= self.reads[one.id] - given
        return frozenset(found)

    def below(self, ident: str) -> list[Decision]:
        """Return a decision and all it asks, directly or not."""
        found: dict[str, Decision] = {}
        todo = [ident]
        while todo:
            at = todo.pop()
            if at in self.decisions and at not in found:
                found[at] = self.decisions[at]
                todo += found[at].needs
        return list(found.values())


EMPTY = Library()


def make(files: Mapping[str, bytes]) -> Library:
    """Return the library of the decision files in `files`, by file name. Never raises for what stands in them."""
    decisions: dict[str, Decision] = {}
    findings: list[model.Finding] = []
    for path, raw in sorted(files.items()):
        read = reading.read(raw, file=path)
        findings += read.findings
        for ident, decision in read.decisions.items():
            other = decisions.setdefault(ident, decision)
            if other is not decision:
                what = f"Beslutningen «{ident}» står i {other.file} også."
                at = (decision.id, decision.name, decision.line)
                findings.append(
                    model.Finding(path, "id-duplicate", "error", *at, what, remedy="Gi den ene en annen id.")
                )
    return Library(decisions, tuple(findings), {ident: _reads(one) for ident, one in decisions.items()})


def texts(decision: Decision) -> Iterator[Text]:
    """Give every FEEL text of a decision; cells that say nothing are left out."""
    if decision.literal:
        yield Text(decision.literal, "uttrykket", decision.line, kind=decision.kind)
    if decision.table is not None:
        found = (
            *_heads(decision.table),
            *(text for rule in decision.table.rules for text in _cells(decision.table, rule)),
        )
        yield from (one for one in found if one.text not in TRIVIAL)


def _heads(table: Table) -> Iterator[Text]:
    for number, one in enumerate(table.inputs, 1):
        yield Text(one.text, f"hodet til kolonnen «{one.label}»", one.line, kind=one.kind, column=number)
        place = f"verdiene til kolonnen «{one.label}»"
        yield Text(one.allowed, place, one.line, is_unary=True, kind=one.kind, column=number)
    for number, output in enumerate(table.outputs, 1):
        for text in output.ranked:
            yield Text(text, f"verdiene til kolonnen «{output.label}»", output.line, kind=output.kind, column=number)
        place = f"standardsvaret i kolonnen «{output.label}»"
        yield Text(output.default, place, output.line, kind=output.kind, column=number)


def _cells(table: Table, rule: Rule) -> Iterator[Text]:
    for number, (one, text) in enumerate(zip(table.inputs, rule.tests, strict=True), 1):
        place = f"regel {rule.number}, kolonnen «{one.label}»"
        yield Text(text, place, rule.line, is_unary=True, kind=one.kind, rule=rule.number, column=number)
    for number, (output, text) in enumerate(zip(table.outputs, rule.answers, strict=True), 1):
        place = f"regel {rule.number}, svaret «{output.label}»"
        yield Text(text, place, rule.line, kind=output.kind, rule=rule.number, column=number)


def in_parts(ask: Callable[[Sequence[T]], Sequence[R]], items: Sequence[T], *, size: int = PART) -> Iterator[R]:
    """Give the answers to all `items`, a few in each call into V8, for a call has a time limit; fewer where it passes.

    Raises `errors.ExpressionTooCostly` where one alone passes it.
    """
    for first in range(0, len(items), size):
        part = items[first : first + size]
        try:
            yield from ask(part)
        except errors.ExpressionTooCostly:
            if len(part) == 1:
                raise
            yield from in_parts(ask, part, size=max(1, len(part) // 4))


def read_texts(
    found: Sequence[Text], *, known: frozenset[str] | None = None, kinds: expressions.Kinds | None = None
) -> Iterator[tuple[Text, expressions.Reading | None]]:
    """Give each of the texts with what it reads, None for one too costly to read."""
    for is_unary in (False, True):

        def read(part: Sequence[Text], is_unary: bool = is_unary) -> list[expressions.Reading | None]:
            try:
                return list(
                    expressions.read_all([one.text for one in part], known=known, is_unary=is_unary, kinds=kinds)
                )
            except errors.ExpressionTooCostly:
                if len(part) > 1:
                    raise
                return [None]

        some = [one for one in found if one.is_unary is is_unary]
        yield from zip(some, in_parts(read, some), strict=True)


def _reads(decision: Decision) -> frozenset[str]:
    found: set[str] = set()
    for _text, reading_ in read_texts(list(texts(decision))):
        if reading_ is not None:
            found |= reading_.names | reading_.maybe
    return frozenset(found)
