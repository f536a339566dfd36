"""The plain calendar of stories: `wait: 6 uker`, `until: 2026-02-16 08:00` (design 9).

Knows how a wall clock is moved. No school rule and no end of day: a story says when it is.
"""

from __future__ import annotations

from datetime import datetime

from engine import clock, errors
from engine.deadlines import oslo, text, values
from engine.deadlines.values import Span, Unit

_LENGTHS = {Unit.DAY: Span(days=1), Unit.WEEK: Span(days=7), Unit.MONTH: Span(months=1)}


def plain(wait: str, start: datetime) -> datetime:
    """Return `start` (aware) moved by days, weeks, months or an ISO duration on Oslo's wall clock, aware UTC.

    Raises `errors.DeadlineUnreadable` for any other text.
    """
    read = text.parse(wait)
    span = _span(read.rule)
    if span is None or read.since:
        raise _fault(wait, "en ventetid skrives 14 dager, 6 uker, 1 måned, eller som ISO 8601: PT3H")
    try:
        return oslo.shifted(start, span)
    except OverflowError as error:
        raise _fault(wait, "så langt fram finnes det ingen dato") from error


def moment(written: str) -> datetime:
    """Return `2026-02-16 08:00` as that moment in Oslo (aware); a date alone is its midnight.

    Raises `errors.DeadlineUnreadable`.
    """
    try:
        rule = text.parse(written).rule
    except errors.DeadlineUnreadable:
        rule = None
    if isinstance(rule, values.OnDay):
        return clock.oslo(oslo.at(rule.day, oslo.MIDNIGHT))
    if isinstance(rule, values.Instant):
        return clock.oslo(rule.at)
    raise _fault(written, "et tidspunkt skrives 2026-02-16 08:00")


def _span(rule: values.Rule) -> Span | None:
    if isinstance(rule, Span):
        return rule
    if isinstance(rule, values.Count) and rule.unit in _LENGTHS:
        return _LENGTHS[rule.unit].times(rule.number)
    return None


def _fault(written: str, how: str) -> errors.DeadlineUnreadable:
    return errors.DeadlineUnreadable(f"Tiden «{written[:80]}» kan ikke leses: {how}.", text=written)
