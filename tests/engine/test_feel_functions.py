"""FEEL's functions as documented, each against our evaluator; a call that would give null; limits (design 6, 7)."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from engine import clock, errors, expressions
from tests.engine.feel_documented import GIVEN, KNOWN


@pytest.mark.parametrize(("text", "expected"), GIVEN)
def test_a_function_gives_what_its_documentation_says(text: str, expected: object) -> None:
    with clock.at(datetime(2026, 1, 20, 12, tzinfo=UTC)):
        assert expressions.evaluate(text, KNOWN) == expected


@pytest.mark.parametrize(("text", "_expected"), GIVEN)
def test_the_check_reads_it_without_a_word(text: str, _expected: object) -> None:
    assert expressions.problems(text, KNOWN) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("random number()", "ikke det samme svaret"),
        ("uuid()", "ikke det samme svaret"),
        ("fromAi(1)", "«fromAi» er ikke med"),
        ("put({}, 1, 2)", "context put"),
        ("and([true])", "Skriv all(…)"),
        ("or([true])", "Skriv any(…)"),
        ("string lenght(x)", "mente du «string length»?"),
        ("is defned(x)", "mente du «is defined»?"),
        ('string length("a", "b")', "skal ha 1 verdi, men får 2"),
        ("substring(x)", "skal ha 2 til 3 verdier, men får 1"),
        ("today(1)", "skal ha 0 verdier, men får 1"),
        ("min()", "skal ha minst 1 verdier, men får ingen"),
        ("x in [1] and y", "Sett parentes"),
        ("x > 1e3", "Skriv hele tallet"),
        ("get or else(x)", "skal ha 2 verdier"),
    ],
)
def test_a_call_that_would_give_null_is_found_before_it_runs(text: str, says: str) -> None:
    assert any(says in one.message for one in expressions.problems(text, {"x", "y"}))


def test_a_form_has_only_the_viewers_functions() -> None:
    (reading,) = expressions.read_all(["=is defined(x)"], functions=())

    assert "men ikke i skjemaer" in reading.problems[0].message


def test_a_form_calls_functions_as_the_viewer_has_them() -> None:
    texts = ["=round up(x)", '=string join(x, ", ", "[", "]")']

    readings = expressions.read_all(texts, functions=())

    assert [one.problems[0].message for one in readings] == [
        "Funksjonen «round up» skal ha 2 verdier, men får 1.",
        "Funksjonen «string join» skal ha 1 til 2 verdier, men får 4.",
    ]


def test_assert_stops_with_its_cause() -> None:
    with pytest.raises(errors.ExpressionFault, match=r"Kravet .* ikke oppfylt: alder må være over 5"):
        expressions.evaluate('assert(alder, alder > 5, "alder må være over 5")', {"alder": 3})


def test_a_cause_that_is_put_together_of_answers_is_not_told() -> None:
    with pytest.raises(errors.ExpressionFault, match=r"Kravet .* ikke oppfylt\.$"):
        expressions.evaluate('=assert(navn, false, "Ikke " + navn)', {"navn": "Testelev A"})


@pytest.mark.parametrize(
    "text",
    [
        "count(for i in 1..1000000000 return i)",
        "for i in 1..100000, j in 1..100000 return i",
        "{f: function(g, n) g(g, n + 1), r: f(f, 1)}.r",
        'count(for i in 1..100000000 return "aaaaaaaaaaaaaaaaaaaa")',
        'string join(for i in 1..30000000 return "aaaaaaaaaa")',
        "some x in 1..1000000000 satisfies x < 0",
        'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$")',
        "partition(for i in 1..50000000 return i, 1)",
        'replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "(a|aa)+$", "b")',
    ],
)
def test_an_expression_that_runs_away_is_stopped(text: str) -> None:
    begun = time.monotonic()

    with pytest.raises((errors.ExpressionTooCostly, errors.ExpressionFault)):
        expressions.evaluate(text, {})

    assert time.monotonic() - begun < 60
    assert expressions.evaluate("1 + 1", {}) == 2
