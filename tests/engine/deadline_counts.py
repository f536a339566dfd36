"""Short ways to count a deadline in tests: a school year of breaks, Oslo times as text, names with values."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from engine import clock, deadlines
from engine.deadlines import Period, SchoolCalendar

SCHOOL_YEAR = SchoolCalendar(
    (
        Period(date(2025, 12, 20), date(2026, 1, 2), "Juleferie"),
        Period(date(2026, 2, 16), date(2026, 2, 20), "Vinterferie"),
        Period(date(2026, 3, 30), date(2026, 4, 1), "Påskeferie"),
        Period(date(2026, 6, 20), date(2026, 8, 16), "Sommerferie"),
        Period(date(2026, 9, 28), date(2026, 10, 2), "Høstferie"),
        Period(date(2026, 12, 21), date(2027, 1, 3), "Juleferie"),
    )
)


def nothing(name: str) -> object:
    """Know no name."""
    return None


def oslo(text: str) -> datetime:
    """Return `2026-01-05 10:00`, a time on the wall in Oslo, as a moment."""
    return datetime.fromisoformat(text).replace(tzinfo=clock.OSLO).astimezone(UTC)


def counted(text, start, *, calendar=SCHOOL_YEAR, ends="task", end_of_day=time(16), **names):
    """Return the deadline `text` from `start` (Oslo time); `names` are what expressions and «fra» read."""
    return deadlines.due(
        text, start=oslo(start), calendar=calendar, evaluate=names.get, ends=ends, end_of_day=end_of_day
    )


def due(text, start, **rest):
    """Return only when it is."""
    return counted(text, start, **rest).at
