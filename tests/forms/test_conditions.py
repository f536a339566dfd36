"""Hiding and what hidden answers still do, in rows too; expression fields (form-js.md rules 1 to 3, 5, 11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

HIDES = [
    "=x > 5",
    "=not(x > 5)",
    "=x = null",
    '=b = "ja"',
    "=ukjent",
    "=ukjent > 1",
    "=x >",
    "=",
    "x > 5",
    "=true",
    "=false",
    "=null",
    "=x",
    '="tekst"',
    "=[true]",
    "=x in [1..5]",
    "=x > 5, x < 2",
    "=> 5",
    "=-",
    "=count(l) > 1",
    "=this.x > 5",
    "=_this_.x > 5",
    "=parent = null",
    "=some r in l satisfies r.n > 1",
    "=l[n > 1]",
    '=matches(b, "^j")',
    "=date(b) > today()",
    "=if x > 5 then true else null",
    "=get value({a: 1}, b) = 1",
    "=b + 1 > 2",
    "=string length(b) > 3",
    "=foo(x)",
]
X = {"type": "number", "key": "x"}
B = {"type": "textfield", "key": "b"}


def hidden(field: dict[str, Any], hide: object) -> dict[str, Any]:
    """Give `field` with a condition."""
    return {**field, "conditional": {"hide": hide}}


def test_hide_rules(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    field = {"type": "textfield", "key": "a", "validate": {"required": True}}
    answers: list[dict[str, Any]] = [
        {},
        {"x": 7, "b": "ja", "a": "svar"},
        {"x": 3, "b": "2026-05-05", "l": [{"n": 2}, {"n": 0}]},
    ]

    agree([case([hidden(field, hide), X, B], sent) for hide in [*HIDES, None, True, ""] for sent in answers])


def test_others_see_the_initial_value_of_a_hidden_field(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    chain: list[dict[str, Any]] = [
        hidden(X, '=b = "skjul"'),
        hidden({"type": "textfield", "key": "a"}, "=x > 5"),
        hidden({"type": "textfield", "key": "c", "defaultValue": "start"}, '=b = "skjul"'),
        hidden({"type": "textfield", "key": "d"}, '=c = "start"'),
        B,
    ]
    answers: list[dict[str, Any]] = [
        {"b": b, **more}
        for b in ("skjul", "vis", None)
        for more in ({}, {"x": 7}, {"x": "tekst", "c": "annet"}, {"a": "a", "d": "d"})
    ]

    agree([case(chain, sent) for sent in answers])


def test_hidden_groups_and_lists(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    text = {"type": "textfield", "key": "t", "validate": {"required": True}}
    forms: list[list[dict[str, Any]]] = [
        [hidden({"type": "group", "components": [text]}, "=x > 5"), X],
        [hidden({"type": "group", "path": "g", "components": [text, {"type": "number", "key": "n"}]}, "=x > 5"), X],
        [
            {
                "type": "group",
                "path": "g",
                "components": [hidden(text, "=x > 5"), hidden({"type": "number", "key": "n"}, "=g.t = null")],
            },
            X,
        ],
        [hidden({"type": "dynamiclist", "path": "l", "components": [text]}, "=x > 5"), X, hidden(B, "=count(l) = 1")],
        [{"type": "dynamiclist", "path": "l", "components": [hidden(text, "=x > 5")]}, X],
        [hidden({"type": "text", "text": "x"}, "=x > 5"), hidden(X, "=x > 5"), text],
    ]
    answers: list[dict[str, Any]] = [
        {},
        {"x": 7},
        {"x": 3},
        {"x": 7, "t": "a", "g": {"t": "a", "n": 1}, "l": [{"t": "a"}, {"t": "b"}]},
        {"x": 3, "t": "a", "g": {"t": "a", "n": 1}, "l": [{"t": "a"}, {"t": "b"}]},
        {"x": 7, "g": {}, "l": []},
    ]

    agree([case(form, sent) for form in forms for sent in answers])


def test_conditions_in_rows(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    hides = [
        "=n > 1",
        "=this.n > 1",
        "=parent.x > 1",
        "=i[1] = 2",
        "=x > 1",
        "=_parent_.x > 1",
        "=this.t = null",
        "=item.n > 1",
        "=l[1].n > 1",
        "=parent.parent = null",
        "=_i_[1] = 1",
        "=count(l) > 1",
    ]
    rows: list[dict[str, Any]] = [
        {"l": [{"n": 1, "t": "a"}, {"n": 2, "t": "b"}, {}]},
        {"x": 2, "n": 5, "l": [{"n": 1, "t": "a"}, {"n": 2, "t": "b"}]},
        {"l": [{"n": 2}, {"n": 1}]},
        {"l": [{"n": 1}, {"n": 2}, {"n": 3}]},
    ]
    number = {"type": "number", "key": "n"}
    text = {"type": "textfield", "key": "t", "validate": {"required": True}}
    forms = [[{"type": "dynamiclist", "path": "l", "components": [number, hidden(text, hide)]}, X] for hide in hides]
    alone = [[{"type": "dynamiclist", "path": "l", "components": [hidden(text, hide)]}, X] for hide in hides]

    agree([case(form, sent) for form in [*forms, *alone] for sent in rows])


def test_conditions_in_rows_of_rows(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    hides = [
        "=this.n > 1",
        "=parent.n > 1",
        "=parent.this.n > 1",
        "=parent.parent.x > 1",
        "=i[2] = 2",
        "=i[1] = 2",
        "=_parent_._parent_.x > 1",
        "=parent.i[1] = 1",
    ]
    number = {"type": "number", "key": "n"}
    rows: list[dict[str, Any]] = [
        {"x": 2, "l": [{"n": 1, "k": [{"n": 2, "t": "a"}, {"n": 1}]}, {"n": 2, "k": [{"n": 1, "t": "b"}, {}]}]},
        {"x": 1, "l": [{"k": [{}]}, {}]},
    ]

    agree(
        [
            case(
                [
                    {
                        "type": "dynamiclist",
                        "path": "l",
                        "components": [
                            number,
                            {
                                "type": "dynamiclist",
                                "path": "k",
                                "components": [number, hidden({"type": "textfield", "key": "t"}, hide)],
                            },
                        ],
                    },
                    X,
                ],
                sent,
            )
            for hide in hides
            for sent in rows
        ]
    )


def test_limits_in_rows_see_the_row(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    limits = ["=this.m", "=x", "=parent.x", "=m"]

    agree(
        [
            case(
                [
                    {
                        "type": "dynamiclist",
                        "path": "l",
                        "components": [
                            {"type": "number", "key": "n", "validate": {"max": limit}},
                            {"type": "number", "key": "m"},
                        ],
                    },
                    X,
                ],
                {"x": 4, "m": 2, "l": [{"n": 5, "m": 3}, {"n": 5, "m": 6}, {"n": 3}]},
            )
            for limit in limits
        ]
    )


def test_expression_fields_overwrite_what_was_sent(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    expressions = [
        "=x + 1",
        "=x * 2 > 5",
        "=ukjent",
        "=b",
        "=x >",
        "x + 1",
        '=date("2026-01-05")',
        '=duration("P1D")',
        "=[x, null, b]",
        "={a: x, b: null}",
        "=count(l)",
        "=function(n) n",
        '=time("10:15:00")',
        '=date and time("2026-06-01T10:00:00")',
        "=[1..3]",
        "=for n in 1..3 return n",
        "=null",
        "=1 / 0",
        '="a" + b',
        "=0.1 + 0.2",
        '=today() > date("2020-01-01")',
        "=string(today())",
    ]
    moments: list[dict[str, Any]] = [{}, {"computeOn": "change"}, {"computeOn": "presubmit"}]
    answers: list[dict[str, Any]] = [{"x": 3, "b": "ja", "e": "sendt"}, {"b": None}, {"e": 4, "x": 3, "l": [1, 2]}]

    agree(
        [
            case([{"type": "expression", "key": "e", "expression": text, **moment}, X, B], sent)
            for text in expressions
            for moment in moments
            for sent in answers
        ]
    )


def test_expression_fields_feed_each_other_and_conditions(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    first = {"type": "expression", "key": "e", "expression": "=x + 1"}
    second = {"type": "expression", "key": "f", "expression": "=e * 2"}
    shown = hidden({"type": "textfield", "key": "t", "validate": {"required": True}}, "=f > 6")
    rows = {
        "type": "dynamiclist",
        "path": "l",
        "components": [{"type": "number", "key": "n"}, {"type": "expression", "key": "s", "expression": "=this.n * x"}],
    }
    answers: list[dict[str, Any]] = [{}, {"x": 3}, {"x": 1, "t": "a"}, {"x": 2, "l": [{"n": 1}, {"n": 2, "s": 9}]}]

    agree(
        [
            case(form, sent)
            for form in ([first, X], [first, second, shown, X], [second, first, X], [rows, X])
            for sent in answers
        ]
    )


def test_a_hidden_expression_field_is_not_sent(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    field = hidden({"type": "expression", "key": "e", "expression": "=x"}, "=x > 5")

    agree([case([field, X, B], {"x": x, "e": 1}) for x in (None, 3, 7)])
