"""What a deadline text says, once read (design 8).

Frozen values only. Must not know how they are written (`text`) or counted (`count`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TypeAlias


class Unit(Enum):
    """What a number of a deadline counts."""

    SCHOOL_DAY = "school day"
    WORKING_DAY = "working day"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Straks:
    """Grants no time and has no date; `word` is the one that the plan uses."""

    word: str


@dataclass(frozen=True)
class SameDay:
    """Before the start day is over."""


@dataclass(frozen=True)
class NextDay:
    """Before the next calendar day is over."""


@dataclass(frozen=True)
class Count:
    """A whole number of days, weeks or months; `is_next` for «neste skoledag», which is one school day."""

    number: int
    unit: Unit
    is_next: bool = False


@dataclass(frozen=True)
class OnDay:
    """A calendar day."""

    day: date


@dataclass(frozen=True)
class Instant:
    """An exact moment (aware)."""

    at: datetime


@dataclass(frozen=True)
class Span:
    """An ISO 8601 duration: months and whole days move the wall clock, `rest` is exact time.

    They are kept apart because `P1D` and `PT24H` differ by an hour when the clocks change.
    """

    months: int = 0
    days: int = 0
    rest: timedelta = timedelta(0)

    def times(self, number: int) -> Span:
        """Return `number` of them in a row."""
        return Span(self.months * number, self.days * number, self.rest * number)


@dataclass(frozen=True)
class Cycle:
    """`times` firings (None: without end), one `period` apart: the first one period after the start, or at `first`.

    None comes after `until`.
    """

    times: int | None
    period: Span
    first: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class MonthDay:
    """A day of a month: the `number`th; with `is_last` counted back from the last; the weekday near it."""

    number: int = 0
    is_last: bool = False
    is_near: bool = False


@dataclass(frozen=True)
class WeekDay:
    """A day of the week (Monday is 1): each of them (None), the `nth` of a month, or its last (-1)."""

    iso: int
    nth: int | None = None


@dataclass(frozen=True)
class Cron:
    """When something comes again and again, by the wall clock; no `days` or `weekdays`: any of them, else both."""

    text: str
    second: int
    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    months: tuple[int, ...]
    days: tuple[MonthDay, ...] = ()
    weekdays: tuple[WeekDay, ...] = ()


@dataclass(frozen=True)
class Feel:
    """A FEEL expression, raw, without its leading `=`."""

    text: str


@dataclass(frozen=True)
class Earliest:
    """Whichever comes first."""

    items: tuple[Deadline, ...]


Rule: TypeAlias = Straks | SameDay | NextDay | Count | OnDay | Instant | Span | Cycle | Cron | Feel | Earliest


@dataclass(frozen=True)
class Deadline:
    """A deadline text and what it says; `since` is the name (or dotted path) after «fra»."""

    text: str
    rule: Rule
    since: str | None = None


def names(deadline: Deadline) -> frozenset[str]:
    """Return the variables named by «fra»; of a path the first part. Those inside FEEL are found with `feel`."""
    return frozenset(part.since.split(".")[0] for part in _parts(deadline) if part.since)


def feel(deadline: Deadline) -> tuple[str, ...]:
    """Return the FEEL expressions that it uses, raw, in the order they stand."""
    return tuple(part.rule.text for part in _parts(deadline) if isinstance(part.rule, Feel))


def _parts(deadline: Deadline) -> Iterator[Deadline]:
    yield deadline
    if isinstance(deadline.rule, Earliest):
        for item in deadline.rule.items:
            yield from _parts(item)
