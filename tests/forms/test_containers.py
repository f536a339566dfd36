"""Groups with paths, lists in lists, rows of odd shapes, keys that nobody knows (form-js.md rules 3, 5, 7, 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TEXT = {"type": "textfield", "key": "t", "validate": {"required": True}}
NUMBER = {"type": "number", "key": "n"}
ODD: list[Any] = [
    None,
    "tekst",
    5,
    True,
    [],
    {},
    [{}],
    [{"t": "x"}],
    [None],
    ["rad"],
    [{"t": "x"}, 3, {"t": ""}],
    {"t": "x"},
    [[]],
    {"0": {"t": "x"}},
]


def listed(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a dynamic list at `l`."""
    return {"type": "dynamiclist", "path": "l", "components": list(components), **more}


def test_a_list_of_any_shape(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    lists = [
        listed(TEXT, NUMBER),
        listed(TEXT, defaultRepetitions=0),
        listed(TEXT, defaultRepetitions=3),
        listed({"type": "checkbox", "key": "c"}),
        listed(),
    ]

    agree([case([one], sent) for one in lists for sent in ({}, *({"l": value} for value in ODD))])


def test_a_list_within_a_list(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    inner = {"type": "dynamiclist", "path": "i", "components": [TEXT], "defaultRepetitions": 2}
    outer = listed(NUMBER, inner)
    answers: list[dict[str, Any]] = [
        {},
        {"l": []},
        {"l": [{"n": 1, "i": [{"t": "x"}]}]},
        {"l": [{"n": "feil", "i": "feil"}, {"i": []}]},
        {"l": [{"i": [{"t": "a"}, {"t": ""}, {}, None]}, {"n": 2, "i": None, "ukjent": 1}]},
    ]

    agree([case([outer], sent) for sent in answers])


def test_unknown_keys_are_dropped_in_rows_and_groups_too(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    group = {"type": "group", "path": "g", "components": [NUMBER]}

    agree(
        [
            case(
                [TEXT, group, listed({"type": "number", "key": "r"})],
                {"t": "x", "u": 1, "g": {"n": 1, "u": 2}, "l": [{"r": 1, "u": 3}]},
            )
        ]
    )


def test_groups_with_and_without_a_path(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    groups: list[dict[str, Any]] = [
        {"type": "group", "components": [TEXT]},
        {"type": "group", "path": "g", "components": [TEXT]},
        {"type": "group", "path": "g.h", "components": [TEXT]},
        {"type": "group", "path": "g", "components": [{"type": "group", "components": [TEXT]}]},
        {"type": "group", "path": "g", "components": [{"type": "group", "path": "h", "components": [TEXT]}]},
        {"type": "group", "path": "g", "components": []},
    ]
    answers: list[dict[str, Any]] = [
        {},
        {"t": "x"},
        {"g": {"t": "x"}},
        {"g": {"h": {"t": "x"}}},
        {"g": None},
        {"g": {}},
        {"g": "tekst"},
        {"g": 5},
        {"g": True},
        {"g": {"h": "tekst"}},
        {"g": {"h": None}},
        {"g": []},
        {"g": {"h": []}},
    ]

    agree([case([one], sent) for one in [*groups, listed(TEXT, isRepeating=False)] for sent in answers])


def test_a_list_where_a_group_is_expected_is_refused_where_the_viewer_drops_it(
    ours: Callable[..., Any], case: Callable[..., Any]
) -> None:
    group = {"type": "group", "path": "g", "components": [TEXT]}

    assert ours(case([group], {"g": ["tekst"]}))["errors"] == {"g": ["type"]}
    assert ours(case([listed(TEXT, isRepeating=False)], {"l": [{"t": "x"}]}))["errors"] == {"l": ["type"]}


def test_keys_with_dots_and_containers_in_rows(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    dotted: list[dict[str, Any]] = [{"type": "textfield", "key": "a.b"}, {"type": "number", "key": "a.c"}]
    group = {"type": "group", "path": "g", "components": [NUMBER]}
    answers: list[dict[str, Any]] = [
        {},
        {"a": {"b": "x", "c": 1}},
        {"a": None},
        {"a": "x"},
        {"l": [{"g": {"n": 1}}, {"g": None}]},
        {"l": [{"a": {"b": "x"}}]},
    ]

    agree([case(form, sent) for form in (dotted, [listed(group)], [listed(*dotted)]) for sent in answers])


def test_a_row_whose_group_is_a_text_breaks_the_viewer_and_is_refused(
    agree: Callable[..., None], case: Callable[..., Any]
) -> None:
    group = {"type": "group", "path": "g", "components": [NUMBER]}

    agree([case([listed(group)], {"l": [{"g": "tekst"}]}), case([listed(group)], {"l": [{"g": {"n": 1}}, {"g": 7}]})])


def test_presentation_has_no_answer(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    shown: list[dict[str, Any]] = [
        {"type": "text", "text": "# Hei {{t}}"},
        {"type": "html", "content": "<p>{{t}}</p>"},
        {"type": "image", "source": "data:image/gif;base64,R0lGODlhAQABAAAAACw="},
        {"type": "table", "label": "T", "dataSource": "=rader", "columns": [{"key": "a", "label": "A"}]},
        {"type": "spacer"},
        {"type": "separator"},
        {"type": "button", "label": "Send", "action": "submit", "key": "knapp"},
    ]

    agree([case([*shown, TEXT], {"t": "x", "rader": [{"a": 1}], "knapp": "trykk"}), case(shown, {})])


def test_a_list_without_rows_is_refused_where_the_form_asks_for_one(
    ours: Callable[..., Any], case: Callable[..., Any]
) -> None:
    asked = {"properties": {"minst": "1"}}
    shown, hidden = listed(TEXT, **asked), listed(TEXT, **asked, conditional={"hide": "=true"})
    inner = {"type": "dynamiclist", "path": "i", "components": [TEXT], **asked}

    assert ours(case([shown], {"l": []}))["errors"] == {"l": ["rows"]}
    assert ours(case([shown], {"l": [{"t": "x"}]}))["errors"] == {}
    assert ours(case([hidden], {"l": []}))["errors"] == {}
    assert ours(case([listed(inner)], {"l": [{"i": []}]}))["errors"] == {"l.0.i": ["rows"]}
