"""Marks on the map of a schoolyard, and what may be shown of them: counted by square, never by pupil (BAE-V-5; V7).

A form asks for marks by a `dynamiclist` with the property `kart` = `skolegard`; its rows are {merke, x, y}, x and y in
per cent of the picture. What few pupils have marked is not shown, nor what could be found by taking one picture from
another.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engine import forms

PROPERTY, YARD = "kart", "skolegard"
KIND, X, Y = "merke", "x", "y"
KINDS = ("leker", "utrygt", "voksne")
LETTERS = "ABCDEFGHIJ"
ROWS = 10
SQUARES = tuple(f"{letter}{row}" for letter in LETTERS for row in range(1, ROWS + 1))


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its kind, and where it stands, 0 to 100 from the left and from the top."""

    kind: str
    x: float
    y: float

    @property
    def square(self) -> str:
        """Return the square it stands in, `A1` in the upper left corner."""
        return square(self.x, self.y)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of one pupil; the class is the pupil's own, None where it is not known."""

    class_id: int | None
    marks: tuple[Mark, ...]

    def squares(self, kind: str) -> frozenset[str]:
        """Return where the pupil has set marks of the kind."""
        return frozenset(mark.square for mark in self.marks if mark.kind == kind)


@dataclass(frozen=True, slots=True)
class Picture:
    """One kind of mark: how many pupils set it in each square; `is_withheld` where too few did."""

    kind: str
    counts: Mapping[str, int] = field(default_factory=dict)
    pupils: int = 0
    is_withheld: bool = False
    is_partial: bool = False  # small classes are left out


def square(x: float, y: float) -> str:
    """Return the square that a point stands in."""
    column, row = (min(max(int(one / 10), 0), ROWS - 1) for one in (x, y))
    return f"{LETTERS[column]}{row + 1}"


def centre(name: str) -> tuple[float, float] | None:
    """Return the middle of a square in per cent of the picture; None for what is no square."""
    if name not in SQUARES:
        return None
    return LETTERS.index(name[0]) * 10 + 5.0, int(name[1:]) * 10 - 5.0


def lists(form: forms.Form) -> Iterator[forms.Field]:
    """Give the form's maps: lists of marks, at its root."""
    for one in form.all():
        if one.kind == "dynamiclist" and not one.in_list and one.get("properties", PROPERTY) == YARD:
            yield one


def marks(form: forms.Form, content: Mapping[str, Any]) -> tuple[Mark, ...]:
    """Return the marks that answers hold; a row that is not whole is none."""
    rows = [row for one in lists(form) for row in _rows(content.get(one.key))]
    found = ((str(row.get(KIND) or ""), _number(row.get(X)), _number(row.get(Y))) for row in rows)
    return tuple(Mark(kind, x, y) for kind, x, y in found if kind in KINDS and x is not None and y is not None)


def _rows(value: object) -> list[Mapping[str, Any]]:
    return [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []


def _number(value: object) -> float | None:
    try:
        found = float(str(value))
    except ValueError:
        return None
    return found if 0 <= found <= 100 else None


def of_class(sheets: Iterable[Sheet], class_id: int, least: int) -> tuple[Picture, ...]:
    """Return one picture of each kind for a class; withheld where fewer than `least` pupils set that mark."""
    own = [one for one in sheets if one.class_id == class_id]
    return tuple(_picture(kind, _having(own, kind), least) for kind in KINDS)


def of_school(sheets: Sequence[Sheet], least: int) -> tuple[Picture, ...]:
    """Return one picture of each kind for a school.

    A class where fewer than `least` pupils set the mark has no picture of its own; it is in the school's only together
    with another such class, and when they are `least` in all: else the school's picture less the other classes' would
    be that class's.
    """
    return tuple(_of_school(sheets, kind, least) for kind in KINDS)


def _of_school(sheets: Sequence[Sheet], kind: str, least: int) -> Picture:
    having = _having(sheets, kind)
    size = Counter(one.class_id for one in having)
    small = {number for number, count in size.items() if count < least}
    together = sum(size[number] for number in small)
    is_left_out = bool(small) and (len(small) < 2 or together < least)
    shown = [one for one in having if not (is_left_out and one.class_id in small)]
    found = _picture(kind, shown, least)
    is_withheld = found.is_withheld or (not shown and bool(having))
    return Picture(kind, found.counts, found.pupils, is_withheld, is_left_out and not is_withheld)


def _having(sheets: Iterable[Sheet], kind: str) -> list[Sheet]:
    return [one for one in sheets if one.squares(kind)]


def _picture(kind: str, having: Sequence[Sheet], least: int) -> Picture:
    if 0 < len(having) < least:
        return Picture(kind, is_withheld=True)
    counts = Counter(name for one in having for name in one.squares(kind))
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], SQUARES.index(pair[0])))
    return Picture(kind, dict(ordered), len(having))
