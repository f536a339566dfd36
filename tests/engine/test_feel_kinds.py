"""Values of two kinds in one FEEL expression: never put in order, and told with their place before they run."""

from __future__ import annotations

import pytest

from engine import expressions
from tests.engine.feel_documented import KNOWN


@pytest.mark.parametrize(
    "text", ['"10" > 3', "dag > 3", "true > 1", '3 between "a" and "b"', '"10" in [1..20]', "dag in [1..5]"]
)
def test_values_of_two_kinds_are_not_put_in_order(text: str) -> None:
    assert expressions.evaluate(text, KNOWN) is None


KINDS = {
    ("type",): expressions.Kind("string", frozenset({"ja", "nei"})),
    ("dato",): expressions.Kind("date"),
    ("antall",): expressions.Kind("number"),
    ("ok",): expressions.Kind("boolean"),
    ("sak", "nummer"): expressions.Kind("string"),
    ("grunner",): expressions.Kind("list", frozenset({"a", "b"})),
}


@pytest.mark.parametrize(
    ("text", "column", "says"),
    [
        ('dato = "2026-01-05"', 8, 'Skriv date("2026-01-05").'),
        ('antall > "3"', 10, "Skriv tallet uten anførselstegn."),
        ('ok = "ja"', 6, "Skriv true uten anførselstegn."),
        ("type = true", 8, 'Svarene er "ja", "nei".'),
        ('type = "nei "', 8, "Mente du «nei»?"),
        ('type in ("ja", "kanskje")', 16, "aldri sant"),
        ('grunner = "a"', 11, 'list contains(grunner, "a")'),
        ('list contains(grunner, "c")', 24, "aldri sant"),
        ('"c" in grunner', 8, "aldri sant"),
        ("antall in dato", 11, "er et tall, men sammenlignes"),
        ('grunner in ("a")', 13, 'list contains(grunner, "a")'),
        ("ok and type", 8, "skal være ja/nei"),
        ("not(type)", 5, "skal være ja/nei"),
        ("if dato then 1 else 2", 4, "skal være ja/nei"),
        ("sak.nummer = 7", 14, "«sak.nummer» er tekst"),
        ('day of week(dato) = "Monday"', 21, "aldri sant"),
        ("dato < antall", 8, "«antall», som er et tall"),
        ("antall between dato and 3", 16, "er et tall, men sammenlignes"),
    ],
)
def test_what_cannot_fit_is_told_with_its_place(text: str, column: int, says: str) -> None:
    (reading,) = expressions.read_all([text], kinds=KINDS)

    assert [(one.column, says in one.message) for one in reading.problems] == [(column, True)]


@pytest.mark.parametrize(
    "text",
    [
        "dato < today()",
        "dato < now()",
        "antall = null",
        "type in grunner",
        '"a" in (grunner)',
        "grunner in grunner",
        'type = "ja"',
        "ok",
        "not(ok)",
        "ok = true",
        "grunner = null",
        'type != "nei" and ok',
        'grunner[1] = "a"',
        'grunner[1].navn = "a"',
        "dato.year = 2026 and grunner[2].a.b = 1",
        "count(grunner) > 1",
        'string(antall) = "3"',
        'grunner = ["a"]',
        'some g in grunner satisfies g = "a"',
        "ukjent = 3",
        'if ok then "a" else 3',
        'dato + duration("P1D") > today()',
    ],
)
def test_what_fits_is_left_alone(text: str) -> None:
    (reading,) = expressions.read_all([text], kinds=KINDS)

    assert reading.problems == ()


@pytest.mark.parametrize(
    "text", ["type = nei", "nei = type", "type in (nei, null)", 'list contains(grunner, a) and type = "ja"']
)
def test_an_answer_without_its_quotes_is_told_of_as_that_and_not_as_a_name(text: str) -> None:
    (reading,) = expressions.read_all([text], known={"type", "grunner"}, kinds=KINDS)
    said, field = ("a", "grunner") if "grunner" in text else ("nei", "type")

    (found,) = reading.problems
    assert (found.code, found.is_warning, found.name) == ("feel-type", False, "")
    assert found.message == f'«{said}» er et av svarene på «{field}», og må stå i anførselstegn: "{said}".'


def test_a_name_that_there_is_needs_no_quotes_though_an_answer_is_called_so() -> None:
    (reading,) = expressions.read_all(["type = nei"], known={"type", "nei"}, kinds=KINDS)

    assert reading.problems == ()
