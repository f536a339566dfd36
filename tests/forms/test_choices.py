"""Options from three sources, compared strictly; single and many (form-js.md rules 4, 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

STATIC = [
    {"label": "A", "value": "a"},
    {"label": "En", "value": 1},
    {"label": "Ja", "value": True},
    {"label": "O", "value": {"id": 1}},
]
LOOSE = [
    "x",
    1,
    0,
    False,
    True,
    "",
    None,
    {"value": "bare"},
    {"label": "", "value": "tom"},
    {"label": "L"},
    {},
    {"label": 5, "value": 6},
    ["y"],
]
SOURCES: list[dict[str, Any]] = [
    {"values": STATIC},
    {"values": LOOSE},
    {"values": []},
    {"valuesKey": "liste"},
    {"valuesKey": "borte"},
    {"valuesExpression": "=liste"},
    {"valuesExpression": '=["a", 1]'},
    {"valuesExpression": "=for n in liste return n.value"},
    {"valuesExpression": "=borte"},
    {"valuesExpression": "=["},
    {"valuesExpression": "liste"},
    {"values": "ingen liste"},
    {},
]
SINGLE: list[Any] = [None, "", "a", "b", 1, "1", True, False, 0, {"id": 1}, {"id": 2}, ["a"], "x", "bare", "tom"]
MANY: list[Any] = [
    None,
    [],
    ["a"],
    ["a", 1],
    [1, "a"],
    ["a", "a"],
    ["b", "a"],
    ["1"],
    [True, {"id": 1}],
    [0, False],
    ["x", "bare"],
]
LIST = {"liste": STATIC}


def test_one_of_several(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    agree(
        [
            case([{"type": kind, "key": "v", **source}], {**LIST, "v": value})
            for kind in ("radio", "select")
            for source in SOURCES
            for value in SINGLE
        ]
    )


def test_some_of_several(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    agree(
        [
            case([{"type": kind, "key": "v", **source}], {**LIST, "v": value})
            for kind in ("checklist", "taglist")
            for source in SOURCES
            for value in MANY
        ]
    )


def test_required_and_defaults(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    kinds: list[tuple[str, Any]] = [
        ("radio", "a"),
        ("select", "borte"),
        ("checklist", ["a"]),
        ("taglist", ["a", "borte"]),
    ]
    answers: list[dict[str, Any]] = [
        {},
        {"v": None},
        {"v": "a"},
        {"v": ["a"]},
        {"v": []},
        {"v": ""},
        {"v": "b"},
        {"v": ["b"]},
    ]

    agree(
        [
            case([{"type": kind, "key": "v", "values": STATIC, "validate": {"required": True}, **more}], sent)
            for kind, default in kinds
            for more in ({}, {"defaultValue": default}, {"defaultValue": None})
            for sent in answers
        ]
    )


def test_searchable_selects_and_options_that_follow_another_answer(
    agree: Callable[..., None], case: Callable[..., Any]
) -> None:
    follower = {
        "type": "select",
        "key": "v",
        "valuesExpression": '=if a = "x" then ["en"] else ["to"]',
        "searchable": True,
    }

    agree(
        [
            case([follower, {"type": "textfield", "key": "a"}], {"a": a, "v": v})
            for a in ("x", "y", "")
            for v in ("en", "to", None)
        ]
    )


def test_a_choice_of_many_that_is_no_list_is_refused_where_the_viewer_breaks(
    ours: Callable[..., Any], case: Callable[..., Any]
) -> None:
    verdict = ours(case([{"type": "taglist", "key": "v", "valuesExpression": '=["a"]'}], {"v": "a"}))

    assert verdict["errors"] == {"v": ["type"]}
