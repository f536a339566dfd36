"""The order of names as a Norwegian reader expects it: æ, ø, å last, and 9A before 10A.

Knows letters only. The database must not be asked: the PostgreSQL of the wheel has no ICU (design 12).
"""

from __future__ import annotations

import re
import unicodedata

_AFTER_Z = {"æ": "{a", "ä": "{a", "ø": "{b", "ö": "{b", "å": "{c"}
_DIGITS = re.compile(r"(\d+)")


def order(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key for `sorted`: letters without their accents, numbers by their size."""
    return tuple(
        (int(part), "") if part.isdecimal() else (-1, "".join(map(_letter, part)))
        for part in _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
        if part
    )


def _letter(letter: str) -> str:
    return _AFTER_Z.get(letter) or unicodedata.normalize("NFD", letter)[0]
