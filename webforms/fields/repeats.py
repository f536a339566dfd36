"""Advice that stands on a page already: a form that says again what the step's guidance says, says it once.

Pure: knows Markdown as texts. Whole sentences are compared, marks and case apart; what leads over to what follows
(it ends with a colon) stays, and so do headings, lists and tables unless all of one is said.
"""

from __future__ import annotations

import re

SHORTEST = 12  # letters: shorter ones ("Se under.") may stand twice
_MARKS = re.compile(r"[*_#`>|]|^\s*[-+]\s", re.MULTILINE)
_SENTENCE = re.compile(r".+?(?:[.!?](?:\*\*|[»”\"])*(?=\s|$)|$)", re.DOTALL)
_WHOLE = re.compile(r"\s*(?:#|[-+*]\s|\d+\.\s|\|)")


def without(text: str, said: str) -> str:
    """Return the Markdown `text` without the sentences that `said` has."""
    heard = _plain(said)
    kept = (_paragraph(one, heard) for one in re.split(r"\n\s*\n", text))
    return "\n\n".join(one for one in kept if one.strip())


def _paragraph(text: str, heard: str) -> str:
    if _WHOLE.match(text):
        return "" if _is_said(text, heard) else text
    sentences = [one[0].strip() for one in _SENTENCE.finditer(text)]
    gone = [one for one in sentences if _is_said(one, heard)]
    if not gone:
        return text
    kept = " ".join(one for one in sentences if one not in gone)
    # emphasis over several sentences has lost its beginning or its end
    return kept.replace("**", "") if any(one.count("**") % 2 for one in gone) else kept


def _is_said(text: str, heard: str) -> bool:
    plain = _plain(text)
    return len(plain) >= SHORTEST and not text.rstrip(" *").endswith(":") and plain in heard


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(" ", text).casefold().split()).strip(" .!?")
