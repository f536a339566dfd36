"""FEEL: the one expression language of diagrams, forms and tables (design 3.4, 6 "FEEL in diagrams").

Knows texts, names and values; must not know tables, people, diagrams or forms. The language itself is bpmn.io's own
feelin, in an embedded V8 (`isolate`); an expression can reach nothing but its names. An `=` in front is allowed
everywhere.

A known name without an answer is to be given as None. A field that a value does not have, and values that cannot be
added or multiplied, count as null for themselves only; a missing name and values that cannot be put in order do for the
expression as a whole. `now()` and `today()` are Oslo time by `engine.clock`.
A function that needs more than that, as `frist(text, fra)` does, is handed over by the caller:
`evaluate(text, names, functions={"frist": count})`; it is called with Python values, at most once per set of arguments.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from engine import errors
from engine.expressions import isolate, values
from engine.expressions import text as _text
from engine.expressions.fitting import INPUT, Kind, Kinds
from engine.expressions.fitting import WORDS as KIND_WORDS
from engine.expressions.isolate import start, stop
from engine.expressions.patterns import LENGTH_LIMIT as PATTERN_LIMIT
from engine.expressions.patterns import is_slow, matches, pattern_problem
from engine.expressions.reading import Problem, Reading, read_all, suggestion, translated
from engine.expressions.text import is_expression

__all__ = [
    "INPUT",
    "KIND_WORDS",
    "PATTERN_LIMIT",
    "Kind",
    "Kinds",
    "Problem",
    "Reading",
    "decide",
    "evaluate",
    "evaluate_all",
    "explain",
    "is_expression",
    "is_slow",
    "matches",
    "names",
    "pattern_problem",
    "problems",
    "read_all",
    "start",
    "stop",
    "suggestion",
    "template",
    "translated",
    "unary",
]

Functions = Mapping[str, Callable[..., object]]

_CALLS_AT_MOST = 100


def evaluate(text: str, known: Mapping[str, object], *, functions: Functions | None = None) -> object:
    """Return the value of `text`, None where it is null.

    Raises `errors.ExpressionFault` for a text that is not FEEL, `errors.ExpressionTooCostly` for one over its limits.
    """
    return evaluate_all([text], known, functions=functions)[0]


def evaluate_all(
    texts: Sequence[str], known: Mapping[str, object], *, functions: Functions | None = None
) -> list[object]:
    """Return the values of all `texts` on the same names, in one call into V8."""
    return [values.from_wire(result["value"]) for result in _results(texts, known, functions or {})]


def explain(text: str, known: Mapping[str, object], *, functions: Functions | None = None) -> list[str]:
    """Return what in `text` counts as null, in Norwegian: one sentence for each thing that did not fit."""
    (result,) = _results([text], known, functions or {})
    return [_reason(warning) for warning in result["warnings"]]


def decide(
    cells: Sequence[tuple[str, int]],
    inputs: Sequence[object],
    known: Mapping[str, object],
    *,
    functions: Functions | None = None,
) -> list[bool | None]:
    """Tell for each of `cells` whether its unary test holds for the value of `inputs` at its number.

    None where it cannot be decided: a null, or values of two kinds. One call into V8. Raises as `evaluate`.
    """
    content = {"cells": [list(cell) for cell in cells], "inputs": [values.to_wire(one) for one in inputs]}
    found: list[bool | None] = _asked("decideCells", known, functions or {}, content)
    return found


def unary(text: str, known: Mapping[str, object]) -> bool:
    """Tell whether the test `text` holds by the viewer's rule for hiding: null counts as true."""
    return bool(isolate.call("unary", text=_text.body(text)[0], names=values.to_wire(known)))


def names(text: str) -> frozenset[str]:
    """Return every name that `text` may read from outside, also bare names within a filter; [] if it is not FEEL."""
    (reading,) = read_all([text])
    return reading.names | reading.maybe


def problems(text: str, known: Collection[str] | None = None) -> list[Problem]:
    """Return what is wrong with `text`; with `known`, also the names and functions that do not exist."""
    (reading,) = read_all([text], known=known)
    return list(reading.problems)


def template(text: str, known: Mapping[str, object], *, is_html: bool = False) -> str:
    """Fill in a form text: `=` FEEL or `{{…}}`; Markdown or HTML comes back as it was, for the caller to clean.

    With `is_html`, signs of markup in the values (not in the template) are escaped.
    """
    return str(isolate.call("template", text=text, names=values.to_wire(known), isHtml=is_html))


_REASONS = {
    "NO_VARIABLE_FOUND": "Navnet {} finnes ikke.",
    "NO_CONTEXT_ENTRY_FOUND": "Feltet {} finnes ikke.",
    "NO_PROPERTY_FOUND": "Feltet {} finnes ikke, for det som står foran punktumet, er tomt eller av et annet slag.",
    "NO_FUNCTION_FOUND": "Funksjonen {} finnes ikke.",
    "FUNCTION_INVOCATION_FAILURE": "Funksjonen {} fikk feil antall verdier.",
}


def _reason(warning: dict[str, str]) -> str:
    # feelin names the culprit first in its English message, in single quotes
    culprit = warning["message"].partition("'")[2].partition("'")[0]
    return _REASONS.get(warning["type"], "Verdiene passer ikke sammen.").format(f"«{culprit}»")


def _results(texts: Sequence[str], known: Mapping[str, object], functions: Functions) -> list[dict[str, Any]]:
    bodies = [_text.body(text)[0] for text in texts]
    found: list[dict[str, Any]] = _asked("evaluateAll", known, functions, {"texts": bodies})
    return found


def _asked(op: str, known: Mapping[str, object], functions: Functions, content: Mapping[str, Any]) -> Any:
    """Call one operation, again for each function that only Python can answer; it is the same `now` all along.

    Else `frist(text, now())` would be another call each time it is asked, and never be answered.
    """
    wire, moment = values.to_wire(known), isolate.moment()
    parameters = {name: list(inspect.signature(function).parameters) for name, function in functions.items()}
    answered: dict[str, object] = {}
    while len(answered) < _CALLS_AT_MOST:
        answer = isolate.call(op, now=moment, names=wire, functions=parameters, answered=answered, **content)
        if "need" not in answer:
            return answer["values"]
        need = answer["need"]
        result = functions[need["name"]](*[values.from_wire(argument) for argument in need["args"]])
        answered[_call_key(need["name"], need["args"])] = values.to_wire(result)
    raise errors.ExpressionTooCostly


def _call_key(name: str, arguments: list[object]) -> str:
    # the same text as JSON.stringify gives in evaluate.js
    return json.dumps([name, arguments], separators=(",", ":"), ensure_ascii=False)
