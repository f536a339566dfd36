"""Which characters the letters' own fonts can draw, and what stands for the others.

Knows TrueType's `cmap` table and Unicode; must not know letters. Archive PDF may not hold a character without a
glyph, and a letter must not fail because somebody pasted one: it is written out as its number, nothing is lost.
"""

from __future__ import annotations

import struct
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

# joiners and soft hyphen shape the text around them; other format characters may turn its direction and are left out
_SHAPING = frozenset("\u200c\u200d\u00ad")
_VARIATION = frozenset(map(chr, range(0xFE00, 0xFE10)))


@lru_cache(maxsize=4)
def covered(folder: Path) -> frozenset[int]:
    """Return every code point that some font in `folder` has a glyph for; empty where there is no font."""
    found: set[int] = set()
    for font in sorted(folder.glob("*.ttf")):
        found.update(_code_points(font.read_bytes()))
    return frozenset(found)


def drawable(text: str, known: frozenset[int]) -> tuple[str, frozenset[str]]:
    """Return `text` as the fonts can draw it, and the characters that were written out as their number."""
    composed = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))
    if composed.isascii() and composed.replace("\n", " ").isprintable():
        return composed, frozenset()
    missing: set[str] = set()
    parts = [_one(character, known, missing) for character in composed]
    return "".join(parts), frozenset(missing)


def _one(character: str, known: frozenset[int], missing: set[str]) -> str:
    category = unicodedata.category(character)
    if character == "\n" or character in _SHAPING:
        return character
    if category == "Cf" or character in _VARIATION or category == "Cc":
        return ""
    if category in {"Zl", "Zp"}:
        return "\n"
    if category not in {"Co", "Cs", "Cn"}:
        plain = unicodedata.normalize("NFKC", character)
        for candidate in (character, plain):
            if all(ord(one) in known for one in candidate):
                return candidate
        if category == "Zs":
            return " "
    missing.add(character)
    return f"[U+{ord(character):04X}]"


def _code_points(font: bytes) -> Iterable[int]:
    tables = struct.unpack_from(">H", font, 4)[0]
    for number in range(tables):
        tag, _, start, _ = struct.unpack_from(">4sIII", font, 12 + 16 * number)
        if tag == b"cmap":
            return _mapped(font, start)
    return ()


def _mapped(font: bytes, start: int) -> set[int]:
    """Return the code points of the Unicode subtables (formats 4 and 12) of the `cmap` table at `start`."""
    found: set[int] = set()
    count = struct.unpack_from(">H", font, start + 2)[0]
    for number in range(count):
        platform, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * number)
        if platform not in {0, 3}:
            continue
        layout = struct.unpack_from(">H", font, start + offset)[0]
        if layout == 12:
            found.update(_format_12(font, start + offset))
        elif layout == 4:
            found.update(_format_4(font, start + offset))
    return found


def _format_12(font: bytes, at: int) -> Iterable[int]:
    groups = struct.unpack_from(">I", font, at + 12)[0]
    for number in range(groups):
        first, last, _ = struct.unpack_from(">III", font, at + 16 + 12 * number)
        yield from range(first, last + 1)


def _format_4(font: bytes, at: int) -> Iterable[int]:
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends = struct.unpack_from(f">{segments}H", font, at + 14)
    starts = struct.unpack_from(f">{segments}H", font, at + 16 + 2 * segments)
    deltas = struct.unpack_from(f">{segments}H", font, at + 16 + 4 * segments)
    offsets_at = at + 16 + 6 * segments
    offsets = struct.unpack_from(f">{segments}H", font, offsets_at)
    for number, (first, last, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for point in range(first, min(last, 0xFFFE) + 1):
            glyph = point
            if offset:
                glyph = struct.unpack_from(">H", font, offsets_at + 2 * number + offset + 2 * (point - first))[0]
            if glyph and (glyph + delta) & 0xFFFF:
                yield point
