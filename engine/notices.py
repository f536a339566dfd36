"""Which notices a task's deadline gives, and when (design 8; domain.md 0.2, 6.3 no. 1).

Pure: knows a deadline and the municipality's settings. A task with a date is announced when it is near, told to those
responsible when it has passed, and to the leader the next working day. What is to be told before a deadline is told on
a working day: nobody reads it on a Sunday. `straks` never has a date: only an internal
reminder, which is no legal deadline and is never shown as one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from engine import clock, deadlines


class NoticeKind(StrEnum):
    """Kinds of timer rows that are not events of a diagram."""

    NEAR = "frist-naer"
    PASSED = "frist-passert"
    PASSED_LEADER = "frist-passert-leder"
    REMINDER = "intern-paaminnelse"


LEADER_HOUR = time(8, 0)


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice and the instant it is due (aware UTC)."""

    kind: NoticeKind
    at: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """The municipality's reminder times (domain.md 6.4)."""

    near: timedelta = timedelta(days=1)
    straks_reminder: timedelta = timedelta(hours=4)


def of(due: datetime | None, *, is_straks: bool, opened: datetime, times: Times) -> tuple[Notice, ...]:
    """Return the notices of a task that opened at `opened`, in the order they come.

    A deadline nearer than `times.near` is not announced: the person has just been told of the task itself. One that was
    out already (a measure carried into another round) has passed when the task opens; the leader hears of it later.
    """
    if is_straks:
        return (Notice(NoticeKind.REMINDER, opened + times.straks_reminder),)
    if due is None:
        return ()
    near = _on_working_day(due - times.near)
    first = (Notice(NoticeKind.NEAR, near),) if near > opened else ()
    passed = max(due, opened)
    return (*first, Notice(NoticeKind.PASSED, passed), Notice(NoticeKind.PASSED_LEADER, _next_working_morning(passed)))


def _on_working_day(at: datetime) -> datetime:
    """Return the same time of day on the last working day up to `at`."""
    own = clock.oslo(at)
    day = own.date()
    while not deadlines.is_working_day(day):
        day -= timedelta(days=1)
    return at if day == own.date() else datetime.combine(day, own.time(), clock.OSLO).astimezone(UTC)


def _next_working_morning(due: datetime) -> datetime:
    day = clock.oslo(due).date() + timedelta(days=1)
    while not deadlines.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, LEADER_HOUR, clock.OSLO).astimezone(UTC)
