"""Patterns of forms and of FEEL: JavaScript's, found slow before they run, and stopped when they are."""

from __future__ import annotations

import pytest

from engine import errors, expressions


def test_patterns_are_javascript_unanchored_and_limited() -> None:
    assert expressions.matches(r"\d{2}", "nr 42")
    assert not expressions.matches(r"^\w+$", "blåbær")
    assert expressions.pattern_problem("(") is not None
    assert expressions.pattern_problem("^[0-9]{4}$") is None
    with pytest.raises(errors.ExpressionTooCostly):
        expressions.matches("^(?=(a+)+b)", "a" * 40)


@pytest.mark.parametrize("pattern", ["^(a+)+$", r"^([a-zæøå]+\s?)*$", "^(a|aa)+$"])
def test_patterns_that_go_back_and_forth_are_run_another_way(pattern: str) -> None:
    assert not expressions.matches(pattern, "a" * 60 + "!")
    assert not expressions.is_slow(pattern)


@pytest.mark.parametrize("pattern", ["^(?=(a+)+$)a", r"(\w+)+\1-", r"^navn: (?=(\w+\s?)*$)"])
def test_patterns_that_cannot_be_run_another_way_are_found_to_be_slow(pattern: str) -> None:
    assert expressions.is_slow(pattern)


@pytest.mark.parametrize("pattern", ["(?=a*a*b)", r"(?=.*a)(?=.*b).*c", r"^(?=a)(?:\w*\s*)*x", "^(?:a{1,50}){1,50}$"])
def test_patterns_that_take_the_square_of_a_text_are_found_to_be_slow(pattern: str) -> None:
    assert expressions.is_slow(pattern)


@pytest.mark.parametrize("pattern", ["a*a*a*a*b", r"\s*\s*$", "(a*)*b"])
def test_patterns_that_take_the_square_of_a_text_are_run_another_way(pattern: str) -> None:
    assert not expressions.is_slow(pattern)
    assert expressions.matches(pattern, "a" * 100_000 + "b")


def test_a_text_too_long_for_a_pattern_that_may_take_its_square_does_not_match() -> None:
    assert expressions.matches("^(?!.*x).{8,}$", "a" * 20_000)
    assert not expressions.matches("^(?!.*x).{8,}$", "a" * 20_001)
    assert expressions.matches("^[^x]{8,}$", "a" * 200_000)


@pytest.mark.parametrize(
    "pattern",
    [
        r"^\d{4}$",
        r"^(?=.*\d)(?=.*[a-zæøå]).{8,}$",
        r"^\S+( \S+)*$",
        "^(ja|nei)$",
        r"^(?!\s*$).+",
        r"^[\s\S]{0,4000}$",
    ],
)
def test_patterns_that_people_write_are_not_slow(pattern: str) -> None:
    assert not expressions.is_slow(pattern)
