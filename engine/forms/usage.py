"""What is wrong with the expressions and templates of a form: syntax, names, places (design 6; form-js.md rules 1, 3).

Knows which properties hold FEEL and which names exist where; must not know answers. Everything is read in one call.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from engine import expressions
from engine.forms import scopes
from engine.forms.definition import Field, Form
from engine.forms.problem import Problem, of

CONDITIONS: Final = (("conditional", "hide"), ("readonly",))
VALUES: Final = (
    ("validate", "min"), ("validate", "max"), ("validate", "minLength"), ("validate", "maxLength"), ("multiple",),
    ("dataSource",), ("columnsExpression",),
)  # fmt: skip
ONLY_FEEL: Final = (("valuesExpression",), ("expression",), ("conditional", "hide"))
TEMPLATES: Final = (
    ("label",), ("description",), ("text",), ("content",), ("alt",), ("source",), ("appearance", "prefixAdorner"),
    ("appearance", "suffixAdorner"), ("title",), ("accept",),
)  # fmt: skip
_INSERT = re.compile(r"\{\{(?P<open>#if|#loop|/if|/loop)?\s*(?P<feel>.*?)\}\}", re.DOTALL)

_ROWS: Final = frozenset({"this", "_this_", "parent", "_parent_"})
_BARE_TODAY = re.compile(r"(?<!string\()\btoday\s*\(")


@dataclass(frozen=True, slots=True)
class _Use:
    """One expression at one property; `is_loose` within a loop of a template, where bare names are the item's."""

    one: Field
    scope: scopes.Scope
    where: str
    text: str
    is_unary: bool = False
    is_loose: bool = False


def problems(form: Form, known: Iterable[str] = ()) -> Iterator[Problem]:
    """Give everything wrong with what the form's properties say in FEEL; `known` are names from outside the form."""
    uses: list[_Use] = []
    for one, scope in scopes.walk(form, known):
        yield from _unmarked(one)
        uses += _uses(one, scope)
    readings = dict(_read(uses))
    for use in uses:
        yield from _problems(use, readings[id(use)])
    yield from _loops(form, [(use, readings[id(use)]) for use in uses if use.where == "expression"])


def _unmarked(one: Field) -> Iterator[Problem]:
    for path in ONLY_FEEL:
        text = one.get(*path)
        if isinstance(text, str) and text.strip() and not expressions.is_expression(text):
            why = "Uten «=» foran blir det aldri regnet ut."
            yield of(one, "feel-unmarked", f"«{'.'.join(path)}» begynner ikke med «=».", why, f"Skriv ={text}")
    readonly = one.get("readonly")
    if isinstance(readonly, str) and readonly and not expressions.is_expression(readonly):
        why = "Feltet blir da alltid låst."
        yield of(one, "feel-unmarked", "«readonly» er en tekst uten «=» foran.", why, f"Skriv ={readonly}, eller true.")


def _uses(one: Field, scope: scopes.Scope) -> Iterator[_Use]:
    for path in dict.fromkeys((*CONDITIONS, *VALUES, *ONLY_FEEL)):
        text = one.get(*path)
        if expressions.is_expression(text):
            yield _Use(one, scope, ".".join(path), text, is_unary=path in CONDITIONS)
    for path in TEMPLATES:
        text = one.get(*path)
        if expressions.is_expression(text):
            yield _Use(one, scope, ".".join(path), text)
        elif isinstance(text, str):
            yield from _inserts(one, scope, ".".join(path), text)


def _inserts(one: Field, scope: scopes.Scope, where: str, text: str) -> Iterator[_Use]:
    depth = 0
    for insert in _INSERT.finditer(text):
        depth -= insert["open"] == "/loop"
        if insert["feel"] and not (insert["open"] or "").startswith("/"):
            yield _Use(one, scope, where, insert["feel"], is_loose=depth > 0)
        depth += insert["open"] == "#loop"


def _read(uses: list[_Use]) -> Iterator[tuple[int, expressions.Reading]]:
    for is_unary in (False, True):
        some = [use for use in uses if use.is_unary is is_unary]
        readings = expressions.read_all([use.text for use in some], is_unary=is_unary, functions=())
        yield from zip(map(id, some), readings, strict=True)


def _problems(use: _Use, reading: expressions.Reading) -> Iterator[Problem]:
    for problem in reading.problems:
        line, column = problem.position
        place = f"linje {line}, tegn {column}" if line > 1 else f"tegn {column}"
        yield of(use.one, "feel", f"«{use.where}», {place}: {problem.message}", remedy=f"Rett {use.text}")
    if _BARE_TODAY.search(use.text):
        what = f"«{use.where}» bruker today(), som i skjemaer er et klokkeslett (midnatt) og aldri lik en dato."
        remedy = "Sammenlign datotekster: dato < substring(string(today()), 1, 10)"
        yield of(use.one, "today-in-form", what, "En dato i dag regnes da som i morgen.", remedy, level="warning")
    if use.is_loose:
        return
    for path in sorted(reading.paths):
        gap = use.scope.missing(path)
        if gap is not None:
            yield _unknown(use, path, *gap)


def _unknown(use: _Use, path: tuple[str, ...], step: str, beside: Iterable[str]) -> Problem:
    written = ".".join(path)
    if step == path[0] and step in use.scope.row:
        remedy = f"Skriv this.{written}: i en rad er et bart navn skjemaets eget."
    else:
        near = expressions.suggestion(step, set(beside)).removeprefix("; ")
        remedy = (
            (near[0].upper() + near[1:]) if near else "Rett navnet, eller ta feltet det skulle lese, inn i skjemaet."
        )
    why = "Et navn som ikke finnes, er tomt." + (" Et tomt vilkår skjuler feltet." if use.is_unary else "")
    return of(use.one, "name-unknown", f"«{use.where}» bruker «{written}», og «{step}» finnes ikke.", why, remedy)


def _loops(form: Form, computed: list[tuple[_Use, expressions.Reading]]) -> Iterator[Problem]:
    places = [use.one.place for use, _ in computed]
    lists = [one.place for one in form.all() if one.kind == "dynamiclist"]
    reads: dict[str, set[str]] = {}
    for use, reading in computed:
        read = {_read_at(use.one, path, lists) for path in reading.paths}
        reads[use.one.place] = {place for place in places if any(_is_within(place, steps) for steps in read)}
    for use, _ in computed:
        seen: set[str] = set()
        waiting = [use.one.place]
        while waiting:
            found = reads[waiting.pop()] - seen
            seen |= found
            waiting += found
        if use.one.place in seen:
            what, why = "Uttrykket leser sitt eget svar.", "Verdien avhenger da av hvor mange ganger det er regnet ut."
            yield of(use.one, "expression-loop", what, why, "Ta feltet ut av sitt eget uttrykk.")


def _read_at(one: Field, path: tuple[str, ...], lists: list[str]) -> tuple[str, ...]:
    steps = tuple(itertools.dropwhile(lambda step: step in _ROWS, path))
    if steps == path:
        return path
    rows = [(), *(tuple(place.split(".")) for place in lists if one.place.startswith(f"{place}."))]
    outwards = sum(step in ("parent", "_parent_") for step in path[: len(path) - len(steps)])
    return (*rows[max(len(rows) - 1 - outwards, 0)], *steps)


def _is_within(place: str, read: tuple[str, ...]) -> bool:
    # the steps of a longer path than the place go into its value
    steps = place.split(".")
    return all(one == other for one, other in zip(steps, read, strict=False))
