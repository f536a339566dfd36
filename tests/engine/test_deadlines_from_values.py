"""Deadlines that count from what names hold: «fra», «tidligst av», FEEL, and dates not known yet (design 8)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import isodate
import pytest

from engine import deadlines, errors
from tests.engine.deadline_counts import SCHOOL_YEAR, counted, due, oslo

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
