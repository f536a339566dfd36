"""What deadline texts say: every form, in bokmål and nynorsk, and ISO 8601."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import clock, deadlines
from engine.deadlines.values import (
    Count,
    Cycle,
    Deadline,
    Earliest,
    Feel,
    Instant,
    NextDay,
    OnDay,
    SameDay,
    Span,
    Straks,
    Unit,
)


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("straks", Straks("straks")),
        ("Umiddelbart", Straks("umiddelbart")),
        ("snarest", Straks("snarest")),
        ("snarest  mulig", Straks("snarest mulig")),
        ("snarast mogleg", Straks("snarast mogleg")),
        ("samme dag", SameDay()),
        ("same dag", SameDay()),
        ("dagen etter", NextDay()),
        ("neste skoledag", Count(1, Unit.SCHOOL_DAY, is_next=True)),
        ("neste skuledag", Count(1, Unit.SCHOOL_DAY, is_next=True)),
        ("1 skoledag", Count(1, Unit.SCHOOL_DAY)),
        ("3 skoledager", Count(3, Unit.SCHOOL_DAY)),
        ("3 skuledagar", Count(3, Unit.SCHOOL_DAY)),
        ("en virkedag", Count(1, Unit.WORKING_DAY)),
        ("10 virkedager", Count(10, Unit.WORKING_DAY)),
        ("ti virkedagar", Count(10, Unit.WORKING_DAY)),
        ("én dag", Count(1, Unit.DAY)),
        ("14 dager", Count(14, Unit.DAY)),
        ("to dagar", Count(2, Unit.DAY)),
        ("ei uke", Count(1, Unit.WEEK)),
        ("seks uker", Count(6, Unit.WEEK)),
        ("6\u00a0uker", Count(6, Unit.WEEK)),
        ("  6 UKER\n", Count(6, Unit.WEEK)),
        ("6uker", Count(6, Unit.WEEK)),
        ("sju veker", Count(7, Unit.WEEK)),
        ("syv uker", Count(7, Unit.WEEK)),
        ("1 måned", Count(1, Unit.MONTH)),
        ("en ma\u030aned", Count(1, Unit.MONTH)),
        ("tolv måneder", Count(12, Unit.MONTH)),
        ("ein månad", Count(1, Unit.MONTH)),
        ("eitt månader", Count(1, Unit.MONTH)),
        ("999 dager", Count(999, Unit.DAY)),
        ("2026-06-15", OnDay(date(2026, 6, 15))),
        ("15.06.2026", OnDay(date(2026, 6, 15))),
        ("5. 6. 2026", OnDay(date(2026, 6, 5))),
        ("P6W", Span(days=42)),
        ("=evalueringsdato", Feel("evalueringsdato")),
        ('= if a then "1 uke" else null ', Feel('if a then "1 uke" else null')),
    ],
)
def test_every_form_is_read(text: str, rule: object) -> None:
    read = deadlines.parse(text)

    assert (read.rule, read.since) == (rule, None)


@pytest.mark.parametrize("number", range(1, 13))
def test_numbers_up_to_twelve_may_be_words(number: int) -> None:
    names = "en to tre fire fem seks sju åtte ni ti elleve tolv".split()  # noqa: SIM905

    assert deadlines.parse(f"{names[number - 1]} uker").rule == Count(number, Unit.WEEK)


@pytest.mark.parametrize("text", ["3 skoledager", "samme dag", "straks", "P6W", "R3/P1W", "tidligst av (1 dag, =a)"])
@pytest.mark.parametrize(
    ("since", "name"),
    [("fra iverksatt", "iverksatt"), ("FRA  samtale.tid", "samtale.tid"), ("frå møte_1", "møte_1"), ("fra Åse", "Åse")],
)
def test_any_form_may_count_from_a_name(text: str, since: str, name: str) -> None:
    read = deadlines.parse(f"{text} {since}")

    assert (read.rule, read.since) == (deadlines.parse(text).rule, name)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("tidligst av (=evalueringsdato, 6 uker fra iverksatt)", ["=evalueringsdato", "6 uker fra iverksatt"]),
        ("Tidligst  av( 1 dag )", ["1 dag"]),
        ("tidlegast av (1 dag,2 dagar,P1D)", ["1 dag", "2 dagar", "P1D"]),
        ("tidligst av (=min(a, b), =[c, d][1], ={e: 1, f: 2}.e)", ["=min(a, b)", "=[c, d][1]", "={e: 1, f: 2}.e"]),
        (r'tidligst av (=date("a,)\"("), 1 dag)', [r'=date("a,)\"(")', "1 dag"]),
        ("tidligst av (=a\\, 1 dag)", ["=a\\", "1 dag"]),
        ("tidligst av (tidligst av (1 dag, =a) fra b, 2 dager)", ["tidligst av (1 dag, =a) fra b", "2 dager"]),
    ],
)
def test_the_items_of_earliest_are_parted_by_their_own_commas(text: str, items: list[str]) -> None:
    read = deadlines.parse(text)

    assert isinstance(read.rule, Earliest)
    assert [item.text for item in read.rule.items] == items
    assert list(read.rule.items) == [deadlines.parse(item) for item in items]


def test_names_and_feel_are_found_wherever_they_stand() -> None:
    read = deadlines.parse("tidligst av (=max(x, y), tidligst av (=z, 1 dag fra a.b), 6 uker fra c) fra d")

    assert deadlines.names(read) == {"a", "c", "d"}
    assert deadlines.feel(read) == ("max(x, y)", "z")
    assert deadlines.names(deadlines.parse("=a")) == frozenset()
    assert deadlines.feel(deadlines.parse("1 dag fra a")) == ()


def test_the_text_is_kept_as_it_was_written() -> None:
    assert deadlines.parse(" Seks uker  fra a ") == Deadline("Seks uker  fra a", Count(6, Unit.WEEK), "a")


# -- ISO 8601


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("PT3H", Span(rest=timedelta(hours=3))),
        ("P1D", Span(days=1)),
        ("PT24H", Span(rest=timedelta(hours=24))),
        ("P2W3D", Span(days=17)),
        ("P1Y2M10DT2H30M5S", Span(14, 10, timedelta(hours=2, minutes=30, seconds=5))),
        ("P0.5D", Span(rest=timedelta(hours=12))),
        ("P1,5W", Span(days=10, rest=timedelta(hours=12))),
        ("PT0.25H", Span(rest=timedelta(minutes=15))),
        ("PT0.5S", Span(rest=timedelta(milliseconds=500))),
        ("PT0S", Span()),
        ("p6w", Span(days=42)),
        ("P100Y", Span(months=1200)),
        ("R3/P1W", Cycle(3, Span(days=7))),
        ("P36525D", Span(days=36_525)),
        ("PT876600H", Span(rest=timedelta(days=36_525))),
        ("R1/P1D", Cycle(1, Span(days=1))),
        ("R1000/PT1H", Cycle(1000, Span(rest=timedelta(hours=1)))),
        ("R3/2026-01-05T08:00+01:00/P1D", Cycle(3, Span(days=1), first=datetime(2026, 1, 5, 7, tzinfo=UTC))),
        ("R/P1D/2026-01-05T08:00", Cycle(1000, Span(days=1), until=datetime(2026, 1, 5, 7, tzinfo=UTC))),
    ],
)
def test_iso_texts_are_read(text: str, rule: object) -> None:
    assert deadlines.parse(text).rule == rule


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-06-15T08:00:00+02:00", "2026-06-15T08:00+02:00"),
        ("2026-06-15T06:00:00Z", "2026-06-15T08:00+02:00"),
        ("2026-06-15t06:00z", "2026-06-15T08:00+02:00"),
        ("2026-06-15T08:00:00+02:00[Europe/Oslo]", "2026-06-15T08:00+02:00"),
        ("2026-06-15T06:00Z[Etc/UTC]", "2026-06-15T08:00+02:00"),
        ("2026-06-15T08:00", "2026-06-15T08:00+02:00"),
        ("2026-01-15 08:00:30.5", "2026-01-15T08:00:30.500+01:00"),
    ],
)
def test_an_instant_without_an_offset_is_oslo_time(text: str, moment: str) -> None:
    assert deadlines.parse(text).rule == Instant(datetime.fromisoformat(moment))


def test_as_much_as_is_promised_can_be_read() -> None:
    assert deadlines.parse("straks".ljust(500)).rule == Straks("straks")
    assert deadlines.names(deadlines.parse("tidligst av (" * 5 + "1 dag fra a" + ")" * 5)) == {"a"}


def test_a_moment_in_the_hour_that_is_skipped_moves_on() -> None:
    assert clock.oslo(deadlines.parse("2026-03-29T02:30").rule.at).isoformat() == "2026-03-29T03:30:00+02:00"
