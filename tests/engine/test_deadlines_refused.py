"""Deadlines that cannot be counted: values that are no date, years without known holidays, a closed school."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import isodate
import pytest

from engine import deadlines, errors
from engine.deadlines import Period, SchoolCalendar
from tests.engine.deadline_counts import SCHOOL_YEAR, due, nothing, oslo


@pytest.mark.parametrize(
    "value",
    [
        *(7, True, [], {}, time(8), "Testelev A", "=b", "tidligst av (=b, 1 dag)", timedelta(-1)),
        *(isodate.Duration(months=-1), isodate.Duration(months=isodate.duration.Decimal("1.5"))),
    ],
)
def test_a_value_that_is_no_deadline_is_refused_and_not_repeated(value: object) -> None:
    with pytest.raises(errors.DeadlineUnreadable) as caught:
        due("=svar", "2026-01-12 10:00", svar=value)

    assert "Fristen «=svar» kan ikke regnes ut: «svar» må gi en" in str(caught.value)
    assert "Testelev" not in f"{caught.value} {caught.value.details} {caught.value.__cause__}"


@pytest.mark.parametrize("value", [7, timedelta(days=1), "6 uker", "Testelev A", "straks"])
def test_a_name_that_holds_no_date_is_refused(value: object) -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="«svar» må gi en"):
        due("6 uker fra svar", "2026-01-12 10:00", svar=value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 dag fra a", date(1, 1, 1)),
        ("1 dag fra a", date(9999, 12, 31)),
        ("straks fra a", date(1949, 12, 31)),
        ("=a", date(1949, 12, 31)),
        ("=a", datetime(9999, 12, 31, 23, 59, tzinfo=UTC)),
        ("=a", timedelta.max),
        ("=a", isodate.Duration(years=9000)),
        ("1 virkedag fra a", date(2100, 12, 31)),
        ("R2/P99Y fra a", date(1990, 1, 1)),
    ],
)
def test_a_deadline_outside_the_years_with_known_holidays_is_refused(text: str, value: object) -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="utenfor årene 1950–2100"):
        due(text, "2026-01-12 10:00", a=value)


@pytest.mark.parametrize(
    ("text", "end"),
    [("1 virkedag fra a", "2100-01-04 16:00"), ("2100-12-31", "2100-12-31 16:00"), ("1950-01-02", "1950-01-02 16:00")],
)
def test_the_first_and_the_last_of_those_years_are_counted(text: str, end: str) -> None:
    assert due(text, "2026-01-12 10:00", a=date(2099, 12, 31)) == oslo(end)


def test_a_school_that_never_opens_ends_the_count() -> None:
    closed = SchoolCalendar((Period(date(1900, 1, 1), date(2200, 1, 1), "Stengt"),))

    with pytest.raises(errors.DeadlineUnreadable, match="utenfor årene"):
        due("1 skoledag", "2026-01-12 10:00", calendar=closed)


def test_a_naive_start_is_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="aware"):
        deadlines.due(
            "1 dag",
            start=datetime(2026, 1, 12, 10, 0),  # noqa: DTZ001
            calendar=SCHOOL_YEAR,
            evaluate=nothing,
            ends="task",
        )
