"""FEEL's functions as Camunda documents them, each against our evaluator; limits of time and memory (design 6, 7)."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

import isodate
import pytest

from engine import clock, errors, expressions

DATES = '[date("2026-03-05"), date("2026-01-05"), date("2026-02-05")]'
GIVEN = [
    # Boolean
    ("not(true)", False),
    ("not(null)", None),
    ("is defined(1)", True),
    ("is defined(null)", False),
    ("is defined(tom)", False),
    ("is defined(gruppe.mangler)", False),
    ("is defined(tom.felt)", False),
    ("is defined(gruppe.a)", True),
    ('get or else("a", "b")', "a"),
    ('get or else(null, "b")', "b"),
    ("get or else(tom.felt, 3)", 3),
    ("get or else(null, null)", None),
    ("assert(1, true)", 1),
    ("if is defined(tom) then 1 else 2", 2),
    ("is  defined ( 1 )", True),
    # Timers (Zeebe's own)
    ('cycle(3, duration("PT1H"))', "R3/PT1H"),
    ('cycle(duration("P7D"))', "R/P7D"),
    ('cycle(interval: duration("P1M"), repetitions: 2)', "R2/P1M"),
    ('cycle("3", duration("PT1H"))', None),
    ("cycle(3, tom)", None),
    # String
    ('substring("foobar", 3)', "obar"),
    ('substring("foobar", -2)', "ar"),
    ('substring("foobar", 3, 3)', "oba"),
    ('string length("foo")', 3),
    ('upper case("aBc4")', "ABC4"),
    ('lower case("aBc4")', "abc4"),
    ('substring before("foobar", "bar")', "foo"),
    ('substring after("foobar", "ob")', "ar"),
    ('contains("foobar", "of")', False),
    ('starts with("foobar", "fo")', True),
    ('ends with("foobar", "r")', True),
    ('matches("foobar", "^fo*bar")', True),
    ('matches("FooBar", "foo", "i")', True),
    ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
    ('split("John Doe", "\\\\s")', ["John", "Doe"]),
    ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
    ('extract("references are 1234, 1256, 1378", "12[0-9]*")', ["1234", "1256"]),
    ('trim("  hello world  ")', "hello world"),
    ('to base64("FEEL")', "RkVFTA=="),
    ('to base64("æ")', "w6Y="),
    ('to base64("ab")', "YWI="),
    ('is blank("")', True),
    ('is blank(" ")', True),
    ('is blank("a")', False),
    ('string join(["a","b","c"])', "abc"),
    ('string join(["a",null,"c"])', "ac"),
    ("string join([])", ""),
    ('string join(["a","b"], ", ")', "a, b"),
    ('string join(["a","b","c"], ", ", "[", "]")', "[a, b, c]"),
    ("string join([1])", None),
    ("trim(1)", None),
    # Numeric
    ("decimal(1/3, 2)", 0.33),
    ("floor(1.5)", 1),
    ("floor(-1.56, 1)", -1.6),
    ("ceiling(-1.56, 1)", -1.5),
    ("round up(5.5)", 6),
    ("round up(-1.126, 2)", -1.13),
    ("round down(5.5, 0)", 5),
    ("round half up(-5.5)", -6),
    ("round half down(5.5)", 5),
    ("abs(-10)", 10),
    ("modulo(12, 5)", 2),
    ("sqrt(16)", 4),
    ("odd(5)", True),
    ("even(2)", True),
    ("exp(0)", 1),
    ("log(1)", 0),
    # List
    ("list contains([1,2,3], 2)", True),
    (f'list contains({DATES}, date("2026-02-05"))', True),
    ("count([1,2,3])", 3),
    ("min([1,2,3])", 1),
    ("min(1,2,3)", 1),
    ("max([1,2,3])", 3),
    ("sum([1,2,3])", 6),
    ("product([2,3,4])", 24),
    ("mean([1,2,3])", 2),
    ("median(8, 2, 5, 3, 4)", 4),
    ("median([10, 9, 100, 1])", 9.5),
    ("stddev([2,4,7,5])", 2.0816659994661326),
    ("mode([6,1,9,6,1])", [1, 6]),
    ("all([true,false])", False),
    ("any([false,true])", True),
    ("sublist([1,2,3], 2)", [2, 3]),
    ("append([1], 2, 3)", [1, 2, 3]),
    ("concatenate([1,2],[3])", [1, 2, 3]),
    ("insert before([1,3],1,2)", [2, 1, 3]),
    ("remove([1,2,3], 2)", [1, 3]),
    ("reverse([1,2,3])", [3, 2, 1]),
    ("index of([1,2,3,2],2)", [2, 4]),
    (f'index of({DATES}, date("2026-01-05"))', [2]),
    ("union([1,2],[2,3])", [1, 2, 3]),
    ("distinct values([1,2,3,2,1])", [1, 2, 3]),
    ("duplicate values([1,2,3,2,1])", [1, 2]),
    ("flatten([[1,2],[[3]], 4])", [1, 2, 3, 4]),
    ("sort(list: [3,1,2], precedes: function(x,y) x < y)", [1, 2, 3]),
    ("partition([1,2,3,4,5], 2)", [[1, 2], [3, 4], [5]]),
    ("partition([], 2)", []),
    ("partition([1], 0)", None),
    ("is empty([])", True),
    ("is empty([1])", False),
    ("min([])", None),
    # dates, which feelin itself cannot take the least of
    (f"min({DATES})", date(2026, 1, 5)),
    (f"max({DATES})", date(2026, 3, 5)),
    ("min(dag, today())", date(2026, 1, 5)),
    ('max("a", "b")', "b"),
    ('min(duration("P1D"), duration("PT1H"))', timedelta(hours=1)),
    ('min(1, "a")', None),
    ("min([1, null])", None),
    ("max(dag, tom)", None),
    # Context
    ('get value({foo: 123}, "foo")', 123),
    ('get value({a: 1}, "b")', None),
    ('get value({x:1, y: {z:0}}, ["y", "z"])', 0),
    ('get value({a: {b: 3}}, ["b"])', None),
    ("get entries({foo: 123})", [{"key": "foo", "value": 123}]),
    ('context put({x:1}, "y", 2)', {"x": 1, "y": 2}),
    ("context merge([{x:1, y: 0}, {y:2}])", {"x": 1, "y": 2}),
    ('context([{key:"a", value:1}])', {"a": 1}),
    # Temporal
    ("today()", date(2026, 1, 20)),
    ("day of year(dag)", 5),
    ("week of year(dag)", 2),
    ("day of week(dag)", "mandag"),
    ("month of year(dag)", "januar"),
    ('last day of month(date("2024-02-16"))', date(2024, 2, 29)),
    ('last day of month(date and time("2022-10-16T12:00:00"))', date(2022, 10, 31)),
    ('abs(duration("-PT5H"))', timedelta(hours=5)),
    ('years and months duration(date("2011-12-22"), date("2013-08-24"))', isodate.Duration(months=20)),
    ("date(2012, 12, 25)", date(2012, 12, 25)),
    # Durations, whose parts feelin reads as they were written, and which it neither multiplies nor tells apart
    ('(date("2026-03-02") - date("2026-02-01")).days', 29),
    ('[duration("P1W").days, duration("P1DT26H").days, duration("P1DT26H").hours]', [7, 2, 2]),
    ('(date and time("2026-03-02T10:30:00+01:00") - date and time("2026-03-01T09:00:00+01:00")).minutes', 30),
    ('[duration("P18M").years, duration("P1Y6M").months]', [1, 6]),
    ('years and months duration(date("2011-12-22"), date("2013-08-24")).years', 1),
    ('dag - date("2026-01-08")', timedelta(days=-3)),
    ('duration("P200D") = duration("P190D")', False),
    ('[duration("P1Y") = duration("P12M"), duration("P1D") = duration("PT24H")]', [True, True]),
    ('duration("PT90M") / 2', timedelta(minutes=45)),
    ('dag + 2 * duration("P1W")', date(2026, 1, 19)),
    ('duration("P1Y") / 2', isodate.Duration(months=6)),
    ('duration("P2D") / duration("P1D")', 2),
    ('duration("P1D") * tom', None),
    ('"a" * 2', None),
    ('number("1 500,5", " ", ",")', 1500.5),
    ('number("x")', None),
    ("string(1.1)", "1.1"),
    # Conversion
    ('from json("[1, 2]")', [1, 2]),
    ('from json("x")', None),
    ("to json({a: 1, b: [true, null]})", '{"a":1,"b":[true,null]}'),
    ('to json(@"2023-06-14")', '"2023-06-14"'),
    ('to json(@"P3Y")', '"P3Y"'),
    # Range
    ("before(1, 10)", True),
    ("before([1..5), [5..10])", True),
    ("after(12, [2..5])", True),
    ("meets([1..5], [5..10])", True),
    ("meets([1..5], (5..8])", False),
    ("met by([5..10], [1..5])", True),
    ("overlaps([5..10], [1..6])", True),
    ("overlaps([1..3], (3..6])", False),
    ("overlaps before([1..5], [4..10])", True),
    ("overlaps before([1..5), [5..10])", False),
    ("overlaps after([4..10], [1..5])", True),
    ("overlaps after([3..5], [1..3))", False),
    ("finishes(5, [1..5])", True),
    ("finishes([3..5], [1..5])", True),
    ("finishes((1..5], [1..5))", False),
    ("finished by([5..10], 10)", True),
    ("finished by([1..5], [3..5])", True),
    ("includes([5..10], 6)", True),
    ("includes([1..10], [4..6])", True),
    ("during(1, (1..10])", False),
    ("during([4..6], [1..10))", True),
    ("starts(1, [1..5])", True),
    ("starts((1..5], [1..5])", False),
    ("started by([1..10], 1)", True),
    ("started by([1..10], [1..5])", True),
    ("coincides([1..5], [1..5])", True),
    ("coincides((1..5], [1..5))", False),
    ('during(dag, [date("2026-01-01")..date("2026-02-01")])', True),
]
KNOWN = {"tom": None, "gruppe": {"a": 1}, "dag": date(2026, 1, 5)}


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
        'type = "ja"',
        "ok",
        "not(ok)",
        "ok = true",
        "grunner = null",
        'type != "nei" and ok',
        'grunner[1] = "a"',
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

    assert time.monotonic() - begun < 10
    assert expressions.evaluate("1 + 1", {}) == 2
