"""One thing wrong with a form, found before it is published (design 10 `check`)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from engine.forms.definition import Field


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, with which field (`key`: its path without rows, else its id), why it matters, how to mend it.

    `level` is `error` (must be mended before publishing) or `warning`.
    """

    code: str
    key: str
    what: str
    why: str = ""
    remedy: str = ""
    level: str = "error"


def of(one: Field, code: str, what: str, why: str = "", remedy: str = "", *, level: str = "error") -> Problem:
    """Make a problem of one field."""
    return Problem(code, one.place or one.id, what, why, remedy, level)


def decimal(value: Any) -> Decimal | None:
    """Return the number that a property says, None where it says none."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
