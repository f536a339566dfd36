"""Dates, times and both, in summer and winter (form-js.md rule 10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

WINTER = datetime(2026, 1, 15, 9, 40, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 22, 10, tzinfo=UTC)
FORMATS = [{}, *({"timeSerializingFormat": name} for name in ("utc_offset", "utc_normalized", "no_timezone"))]
DATES: list[Any] = [
    None,
    "",
    "2026-01-05",
    "2026-1-5",
    "2026-02-29",
    "2028-02-29",
    "2026-02-30",
    "2026-13-01",
    "26-01-05",
    "05.01.2026",
    "2026-01-05T10:00",
    "2026-01",
    "2026",
    "2026/01/05",
    " 2026-01-05",
    "2026-W02-1",
    "1899-12-31",
    "0999-01-01",
    "2026-01-05Z",
    20260105,
    ["2026-01-05"],
    "i dag",
    "10:15",
    "2026-03-29",
    "2026-10-25",
    "+012026-01-01",
    "-2026-01-01",
]
TIMES: list[Any] = [
    None,
    "",
    "10:15",
    "10:17",
    "7:5",
    "07:05",
    "24:00",
    "24:30",
    "23:59",
    "25:00",
    "10",
    "10:15:30",
    "10:15Z",
    "00:30Z",
    "23:30Z",
    "10:15+01:00",
    "10:15+02:00",
    "10:15-05:00",
    "00:10+05:30",
    "23:50-11:00",
    "kl 10",
    "10.15",
    "10:61",
    "10:60",
    "2026-01-05",
    "2026-01-05T10:15",
    1015,
    "-1:00",
]
MOMENTS: list[Any] = [
    None,
    "",
    "2026-01-05T10:15",
    "2026-07-05T10:17",
    "2026-01-05T10:15Z",
    "2026-07-05T23:45Z",
    "2026-01-05T10:15+01:00",
    "2026-07-05T10:15+01:00",
    "2026-01-05T00:20+05:30",
    "2026-12-31T23:59-01:00",
    "2026-03-29T02:30",
    "2026-10-25T02:30",
    "2026-10-25T02:30+01:00",
    "2026-10-25T00:30Z",
    "2026-10-25T01:30Z",
    "2026-01-05",
    "2026-01-05T",
    "T10:15",
    "10:15",
    "2026-01-05T24:00",
    "2026-01-05T25:00",
    "2026-02-30T10:00",
    "2026-01-05T10:15:30.123Z",
    "2026-01-05T00:00",
    "2026-07-05T00:30",
    "2026-01-05 10:15",
    "2026-1-5T10:15",
    20260105,
    "1950-06-01T12:00Z",
    "2026-01-05T10:15+01",
    "2026-01-05T10",
    "2026-01-05t10:15",
]


@pytest.mark.parametrize("moment", [WINTER, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize(
    ("subtype", "values"),
    [("date", DATES), ("time", TIMES), ("datetime", MOMENTS)],
    ids=["date", "time", "datetime"],
)
def test_all_formats(
    agree: Callable[..., None], case: Callable[..., Any], moment: datetime, subtype: str, values: list[Any]
) -> None:
    kinds = [{}] if subtype == "date" else FORMATS

    agree(
        [
            case([{"type": "datetime", "key": "a", "subtype": subtype, **kind}], {"a": value}, at=moment)
            for kind in kinds
            for value in values
        ]
    )


def test_an_interval_floors_only_what_is_picked_so_a_sent_time_stays(
    agree: Callable[..., None], case: Callable[..., Any]
) -> None:
    values = ["10:00", "10:01", "10:07", "10:15", "10:29", "10:59", "23:59Z"]
    intervals = [1, 5, 10, 15, 20, 30, 60, "5", None]

    agree(
        [
            case([{"type": "datetime", "key": "a", "subtype": "time", "timeInterval": interval}], {"a": value})
            for interval in intervals
            for value in values
        ]
    )


def test_required_defaults_and_a_missing_subtype(agree: Callable[..., None], case: Callable[..., Any]) -> None:
    components: list[dict[str, Any]] = [
        {"subtype": "date", "validate": {"required": True}},
        {"subtype": "time", "validate": {"required": True}},
        {"subtype": "datetime", "validate": {"required": True}},
        {"subtype": "date", "defaultValue": "2026-01-01"},
        {"subtype": "date", "defaultValue": "i dag", "validate": {"required": True}},
        {"subtype": "time", "defaultValue": "10:17"},
        {},
        {"subtype": "noe", "validate": {"required": True}},
        {"subtype": "date", "validate": {"pattern": "^2026"}},
    ]
    answers: list[dict[str, Any]] = [
        {},
        {"a": None},
        {"a": "2026-02-01"},
        {"a": "2025-02-01"},
        {"a": "10:15"},
        {"a": "2026-02-01T10:15"},
    ]

    agree([case([{"type": "datetime", "key": "a", **one}], sent) for one in components for sent in answers])


@pytest.mark.parametrize("subtype", ["date", "datetime"])
def test_a_day_that_has_passed_is_refused_where_the_viewer_lets_it_stay(
    ours: Callable[..., Any], case: Callable[..., Any], subtype: str
) -> None:
    field = {"type": "datetime", "key": "a", "subtype": subtype, "disallowPassedDates": True}
    clock = "" if subtype == "date" else "T00:15"

    verdicts = {
        day: ours(case([field], {"a": f"2026-07-{day}{clock}"}, at=SUMMER))["errors"]
        for day in ("14", "15", "16", "17")
    }

    assert verdicts == {"14": {"a": ["date"]}, "15": {"a": ["date"]}, "16": {}, "17": {}}


@pytest.mark.parametrize("subtype", ["date", "datetime"])
def test_a_day_that_has_not_come_is_refused_where_the_form_asks_what_has_happened(
    ours: Callable[..., Any], case: Callable[..., Any], subtype: str
) -> None:
    field = {"type": "datetime", "key": "a", "subtype": subtype, "properties": {"senest": "i dag"}}
    clock = "" if subtype == "date" else "T23:45"

    verdicts = {
        day: ours(case([field], {"a": f"2026-07-{day}{clock}"}, at=SUMMER))["errors"]
        for day in ("15", "16", "17", "18")
    }

    assert verdicts == {"15": {}, "16": {}, "17": {"a": ["date"]}, "18": {"a": ["date"]}}
