"""Which rules of a table can hold at once, where that can be told from what is written in its cells (DMN 1.3, 8.2.8).

Knows literals: texts, numbers, booleans and dates in lists, ranges and comparisons. Each column is tried on every value
that its cells name, and on values between and beside them; a cell that reads a name or calls a function is not judged.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta

from engine import errors, expressions, model
from engine.decisions import policies
from engine.decisions.library import TRIVIAL, in_parts
from engine.decisions.values import Decision, Rule, Table

_CELLS_AT_MOST = 6_000
_RULES_AT_MOST = 200
_FINDINGS_AT_MOST = 10
_ATOM = re.compile(
    r'(?P<date>date\s*\(\s*"\d{4}-\d\d-\d\d"\s*\)|@"\d{4}-\d\d-\d\d")|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>true|false|null)|(?P<sign>not\s*\(|\.\.|[<>]=?|[\[\](),=-]|\s+)"
)
# policy → what is wrong with two rules that hold at once, and the remedy
_JUDGED = {
    "UNIQUE": (", men tabellen tillater bare én (UNIQUE).", "Gjør reglene så de ikke overlapper, eller velg FIRST."),
    "ANY": (
        " med ulike svar, men tabellen krever samme svar (ANY).",
        "Gi reglene samme svar, eller velg FIRST.",
    ),
}
Hits = list[frozenset[int] | None]


def findings(decision: Decision) -> Iterator[model.Finding]:
    """Give a warning for each pair of rules that can hold at once: of a UNIQUE table, of ANY where answers differ."""
    table = decision.table
    if table is None or table.policy not in _JUDGED or not table.inputs or not 1 < len(table.rules) <= _RULES_AT_MOST:
        return
    differ = _differing(table) if table.policy == "ANY" else lambda _one, _other: True
    columns = [_hits(table, at) for at in range(len(table.inputs))]
    told = 0
    for at, one in enumerate(table.rules):
        for later, other in enumerate(table.rules[at + 1 :], at + 1):
            if told >= _FINDINGS_AT_MOST:
                return
            if differ(at, later) and all(_meets(table, column, at, later) for column in enumerate(columns)):
                told += 1
                yield _finding(decision, table, one, other)


def _differing(table: Table) -> Callable[[int, int], bool]:
    """Return what tells whether two rules surely answer differently: by values that are written out in a column."""
    written = {cell for rule in table.rules for cell in rule.answers if cell in TRIVIAL or _is_value(cell)}
    texts = sorted(written - TRIVIAL)
    try:
        values = dict(zip(texts, in_parts(lambda part: expressions.evaluate_all(part, {}), texts), strict=True))
    except errors.SkolemiljoError:
        return lambda _one, _other: False  # what cannot be read has been told
    values |= dict.fromkeys(TRIVIAL)

    def differ(one: int, other: int) -> bool:
        cells = zip(table.rules[one].answers, table.rules[other].answers, strict=True)
        return any({left, right} <= written and not policies.same(values[left], values[right]) for left, right in cells)

    return differ


def _meets(table: Table, column: tuple[int, Hits], one: int, other: int) -> bool:
    at, hits = column
    first, second = table.rules[one].tests[at], table.rules[other].tests[at]
    if first == second or first in TRIVIAL or second in TRIVIAL:
        return True
    left, right = hits[one], hits[other]
    return left is not None and right is not None and bool(left & right)


def _finding(decision: Decision, table: Table, one: Rule, other: Rule) -> model.Finding:
    otherwise, remedy = _JUDGED[table.policy]
    what = f"Reglene {one.number} og {other.number} i «{decision.called}» kan slå til samtidig{otherwise}"
    why = "Da stopper saken."
    return model.Finding(
        decision.file, "rules-overlap", "warning", decision.id, decision.name, other.line, what, why, remedy
    )


def _hits(table: Table, at: int) -> Hits:
    """Return, for each rule, which of the column's values its cell takes; None where that cannot be told."""
    cells = [rule.tests[at] for rule in table.rules]
    readable = [cell in TRIVIAL or _is_literal(cell) for cell in cells]
    values = _values([cell for cell, is_read in zip(cells, readable, strict=True) if is_read], table.inputs[at].kind)
    nothing: Hits = [None] * len(cells)
    if not values or len(values) * len(cells) > _CELLS_AT_MOST:
        return nothing
    asked = [
        (row, place)
        for row, cell in enumerate(cells)
        if readable[row] and cell not in TRIVIAL
        for place in range(len(values))
    ]
    taken: dict[int, set[int]] = {row: set() for row, _ in asked}
    try:
        said = in_parts(lambda part: expressions.decide([(cells[row], at) for row, at in part], values, {}), asked)
        for (row, place), one in zip(asked, said, strict=True):
            taken[row] |= {place} if one else set()
    except errors.SkolemiljoError:
        return nothing  # what cannot be read has been told
    return [frozenset(taken[row]) if row in taken else None for row in range(len(cells))]


def _is_literal(cell: str) -> bool:
    at = 0
    while at < len(cell):
        found = _ATOM.match(cell, at)
        if found is None:
            return False
        at = found.end()
    return True


def _is_value(cell: str) -> bool:
    """Tell whether the cell is one value that is written out."""
    found = _ATOM.fullmatch(cell)
    return found is not None and found.lastgroup != "sign"


def _values(cells: Sequence[str], kind: str) -> list[object]:
    """Return the values to try: those named, and neighbours of numbers and dates; of texts also one not named."""
    found: dict[object, None] = {}
    numbers: set[float] = set()
    days: set[date] = set()
    words: set[str] = set()
    for cell in cells:
        for atom in _ATOM.finditer(cell):
            if atom["number"]:
                numbers.add(float(atom["number"]))
            elif atom["date"]:
                _add_day(days, atom["date"])
            elif atom["text"]:
                words.add(atom["text"][1:-1])
            elif atom["word"] in {"true", "false"}:
                found |= {True: None, False: None}
    values: list[object] = [*found, *sorted(words)]
    values += ["\u2063"] if words else []
    values += _numbers(sorted(numbers), is_whole=kind == "integer")
    values += sorted({day + timedelta(days=by) for day in days for by in (-1, 0, 1)})
    return values


def _add_day(days: set[date], written: str) -> None:
    found = re.search(r"\d{4}-\d\d-\d\d", written)
    try:
        day = date.fromisoformat(found[0]) if found else None
    except ValueError:
        return
    if day is not None and 1 < day.year < 9999:
        days.add(day)


def _numbers(numbers: Sequence[float], *, is_whole: bool) -> Sequence[float]:
    if is_whole:
        return sorted({int(one) + by for one in numbers for by in (-1, 0, 1)})
    between = [(low + high) / 2 for low, high in itertools.pairwise(numbers)]
    edges = [numbers[0] - 1, numbers[-1] + 1] if numbers else []
    return sorted({*numbers, *between, *edges})
