"""What is seen of a FEEL text before it runs: the names it reads, and slips told with their place."""

from __future__ import annotations

import pytest

from engine import expressions


@pytest.mark.parametrize(
    ("text", "free"),
    [
        ("a.b + c", {"a", "c"}),
        ("for x in xs return x.y + z", {"xs", "z"}),
        ("for x in xs, y in x.ys return y + x", {"xs"}),
        ("for x in x return x", {"x"}),
        ("for i in 1..n return partial[-1] + i", {"n"}),
        ("some r in rader satisfies r.a > b", {"rader", "b"}),
        ("every r in rader, s in r.k satisfies s = t", {"rader", "t"}),
        ("(some r in rader satisfies r) and r", {"rader", "r"}),
        ("function(a, b) a + b + c", {"c"}),
        ("{a: 1, b: a + c, d: b}", {"c"}),
        ("{a: a}", {"a"}),
        ("{a: b, b: 1}", {"b"}),
        ('{"nøkkel": 1, x: nøkkel}', set()),
        ("{a: 1}.a + a", {"a"}),
        ("{f: function(x) x + y}.f(1)", {"y"}),
        ("rader[item.alder > grense]", {"rader", "grense"}),
        ("rader[alder > grense].navn", {"rader", "alder", "grense"}),
        ("item", {"item"}),
        ("count(rader) > n", {"rader", "n"}),
        ("sort(list: xs, precedes: function(x, y) x.a < y.a)", {"xs"}),
        ("dato < today() + frist", {"dato", "frist"}),
        ('frist("3 skoledager", dato)', {"dato"}),
        ("if a then b else c", {"a", "b", "c"}),
        ("a in (1, 2, x)", {"a", "x"}),
        ("a between b and c", {"a", "b", "c"}),
        ("a in [b..c]", {"a", "b", "c"}),
        ("a.b(c).d", {"a", "c"}),
        ("not(a) and true and null", {"a"}),
        ("get value(c, k)", {"c", "k"}),
        ('"tekst med navn" + æøå_1', {"æøå_1"}),
        ('@"2026-01-01" < dato', {"dato"}),
        ("=a", {"a"}),
        ("a +", set()),
        ("// merknad om x\n a", {"a"}),
    ],
)
def test_names_are_those_read_from_outside(text: str, free: set[str]) -> None:
    assert expressions.names(text) == free


def test_a_problem_has_a_place_and_a_remedy() -> None:
    known = {"alvorlig", "rader"}

    (problem,) = expressions.problems('=count(rader) > 0\n  and alvorlg = "ja"', known)

    assert problem.position == (2, 7)
    assert problem.message == "Navnet «alvorlg» finnes ikke; mente du «alvorlig»?"
    assert problem.name == "alvorlg"


@pytest.mark.parametrize(
    ("text", "column", "part"),
    [
        ("=", 2, "tomt"),
        ("=a >", 5, "ikke ferdig"),
        ("=(a", 4, "«)» mangler"),
        ("=a && b", 4, "«and»"),
        ("=a == b", 4, "Skriv «=», ikke «==»"),
        ('==a = "ja"', 2, "ingenting står foran"),
        ("= > 3", 3, "ingenting står foran"),
        ("='x'", 2, "doble anførselstegn"),
        ('=a = "x', 6, "anførselstegn"),
        ("=${a}", 2, "uten «$» og uten krøllparenteser"),
        ("=foo(a)", 2, "Funksjonen «foo»"),
        ("=a instance of string", 2, "instance of"),
    ],
)
def test_usual_slips_are_named(text: str, column: int, part: str) -> None:
    (problem,) = expressions.problems(text, {"a", "b"})

    assert problem.position == (1, column)
    assert part in problem.message


def test_a_bare_name_within_a_filter_is_never_unknown_and_without_known_names_none_is() -> None:
    assert expressions.problems("rader[alder > 5]", {"rader"}) == []
    assert expressions.problems("hva > 5") == []


def test_a_text_read_before_is_judged_by_what_is_known_now() -> None:
    first, second = (expressions.problems("elevnavn = 1", known) for known in ({"elevnavn"}, {"annet"}))

    assert first == []
    assert [one.name for one in second] == ["elevnavn"]


def test_a_name_of_two_or_three_letters_is_no_misspelling_of_another() -> None:
    (short,) = expressions.problems("=id", {"tid"})
    (long,) = expressions.problems("=gjeldr", {"gjelder"})

    assert (short.is_strange, long.is_strange) == (True, False)
