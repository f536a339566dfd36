"""When deadlines are: days, weeks and months counted case by case, and how a day ends (design 8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from engine import clock, deadlines
from engine.deadlines import Period, SchoolCalendar
from tests.engine.deadline_counts import SCHOOL_YEAR, counted, due, nothing, oslo


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # the start day is day 0, also ten minutes before midnight
        ("1 skoledag", "2026-01-14 10:00", "2026-01-15 16:00"),
        ("1 skoledag", "2026-01-14 23:50", "2026-01-15 16:00"),
        ("1 skoledag", "2026-01-15 00:00", "2026-01-16 16:00"),
        # over a weekend, from inside one
        ("3 skoledager", "2026-01-15 10:00", "2026-01-20 16:00"),
        ("1 virkedag", "2026-01-16 10:00", "2026-01-19 16:00"),
        ("2 virkedager", "2026-01-17 10:00", "2026-01-20 16:00"),
        # Easter: three working days of the week before it, none in the holidays; no school all week
        ("3 virkedager", "2026-03-29 10:00", "2026-04-01 16:00"),
        ("4 virkedager", "2026-03-29 10:00", "2026-04-07 16:00"),
        ("1 skoledag", "2026-03-27 10:00", "2026-04-07 16:00"),
        # 1 May, Ascension, 17 May (a Sunday in 2026, Whit Monday too in 2027), Whit Monday
        ("1 virkedag", "2026-04-30 10:00", "2026-05-04 16:00"),
        ("1 virkedag", "2026-05-13 10:00", "2026-05-15 16:00"),
        ("1 virkedag", "2026-05-15 10:00", "2026-05-18 16:00"),
        ("1 virkedag", "2027-05-14 10:00", "2027-05-18 16:00"),
        ("1 virkedag", "2026-05-22 10:00", "2026-05-26 16:00"),
        # 24 and 31 December are working days, Christmas and New Year's days are not
        ("1 virkedag", "2026-12-23 10:00", "2026-12-24 16:00"),
        ("2 virkedager", "2026-12-23 10:00", "2026-12-28 16:00"),
        ("1 virkedag", "2026-12-30 10:00", "2026-12-31 16:00"),
        ("1 virkedag", "2026-12-31 10:00", "2027-01-04 16:00"),
        # the breaks of the school year
        ("3 skoledager", "2026-12-18 10:00", "2027-01-06 16:00"),
        ("1 skoledag", "2026-02-13 10:00", "2026-02-23 16:00"),
        ("1 skoledag", "2026-09-25 10:00", "2026-10-05 16:00"),
        ("2 skoledager", "2026-07-01 10:00", "2026-08-18 16:00"),
        ("1 virkedag", "2026-02-13 10:00", "2026-02-16 16:00"),
        ("neste skoledag", "2026-06-19 10:00", "2026-08-17 16:00"),
        ("neste skoledag", "2026-01-12 08:00", "2026-01-13 16:00"),
        # calendar days stop for nothing
        ("14 dager", "2026-01-31 10:00", "2026-02-14 16:00"),
        ("1 dag", "2026-12-31 23:50", "2027-01-01 16:00"),
        # today and tomorrow end with the day; tomorrow is the next calendar day
        ("samme dag", "2026-01-14 23:50", "2026-01-14 23:59:59"),
        ("samme dag", "2026-01-17 08:00", "2026-01-17 23:59:59"),
        ("dagen etter", "2026-01-16 10:00", "2026-01-17 23:59:59"),
        ("dagen etter", "2026-12-31 10:00", "2027-01-01 23:59:59"),
        ("samme dag", "2027-03-28 23:50", "2027-03-28 23:59:59"),  # Easter Sunday
        ("dagen etter", "2027-03-27 23:50", "2027-03-28 23:59:59"),
        ("samme dag", "2028-05-17 10:00", "2028-05-17 23:59:59"),  # Constitution Day, a Wednesday
        ("dagen etter", "2028-05-16 21:00", "2028-05-17 23:59:59"),
        ("5 virkedager", "2026-03-27 10:00", "2026-04-08 16:00"),  # over Easter: 2, 3 and 6 April do not count
        # a date is the end of that day, whatever day it is
        ("2026-06-15", "2026-01-05 10:00", "2026-06-15 16:00"),
        ("5.7.2026", "2026-01-05 10:00", "2026-07-05 16:00"),
    ],
)
def test_days_are_counted(text: str, start: str, end: str) -> None:
    assert due(text, start) == oslo(end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # a day with school stays
        ("6 uker", "2026-01-12 10:00", "2026-02-23 16:00"),
        ("1 måned", "2026-01-15 10:00", "2026-02-13 16:00"),
        ("1 uke", "2026-01-15 23:50", "2026-01-22 16:00"),
        # months clamp to the month's end (2026: a Saturday, so the Friday before), and over a leap day
        ("1 måned", "2026-01-31 10:00", "2026-02-27 16:00"),
        ("1 måned", "2028-01-31 10:00", "2028-02-29 16:00"),
        ("2 måneder", "2026-03-31 10:00", "2026-05-29 16:00"),
        ("12 måneder", "2026-01-15 10:00", "2027-01-15 16:00"),
        # a weekend, a holiday, a break: the nearest earlier school day
        ("1 uke", "2026-01-17 10:00", "2026-01-23 16:00"),
        ("1 uke", "2026-05-07 10:00", "2026-05-13 16:00"),
        ("6 uker", "2026-01-05 10:00", "2026-02-13 16:00"),
        ("6 uker", "2026-02-20 10:00", "2026-03-27 16:00"),
        ("6 uker", "2026-05-20 10:00", "2026-06-19 16:00"),
        ("1 måned", "2025-12-01 10:00", "2025-12-19 16:00"),
        # exactly half the period after the start is enough, a day less is not: then the last working day before the end
        ("6 uker", "2026-05-29 10:00", "2026-06-19 16:00"),
        ("6 uker", "2026-05-30 10:00", "2026-07-10 16:00"),
        ("6 uker", "2026-06-10 10:00", "2026-07-21 16:00"),
        ("1 uke", "2026-07-18 10:00", "2026-07-24 16:00"),
        ("6 uker", "2026-06-20 23:50", "2026-07-31 16:00"),
        ("2 uker", "2025-12-18 10:00", "2025-12-31 16:00"),
        ("1 måned", "2026-07-04 10:00", "2026-08-03 16:00"),
    ],
)
def test_weeks_and_months_end_on_a_day_with_school(text: str, start: str, end: str) -> None:
    assert due(text, start) == oslo(end)


@pytest.mark.parametrize(
    ("closes", "end"), [(date(2026, 1, 21), "2026-02-04 16:00"), (date(2026, 1, 22), "2026-01-21 16:00")]
)
def test_an_odd_number_of_days_is_halved_exactly(closes: date, end: str) -> None:
    # 31 days from 5 January: 20 January is 15 days on, less than half; 21 January is more.
    calendar = SchoolCalendar((Period(closes, date(2026, 2, 10), "Stengt"),))

    assert due("1 måned", "2026-01-05 10:00", calendar=calendar) == oslo(end)


def test_without_a_school_calendar_school_days_are_working_days() -> None:
    assert due("1 skoledag", "2026-02-13 10:00", calendar=SchoolCalendar()) == oslo("2026-02-16 16:00")


@pytest.mark.parametrize(
    ("ends", "end_of_day", "hour"),
    [
        ("task", time(16), "16:00"),
        ("task", time(15, 30), "15:30"),
        ("boundary", time(15, 30), "16:00"),
        ("wait", time(15, 30), "08:00"),
    ],
)
@pytest.mark.parametrize("text", ["1 skoledag", "1 virkedag", "1 dag", "1 uke", "1 måned", "2026-01-13"])
def test_a_day_ends_by_what_waits_for_it(text: str, ends: str, end_of_day: time, hour: str) -> None:
    found = due(text, "2026-01-12 10:00", ends=ends, end_of_day=end_of_day)

    assert f"{clock.oslo(found):%H:%M}" == hour


@pytest.mark.parametrize("ends", ["task", "boundary", "wait"])
def test_today_tomorrow_and_instants_end_the_same_for_all(ends: str) -> None:
    assert due("samme dag", "2026-01-12 10:00", ends=ends) == oslo("2026-01-12 23:59:59")
    assert due("dagen etter", "2026-01-12 10:00", ends=ends) == oslo("2026-01-13 23:59:59")
    assert due("P1W", "2026-01-12 10:07", ends=ends) == oslo("2026-01-19 10:07")


def test_a_task_ends_at_four_when_nothing_else_is_set() -> None:
    found = deadlines.due(
        "1 dag", start=oslo("2026-01-12 10:00"), calendar=SchoolCalendar(), evaluate=nothing, ends="task"
    )

    assert found.at == oslo("2026-01-13 16:00")


@pytest.mark.parametrize("word", ["straks", "umiddelbart", "snarest", "snarest mulig"])
def test_straks_has_no_date_and_runs_from_its_event(word: str) -> None:
    found = counted(word, "2026-01-12 10:00")

    assert (found.at, found.straks, found.base) == (None, True, oslo("2026-01-12 10:00"))


def test_only_straks_is_straks() -> None:
    assert not counted("samme dag", "2026-01-12 10:00").straks
    assert not counted("tidligst av (1 dag, 2 dager)", "2026-01-12 10:00").straks


def test_a_deadline_may_be_read_beforehand() -> None:
    assert due(deadlines.parse("1 dag"), "2026-01-12 10:00") == oslo("2026-01-13 16:00")


def test_a_start_in_another_zone_is_the_same_instant() -> None:
    found = counted("1 dag", "2026-01-12 10:00")
    late = deadlines.due(
        "1 dag",
        start=datetime(2026, 1, 12, 23, 30, tzinfo=UTC),
        calendar=SCHOOL_YEAR,
        evaluate=nothing,
        ends="task",
    )

    assert late.at == oslo("2026-01-14 16:00")
    assert (found.at.tzinfo, found.base.tzinfo, late.base.tzinfo) == (UTC, UTC, UTC)
