"""Deadline texts: what a process owner writes, and when that is (design 8).

Knows working days, school days, Norwegian public holidays and Oslo's wall clock. Must not know the clock, the
database, FEEL or any case: the caller gives the start, the school calendar and a way to look names up.
`text` reads (`iso`, `cron`), `values` is what was read, `count` counts (`repeat`, `moments`), `explain` says how it was
counted, `spoken` in whose words, `story` is the plain calendar of stories.
"""

from __future__ import annotations

from engine.deadlines import cron
from engine.deadlines.calendar import (
    Period,
    SchoolCalendar,
    is_school_day,
    is_working_day,
    obstacle,
    public_holiday,
)
from engine.deadlines.count import Due, due
from engine.deadlines.repeat import Repeat, later, next_after, occurrences, passed, remaining
from engine.deadlines.spoken import called
from engine.deadlines.story import moment, plain
from engine.deadlines.text import parse
from engine.deadlines.values import Cron, Cycle, Deadline, Feel, Instant, OnDay, Span, Straks, feel, names

__all__ = [
    "Cron",
    "Cycle",
    "Deadline",
    "Due",
    "Feel",
    "Instant",
    "OnDay",
    "Period",
    "Repeat",
    "SchoolCalendar",
    "Span",
    "Straks",
    "called",
    "cron",
    "due",
    "feel",
    "is_school_day",
    "is_working_day",
    "later",
    "moment",
    "names",
    "next_after",
    "obstacle",
    "occurrences",
    "parse",
    "passed",
    "plain",
    "public_holiday",
    "remaining",
]
