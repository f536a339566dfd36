"""ISO 8601 as diagram editors write it: durations, instants and repeats (design 7 and 8).

Raises ValueError with a Norwegian clause (no capital, no full stop) that `text` puts into its sentence. Not read
with `isodate`: it takes `PT24H` for `P1D`, and drops the half of `P1.5M`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import Decimal

from engine.deadlines.values import Cycle, Instant, Span

_N = r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)"
_DURATION = re.compile(
    rf"P(?=[0-9T])(?:{_N}Y)?(?:{_N}M)?(?:{_N}W)?(?:{_N}D)?(?:T(?=[0-9])(?:{_N}H)?(?:{_N}M)?(?:{_N}S)?)?"
)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-2][0-9]:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)
# The zone's name that Java writes behind an offset says nothing more than the offset does.
_ZONE = re.compile(r"(Z|[+-][0-9]{2}:?[0-9]{2})\[[A-Z_]+(?:/[A-Z_+-]+)*\]", re.IGNORECASE)
_CYCLE = re.compile(r"R([0-9]*)/(.*)", re.DOTALL)
_SHAPE = re.compile(r"R[0-9]*/|P[0-9T]|P$", re.IGNORECASE)
_MOST_TIMES = 1000
_MOST_DAYS = 36_525
_LEAST_ENDLESS = timedelta(minutes=1)
_MONTH = Decimal("30.4375")


def is_meant(body: str) -> bool:
    """Tell whether `body` is an attempt at a duration or a repeat."""
    return _SHAPE.match(body) is not None


def is_instant(body: str) -> bool:
    """Tell whether `body` has the shape of a date with a time."""
    return _INSTANT.fullmatch(_ZONE.sub(r"\1", body).upper()) is not None


def instant(body: str) -> Instant | None:
    """Return the moment, naive where no offset stands, or None where there is no such moment."""
    if body[11:13] == "24":  # midnight by another name to newer Pythons only
        return None
    try:
        return Instant(datetime.fromisoformat(_ZONE.sub(r"\1", body).upper()))
    except ValueError:
        return None


def read(body: str) -> Span | Cycle:
    """Read a duration or a repeat of one."""
    cycle = _CYCLE.fullmatch(_ZONE.sub(r"\1", body).upper())
    return _cycle(cycle[1], cycle[2]) if cycle else duration(body)


def _cycle(times: str, rest: str) -> Cycle:
    parts = rest.split("/")
    first = _end(parts.pop(0)) if len(parts) > 1 and is_instant(parts[0]) else None
    until = _end(parts.pop()) if len(parts) > 1 and is_instant(parts[-1]) else None
    if len(parts) != 1 or is_instant(parts[0]):
        raise ValueError(
            "en gjentakelse skrives R3/P1W, med startdato R3/2026-08-17T08:00/P1W, eller med sluttdato bak"
        )
    number = int(times) if times else _MOST_TIMES
    if not 1 <= number <= _MOST_TIMES:
        raise ValueError(f"den må gjentas mellom 1 og {_MOST_TIMES} ganger")
    span = duration(parts[0])
    if span == Span():
        raise ValueError("tiden mellom gjentakelsene kan ikke være null")
    if times or until is not None:
        return Cycle(number, span, first, until)
    if not span.months and not span.days and span.rest < _LEAST_ENDLESS:
        raise ValueError("den gjentas uten ende, og da må det gå minst ett minutt mellom gangene")
    return Cycle(None, span, first)


def _end(body: str) -> datetime:
    """Return the moment that a repeat begins or ends with, naive where no offset stands."""
    found = instant(body)
    if found is None:
        raise ValueError(f"tidspunktet «{body}» finnes ikke")
    return found.at


def duration(body: str) -> Span:
    """Read a duration such as `P6W`, `P1Y2M`, `P1DT12H`, `P0.5D`."""
    match = _DURATION.fullmatch(body.upper())
    if not match:
        raise ValueError("det er ikke en ISO 8601-varighet som P6W, P1M, P1DT12H eller PT3H")
    years, months, weeks, days, hours, minutes, seconds = (
        Decimal((part or "0").replace(",", ".")) for part in match.groups()
    )
    whole = years * 12 + months
    if years % 1 or months % 1:
        raise ValueError("år og måneder må være hele tall")
    day_part = weeks * 7 + days
    rest = day_part % 1 * 86_400 + hours * 3600 + minutes * 60 + seconds
    if whole * _MONTH + day_part + rest / 86_400 > _MOST_DAYS:
        raise ValueError("den er lenger enn 100 år")
    return Span(int(whole), int(day_part), timedelta(microseconds=int(rest * 1_000_000)))
