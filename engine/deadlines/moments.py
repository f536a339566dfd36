"""When a cron text comes, on Oslo's wall clock (design 7, 8).

Knows days and instants; must not know how a cron text is written. A wall time that the spring change skips comes an
hour later, and of one that the autumn change repeats the first counts, as in `oslo`; only what comes every hour of the
day comes in both. Whole days are counted, not walked through, so that a minute's cron may sleep for a year.
"""

from __future__ import annotations

import calendar
import functools
import itertools
from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from engine import clock
from engine.deadlines import oslo
from engine.deadlines.calendar import LAST_YEAR
from engine.deadlines.values import Cron, MonthDay, WeekDay

_DAY, _HOURS, _MONTHS = timedelta(days=1), 24, 12
_FRIDAY, _SATURDAY, _SUNDAY = 5, 6, 7
_LEAP_WEEK = 40  # in so many years every date has had every day of the week


def later(cron: Cron, previous: datetime, number: int = 1) -> datetime | None:
    """Return the moment that is the `number`th (1: the first) later than `previous`, None where there are so few."""
    began = oslo.day_of(previous)
    for day in _days_from(cron, began):
        skipped = bisect_right(_of_day(cron, day), previous) if day == began else 0
        left = _count(cron, day) - skipped
        if number <= left:
            return _of_day(cron, day)[skipped + number - 1]
        number -= left
    return None


def passed(cron: Cron, previous: datetime, now: datetime) -> int:
    """Return how many moments are later than `previous` and not later than `now`."""
    if now <= previous:
        return 0
    first, last = oslo.day_of(previous), oslo.day_of(now)
    whole = sum(_count(cron, day) for day in itertools.takewhile(lambda day: day < last, _days_from(cron, first)))
    return whole + _until(cron, last, now) - _until(cron, first, previous)


def comes(cron: Cron) -> bool:
    """Tell whether there is any day that it comes on."""
    years = range(LAST_YEAR - _LEAP_WEEK, LAST_YEAR + 1)
    return any(_days(cron, year, month) for year in years for month in cron.months)


def _until(cron: Cron, day: date, moment: datetime) -> int:
    """Return how many moments of the day are not later than `moment`."""
    return bisect_right(_of_day(cron, day), moment) if day.day in _days(cron, day.year, day.month) else 0


# -- days


def _days_from(cron: Cron, first: date) -> Iterator[date]:
    """Yield the days that it comes on, from `first` on, to the last year that is known."""
    for year in range(first.year, LAST_YEAR + 1):
        for month in cron.months:
            if (year, month) >= (first.year, first.month):
                days = (date(year, month, day) for day in _days(cron, year, month))
                yield from (day for day in days if day >= first)


@functools.lru_cache(maxsize=512)
def _days(cron: Cron, year: int, month: int) -> tuple[int, ...]:
    """Return the days of a month that fit both the day of the month and the day of the week."""
    if month not in cron.months:
        return ()
    length = calendar.monthrange(year, month)[1]
    found = set(range(1, length + 1))
    if cron.days:
        found &= {day for one in cron.days for day in _month_day(one, year, month, length)}
    if cron.weekdays:
        found &= {day for one in cron.weekdays for day in _week_day(one, year, month, length)}
    return tuple(sorted(found))


def _month_day(one: MonthDay, year: int, month: int, length: int) -> Iterator[int]:
    day = length - one.number if one.is_last else one.number
    if not 1 <= day <= length:
        return
    weekday = date(year, month, day).isoweekday()
    if one.is_near and weekday == _SATURDAY:
        day += 2 if day == 1 else -1
    elif one.is_near and weekday == _SUNDAY:
        day += -2 if day == length else 1
    yield day


def _week_day(one: WeekDay, year: int, month: int, length: int) -> Iterator[int]:
    first = (one.iso - date(year, month, 1).isoweekday()) % 7 + 1
    every = range(first, length + 1, 7)
    if one.nth is None:
        yield from every
    elif one.nth <= len(every):
        yield every[one.nth - 1 if one.nth > 0 else -1]


# -- the moments of a day


def _count(cron: Cron, day: date) -> int:
    return len(cron.hours) * len(cron.minutes) if _is_plain(day) else len(_of_day(cron, day))


def _is_plain(day: date) -> bool:
    """Tell whether the clocks do not change on that day."""
    return oslo.at(day + _DAY, oslo.MIDNIGHT) - oslo.at(day, oslo.MIDNIGHT) == _DAY


@functools.lru_cache(maxsize=128)
def _of_day(cron: Cron, day: date) -> tuple[datetime, ...]:
    """Return when it comes on that day, in order, aware UTC; each instant once."""
    walls = [datetime.combine(day, time(hour, minute, cron.second)) for hour in cron.hours for minute in cron.minutes]
    found = {oslo.instant(wall) for wall in walls}
    if len(cron.hours) == _HOURS and not _is_plain(day):
        again = (wall.replace(tzinfo=clock.OSLO, fold=1).astimezone(UTC) for wall in walls)
        found |= {other for wall, other in zip(walls, again, strict=True) if other > oslo.instant(wall)}
    return tuple(sorted(found))
