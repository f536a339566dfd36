"""The text of an expression: the `=` in front that marks FEEL in Camunda 8 and form-js (design 7).

Knows that mark and nothing else.
"""

from __future__ import annotations


def is_expression(text: object) -> bool:
    """Tell whether a property's value is FEEL: a text that starts with `=`."""
    return isinstance(text, str) and text.startswith("=")


def body(text: str) -> tuple[str, int]:
    """Return the expression without its mark, and how many characters were taken off its front."""
    stripped = text.lstrip()
    if not stripped.startswith("="):
        return text, 0
    return stripped[1:], len(text) - len(stripped) + 1
