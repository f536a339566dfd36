"""Which days are working days and school days."""

from __future__ import annotations

from datetime import date

import pytest

from engine import deadlines
from engine.deadlines import Period, SchoolCalendar, calendar

SCHOOL_YEAR = SchoolCalendar((Period(date(2026, 2, 16), date(2026, 2, 20), "Vinterferie"),))


def test_a_count_gives_up_after_the_last_year() -> None:
    asked: list[date] = []

    with pytest.raises(OverflowError):
        calendar.nth_after(date(2100, 12, 29), 9, lambda day: bool(asked.append(day)))

    assert asked == [date(2100, 12, 30), date(2100, 12, 31)]


def test_norwegian_public_holidays_are_not_working_days() -> None:
    days = [
        *("2026-01-01", "2026-04-02", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14", "2027-05-17"),
        *("2026-05-25", "2026-12-25", "2025-12-26"),
    ]

    assert not any(deadlines.is_working_day(date.fromisoformat(day)) for day in days)


def test_the_eves_and_days_between_are_working_days() -> None:
    days = ["2026-12-24", "2026-12-31", "2026-05-15", "2026-04-01", "2026-05-18"]

    assert all(deadlines.is_working_day(date.fromisoformat(day)) for day in days)


def test_a_closed_period_holds_its_first_and_last_day() -> None:
    days = [date(2026, 2, day) for day in (13, 16, 20, 23)]

    assert [deadlines.is_school_day(day, SCHOOL_YEAR) for day in days] == [True, False, False, True]
    assert not deadlines.is_school_day(date(2026, 5, 1), SchoolCalendar())
    assert not deadlines.is_school_day(date(2026, 1, 17), SchoolCalendar())


def test_two_holidays_on_a_day_are_both_named() -> None:
    assert deadlines.public_holiday(date(2027, 5, 17)) == "Andre pinsedag/17. mai"
    assert deadlines.public_holiday(date(2026, 1, 14)) is None
