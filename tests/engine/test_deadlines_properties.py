"""What holds for every deadline, whatever the start and the school calendar."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, time, timedelta

import fuzzing
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from engine import clock, deadlines, errors
from engine.deadlines import Period, SchoolCalendar

steady = fuzzing.settings(150)
starts = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31)).map(  # noqa: DTZ001
    lambda wall: wall.replace(tzinfo=clock.OSLO).astimezone(UTC)
)
days = st.dates(date(2023, 10, 1), date(2031, 1, 1))
calendars = st.lists(
    st.builds(lambda first, length: Period(first, first + timedelta(length), "Fri"), days, st.integers(0, 70)),
    max_size=12,
).map(lambda periods: SchoolCalendar(tuple(periods)))
numbers = st.integers(1, 30)
PERIODS = {"uker": relativedelta(weeks=1), "måneder": relativedelta(months=1)}


@steady
@given(starts, calendars, numbers, st.sampled_from(sorted(PERIODS)))
def test_a_period_never_ends_later_than_it_would_nor_before_its_start(start, calendar, number, unit) -> None:
    found = counted(f"{number} {unit}", start, calendar)
    end, begin = day_of(start) + PERIODS[unit] * number, day_of(start)

    assert begin < day_of(found.at) <= end
    assert found.at > start
    assert clock.oslo(found.at).time() == time(16)
    assert deadlines.is_school_day(end, calendar) == (day_of(found.at) == end)


@steady
@given(starts, calendars, numbers, st.sampled_from(sorted(PERIODS)))
def test_a_moved_period_ends_on_the_nearest_day_that_the_rule_allows(start, calendar, number, unit) -> None:
    begin, end = day_of(start), day_of(start) + PERIODS[unit] * number
    found = day_of(counted(f"{number} {unit}", start, calendar).at)
    between = [begin + timedelta(ahead) for ahead in range(1, (end - begin).days)]
    half = [day for day in between if day - begin >= (end - begin) / 2]
    school = [day for day in half if deadlines.is_school_day(day, calendar)]

    if not deadlines.is_school_day(end, calendar):
        assert found == max(school or [day for day in between if deadlines.is_working_day(day)])


@steady
@given(starts, calendars, numbers, st.sampled_from(["skoledager", "virkedager"]))
def test_so_many_days_with_school_lie_between_the_start_and_the_end(start, calendar, number, unit) -> None:
    found = day_of(counted(f"{number} {unit}", start, calendar).at)
    rule = calendar if unit == "skoledager" else SchoolCalendar()
    passed = [day_of(start) + timedelta(ahead) for ahead in range(1, (found - day_of(start)).days + 1)]

    assert sum(deadlines.is_school_day(day, rule) for day in passed) == number
    assert deadlines.is_school_day(found, rule)


@steady
@given(starts, calendars, numbers, st.sampled_from(["skoledager", "virkedager", "dager", *PERIODS]))
def test_more_is_never_earlier(start, calendar, number, unit) -> None:
    assert counted(f"{number} {unit}", start, calendar).at <= counted(f"{number + 1} {unit}", start, calendar).at


@steady
@given(starts, calendars, numbers, st.sampled_from(["skoledager", "virkedager", "dager", *PERIODS]))
def test_a_later_hour_of_the_same_day_changes_nothing(start, calendar, number, unit) -> None:
    begin = clock.oslo(start).replace(hour=0, minute=0, fold=0)
    late = begin.replace(hour=23, minute=50)

    assert counted(f"{number} {unit}", begin, calendar).at == counted(f"{number} {unit}", late, calendar).at


@steady
@given(starts, calendars, st.lists(st.sampled_from(["3 skoledager", "1 uke", "PT3H", "samme dag", "=x"]), min_size=1))
def test_the_earliest_is_one_of_its_items_and_none_is_earlier(start, calendar, items) -> None:
    text = f"tidligst av ({', '.join(items)})"
    known = [counted(item, start, calendar).at for item in items if item != "=x"]

    if known:
        assert counted(text, start, calendar).at == min(known)
    else:
        with pytest.raises(errors.DeadlineUnknown):
            counted(text, start, calendar)


@steady
@given(starts, calendars, numbers, st.sampled_from(["nb", "nn"]))
def test_every_deadline_can_say_how_it_was_counted(start, calendar, number, locale) -> None:
    texts = [f"{number} {unit}" for unit in ("skoledager", "virkedager", "dager", "uker", "måneder")]
    texts += ["straks", "samme dag", "dagen etter", "neste skoledag", "2026-06-15", f"P{number}D", f"R{number}/PT1H"]
    said = [counted(text, start, calendar).explained_in(locale) for text in texts]

    assert all(said)
    assert not any("{" in sentence for sentence in said)


@steady
@given(starts, st.integers(0, 400), st.integers(0, 100))
def test_a_duration_of_days_keeps_the_wall_clock(start, number, hours) -> None:
    plain = deadlines.plain(f"P{number}D", start)

    assert abs(plain - start - timedelta(number)) <= timedelta(hours=1)
    assert deadlines.plain(f"PT{hours}H", start) - start == timedelta(hours=hours)
    assert clock.oslo(plain).replace(tzinfo=None) - clock.oslo(start).replace(tzinfo=None) in (
        timedelta(number),
        timedelta(number, hours=1),
    )


@steady
@given(st.text(max_size=60))
def test_any_text_is_read_or_refused_with_a_sentence(text) -> None:
    read_or_refuse(text)


@steady
@given(
    st.lists(
        st.sampled_from(
            [
                *"()=,.\" '/-:0139PTRDWMYHZ\\[]{}",
                "tidligst av (",
                "fra ",
                "6 uker",
                "straks",
                " dag",
                "²",
                "٣",
                "\u00a0",
                "é",
            ]
        ),
        max_size=25,
    ).map("".join)
)
def test_any_near_text_is_read_or_refused_with_a_sentence(text) -> None:
    read_or_refuse(text)


# -- helpers


def read_or_refuse(text: str) -> None:
    """Any other error than these two goes through and fails the test."""
    start = datetime(2026, 1, 5, 9, tzinfo=UTC)
    with contextlib.suppress(errors.DeadlineUnreadable, errors.DeadlineUnknown):
        read = deadlines.parse(text)
        assert deadlines.parse(read.text) == read
        assert counted(read, start, SchoolCalendar()).explained


def day_of(moment: datetime) -> date:
    return clock.oslo(moment).date()


def counted(text, start, calendar):
    return deadlines.due(text, start=start, calendar=calendar, evaluate=lambda _: None, ends="task")
