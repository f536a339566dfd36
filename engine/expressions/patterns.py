"""JavaScript regular expressions with a time limit, as the viewer checks a field's pattern (form-js.md rule 8).

Knows patterns and texts; must not know forms.
"""

from __future__ import annotations

from engine import errors
from engine.expressions import isolate

LENGTH_LIMIT = 1_000
_PROBE_SECONDS = 0.5


def matches(pattern: str, text: str) -> bool:
    r"""Tell whether `text` contains a match: unanchored, `\w` and `\d` are ASCII.

    Raises `errors.ExpressionTooCostly` for a pattern that runs away, `errors.ExpressionFault` for one that is broken.
    """
    return bool(isolate.call("matches", pattern=pattern, text=text))


def pattern_problem(pattern: str) -> str | None:
    """Return what JavaScript says against `pattern`, None where it is sound."""
    reason = isolate.call("patternProblem", pattern=pattern)
    return None if reason is None else str(reason).removeprefix("Invalid regular expression: ")


def is_slow(pattern: str) -> bool:
    """Tell whether some short text keeps a sound `pattern` busy for longer than anybody should wait."""
    try:
        isolate.call("patternProbe", seconds=_PROBE_SECONDS, pattern=pattern)
    except (errors.ExpressionTooCostly, errors.ExpressionFault):  # the second: too large to be run at all
        return True
    return False
