"""When deadlines are: the rules of design 8, case by case."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import isodate
import pytest

from engine import clock, deadlines, errors
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


# -- «fra»


@pytest.mark.parametrize(
    ("value", "base"),
    [
        (date(2026, 1, 7), "2026-01-07 00:00"),
        (datetime(2026, 1, 7, 22, 30, tzinfo=UTC), "2026-01-07 23:30"),
        (datetime(2026, 1, 7, 23, 30), "2026-01-07 23:30"),  # noqa: DTZ001
        ("2026-01-07", "2026-01-07 00:00"),
        ("2026-01-07 12:15", "2026-01-07 12:15"),
    ],
)
def test_it_counts_from_what_the_name_holds(value: object, base: str) -> None:
    found = counted("1 skoledag fra iverksatt", "2026-03-02 10:00", iverksatt=value)

    assert found.base == oslo(base)
    assert found.at == oslo("2026-01-08 16:00")


def test_every_rule_counts_from_its_name() -> None:
    names = {"tid": oslo("2026-01-08 12:15")}

    assert due("samme dag fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-08 23:59:59")
    assert due("dagen etter fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-09 23:59:59")
    assert due("neste skoledag fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-09 16:00")
    assert due("6 uker fra tid", "2026-03-02 10:00", **names) == oslo("2026-02-13 16:00")
    assert due("PT3H fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-08 15:15")
    assert due("R2/PT3H fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-08 15:15")
    assert counted("straks fra tid", "2026-03-02 10:00", **names).base == names["tid"]
    assert due("tidligst av (2 dager, 1 dag) fra tid", "2026-03-02 10:00", **names) == oslo("2026-01-09 16:00")


def test_a_path_is_looked_up_whole() -> None:
    asked: list[str] = []

    def evaluate(name: str) -> object:
        asked.append(name)
        return date(2026, 1, 8)

    deadlines.due(
        "1 dag fra samtale.tid", start=oslo("2026-01-05 10:00"), calendar=SCHOOL_YEAR, evaluate=evaluate, ends="task"
    )

    assert asked == ["samtale.tid"]


# -- «tidligst av» and FEEL


@pytest.mark.parametrize(
    ("evaluation", "end"),
    [
        (date(2026, 1, 30), "2026-01-30 16:00"),
        (date(2026, 3, 30), "2026-02-13 16:00"),
        (None, "2026-02-13 16:00"),
        (datetime(2026, 1, 30, 11, 0, tzinfo=UTC), "2026-01-30 12:00"),
        (timedelta(days=7), "2026-01-12 10:00"),
        (isodate.Duration(months=1), "2026-02-05 10:00"),
        (isodate.Duration(years=-1, months=13), "2026-02-05 10:00"),
        ("1 uke", "2026-01-12 16:00"),
        ("1 uke fra iverksatt", "2026-01-13 16:00"),
    ],
)
def test_the_earliest_that_is_known_wins(evaluation: object, end: str) -> None:
    text = "tidligst av (=evalueringsdato, 6 uker)"

    assert due(text, "2026-01-05 10:00", evalueringsdato=evaluation, iverksatt=date(2026, 1, 6)) == oslo(end)


def test_an_item_without_its_date_is_left_out_and_named() -> None:
    found = counted("tidligst av (1 dag fra a.b, =c, 6 uker)", "2026-01-12 10:00")

    assert found.at == oslo("2026-02-23 16:00")
    assert found.reason.missing == ("a.b", "c")


def test_items_may_be_earliest_themselves_and_count_from_their_own_name() -> None:
    text = "tidligst av (tidligst av (9 dager, 5 dager fra b), 8 dager) fra a"

    assert due(text, "2026-03-02 10:00", a=date(2026, 1, 5), b=date(2026, 1, 1)) == oslo("2026-01-06 16:00")
    assert due(text, "2026-03-02 10:00", a=date(2026, 1, 5), b=date(2026, 1, 9)) == oslo("2026-01-13 16:00")


def test_straks_comes_before_a_date_to_come_and_after_one_that_has_passed() -> None:
    text = "tidligst av (1 dag fra a, straks)"
    ahead = counted(text, "2026-01-12 10:00", a=date(2026, 1, 12))
    passed = counted(text, "2026-01-12 10:00", a=date(2026, 1, 5))

    assert (ahead.at, ahead.straks, ahead.base) == (None, True, oslo("2026-01-12 10:00"))
    assert (passed.at, passed.straks) == (oslo("2026-01-06 16:00"), False)


def test_feel_alone_is_a_deadline() -> None:
    assert due("=if haster then a else b", "2026-01-12 10:00", **{"if haster then a else b": "1 uke"}) == oslo(
        "2026-01-19 16:00"
    )


@pytest.mark.parametrize("text", ["6 uker fra a", "straks fra a", "=a", "tidligst av (=a, 1 dag fra a)"])
def test_a_deadline_whose_dates_are_all_missing_is_unknown(text: str) -> None:
    with pytest.raises(errors.DeadlineUnknown) as caught:
        due(text, "2026-01-12 10:00")

    assert str(caught.value) == f"Fristen «{text}» kan ikke regnes ut ennå: «a» er ikke oppgitt."
    assert set(caught.value.details["missing"]) == {"a"}


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


def test_a_deadline_may_be_read_beforehand() -> None:
    assert due(deadlines.parse("1 dag"), "2026-01-12 10:00") == oslo("2026-01-13 16:00")


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


# -- helpers


def nothing(name: str) -> object:
    return None


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.OSLO).astimezone(UTC)


def counted(text, start, *, calendar=SCHOOL_YEAR, ends="task", end_of_day=time(16), **names):
    return deadlines.due(
        text, start=oslo(start), calendar=calendar, evaluate=names.get, ends=ends, end_of_day=end_of_day
    )


def due(text, start, **rest):
    return counted(text, start, **rest).at
