"""Cells of decision tables: FEEL unary tests on a column's value, and what cannot be decided (DMN 1.3, 7.3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import deciding
import pytest

from engine import clock, decisions, errors

HIT = [
    ("-", None),
    ("", 3),
    ('"a"', "a"),
    ('"a","b"', "b"),
    ('not("a","b")', "c"),
    ("3", 3),
    ("-3", -3),
    ("1.5", 1.5),
    ("> 3", 4),
    (">= 3", 3),
    ("< 3", 2),
    ("<= 3", 3),
    ("[1..5]", 5),
    ("[1..5)", 1),
    ("(1..5]", 5),
    ("]1..5[", 3),
    ("< 1, > 5", 6),
    ("not(< 1, > 5)", 3),
    ("true", True),
    ("false", False),
    ("null", None),
    ("not(null)", 1),
    ('date("2026-01-05")', date(2026, 1, 5)),
    ('> date("2026-01-05")', date(2026, 1, 6)),
    ('[date("2026-01-01")..date("2026-02-01")]', date(2026, 1, 5)),
    ('@"2026-01-05"', date(2026, 1, 5)),
    ("< today()", date(2026, 1, 4)),
    ('>= time("08:00:00")', time(9, 0)),
    ('> duration("P1D")', timedelta(days=2)),
    ('< date and time("2026-01-05T12:00:00")', datetime(2026, 1, 5, 8, tzinfo=UTC)),
    ("? > 3 and ? < 9", 5),
    ('contains(?, "mobb")', "mobbing"),
    ('list contains(?, "a")', ["a", "b"]),
    ('? in ["a","b"]', "b"),
    ("grense", 7),
    ("> grense", 8),
    ("> grense + 1", 9),
    ('["a","b"]', "a"),
    ("is blank(?)", " "),
    ('starts with(?, "a"), "b"', "b"),
    ("even(?)", 4),
    ('["a","b"]', ["a", "b"]),
    ("!= 3", 4),
    ("= 3", 3),
]
MISSED = [
    ('"a"', "b"),
    ('"a"', None),
    ("> 3", None),
    ("> 3", 3),
    ("[1..5)", 5),
    ("]1..5[", 1),
    ('not("a")', "a"),
    ("true", False),
    ("? > 3", None),
    ("not(> 3)", None),
    ('contains(?, "x")', None),
    ("null", 1),
    ('date("2026-01-05")', date(2026, 1, 6)),
    ("not(3)", 3),
    ('"A"', "a"),
    ('"a "', "a"),
    ("grense", None),
]
UNSURE = [
    ('"3"', 3),
    ("3", "3"),
    ("> 3", "10"),
    ("> 3", date(2026, 1, 5)),
    ('"ja"', True),
    ("true", "ja"),
    ('"a"', ["a"]),
    ("> tom", 3),
    ("tom", 3),
    ("? > tom", 3),
    ("[1..tom]", 3),
    ('contains(?, "a")', 3),
    ("[1..5]", "3"),
]


@pytest.mark.parametrize(("cell", "value"), HIT)
def test_a_cell_takes_what_feel_says(cell: str, value: object) -> None:
    assert answer(cell, value) == "truffet"


@pytest.mark.parametrize(("cell", "value"), MISSED)
def test_a_cell_leaves_what_feel_says(cell: str, value: object) -> None:
    assert answer(cell, value) is None


@pytest.mark.parametrize(("cell", "value"), UNSURE)
def test_a_cell_that_cannot_be_decided_stops_the_case(cell: str, value: object) -> None:
    with pytest.raises(errors.DecisionFault, match=r"i regel 1, kolonnen «verdi», kan ikke avgjøres"):
        answer(cell, value)


@pytest.mark.parametrize(
    ("kind", "value"), [("number", "3"), ("boolean", "true"), ("date", "2026-01-05"), ("integer", 1.5)]
)
def test_a_value_of_another_type_than_its_column_stops_the_case(kind: str, value: object) -> None:
    made = deciding.table("t", [f"verdi: {kind}"], ["svar"], ['- | "a"'])

    with pytest.raises(errors.DecisionFault, match="kolonnen «verdi» skal være"):
        decisions.decide(library(made), "t", {"verdi": value})


def test_a_column_of_texts_takes_any_value_as_camunda_does() -> None:
    made = deciding.table("t", ["verdi: string"], ["svar"], ['list contains(?, "q") | "a"'])

    assert decisions.decide(library(made), "t", {"verdi": ["q"]}).value == "a"


def test_answers_are_expressions() -> None:
    made = deciding.table("t", ["n"], ["svar", "frist"], ['> 1 | n * 2 | duration("P1D")'])

    assert decisions.decide(library(made), "t", {"n": 4}).value == {"svar": 8, "frist": timedelta(days=1)}


def test_decisions_ask_others_first_once_each() -> None:
    made = [
        deciding.table("gruppe", ["alder: number"], ["gruppe"], ['< 13 | "barn"', '>= 13 | "ungdom"']),
        deciding.literal("poeng", 'if gruppe = "barn" then 2 else 1', needs=["gruppe"], variable="antall_poeng"),
        deciding.table(
            "t",
            ["gruppe", "antall_poeng"],
            ["svar"],
            ['"barn" | > 1 | "rød"'],
            needs=["gruppe", "poeng"],
            default='"grønn"',
        ),
    ]
    found = library(*made)

    assert found.names("t") == {"alder"}
    result = decisions.decide(found, "t", {"alder": 9})
    assert (result.value, [(hit.name, hit.rules) for hit in result.hits]) == ("rød", [("Gruppe", (1,)), ("T", (1,))])
    assert decisions.decide(found, "t", {"alder": 15}).value == "grønn"


def test_a_large_table_is_taken_whole() -> None:
    rows = [f'{n} | "svar {n}"' for n in range(300)]

    result = decisions.decide(library(deciding.table("t", ["n: number"], ["svar"], rows)), "t", {"n": 299})

    assert (result.value, result.hits[0].rules) == ("svar 299", (300,))


def test_a_cell_that_never_ends_is_stopped() -> None:
    cell = "count(for i in 1..100000000 return i) > ?"

    with pytest.raises(errors.DecisionFault, match="for lang tid"):
        answer(cell, 1)


def answer(cell: str, value: object) -> object:
    """Return what a table of one cell says of a value."""
    made = deciding.table("t", ["verdi"], ["svar"], [f'{cell} | "truffet"'])
    with clock.at(datetime(2026, 1, 5, 12, tzinfo=UTC)):
        return decisions.decide(library(made), "t", {"verdi": value, "grense": 7, "tom": None}).value


def library(*made: str) -> decisions.Library:
    """Return the library of one file."""
    found = decisions.make({"decisions/t.dmn": deciding.file(*made)})
    assert found.findings == ()
    return found
