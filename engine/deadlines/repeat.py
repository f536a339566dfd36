"""The firings of a repeating timer, `R3/P1W` or a cron text (design 7).

Knows a start, a period and a number of times; when a cron text comes, `moments` knows. Stateless, so that missed
firings can be made up or left out by the caller. Each firing is counted from the start, never from the one before: a
month from 31 January drifts otherwise.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.deadlines import moments, oslo
from engine.deadlines.values import Cron, Span

_LONGEST_MONTH = timedelta(days=31, hours=1)


@dataclass(frozen=True)
class Repeat:
    """`times` firings (None: without end), the first `begins` periods after `base` (aware UTC), none after `until`.

    One with a `cron` text has no end and no period, and comes when that says.
    """

    times: int | None
    period: Span
    base: datetime
    begins: int = 1
    until: datetime | None = None
    cron: Cron | None = None


def occurrences(repeat: Repeat) -> tuple[datetime, ...]:
    """Return every firing, in order, aware UTC; only for one that ends."""
    return tuple(_from(repeat, 0))


def next_after(repeat: Repeat, previous: datetime) -> datetime | None:
    """Return the first firing later than `previous`, or None when there are no more."""
    if repeat.cron:
        return moments.later(repeat.cron, previous)
    return next((moment for moment in _from(repeat, _skipped(repeat, previous)) if moment > previous), None)


def later(repeat: Repeat, previous: datetime, number: int) -> datetime | None:
    """Return the firing that is the `number`th (1: the first) later than `previous`, or None when there are so few."""
    if repeat.cron:
        return moments.later(repeat.cron, previous, number)
    return next(_from(repeat, _until(repeat, previous) + number - 1), None)


def passed(repeat: Repeat, previous: datetime, now: datetime) -> int:
    """Return how many firings are later than `previous` and not later than `now`; never walks through all of them."""
    if repeat.cron:
        return moments.passed(repeat.cron, previous, now)
    return max(0, _until(repeat, now) - _until(repeat, previous))


def remaining(repeat: Repeat, previous: datetime) -> int:
    """Return how many firings are later than `previous`; only for one that ends."""
    return sum(moment > previous for moment in occurrences(repeat))


def begun_at(period: Span, base: datetime, now: datetime) -> int:
    """Return how many periods after `base` the first moment lies that is not before `now`."""
    repeat = Repeat(None, period, base, begins=0)
    return next(
        number for number in itertools.count(_skipped(repeat, now)) if oslo.shifted(base, period.times(number)) >= now
    )


def _until(repeat: Repeat, moment: datetime) -> int:
    """Return how many firings are not later than `moment`."""
    moment = moment if repeat.until is None else min(moment, repeat.until)
    number = _skipped(repeat, moment) if repeat.times is None else min(_skipped(repeat, moment), repeat.times)
    return number + sum(1 for _one in itertools.takewhile(lambda one: one <= moment, _from(repeat, number)))


def _from(repeat: Repeat, skipped: int) -> Iterator[datetime]:
    numbers = itertools.count(skipped) if repeat.times is None else range(skipped, repeat.times)
    for number in numbers:
        moment = oslo.shifted(repeat.base, repeat.period.times(number + repeat.begins))
        if repeat.until is not None and moment > repeat.until:
            return
        yield moment


def _skipped(repeat: Repeat, previous: datetime) -> int:
    """Return a number of firings that surely lie before `previous`, so that a long past need not be walked through."""
    longest = _LONGEST_MONTH * repeat.period.months + timedelta(days=repeat.period.days, hours=1) + repeat.period.rest
    if not repeat.period.months and not repeat.period.days:
        longest = repeat.period.rest
    return max(0, int((previous - repeat.base) / longest) - repeat.begins - 1)
