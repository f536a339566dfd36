"""What becomes of a person's answers: the same as in the real viewer (form-js.md), and nothing lost unseen.

Knows forms and JSON answers; must not know HTML, people or cases. The rules themselves are in `engine/feel/form/`,
run in one call into V8, because they are JavaScript's rules: numbers, dates, patterns, comparison.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from engine import errors
from engine.expressions import isolate
from engine.forms.definition import Form

KINDS: Final = (
    "required", "minLength", "maxLength", "min", "max", "pattern", "email", "phone", "option", "type", "date",
    "decimals", "step", "file", "rows",
)  # fmt: skip
SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What was made of some answers.

    `answers` is what is to be stored, None where something is refused. `errors` maps a path (`mål.0.tiltak`, rows from
    0) to kinds of error; the viewer's own come first, and where one of `option type date file` follows, it says best
    what to mend. `kept` is the same as `answers` would be, also when refused.
    """

    answers: dict[str, Any] | None
    errors: dict[str, list[str]]
    kept: dict[str, Any]


def clean(form: Form, raw: Mapping[str, Any], *, data: Mapping[str, Any] | None = None) -> Cleaned:
    """Check `raw` answers, as the viewer would import, settle and submit them.

    `data` holds names from outside: the case's variables, option lists by `valuesKey`, and values to fill in where
    `raw` lacks the key. A file field's answer is a list of document references (one text is taken as a list of one);
    what is behind them is for `engine.documents` to check. Raises `errors.AnswersTooCostly`.
    """
    result = ask("form.clean", form, raw, data)
    refused: dict[str, list[str]] = result["errors"]
    kept: dict[str, Any] = result["answers"]
    return Cleaned(answers=None if refused else kept, errors=refused, kept=kept)


def ask(op: str, form: Form, raw: Mapping[str, Any], data: Mapping[str, Any] | None) -> dict[str, Any]:
    """Put one question about `form` to the script, which keeps the forms it has seen."""
    question = {"key": form.key, "answers": _json(raw), "known": _json(data or {})}
    try:
        result: dict[str, Any] = isolate.call(op, seconds=SECONDS, **question)
        if "unknown" in result:
            result = isolate.call(op, seconds=SECONDS, schema=json.loads(form.text), **question)
    except errors.ExpressionTooCostly as problem:
        raise errors.AnswersTooCostly(form=form.id) from problem
    return result


def _json(values: Mapping[str, Any]) -> Any:
    try:
        return json.loads(json.dumps(values, default=_text, allow_nan=False))
    except ValueError as problem:
        raise errors.FormUnreadable("Svarene kan ikke leses: et tall er ikke et tall.") from problem


def _text(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} kan ikke stå i et skjema")
