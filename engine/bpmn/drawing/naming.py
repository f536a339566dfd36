"""Names of messages and signals, and ids of decisions, that may be worked out: `="svar-" + x` (Zeebe; design 7).

Pure, on texts: what a name gives in a case is known there only. A text literal is the name that it holds.
"""

from __future__ import annotations

import re

from engine import expressions

_LITERAL = re.compile(r'=\s*"([^"\\]*)"\s*')
_BEGINS = re.compile(r'=\s*"([^"\\]*)"\s*\+')


def plain(name: str) -> str:
    """Return the name as it is called: one line, and what a text literal holds; one to be worked out as it stands."""
    literal = _LITERAL.fullmatch(name.strip())
    if literal is None and expressions.is_expression(name.strip()):
        return name.strip()  # a comment in it ends with its line
    return " ".join((literal[1] if literal else name).split())


def may_be(name: str, called: str) -> bool:
    """Tell whether what stands as `name` in a diagram can be `called` so in a case; one worked out by how it begins."""
    if not expressions.is_expression(name):
        return name == called
    begins = _BEGINS.match(name)
    return begins is None or called.startswith(" ".join(begins[1].split()))
