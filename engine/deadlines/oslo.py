"""Oslo's wall clock over both clock changes (design 8).

Knows days, times and instants. Must not know what a deadline is. One rule for times that are not unique, the same
as in iCalendar and java.time: a wall time that the spring change skips moves on by the hour that is gone
(02:30 → 03:30), one that the autumn change repeats is its first, in summer time.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from dateutil.relativedelta import relativedelta

from engine import clock
from engine.deadlines.calendar import FIRST_YEAR, LAST_YEAR
from engine.deadlines.values import Span

END_OF_DAY = time(23, 59, 59)
MIDNIGHT = time(0)


def at(day: date, hour: time) -> datetime:
    """Return the instant (UTC) when Oslo's clocks show `hour` on `day`."""
    return instant(datetime.combine(day, hour))


def instant(moment: datetime) -> datetime:
    """Return the instant in UTC; a naive `moment` is Oslo's wall clock (fold 0, see above)."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=clock.OSLO, fold=0)).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """Return the calendar day in Oslo."""
    return clock.oslo(moment).date()


def shifted(moment: datetime, span: Span) -> datetime:
    """Return the instant `span` after `moment`: months (clamped to the month's end), days, then exact time.

    Raises OverflowError where no such date exists.
    """
    if span.months or span.days:
        wall = clock.oslo(moment).replace(tzinfo=None)
        try:
            moment = instant(wall + relativedelta(months=span.months, days=span.days))
        except ValueError as error:
            raise OverflowError from error
    return moment.astimezone(UTC) + span.rest


def is_known(day: date) -> bool:
    """Tell whether holidays are known for the year of `day`; outside, nothing is counted."""
    return FIRST_YEAR <= day.year <= LAST_YEAR
