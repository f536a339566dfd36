"""A year wheel as months: the days of each, in weeks, with what is due and what is free; and how often in words.

Pure: knows the frozen page and the calendar, not requests. All days are Oslo's.
"""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import dates

from engine import clock, deadlines
from engine.deadlines.values import Cron, Span
from engine.pages import wheel
from webforms import language
from webforms.language import plural
from webforms.language import text as _

SATURDAY, YEAR = 5, 12
MANY = 3  # turns of one start in a month, from which they stand on one line
Due = tuple[wheel.Spoke, wheel.Turn]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of a month: what is due that day, and why there is no school (empty: there is)."""

    date: date
    due: tuple[Due, ...]
    free: str
    is_weekend: bool


@dataclass(frozen=True, slots=True)
class Line:
    """What one start does in a month: one turn, or all of them where there are many (each week, each day).

    `days` are the turns with their day and whether this is the first line of that day, where a link to it leads.
    """

    spoke: wheel.Spoke
    days: tuple[tuple[date, wheel.Turn, bool], ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its name with the year, its weeks (number, seven days; None outside the month), and what to tell.

    `free` are the periods without school that begin or go on in the month, as (name, first, last).
    """

    name: str
    weeks: tuple[tuple[int, tuple[Day | None, ...]], ...]
    lines: tuple[Line, ...]
    free: tuple[tuple[str, date, date], ...]


def months(page: wheel.Wheel) -> list[Month]:
    """Return the twelve months of the page's school year."""
    due: dict[date, list[Due]] = defaultdict(list)
    for spoke in page.spokes:
        for turn in spoke.turns:
            due[clock.oslo(turn.at).date()].append((spoke, turn))
    for one in due.values():
        one.sort(key=lambda pair: (pair[1].at, pair[0].routine_name, pair[0].name))
    begins = [date(page.year + (number > 12), (number - 1) % 12 + 1, 1) for number in range(8, 20)]
    return [_month(first, due, page.closed) for first in begins]


def _month(first: date, due: Mapping[date, Sequence[Due]], closed: Sequence[deadlines.Period]) -> Month:
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(first.year, first.month):
        days = tuple(_day(day, due, closed) if day.month == first.month else None for day in week)
        weeks.append((week[0].isocalendar().week, days))
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    mine = tuple(pair for day in sorted(due) if first <= day <= last for pair in due[day])
    name = dates.format_date(first, "LLLL y", locale=language.current())
    return Month(name, tuple(weeks), _lines(mine), _free(first, last, closed))


def _lines(due: Sequence[Due]) -> tuple[Line, ...]:
    often = Counter(id(spoke) for spoke, _turn in due)
    grouped: dict[object, list[Due]] = {}
    for spoke, turn in due:
        grouped.setdefault(id(spoke) if often[id(spoke)] >= MANY else (id(spoke), turn.at), []).append((spoke, turn))
    seen: set[date] = set()
    lines = []
    for pairs in grouped.values():
        days = [(clock.oslo(turn.at).date(), turn) for _spoke, turn in pairs]
        lines.append(Line(pairs[0][0], tuple((day, turn, day not in seen) for day, turn in days)))
        seen |= {day for day, _turn in days}
    return tuple(lines)


def _day(day: date, due: Mapping[date, Sequence[Due]], closed: Sequence[deadlines.Period]) -> Day:
    own = next((period.name for period in closed if period.has(day)), "")
    return Day(day, tuple(due.get(day, ())), own or deadlines.public_holiday(day) or "", day.weekday() >= SATURDAY)


def _free(first: date, last: date, closed: Sequence[deadlines.Period]) -> tuple[tuple[str, date, date], ...]:
    periods = [(one.name, one.first, one.last) for one in closed if one.first <= last and one.last >= first]
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    alone = [
        (name, day, day)
        for day in days
        if (name := deadlines.public_holiday(day)) and not any(one.has(day) for one in closed)
    ]
    return tuple(sorted([*periods, *alone], key=lambda one: one[1]))


def how_often(spoke: wheel.Spoke) -> str:
    """Return how often a start is due: `hvert år`, `hver 2. uke`, `én gang`."""
    if spoke.cron is not None:
        return _by_cron(spoke.cron)
    if spoke.period is None or spoke.times == 1:
        return _("én gang")
    said = _every(spoke.period)
    if spoke.times is None:
        return said
    counted = plural("%(num)s gang", "%(num)s ganger", spoke.times)
    return f"{said}, {counted}"


def _by_cron(cron: Cron) -> str:
    """Return how often a cron text comes, where a few words say it, else the text itself."""
    is_all_year, week = len(cron.months) == YEAR, {one.iso for one in cron.weekdays}
    is_by_week = is_all_year and not cron.days and all(one.nth is None for one in cron.weekdays)
    is_one_day = len(cron.days) + len(cron.weekdays) == 1 and not is_by_week
    if len(cron.hours) * len(cron.minutes) > 1:
        return _("flere ganger om dagen") if is_by_week and not week else _("etter «%(text)s»", text=cron.text)
    if is_by_week:
        often = {0: _("hver dag"), 1: _("hver uke")}
        return often.get(len(week)) or _("%(n)s dager i uka", n=len(week))
    if is_one_day and len(cron.months) in (1, YEAR):
        return _("hver måned") if is_all_year else _("hvert år")
    return _("etter «%(text)s»", text=cron.text)


def _every(period: Span) -> str:
    if period.months and not period.days and not period.rest:
        years, months_over = divmod(period.months, 12)
        if not months_over:
            return _("hvert år") if years == 1 else _("hvert %(n)s. år", n=years)
        return _("hver måned") if period.months == 1 else _("hver %(n)s. måned", n=period.months)
    if period.days and not period.months and not period.rest:
        weeks, days_over = divmod(period.days, 7)
        if not days_over:
            return _("hver uke") if weeks == 1 else _("hver %(n)s. uke", n=weeks)
        return _("hver dag") if period.days == 1 else _("hver %(n)s. dag", n=period.days)
    return _("flere ganger om dagen") if period.rest < timedelta(days=1) else _("med jevne mellomrom")
