"""Texts, numbers and check boxes, one field at a time: the viewer's verdict is ours (form-js.md rules 4, 6 to 9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

ODD_VALUES: list[Any] = [
    None,
    "",
    " ",
    "x",
    "0",
    "42",
    "2.5",
    "2,5",
    " 4 ",
    "1e3",
    "007",
    "-0",
    "+5",
    ".5",
    "5.",
    "0x1F",
    "Infinity",
    "NaN",
    "a\nb\tc\r\nd",
    "æøå",
    "👍👍",
    "true",
    0,
    1,
    -1,
    42,
    2.5,
    1e21,
    1e-7,
    0.1,
    True,
    False,
    [],
    ["x"],
    [1],
    {},
    {"a": 1},
]
MISSING = object()


def each(component: dict[str, Any], values: Sequence[Any] = (MISSING, *ODD_VALUES)) -> Iterator[tuple[Any, Any]]:
    """Give one form with `component` under the key `a`, and answers with each of `values` in it."""
    for value in values:
        yield [{"key": "a", **component}], {} if value is MISSING else {"a": value}


def test_a_text_takes_what_the_viewer_takes(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    components: list[dict[str, Any]] = [
        {"type": kind, **more}
        for kind in ("textfield", "textarea")
        for more in (
            {},
            {"validate": {"required": True}},
            {"defaultValue": "fra start"},
            {"validate": {"minLength": 2, "maxLength": 4}},
        )
    ]

    agree([case(*one) for component in components for one in each(component)])


def test_lengths_are_trimmed_utf16_units(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    values = ["", " ", "ab", " ab ", "abc", "  abc  ", "👍", "👍👍", "a\u00a0", "\ufeffab", "ab\n", "e\u0301e\u0301"]
    limits: list[dict[str, Any]] = [
        {"minLength": 3},
        {"maxLength": 3},
        {"minLength": 0},
        {"minLength": "3"},
        {"maxLength": "=1 + 2"},
        {"minLength": "=ukjent"},
        {"maxLength": None},
        {"minLength": 2.5},
    ]

    agree([case(*one) for limit in limits for one in each({"type": "textfield", "validate": limit}, values)])


def test_patterns_are_javascript_and_unanchored(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    values = ["", "a1", "åå", "12", "12345", "x12345y", "\n12", "A", "a b", 12]
    patterns = [r"\d{2}", r"^\w+$", "^[0-9]{4}$", "[æøå]", "^a|b$", r"^\p{L}+$", "(?=.*1)a", "", r"^\s"]
    components = [{"type": "textfield", "validate": {"pattern": pattern}} for pattern in patterns]

    agree([case(*one) for component in components for one in each(component, values)])


def test_mail_addresses_and_telephone_numbers(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    mails = [
        "",
        " ",
        "ola@skole",
        "ola@skole.no",
        "ola.nordmann+x@skole.kommune.no",
        "ola@",
        "@skole.no",
        "ola@skole..no",
        "ola @x",
        "ola@-skole.no",
        "ola@skole-.no",
        "ø@skole.no",
        "ola@skole.no ",
        "ola@" + "a" * 63 + ".no",
        "ola@" + "a" * 64 + ".no",
        "o'a_{}@x",
    ]
    phones = [
        "",
        " ",
        "12345678",
        "+4712345678",
        "004712345678",
        "+47 12345678",
        "+47123",
        "+4701234567",
        "+471234567",
        "tlf +4722334455",
        "+4722334455x",
        "+1264497234",
        "+12",
        "++4722334455",
        "000047223344",
        "+999123456789",
        "+4722334455\n",
        "0047+4722334455",
        "+47" + "9" * 23,
        "+47" + "9" * 24,
        "+47" + "2" * 25,
        "+47" + "7" * 21,
        "+47" + "7" * 22,
        "+47420123",
        "+4742012",
        "+599912345",
        "+390669812345",
    ]
    mail = {"type": "textfield", "validate": {"validationType": "email"}}
    phone = {"type": "textfield", "validate": {"validationType": "phone", "required": True}}

    agree([case(*one) for one in [*each(mail, mails), *each(phone, phones)]])


def test_numbers_take_what_the_viewer_takes(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    components: list[dict[str, Any]] = [
        {"type": "number", **more}
        for more in (
            {},
            {"serializeToString": True},
            {"validate": {"required": True}},
            {"validate": {"min": 1, "max": 40}},
            {"defaultValue": 3},
            {"defaultValue": 0},
        )
    ]

    agree([case(*one) for component in components for one in each(component)])


def test_steps_and_decimals_are_exact(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    values = [
        0,
        0.1,
        0.3,
        0.30000000000000004,
        1,
        1.0,
        2.5,
        7,
        -0.2,
        -3,
        1e20,
        1e-7,
        "0.3",
        "12.50",
        "1e2",
        4.35,
        None,
        "",
    ]
    components: list[dict[str, Any]] = [
        {"type": "number", **more}
        for more in (
            {"increment": 0.1},
            {"increment": "0.1", "serializeToString": True},
            {"increment": 5},
            {"decimalDigits": 0},
            {"decimalDigits": 1, "increment": 0.05},
            {"decimalDigits": 2, "serializeToString": True},
            {"increment": "3"},
        )
    ]

    agree([case(*one) for component in components for one in each(component, values)])


def test_a_number_that_crashes_the_count_of_decimals_is_refused(
    agree: Callable[..., None], case: Callable[..., Any]
) -> None:
    for serialised in (False, True):
        field = {"type": "number", "key": "a", "decimalDigits": 2, "serializeToString": serialised}
        agree([case([field], {"a": 1e21})])


def test_limits_of_numbers_may_be_expressions(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    limits: list[dict[str, Any]] = [
        {"min": "=b"},
        {"max": "=b + 1"},
        {"min": "=ukjent"},
        {"max": '="tekst"'},
        {"min": "tekst"},
        {"min": ""},
        {"max": "5"},
        {"min": "=b >"},
        {"max": "=if b = null then null else b"},
        {"min": True},
        {"min": "= b"},
    ]
    answers: list[dict[str, Any]] = [{"a": a, "b": b} for a in (None, 0, 4, 7.5, "6") for b in (None, 0, 5)]

    agree(
        [
            case([{"type": "number", "key": "a", "validate": limit}, {"type": "number", "key": "b"}], one)
            for limit in limits
            for one in answers
        ]
    )


def test_only_true_checks_a_box(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    components: list[dict[str, Any]] = [
        {"type": "checkbox"},
        {"type": "checkbox", "validate": {"required": True}},
        {"type": "checkbox", "defaultValue": True},
    ]

    agree([case(*one) for component in components for one in each(component)])


def test_disabled_and_readonly_fields(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    states: list[dict[str, Any]] = [
        {"disabled": True},
        {"readonly": True},
        {"readonly": "=b"},
        {"readonly": "=not(b)"},
        {"readonly": "=ukjent"},
        {"readonly": "=b >"},
        {"readonly": "ja"},
        {"readonly": "=b", "disabled": True},
    ]
    kinds: list[dict[str, Any]] = [
        {"type": "textfield", "validate": {"required": True, "maxLength": 2}},
        {"type": "number", "validate": {"max": 3}},
        {"type": "datetime", "subtype": "date", "validate": {"required": True}},
        {"type": "select", "values": [{"label": "X", "value": "x"}], "validate": {"required": True}},
        {"type": "expression", "expression": "=1 + 1"},
    ]
    values: list[Any] = [None, "x", "xyz", 7, "2026-01-05", "2026-1-5"]

    agree(
        [
            case([{"key": "a", **kind, **state}, {"type": "checkbox", "key": "b"}], {"a": value, "b": b})
            for kind in kinds
            for state in states
            for value in values
            for b in (True, False)
        ]
    )
