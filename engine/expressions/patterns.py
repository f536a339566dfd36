"""JavaScript regular expressions with a time limit, as the viewer checks a field's pattern (form-js.md rule 8).

Knows patterns and texts; must not know forms.
"""

from __future__ import annotations

from engine.expressions import isolate


def matches(pattern: str, text: str) -> bool:
    r"""Tell whether `text` contains a match: unanchored, `\w` and `\d` are ASCII.

    Raises `errors.ExpressionTooCostly` for a pattern that runs away, `errors.ExpressionFault` for one that is broken.
    """
    return bool(isolate.call("matches", pattern=pattern, text=text))


def pattern_problem(pattern: str) -> str | None:
    """Return what JavaScript says against `pattern`, None where it is sound."""
    reason = isolate.call("patternProblem", pattern=pattern)
    return None if reason is None else str(reason).removeprefix("Invalid regular expression: ")
