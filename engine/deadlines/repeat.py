"""The firings of a repeating timer, `R3/P1W` (design 7).

Knows a start, a period and a number of times; stateless, so that missed firings can be made up or left out by the
caller. Each firing is counted from the start, never from the one before: a month from 31 January drifts otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.deadlines import oslo
from engine.deadlines.values import Span


@dataclass(frozen=True)
class Repeat:
    """`times` firings, the first one `period` after `base` (aware UTC)."""

    times: int
    period: Span
    base: datetime


def occurrences(repeat: Repeat) -> tuple[datetime, ...]:
    """Return every firing, in order, aware UTC."""
    return tuple(oslo.shifted(repeat.base, repeat.period.times(number + 1)) for number in range(repeat.times))


def next_after(repeat: Repeat, previous: datetime) -> datetime | None:
    """Return the first firing later than `previous`, or None when there are no more."""
    return next((moment for moment in occurrences(repeat) if moment > previous), None)


def remaining(repeat: Repeat, previous: datetime) -> int:
    """Return how many firings are later than `previous`."""
    return sum(moment > previous for moment in occurrences(repeat))
