"""Cuts what findings quote: an expression, a name or a value may be as long as its file.

Knows sentences: what is quoted stands in « ». What was found, and where in the text, stays.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engine import model

SHOWN = 120
_SENTENCE = 1_000  # the signs of quoting may stand in what is quoted
_END = 200
_QUOTED = re.compile(rf"«([^«»]{{{SHOWN + 1},}})»")


def short(finding: model.Finding) -> model.Finding:
    """Return the finding with what it quotes cut to `SHOWN` characters."""
    return replace(
        finding,
        name=_cut(finding.name),
        what=_sentence(finding.what),
        why=_sentence(finding.why),
        remedy=_sentence(finding.remedy),
    )


def _sentence(text: str) -> str:
    text = _QUOTED.sub(lambda quoted: f"«{_cut(quoted[1])}»", text)
    return text if len(text) <= _SENTENCE else f"{text[: _SENTENCE - _END]} … {text[-_END:]}"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
