"""One cell of a register file: what is written, and what it means.

Knows days, languages and addresses as people in a municipality write them. A reader raises ValueError with a Norwegian
sentence that says what is wrong and how to mend it; what a reader takes, `written` gives back.
"""

from __future__ import annotations

import re
from datetime import date

from engine import model
from engine.deadlines import calendar

_NORWEGIAN = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_LANGUAGES = {"nb": "nb", "bokmål": "nb", "bokmal": "nb", "nn": "nn", "nynorsk": "nn"}
_NAMES = {"nb": "bokmål", "nn": "nynorsk"}
# a spreadsheet takes a cell that begins so for a formula; an apostrophe in front makes it text again
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST = 500
GRADES = range(1, 14)


def text(cell: str) -> str:
    """Read any short text."""
    if len(cell) > LONGEST:
        raise ValueError(f"teksten er lengre enn {LONGEST} tegn. Kort den ned.")
    return cell


def name(cell: str) -> str:
    """Read a name; spaces are made single."""
    return " ".join(text(cell).split())


def day(cell: str) -> date | None:
    """Read a day, written 31.12.2026 or 2026-12-31; nothing is no day."""
    if not cell:
        return None
    norwegian = _NORWEGIAN.fullmatch(cell)
    try:
        found = date(*map(int, norwegian.groups()[::-1])) if norwegian else date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"«{cell[:40]}» er ikke en dato. Skriv for eksempel 17.08.2026.") from None
    if not calendar.FIRST_YEAR - 50 <= found.year <= calendar.LAST_YEAR:
        raise ValueError(f"året {found.year} kan ikke være riktig. Rett datoen.")
    return found


def language(cell: str) -> str:
    """Read a målform; nothing is bokmål."""
    found = _LANGUAGES.get(cell.casefold() or "nb")
    if found is None:
        raise ValueError(f"«{cell[:40]}» er ikke en målform. Skriv bokmål eller nynorsk.")
    return found


def own_language(cell: str) -> str:
    """Read a person's målform; nothing is none chosen, and messages follow the school's."""
    return language(cell) if cell else ""


def mail(cell: str) -> str:
    """Read a mail address, or nothing."""
    if cell and not model.is_mail_address(cell):
        raise ValueError(f"«{cell[:60]}» er ikke en e-postadresse. Skriv for eksempel fornavn.etternavn@kommune.no.")
    return cell


def grade(cell: str) -> int | None:
    """Read a trinn, or nothing."""
    if not cell:
        return None
    if not (cell.isdecimal() and len(cell) < 3 and int(cell) in GRADES):
        raise ValueError(f"«{cell[:40]}» er ikke et trinn. Skriv et tall fra {GRADES[0]} til {GRADES[-1]}.")
    return int(cell)


def written(value: object) -> str:
    """Write a value as a cell."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return str(value)


def spoken_language(code: str) -> str:
    """Write a målform, or nothing."""
    return _NAMES.get(code, "")


def guarded(cell: str) -> str:
    """Return the cell so that a spreadsheet does not run it."""
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def unguarded(cell: str) -> str:
    """Return the cell as it was before `guarded`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_FORMULA, "'")) else cell
