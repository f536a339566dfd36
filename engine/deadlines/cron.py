"""Reads a cron text, as Zeebe has it: `0 0 9-17 * * MON-FRI`, `@monthly` (design 7).

Six fields with the second first, as Spring 5.3 documents them; the day must fit both of its fields. Pure grammar: must
not know what day it is (`moments` does). A fault is a Norwegian clause with its place and remedy, which `text` makes a
sentence of. What Spring and the library in Zeebe read differently is refused: a step through all days of the week, and
`L` alone for one. APScheduler and the cron readers that are kept up count days of the week otherwise, or know no `W`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine.deadlines.values import Cron, MonthDay, WeekDay

_MACROS = {
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
    "@monthly": "0 0 0 1 * *",
    "@weekly": "0 0 0 * * SUN",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@hourly": "0 0 * * * *",
}
_WEEKDAYS = {name: number for number, name in enumerate(("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"), start=1)}
_MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"
_NUMBER = r"[\d*?/,#LW-]+"
_SHAPE = re.compile(rf"@\w+|{_NUMBER}(?:\s+{_NUMBER}){{2}}(?:\s+[\w*?/,#-]+){{2,4}}", re.IGNORECASE)
_PART = re.compile(r"(\*|\w+)(?:-(\w+))?(?:/(\d+))?")
_SUNDAY, _LAST_DAY = 7, 31


@dataclass(frozen=True)
class _Field:
    """One of the six: its name as the subject and in «… skrives», what it may hold, and how that is written."""

    name: str
    first: int
    last: int
    written: str
    names: dict[str, int] = field(default_factory=dict)


_SECOND = _Field("sekundet", 0, 59, "Sekundet står først, og er et tall fra 0 til 59.")
_MINUTE = _Field("minuttet", 0, 59, "Minuttet er et tall fra 0 til 59, eller */15 for hvert kvarter.")
_HOUR = _Field("timen", 0, 23, "Timen er et tall fra 0 til 23, eller 9-15 for hver time fra 9 til 15.")
_DAY = _Field("dagen i måneden", 1, 31, "Dagen er et tall fra 1 til 31, * for alle, L for den siste, eller 15W.")
_MONTH = _Field(
    "måneden",
    1,
    12,
    "Måneder skrives 1–12, eller JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC.",
    {name: number for number, name in enumerate(_MONTHS.split(), start=1)},
)
_WEEKDAY = _Field(
    "ukedagen",
    0,
    7,
    "Ukedager skrives 1–7 (mandag er 1), eller MON, TUE, WED, THU, FRI, SAT, SUN; MON#1 er den første, FRIL den siste.",
    _WEEKDAYS,
)
_FIELDS = (_SECOND, _MINUTE, _HOUR, _DAY, _MONTH, _WEEKDAY)
_COUNTED = {5: "fem", 7: "sju"}
_ORDER = "sekund, minutt, time, dag, måned og ukedag"


class Unreadable(ValueError):
    """What is wrong with a cron text, from `begin` to `end`, and how to mend it."""

    def __init__(self, what: str, begin: int, end: int, remedy: str) -> None:
        """Keep what `text` makes a sentence of."""
        super().__init__(what)
        self.begin, self.end, self.remedy = begin, end, remedy


def is_meant(body: str) -> bool:
    """Tell whether `body` is an attempt at a cron text."""
    return _SHAPE.fullmatch(body) is not None


@functools.lru_cache(maxsize=512)
def read(body: str) -> Cron:
    """Read a cron text. Raises `Unreadable`."""
    whole = _MACROS.get(body.lower(), body)
    if whole.startswith("@"):
        remedy = "Bruk @yearly, @monthly, @weekly, @daily eller @hourly."
        raise Unreadable(f"«{body}» finnes ikke", 0, len(body), remedy)
    pieces = [(found[0].upper(), found.start()) for found in re.finditer(r"\S+", whole)]
    if len(pieces) != len(_FIELDS):
        remedy = f"Sett sekundet først: 0 {body}." if len(pieces) < len(_FIELDS) else "Ta bort årstallet til slutt."
        what = f"den har {_COUNTED[len(pieces)]} felter, og skal ha seks: {_ORDER}"
        raise Unreadable(what, 0, len(body), remedy)
    second, minute, hour, day, month, weekday = pieces
    seconds = _numbers(second, _SECOND)
    if len(seconds) > 1:
        what = "den går oftere enn en gang i minuttet"
        raise Unreadable(what, second[1], second[1] + len(second[0]), "Skriv 0 først: det er sekundet.")
    return Cron(
        text=body,
        second=seconds[0],
        minutes=_numbers(minute, _MINUTE),
        hours=_numbers(hour, _HOUR),
        months=_numbers(month, _MONTH),
        days=tuple(found for part in _parts(day) for found in _month_days(part)),
        weekdays=tuple(found for part in _parts(weekday) for found in _week_days(part)),
    )


# -- one field


def _parts(piece: tuple[str, int]) -> Iterator[tuple[str, int]]:
    """Yield what stands between the commas, and where; nothing where every value is meant."""
    if piece[0] in ("*", "?"):
        return
    begin = piece[1]
    for part in piece[0].split(","):
        yield part, begin
        begin += len(part) + 1


def _numbers(piece: tuple[str, int], of: _Field) -> tuple[int, ...]:
    """Return the values of a field in order, all of them where it says so."""
    if piece[0] == "*":
        return tuple(range(of.first, of.last + 1))
    if piece[0] == "?":
        raise _fault(piece, of)
    return tuple(sorted({number for part in _parts(piece) for number in _range(part, of)}))


def _range(part: tuple[str, int], of: _Field) -> Iterator[int]:
    """Yield the values of one part: `5`, `9-17`, `*/15`, `5/10`, `FRI-MON`."""
    found = _PART.fullmatch(part[0])
    if found is None or (found[1] == "*" and (found[2] or not found[3])):
        raise _fault(part, of)
    step = int(found[3] or 1)
    if not 1 <= step <= of.last:
        what = f"steget i «{part[0]}» må være mellom 1 og {of.last}"
        raise Unreadable(what, part[1], part[1] + len(part[0]), of.written)
    if found[1] == "*":
        if of is _WEEKDAY and step > 1:
            what = f"«{part[0]}» er ikke gitt: uka kan begynne med søndag eller mandag"
            raise Unreadable(what, part[1], part[1] + len(part[0]), "Skriv dagene: MON,WED,FRI.")
        first, last = of.first, of.last
    else:
        first = _value(found[1], part, of)
        last = _value(found[2], part, of) if found[2] else of.last if found[3] else first
    if first > last and of is _WEEKDAY:
        yield from range(first, _SUNDAY + last + 1, step)
        return
    if first > last:
        what = f"«{part[0]}» går baklengs"
        remedy = f"Del den i to: {found[1]}-{of.last},{of.first}-{found[2]}."
        raise Unreadable(what, part[1], part[1] + len(part[0]), remedy)
    yield from range(first, last + 1, step)


def _value(word: str, part: tuple[str, int], of: _Field) -> int:
    number = of.names.get(word)
    if number is None and not (word.isascii() and word.isdigit()):
        raise _fault(part, of)
    number = int(word[:9]) if number is None else number
    if not of.first <= number <= of.last:
        what = f"{of.name} «{word}» må ligge mellom {of.first} og {of.last}"
        raise Unreadable(what, part[1], part[1] + len(part[0]), of.written)
    return number


def _month_days(part: tuple[str, int]) -> Iterator[MonthDay]:
    """Yield the days of the month of one part: numbers, `L`, `L-3`, `15W`, `LW`."""
    last = re.fullmatch(r"L(?:-(\d{1,2}))?", part[0])
    near = re.fullmatch(r"(\d{1,2})W", part[0])
    if part[0] == "LW":
        yield MonthDay(is_last=True, is_near=True)
    elif last:
        before = int(last[1] or 0)
        if before >= _LAST_DAY:
            raise _fault(part, _DAY)
        yield MonthDay(before, is_last=True)
    elif near:
        yield MonthDay(_value(near[1], part, _DAY), is_near=True)
    else:
        yield from (MonthDay(number) for number in _range(part, _DAY))


def _week_days(part: tuple[str, int]) -> Iterator[WeekDay]:
    """Yield the days of the week of one part: numbers, names, `MON#1`, `FRIL`."""
    nth = re.fullmatch(r"(\w+)#([1-5])", part[0])
    last = re.fullmatch(r"([0-7]|[A-Z]{3})L", part[0])
    if nth:
        yield WeekDay(_iso(_value(nth[1], part, _WEEKDAY)), nth=int(nth[2]))
    elif last:
        yield WeekDay(_iso(_value(last[1], part, _WEEKDAY)), nth=-1)
    else:
        yield from (WeekDay(number) for number in sorted({_iso(number) for number in _range(part, _WEEKDAY)}))


def _iso(number: int) -> int:
    """Return a day of the week with Monday 1 and Sunday 7."""
    return (number - 1) % 7 + 1


def _fault(part: tuple[str, int], of: _Field) -> Unreadable:
    what = f"{of.name} kan ikke være «{part[0]}»"
    return Unreadable(what, part[1], part[1] + max(1, len(part[0])), of.written)
