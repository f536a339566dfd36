"""Cron texts as Zeebe has them: six fields, both day fields, Oslo's clock over its changes, and what is refused."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest

from engine import clock, deadlines, errors
from tests.engine.deadline_counts import nothing

MONDAY = "2026-01-12T10:00+01:00"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # the examples of Zeebe's documentation, and Spring's that it refers to
        ("0 0 9-17 * * MON-FRI", ["01-12 11:00", "01-12 12:00", "01-12 13:00"]),
        ("0 0 8,10 * * *", ["01-13 08:00", "01-13 10:00", "01-14 08:00"]),
        ("0 0/30 8-10 * * *", ["01-12 10:30", "01-13 08:00", "01-13 08:30"]),
        ("0 0 0 25 DEC ?", ["12-25 00:00", "12-25 00:00"]),
        ("0 0 0 L * *", ["01-31 00:00", "02-28 00:00", "03-31 00:00"]),
        ("0 0 0 L-3 * *", ["01-28 00:00", "02-25 00:00"]),
        ("0 0 0 1W * *", ["02-02 00:00", "03-02 00:00", "04-01 00:00"]),
        ("0 0 0 LW * *", ["01-30 00:00", "02-27 00:00", "03-31 00:00"]),
        ("0 0 0 * * 5L", ["01-30 00:00", "02-27 00:00"]),
        ("0 0 0 * * THUL", ["01-29 00:00", "02-26 00:00"]),
        ("0 0 0 ? * 5#2", ["02-13 00:00", "03-13 00:00"]),
        ("0 0 0 ? * MON#1", ["02-02 00:00", "03-02 00:00"]),
        # the days of the week begin with 0 or 7 = Sunday, and a range of them may go over it
        ("0 0 8 * * 0", ["01-18 08:00", "01-25 08:00"]),
        ("0 0 8 * * 7", ["01-18 08:00", "01-25 08:00"]),
        ("0 0 8 * * fri-mon", ["01-16 08:00", "01-17 08:00", "01-18 08:00", "01-19 08:00", "01-23 08:00"]),
        ("0 0 8 * * SUN-TUE", ["01-13 08:00", "01-18 08:00", "01-19 08:00"]),
        # both fields must fit
        ("0 0 8 13 * FRI", ["02-13 08:00", "03-13 08:00", "11-13 08:00"]),
        ("0 0 8 1,15,L 1-3 *", ["01-15 08:00", "01-31 08:00", "02-01 08:00"]),
        ("0 0 8 31W * *", ["01-30 08:00", "03-31 08:00"]),
        ("15 */20 * * * *", ["01-12 10:00", "01-12 10:20"]),
        ("0 0 8 29 2 *", ["02-29 08:00", "02-29 08:00"]),
        ("@yearly", ["01-01 00:00", "01-01 00:00"]),
        ("@monthly", ["02-01 00:00", "03-01 00:00"]),
        ("@weekly", ["01-18 00:00", "01-25 00:00"]),
        ("@daily", ["01-13 00:00", "01-14 00:00"]),
        ("@hourly", ["01-12 11:00", "01-12 12:00"]),
    ],
)
def test_a_cron_text_comes_when_all_its_fields_fit(text: str, days: list[str]) -> None:
    assert [one[5:] for one in _times(text, MONDAY, len(days))] == days


@pytest.mark.parametrize(
    ("text", "start", "times"),
    [
        # 02:30 does not exist on 29 March and comes twice on 25 October
        ("0 30 2 * * *", "2026-03-28T20:00+01:00", ["2026-03-29T03:30+02:00", "2026-03-30T02:30+02:00"]),
        ("0 30 2 * * *", "2026-10-24T20:00+02:00", ["2026-10-25T02:30+02:00", "2026-10-26T02:30+01:00"]),
        ("0 0 2,3 * * *", "2026-03-28T20:00+01:00", ["2026-03-29T03:00+02:00", "2026-03-30T02:00+02:00"]),
        (
            "@hourly",
            "2026-10-25T01:30+02:00",
            ["2026-10-25T02:00+02:00", "2026-10-25T02:00+01:00", "2026-10-25T03:00+01:00"],
        ),
        ("@hourly", "2026-03-29T01:30+01:00", ["2026-03-29T03:00+02:00", "2026-03-29T04:00+02:00"]),
        ("0 0 9 * * *", "2026-03-28T20:00+01:00", ["2026-03-29T09:00+02:00", "2026-03-30T09:00+02:00"]),
    ],
)
def test_a_cron_text_keeps_to_the_wall_clock_when_it_changes(text: str, start: str, times: list[str]) -> None:
    found = counted(text, start)
    dues = [found.at, *(deadlines.later(found.repeat, found.at, number) for number in range(1, len(times)))]

    assert dues == [datetime.fromisoformat(one) for one in times]


@pytest.mark.parametrize("text", ["@hourly", "0 */25 2,3 * * *", "0 30 2 L * *", "0 0 9-15 * * MON-FRI"])
def test_its_firings_are_counted_without_walking_through_them(text: str) -> None:
    repeat = counted(text, "2026-03-20T08:00+01:00").repeat
    first = repeat.base
    firings = list(itertools.takewhile(lambda at: at < first + timedelta(days=20), _walk(repeat, first)))

    for minutes in range(0, 20 * 24 * 60, 437):
        now = first + timedelta(minutes=minutes)
        assert deadlines.passed(repeat, first, now) == sum(one <= now for one in firings)
    assert [deadlines.later(repeat, first, n + 1) for n in range(len(firings))] == firings
    assert firings == sorted(set(firings))


def test_a_year_of_minutes_is_counted_by_its_days() -> None:
    repeat = counted("0 * * * * *", "2026-01-01T00:00+01:00").repeat
    end = datetime(2026, 12, 31, 23, 0, tzinfo=UTC)

    assert deadlines.passed(repeat, repeat.base, end) == 365 * 24 * 60
    assert deadlines.later(repeat, repeat.base, 365 * 24 * 60) == end


def test_nothing_has_passed_where_the_clock_stands_before_what_came_last() -> None:
    repeat = counted("0 0 * * * *", "2026-01-12T10:00+01:00").repeat

    assert deadlines.passed(repeat, repeat.base + timedelta(hours=15), repeat.base + timedelta(hours=12)) == 0


def test_a_cron_text_that_is_over_has_no_next_time() -> None:
    repeat = counted("0 0 0 29 2 MON", MONDAY).repeat

    assert list(map(local, _walk(repeat, repeat.base))) == ["2044-02-29 00:00", "2072-02-29 00:00"]


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("0 9 * * MON", 0, "Sett sekundet først: 0 0 9 * * MON."),
        ("0 0 9 * * MON 2026", 0, "Ta bort årstallet til slutt."),
        ("@reboot", 0, "Bruk @yearly, @monthly, @weekly, @daily eller @hourly."),
        ("0 0 25 * * *", 4, "timen «25» må ligge mellom 0 og 23"),
        ("0 0 9 32 * *", 6, "dagen i måneden «32» må ligge mellom 1 og 31"),
        ("0 0 9 * MAI *", 8, "måneden kan ikke være «MAI»"),
        ("0 0 9 * * MON,FRE", 14, "ukedagen kan ikke være «FRE»"),
        ("0 0 9 * * L", 10, "FRIL den siste"),
        ("0 0 9 * * MON#6", 10, "ukedagen kan ikke være «MON#6»"),
        ("0 0 9 * * */2", 10, "Skriv dagene: MON,WED,FRI."),
        ("0 0 17-9 * * *", 4, "Del den i to: 17-23,0-9."),
        ("0 */0 * * * *", 2, "steget i «*/0» må være mellom 1 og 59"),
        ("0 0 9 1,,2 * *", 8, "dagen i måneden kan ikke være «»"),
        ("0 0 ? * * *", 4, "timen kan ikke være «?»"),
        ("*/10 * * * * *", 0, "Skriv 0 først: det er sekundet."),
        ("0 0 9 L-31 * *", 6, "dagen i måneden kan ikke være «L-31»"),
        ("0 0 9 31 2 *", 0, "ingen dato passer til dagen, måneden og ukedagen"),
        ("0 0 9 * * 99999999999999", 10, "ukedagen «99999999999999» må ligge mellom 0 og 7"),
    ],
)
def test_a_cron_text_that_cannot_be_read_says_where_and_how_to_mend_it(text: str, position: int, says: str) -> None:
    with pytest.raises(errors.DeadlineUnreadable) as caught:
        deadlines.parse(text)

    assert says in str(caught.value)
    assert (caught.value.details["position"], f"fra tegn {position + 1}" in str(caught.value)) == (position, True)
    assert caught.value.details["remedy"]


def test_a_cron_text_stands_in_no_choice_of_deadlines_and_is_said_as_it_is_written() -> None:
    with pytest.raises(errors.DeadlineUnreadable, match="kan ikke stå i «tidligst av»"):
        deadlines.parse("tidligst av (@daily, 3 dager)")

    assert counted("@daily", MONDAY).explained_in("nb") == "om igjen etter «@daily», fra 12.1 kl. 10:00"
    assert counted("@daily", MONDAY).explained_in("nn") == "om att etter «@daily», frå 12.1 kl. 10:00"


def test_the_clock_of_a_cron_text_is_the_municipalitys() -> None:
    assert clock.oslo(counted("0 0 9 * * *", "2026-07-01T00:00+02:00").at).isoformat() == "2026-07-01T09:00:00+02:00"


def _times(text: str, start: str, number: int) -> list[str]:
    found = counted(text, start)
    return [local(found.at), *(local(at) for at in itertools.islice(_walk(found.repeat, found.at), number - 1))]


def _walk(repeat: deadlines.Repeat, at: datetime | None):
    while at is not None:
        at = deadlines.next_after(repeat, at)
        if at is not None:
            yield at


def counted(text: str, start: str) -> deadlines.Due:
    began = datetime.fromisoformat(start)
    return deadlines.due(text, start=began, calendar=deadlines.SchoolCalendar(), evaluate=nothing, ends="boundary")


def local(moment: datetime) -> str:
    return f"{clock.oslo(moment):%Y-%m-%d %H:%M}"
