"""Which days are working days and school days (design 8).

Knows Norwegian public holidays (`holidays`) and a municipality's days without school. Must not know deadlines,
instants or where the calendar came from. 24 and 31 December are working days, as in the law's own counting.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from types import MappingProxyType

import holidays

# The years for which the holidays are known here; outside them a count would be wrong without a word.
FIRST_YEAR, LAST_YEAR = 1950, 2100
# `holidays` gives the formal names; these two are never called that.
_SPOKEN = {"Arbeidernes dag": "1. mai", "Grunnlovsdag": "17. mai"}
_SATURDAY = 5


@dataclass(frozen=True)
class Period:
    """Days without school, `first` and `last` included."""

    first: date
    last: date
    name: str

    def has(self, day: date) -> bool:
        """Tell whether `day` is one of them."""
        return self.first <= day <= self.last


@dataclass(frozen=True)
class SchoolCalendar:
    """A skolerute: the days without school; empty = only weekends and public holidays are.

    `day_ends` is when a task's last day ends, on Oslo's wall clock, as the municipality decides.
    """

    closed: tuple[Period, ...] = ()
    day_ends: time = time(16)


@functools.cache
def _public_holidays(year: int) -> Mapping[date, str]:
    # One read-only table a year: the library's own object fills itself while it is read, which threads must not share.
    return MappingProxyType(dict(holidays.country_holidays("NO", years=year, language="no").items()))


def public_holiday(day: date) -> str | None:
    """Return the name of the public holiday or None; bokmål, which is the same in nynorsk.

    Where two meet, both: «andre pinsedag/17. mai».
    """
    formal = _public_holidays(day.year).get(day)
    if formal is None:
        return None
    return "/".join(_SPOKEN.get(name, name) for name in formal.split("; "))


def is_weekend(day: date) -> bool:
    """Tell whether `day` is a Saturday or a Sunday."""
    return day.weekday() >= _SATURDAY


def is_working_day(day: date) -> bool:
    """Tell whether `day` (in Oslo) is neither in a weekend nor a public holiday."""
    return not is_weekend(day) and day not in _public_holidays(day.year)


def is_school_day(day: date, calendar: SchoolCalendar) -> bool:
    """Tell whether `day` is a working day that the school calendar has not closed."""
    return is_working_day(day) and not any(period.has(day) for period in calendar.closed)


def nth_after(start: date, number: int, is_counted: Callable[[date], bool]) -> date:
    """Return the `number`-th counted day after `start`, which is day 0 and never counted itself.

    Raises OverflowError past `LAST_YEAR`, so that a calendar without any school ends the search.
    """
    day, left = start, number
    while left:
        day += timedelta(days=1)
        if day.year > LAST_YEAR:
            raise OverflowError
        left -= is_counted(day)
    return day


def obstacle(day: date, calendar: SchoolCalendar) -> Period | None:
    """Return what keeps a weekday from being a school day: the longest closed period round it, else the holiday."""
    around = [period for period in calendar.closed if period.has(day)]
    if around:
        return max(around, key=lambda period: period.last - period.first)
    holiday = public_holiday(day)
    return Period(day, day, holiday) if holiday else None


def skipped(start: date, end: date, calendar: SchoolCalendar) -> tuple[Period, ...]:
    """Return the holidays and closed periods that a count from `start` to `end` passed over between the two.

    Weekends are not named, nor a holiday inside a period that is.
    """
    found: list[Period] = []
    for ahead in range(1, (end - start).days):
        day = start + timedelta(days=ahead)
        if is_weekend(day) or any(period.has(day) for period in found):
            continue
        reason = obstacle(day, calendar)
        if reason:
            found.append(reason)
    return tuple(found)
