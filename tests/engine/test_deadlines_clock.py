"""Instants over both clock changes, repeats, and the plain calendar of stories."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from engine import clock, deadlines, errors
from engine.deadlines import SchoolCalendar, oslo


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        # spring: 29 March 2026 has 23 hours
        ("P1D", "2026-03-28T12:00+01:00", "2026-03-29T12:00+02:00"),
        ("PT24H", "2026-03-28T12:00+01:00", "2026-03-29T13:00+02:00"),
        ("P6W", "2026-03-02T10:07:30+01:00", "2026-04-13T10:07:30+02:00"),
        ("P1DT3H", "2026-03-28T00:30+01:00", "2026-03-29T04:30+02:00"),
        ("PT3H", "2026-03-29T00:30+01:00", "2026-03-29T04:30+02:00"),
        ("3 skoledager", "2026-03-26T12:00+01:00", "2026-03-31T16:00+02:00"),
        ("samme dag", "2026-03-29T00:30+01:00", "2026-03-29T23:59:59+02:00"),
        ("dagen etter", "2026-03-28T00:30+01:00", "2026-03-29T23:59:59+02:00"),
        # autumn: 25 October 2026 has 25 hours
        ("P1D", "2026-10-24T12:00+02:00", "2026-10-25T12:00+01:00"),
        ("PT24H", "2026-10-24T12:00+02:00", "2026-10-25T11:00+01:00"),
        ("P1W", "2026-10-21T10:00+02:00", "2026-10-28T10:00+01:00"),
        ("PT3H", "2026-10-25T00:30+02:00", "2026-10-25T02:30+01:00"),
        ("1 virkedag", "2026-10-24T12:00+02:00", "2026-10-26T16:00+01:00"),
        ("samme dag", "2026-10-25T02:30+02:00", "2026-10-25T23:59:59+01:00"),
        ("2 uker", "2026-10-14T12:00+02:00", "2026-10-28T16:00+01:00"),
        # 02:30 does not exist on 29 March and comes twice on 25 October
        ("P1D", "2026-03-28T02:30+01:00", "2026-03-29T03:30+02:00"),
        ("P1D", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
        ("P1D", "2026-10-25T02:30+01:00", "2026-10-26T02:30+01:00"),
        ("PT0S", "2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"),
        # months clamp, years over a leap day
        ("P1M", "2026-01-31T10:00+01:00", "2026-02-28T10:00+01:00"),
        ("P1Y", "2028-02-29T10:00+01:00", "2029-02-28T10:00+01:00"),
        # a moment just before midnight in UTC is the next day in Oslo
        ("1 virkedag", "2026-01-13T23:30+00:00", "2026-01-15T16:00+01:00"),
    ],
)
def test_days_move_the_wall_clock_and_hours_are_exact(text: str, start: str, end: str) -> None:
    assert counted(text, start).at == datetime.fromisoformat(end)


def test_a_day_that_ends_in_the_skipped_or_the_doubled_hour() -> None:
    assert clock.oslo(oslo.at(date(2026, 3, 29), time(2, 30))).isoformat() == "2026-03-29T03:30:00+02:00"
    assert clock.oslo(oslo.at(date(2026, 10, 25), time(2, 30))).isoformat() == "2026-10-25T02:30:00+02:00"


# -- repeats


def test_a_repeat_says_all_its_firings() -> None:
    found = counted("R3/P1W", "2026-03-20T08:00+01:00")
    firings = deadlines.occurrences(found.repeat)

    assert [local(firing) for firing in firings] == ["2026-03-27 08:00", "2026-04-03 08:00", "2026-04-10 08:00"]
    assert found.at == firings[0]
    assert {firing.tzinfo for firing in firings} == {UTC}


def test_a_repeat_of_months_does_not_drift_and_one_of_hours_is_exact() -> None:
    months = counted("R3/P1M", "2026-01-31T10:00+01:00")
    hours = counted("R2/PT24H", "2026-03-28T12:00+01:00")

    assert [local(firing) for firing in deadlines.occurrences(months.repeat)] == [
        *("2026-02-28 10:00", "2026-03-31 10:00", "2026-04-30 10:00")
    ]
    assert [local(firing) for firing in deadlines.occurrences(hours.repeat)] == ["2026-03-29 13:00", "2026-03-30 13:00"]


def test_the_next_firing_is_the_first_one_later() -> None:
    repeat = counted("R3/P1D", "2026-01-12T08:00+01:00").repeat
    first, second, third = deadlines.occurrences(repeat)

    assert deadlines.next_after(repeat, repeat.base) == first
    assert deadlines.next_after(repeat, first) == second
    assert deadlines.next_after(repeat, datetime(2026, 1, 14, 12, 0, tzinfo=UTC)) == third
    assert deadlines.next_after(repeat, third) is None
    assert [deadlines.remaining(repeat, moment) for moment in (repeat.base, first, second, third)] == [3, 2, 1, 0]


@pytest.mark.parametrize("text", ["R9/PT7H", "R5/P1D", "R4/P1M", "R/P1D/2026-03-31T12:00", "R3/2026-03-01T08:00/P1W"])
def test_firings_between_two_moments_are_counted_without_walking_through_them(text: str) -> None:
    repeat = counted(text, "2026-03-20T08:00+01:00").repeat
    firings = deadlines.occurrences(repeat)

    for hours in range(-48, 4_000, 31):
        now = repeat.base + timedelta(hours=hours)
        assert deadlines.passed(repeat, firings[0], now) == sum(firings[0] < one <= now for one in firings)
    assert [deadlines.later(repeat, repeat.base, n + 1) for n in range(len(firings) + 1)] == [*firings, None]


def test_a_repeat_with_its_own_start_keeps_to_it_also_when_that_has_passed() -> None:
    ahead = counted("R2/2026-01-20T08:00/P1D", "2026-01-12T10:00+01:00")
    passed = counted("R2/2026-01-05T08:00/P1W", "2026-01-12T10:00+01:00")

    assert [local(one) for one in deadlines.occurrences(ahead.repeat)] == ["2026-01-20 08:00", "2026-01-21 08:00"]
    assert [local(one) for one in deadlines.occurrences(passed.repeat)] == ["2026-01-19 08:00", "2026-01-26 08:00"]


def test_a_repeat_with_an_end_stops_there() -> None:
    found = counted("R/P1W/2026-01-26T10:00", "2026-01-12T10:00+01:00")

    assert [local(one) for one in deadlines.occurrences(found.repeat)] == ["2026-01-19 10:00", "2026-01-26 10:00"]
    with pytest.raises(errors.DeadlineUnreadable, match="over før den har begynt"):
        counted("R3/P1W/2026-01-13T10:00", "2026-01-12T10:00+01:00")


def test_the_next_firing_of_a_repeat_without_end_is_found_without_walking_through_its_past() -> None:
    base = datetime(2000, 1, 31, 7, 0, tzinfo=UTC)
    repeat = deadlines.Repeat(None, deadlines.parse("R1/P1M").rule.period, base)
    minutes = deadlines.Repeat(None, deadlines.parse("R1/PT1M").rule.period, base)

    assert local(deadlines.next_after(repeat, datetime(2026, 2, 1, tzinfo=UTC))) == "2026-02-28 08:00"
    assert deadlines.next_after(minutes, datetime(2026, 2, 1, tzinfo=UTC)) == datetime(2026, 2, 1, 0, 1, tzinfo=UTC)


def test_a_repeat_counts_from_its_name_and_nothing_else_repeats() -> None:
    named = counted("R2/PT1H fra a", "2026-03-02T10:00+01:00", a=date(2026, 1, 12))
    out_of_feel = counted("tidligst av (=a, 9 dager)", "2026-01-12T10:00+01:00", a="R2/P1D")

    assert local(named.repeat.base) == "2026-01-12 00:00"
    assert counted("=a", "2026-01-12T10:00+01:00", a="R2/P1D").repeat.times == 2
    assert counted("P1D", "2026-01-12T10:00+01:00").repeat is None
    assert (local(out_of_feel.at), out_of_feel.repeat) == ("2026-01-13 10:00", None)


# -- stories


@pytest.mark.parametrize(
    ("wait", "start", "end"),
    [
        ("6 uker", "2026-01-05 10:00", "2026-02-16 10:00"),
        ("seks uker", "2026-05-20 10:00", "2026-07-01 10:00"),
        ("1 dag", "2026-03-28 12:00", "2026-03-29 12:00"),
        ("14 dager", "2026-10-20 12:00", "2026-11-03 12:00"),
        ("1 måned", "2026-01-31 23:50", "2026-02-28 23:50"),
        ("PT3H", "2026-03-29 01:30", "2026-03-29 05:30"),
        ("P1DT1M", "2026-01-05 10:00", "2026-01-06 10:01"),
        ("P6W", "2026-03-02 10:00", "2026-04-13 10:00"),
    ],
)
def test_a_story_waits_by_the_plain_calendar(wait: str, start: str, end: str) -> None:
    moved = deadlines.plain(wait, deadlines.moment(start))

    assert (local(moved), moved.tzinfo) == (end, UTC)


@pytest.mark.parametrize(
    "wait", ["3 skoledager", "1 virkedag", "samme dag", "straks", "R3/P1D", "2026-02-16", "6 uker fra a", "=a"]
)
def test_a_story_cannot_wait_by_school_rules(wait: str) -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="en ventetid skrives 14 dager, 6 uker, 1 måned"):
        deadlines.plain(wait, deadlines.moment("2026-01-05 10:00"))


def test_a_wait_that_cannot_be_read_or_counted_is_refused() -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="Mente du «6 uker»"):
        deadlines.plain("6 ukr", deadlines.moment("2026-01-05 10:00"))
    with pytest.raises(errors.DeadlineUnreadable, match="så langt fram finnes det ingen dato"):
        deadlines.plain("P100Y", datetime(9950, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-02-16 08:00", "2026-02-16T08:00:00+01:00"),
        ("2026-07-16 08:00:30", "2026-07-16T08:00:30+02:00"),
        ("2026-07-16T08:00", "2026-07-16T08:00:00+02:00"),
        ("2026-07-16T08:00Z", "2026-07-16T10:00:00+02:00"),
        ("2026-02-16", "2026-02-16T00:00:00+01:00"),
        ("16.2.2026", "2026-02-16T00:00:00+01:00"),
        ("2026-03-29 02:30", "2026-03-29T03:30:00+02:00"),
        ("2026-10-25 02:30", "2026-10-25T02:30:00+02:00"),
    ],
)
def test_a_written_moment_is_oslo_time(written: str, moment: str) -> None:
    assert deadlines.moment(written).isoformat() == moment


@pytest.mark.parametrize("written", ["", "i morgen", "08:00", "2026-02-30 08:00", "2026-02-16 25:00", "6 uker", "P1D"])
def test_anything_else_is_no_moment(written: str) -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="et tidspunkt skrives 2026-02-16 08:00"):
        deadlines.moment(written)


# -- helpers


def local(moment: datetime) -> str:
    return f"{clock.oslo(moment):%Y-%m-%d %H:%M}"


def counted(text, start, **names):
    return deadlines.due(
        text, start=datetime.fromisoformat(start), calendar=SchoolCalendar(), evaluate=names.get, ends="task"
    )
