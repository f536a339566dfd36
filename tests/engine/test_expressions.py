"""FEEL as diagrams use it: values both ways, null rules, time, our own functions, limits (design 6)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import isodate
import pytest

from engine import clock, errors, expressions


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        7,
        2.5,
        "æøå \"'\n {{x}}",
        [1, [2, None]],
        {"a": {"b": 1}, "§": ["date", "x"]},
        date(2026, 2, 28),
        time(8, 15),
        time(8, 15, tzinfo=UTC),
        timedelta(days=3, hours=4, seconds=5),
        isodate.Duration(months=14),
    ],
)
def test_a_value_comes_back_as_it_went_in(value: object) -> None:
    assert expressions.evaluate("=v", {"v": value}) == value


def test_a_moment_stays_the_same_instant_also_at_midnight_utc() -> None:
    moment = datetime(2026, 6, 15, 0, 0, tzinfo=UTC)

    back = expressions.evaluate("v", {"v": moment})

    assert isinstance(back, datetime)
    assert back == moment


def test_a_decimal_and_a_number_too_large_to_be_exact_become_floats() -> None:
    assert expressions.evaluate("v + 1", {"v": Decimal("1.5")}) == 2.5
    assert isinstance(expressions.evaluate("v", {"v": 2**60}), float)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ukjent", None),
        ("ukjent = 1 or true", None),
        ("tom > 5", None),
        ("tom + 1", None),
        ("tom = null", True),
        ("tekst = dag", None),
        ("tom.felt", None),
        ('dag between "a" and 5', None),
        ("dag + 1", None),
        ("dag < today()", False),
        ("dag = today()", True),
        ('dag + duration("P1M")', date(2026, 7, 15)),
    ],
)
def test_what_does_not_fit_counts_as_null(text: str, expected: object) -> None:
    known = {"tom": None, "tekst": "ja", "dag": date(2026, 6, 15)}

    with clock.at(datetime(2026, 6, 14, 22, 30, tzinfo=UTC)):
        assert expressions.evaluate(text, known) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tom.felt = null", True),
        ("gruppe.c = null", True),
        ("gruppe.b.c = null", True),
        ('tom.grad = "høy" or gruppe.a = 1', True),
        ('if tom.felt = null then "ingen" else tom.felt', "ingen"),
        ("tom.felt > 3", None),
        ("rader[a = 1]", [{"a": 1}]),
        ("count(rader[item.a = 1])", 1),
        ("rader.a", [1, None, None]),
        ("for rad in rader return rad.a", [1, None, None]),
        ("every rad in rader satisfies rad.a = 1", False),
        ("ukjent.b = null", None),
        ("rader[a + tekst = 1]", []),
        ("gruppe.c > 3 or gruppe.a = 1", True),
    ],
)
def test_a_field_that_is_not_there_is_null_for_itself_only(text: str, expected: object) -> None:
    known = {"tom": None, "tekst": "ja", "gruppe": {"a": 1, "b": None}, "rader": [{"a": 1}, {"b": 2}, None]}

    assert expressions.evaluate(text, known) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tom + 1 > 3 or tall = 2", True),
        ("if tom + 1 > 3 then 1 else 2", 2),
        ("if tekst then 1 else 2", 2),
        ("if 0 then 1 else 2", 2),
        ("if (tall) then 1 else if tall = 2 then 3 else 4", 3),
        ("if is defined(tekst) then 1 else 2", 1),
        ('if tall > 1 and tekst = "ja" then [tall][item > 1] else 2', [2]),
        ("not(tekst > tall)", None),
        ("for x in [1, null] return x + 1", [2, None]),
    ],
)
def test_so_are_what_cannot_be_added_and_what_is_neither_true_nor_false(text: str, expected: object) -> None:
    assert expressions.evaluate(text, {"tom": None, "tekst": "ja", "tall": 2}) == expected


def test_now_and_today_are_oslo_time_on_our_clock() -> None:
    moment = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)

    with clock.at(moment):
        values = expressions.evaluate_all(["now()", "today()", "string(now())", "day of week(today())"], {})

    assert values == [moment, date(2026, 3, 29), "2026-03-29T00:30:00", "søndag"]


def test_a_moment_without_an_offset_is_oslo_time_in_summer_and_winter() -> None:
    values = expressions.evaluate_all(
        ['date and time("2026-06-01T10:00:00")', 'date and time("2026-12-01T10:00:00")'], {}
    )

    assert values == [datetime(2026, 6, 1, 8, tzinfo=UTC), datetime(2026, 12, 1, 9, tzinfo=UTC)]


def test_a_function_of_the_caller_is_called_with_python_values_once_for_each_set_of_arguments() -> None:
    calls: list[tuple[object, object]] = []

    def frist(text: str, fra: date) -> date:
        calls.append((text, fra))
        return fra + timedelta(days=1)

    value = expressions.evaluate(
        '[frist("dagen etter", d), frist(text: "dagen etter", fra: d), frist("x", frist("x", d))]',
        {"d": date(2026, 1, 1), "frist": "et svar med samme navn"},
        functions={"frist": frist},
    )

    assert value == [date(2026, 1, 2), date(2026, 1, 2), date(2026, 1, 3)]
    assert len(calls) == 3
    assert expressions.evaluate("frist", {"frist": 1}, functions={"frist": frist}) == 1


def test_now_stands_still_while_a_function_of_the_caller_is_asked() -> None:
    own = clock.Clock(datetime(2026, 1, 5, 9, tzinfo=UTC))
    asked: list[object] = []

    def frist(text: str, fra: datetime) -> datetime:
        asked.append(text)
        own.set(own.now() + timedelta(seconds=1))
        return fra

    with clock.use(own):
        found = expressions.evaluate('frist("6 uker", now())', {}, functions={"frist": frist})

    assert (found, asked) == (datetime(2026, 1, 5, 9, tzinfo=UTC), ["6 uker"])


def test_why_an_expression_is_null_can_be_told() -> None:
    assert expressions.explain("a.b", {"a": {}}) == ["Feltet «b» finnes ikke."]
    assert expressions.explain("c", {}) == ["Navnet «c» finnes ikke."]
    assert expressions.explain("1 + 1", {}) == []


@pytest.mark.parametrize(
    ("text", "holds"),
    [("x > 5", True), ("not(x > 5)", False), ("=x = 1", False), ("ukjent", True), ("-", True), ("1, 2", False)],
)
def test_a_unary_test_follows_the_viewer_where_null_counts_as_true(text: str, holds: bool) -> None:
    assert expressions.unary(text, {"x": None}) is holds


def test_a_text_that_is_not_feel_is_a_fault_and_a_value_python_has_no_word_for_too() -> None:
    with pytest.raises(errors.ExpressionFault):
        expressions.evaluate("a >", {})
    with pytest.raises(errors.ExpressionFault):
        expressions.evaluate("function(x) x", {})


@pytest.mark.parametrize(
    "text",
    [
        "count(for a in 1..1000, b in 1..1000, c in 1..1000 return a) > 1",
        'matches("' + "a" * 40 + '", "^(?=(a+)+b)")',
        "(" * 20_000 + "1" + ")" * 20_000,
    ],
)
def test_an_expression_over_its_limits_is_stopped_and_the_next_one_works(text: str) -> None:
    with pytest.raises(errors.ExpressionTooCostly):
        expressions.evaluate(text, {})

    assert expressions.evaluate("1 + 1", {}) == 2


def test_templates_are_filled_and_values_escaped_in_html() -> None:
    assert expressions.template("Hei {{navn}}", {"navn": "Kari"}) == "Hei Kari"
    assert expressions.template('="Hei " + navn', {"navn": "Kari"}) == "Hei Kari"
    assert "<b>" not in expressions.template("{{navn}}", {"navn": "<b>"}, is_html=True)
    assert expressions.template("{{#loop xs}}{{this}};{{/loop}}", {"xs": [1, 2]}) == "1;2;"
