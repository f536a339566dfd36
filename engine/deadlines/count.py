"""When a deadline is (design 8).

Knows the counting rules. Must not know how texts are written, nor the clock, nor what a name means: `evaluate` is
the caller's, for FEEL behind `=` and for the names behind «fra».
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, cast

from dateutil.relativedelta import relativedelta

from engine import errors, phrases
from engine.deadlines import calendar as days
from engine.deadlines import evaluated, explain, moments, oslo, text, values
from engine.deadlines.calendar import SchoolCalendar
from engine.deadlines.explain import Reason
from engine.deadlines.repeat import Repeat, begun_at, occurrences
from engine.deadlines.values import Deadline, Rule, Span, Unit

Ends = Literal["task", "boundary", "wait"]
_HOURS: dict[Ends, time] = {"boundary": time(16), "wait": time(8)}
_LENGTHS = {Unit.WEEK: Span(days=7), Unit.MONTH: Span(months=1)}


@dataclass(frozen=True)
class Due:
    """When: `at` (aware UTC; None for `straks`), counted from `base` (aware UTC), why (`reason`), how often."""

    at: datetime | None
    base: datetime
    reason: Reason
    straks: bool = False
    repeat: Repeat | None = None

    @property
    def explained(self) -> phrases.Phrase:
        """How it was counted, with its nynorsk: «3 skoledager fra 18.12, hopper over juleferien 21.12–3.1»."""
        return phrases.both(self.explained_in("nb"), self.explained_in("nn"))

    def telling(self, is_asked: Callable[[str], bool]) -> Due:
        """Return it with only those dates told of as missing that somebody has been asked for."""
        told = tuple(name for name in self.reason.missing if is_asked(name))
        return replace(self, reason=replace(self.reason, missing=told))

    def explained_in(self, locale: explain.Locale) -> str:
        """How it was counted, in bokmål (nb) or nynorsk (nn)."""
        return explain.sentence(self.reason, locale)


@dataclass(frozen=True)
class _Frame:
    """What one count needs to know; `hour` is when a day ends."""

    base: datetime
    calendar: SchoolCalendar
    evaluate: Callable[[str], object]
    hour: time

    @property
    def day(self) -> date:
        """The start day, which is day 0."""
        return oslo.day_of(self.base)


def due(
    deadline: Deadline | str,
    *,
    start: datetime,
    calendar: SchoolCalendar,
    evaluate: Callable[[str], object],
    ends: Ends,
    end_of_day: time | None = None,
) -> Due:
    """Return when `deadline` is, counted from `start` (aware) or from its own «fra».

    A task's day ends at `end_of_day` (Oslo; else as the calendar says), a boundary timer's at 16:00, a waiting event's
    at 08:00. `evaluate` gets FEEL without `=`, or a name or dotted path, and returns its value, None where there is
    none yet.
    Raises `errors.DeadlineUnknown` when a date that it counts from is null, `errors.DeadlineUnreadable` when a value
    is no date or no such date can be counted, ValueError when `start` is naive.
    """
    if start.tzinfo is None:
        raise ValueError("a deadline counts from an aware moment")
    read = text.parse(deadline) if isinstance(deadline, str) else deadline
    frame = _Frame(start.astimezone(UTC), calendar, evaluate, _HOURS.get(ends, end_of_day or calendar.day_ends))
    try:
        return _due(read, frame)
    except OverflowError as error:
        raise errors.DeadlineUnreadable(
            f"Fristen «{read.text}» ender utenfor årene {days.FIRST_YEAR}–{days.LAST_YEAR}, som det finnes "
            "helligdager for. Se om tallet eller datoen den teller fra er riktig.",
            text=read.text,
        ) from error


def _due(deadline: Deadline, frame: _Frame) -> Due:
    if deadline.since:
        frame = replace(frame, base=evaluated.as_moment(deadline.since, frame.evaluate(deadline.since), deadline))
    found = _count(deadline.rule, frame, deadline)
    if not all(oslo.is_known(oslo.day_of(moment)) for moment in (found.base, found.at) if moment):
        raise OverflowError
    return found


# -- one rule each; all take the rule, what the count knows, and the deadline for its errors


@functools.singledispatch
def _count(rule: Rule, frame: _Frame, deadline: Deadline) -> Due:
    raise TypeError(rule)


@_count.register
def _(rule: values.Straks, frame: _Frame, deadline: Deadline) -> Due:
    return Due(None, frame.base, Reason(rule, frame.base), straks=True)


@_count.register
def _(rule: values.SameDay, frame: _Frame, deadline: Deadline) -> Due:
    return _on(frame.day, oslo.END_OF_DAY, Reason(rule, frame.base))


@_count.register
def _(rule: values.NextDay, frame: _Frame, deadline: Deadline) -> Due:
    return _on(frame.day + timedelta(days=1), oslo.END_OF_DAY, Reason(rule, frame.base))


@_count.register
def _(rule: values.OnDay, frame: _Frame, deadline: Deadline) -> Due:
    return _on(rule.day, frame.hour, Reason(rule, frame.base))


@_count.register
def _(rule: values.Count, frame: _Frame, deadline: Deadline) -> Due:
    if rule.unit in _LENGTHS:
        return _period(rule, frame)
    if rule.unit is Unit.DAY:
        return _on(frame.day + timedelta(days=rule.number), frame.hour, Reason(rule, frame.base))
    calendar = frame.calendar if rule.unit is Unit.SCHOOL_DAY else SchoolCalendar()
    day = days.nth_after(frame.day, rule.number, lambda day: days.is_school_day(day, calendar))
    return _on(day, frame.hour, Reason(rule, frame.base, skipped=days.skipped(frame.day, day, calendar)))


@_count.register
def _(rule: values.Instant, frame: _Frame, deadline: Deadline) -> Due:
    return Due(rule.at, frame.base, Reason(rule, frame.base))


@_count.register
def _(rule: values.Span, frame: _Frame, deadline: Deadline) -> Due:
    return Due(oslo.shifted(frame.base, rule), frame.base, Reason(rule, frame.base))


@_count.register
def _(rule: values.Cycle, frame: _Frame, deadline: Deadline) -> Due:
    # One with its own start keeps to it, also where that has passed already.
    first = rule.first or frame.base
    begins = begun_at(rule.period, first, frame.base) if rule.first else 1
    repeat = Repeat(rule.times, rule.period, first, begins, rule.until)
    # of one without end the first time alone is counted
    firings = occurrences(repeat if repeat.times is not None else replace(repeat, times=1))
    if not firings:
        raise errors.DeadlineUnreadable(
            f"Fristen «{deadline.text}» kan ikke regnes ut: den er over før den har begynt.", text=deadline.text
        )
    if not oslo.is_known(oslo.day_of(firings[-1])):
        raise OverflowError
    return Due(firings[0], frame.base, Reason(rule, frame.base), repeat=repeat)


@_count.register
def _(rule: values.Cron, frame: _Frame, deadline: Deadline) -> Due:
    first = moments.later(rule, frame.base)
    if first is None:
        raise OverflowError
    return Due(first, frame.base, Reason(rule, frame.base), repeat=Repeat(None, Span(), frame.base, cron=rule))


@_count.register
def _(rule: values.Feel, frame: _Frame, deadline: Deadline) -> Due:
    inner = _due(evaluated.as_deadline(rule.text, frame.evaluate(rule.text), deadline), frame)
    written = evaluated.written(rule.text, frame.evaluate, deadline)
    same = _due(written, frame) if written else None
    if same and same.at and inner.at and oslo.day_of(same.at) == oslo.day_of(inner.at):
        return replace(inner, reason=same.reason)
    return replace(inner, reason=Reason(rule, inner.base, parts=(inner.reason,)))


@_count.register
def _(rule: values.Earliest, frame: _Frame, deadline: Deadline) -> Due:
    known: list[Due] = []
    missing: list[str] = []
    for item in rule.items:
        try:
            known.append(_due(item, frame))
        except errors.DeadlineUnknown as error:
            missing.extend(cast("tuple[str, ...]", error.details["missing"]))
    if not known:
        raise evaluated.unknown(deadline, missing)
    # `straks` counts as its own start: before any date to come, and after one that has passed already.
    first = min(known, key=lambda one: one.at or one.base)
    parts = tuple(one.reason for one in known)
    # A repeat that came out of FEEL counts here with its first time.
    return replace(first, reason=Reason(rule, first.base, parts=parts, missing=tuple(missing)), repeat=None)


def _period(rule: values.Count, frame: _Frame) -> Due:
    """Return the end of so many weeks or months, moved to a day with school where it falls on one without."""
    length = _LENGTHS[rule.unit].times(rule.number)
    end = frame.day + relativedelta(months=length.months, days=length.days)
    reason = Reason(rule, frame.base)
    if days.is_school_day(end, frame.calendar):
        return _on(end, frame.hour, reason)
    moved = _earlier(frame.day, end, frame.calendar)
    is_far = moved > frame.day and not days.is_school_day(moved, frame.calendar)
    reason = replace(reason, unmoved=end, blocked=days.obstacle(end, frame.calendar), is_far=is_far)
    return _on(moved, frame.hour, reason)


def _earlier(start: date, end: date, calendar: SchoolCalendar) -> date:
    """Return the nearest school day before `end` that leaves at least half of the period, else the last working day.

    There always is one: the longest run of days that are not working days is shorter than a week.
    """
    length = (end - start).days
    before = [end - timedelta(days=back) for back in range(1, length)]
    school = (day for day in before if days.is_school_day(day, calendar) and 2 * (day - start).days >= length)
    return next(school, None) or next(day for day in before if days.is_working_day(day))


def _on(day: date, hour: time, reason: Reason) -> Due:
    return Due(oslo.at(day, hour), reason.base, replace(reason, day=day))
