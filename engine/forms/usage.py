"""What is wrong with the expressions and templates of a form: syntax, names, places (design 6; form-js.md rules 1, 3).

Knows which properties hold FEEL and which names exist where; must not know answers. Everything is read in one call.
"""

from __future__ import annotations

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
    reads = {
        use.one.place: {place for path in reading.paths for place in _places(use.one, path)}
        for use, reading in computed
    }
    for use, _ in computed:
        seen: set[str] = set()
        waiting = [use.one.place]
        while waiting:
            found = reads.get(waiting.pop(), set()) - seen
            seen |= found
            waiting += found & reads.keys()
        if use.one.place in seen:
            why = "Verdien avhenger da av hvor mange ganger den er regnet ut."
            yield of(
                use.one, "expression-loop", "Uttrykket leser sitt eget svar.", why, "Ta feltet ut av sitt eget uttrykk."
            )


def _places(one: Field, path: tuple[str, ...]) -> Iterator[str]:
    around, _, _ = one.place.rpartition(".")
    if path[0] in ("this", "_this_"):
        yield ".".join((*around.split("."), path[1])) if around and len(path) > 1 else ".".join(path[1:2])
    for count in range(1, len(path) + 1):
        yield ".".join(path[:count])
