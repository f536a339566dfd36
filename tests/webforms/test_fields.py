"""Each kind of field: what a request becomes, how it is drawn, how the answer is read."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from webforms import fields, form
from webforms.fields import registry
from webforms.fields.base import Posted


def test_every_kind_of_the_dialect_has_a_field_and_a_template() -> None:
    kinds = set(registry.KINDS)

    assert kinds >= {
        "textfield", "textarea", "number", "datetime", "checkbox", "checklist", "radio", "select", "taglist", "group",
        "dynamiclist", "text", "html", "separator", "spacer", "image", "table", "expression", "filepicker",
    }  # fmt: skip
    assert {field.kind for field in fields.ALL} == kinds


@pytest.mark.parametrize(
    ("component", "sent", "raw"),
    [
        ({"type": "textfield"}, {"a": "hei"}, "hei"),
        ({"type": "textfield"}, {}, ""),
        ({"type": "textarea"}, {"a": "en\r\nto"}, "en\nto"),
        ({"type": "number"}, {"a": "1 234,5"}, "1234.5"),
        ({"type": "number"}, {"a": "mange"}, "mange"),
        ({"type": "number"}, {"a": " "}, None),
        ({"type": "datetime", "subtype": "date"}, {"a:dato": "2026-01-05"}, "2026-01-05"),
        ({"type": "datetime", "subtype": "time"}, {"a:kl": "12.30"}, "12:30"),
        ({"type": "datetime", "subtype": "time"}, {"a:kl": "9:05"}, "09:05"),
        ({"type": "datetime", "subtype": "datetime"}, {"a:dato": "2026-01-05", "a:kl": "12:30"}, "2026-01-05T12:30"),
        ({"type": "datetime", "subtype": "datetime"}, {"a:dato": "2026-01-05", "a:kl": ""}, "2026-01-05T"),
        ({"type": "datetime", "subtype": "datetime"}, {"a:dato": "", "a:kl": ""}, None),
        ({"type": "checkbox"}, {"a": "ja"}, True),
        ({"type": "checkbox"}, {}, False),
        ({"type": "radio"}, {"a": "ja"}, "ja"),
        ({"type": "radio"}, {"a": "json:true"}, True),
        ({"type": "select"}, {"a": "json:1"}, 1),
        ({"type": "select"}, {"a": ""}, None),
        ({"type": "checklist"}, {"a": ["b", "json:2"]}, ["b", 2]),
        ({"type": "taglist"}, {}, []),
        ({"type": "filepicker", "multiple": True}, {"a": ["7", "8"], "a:bort": "7"}, ["8"]),
        ({"type": "filepicker", "multiple": True}, {"a": ["x"]}, []),
    ],
)
def test_request_becomes_raw_answer(component: dict[str, Any], sent: dict[str, Any], raw: object) -> None:
    schema = {"components": [{"key": "a", "id": "x", **component}]}

    assert form.read(schema, Posted(MultiDict(sent))) == {"a": raw}


@pytest.mark.parametrize(
    "typed", ["12.30-13.30", "10-30", "12:30Z", "12:30+05:00", "12:30:00", "kl 12", "1230", "٣:٠٠"]
)
@pytest.mark.parametrize("subtype", ["time", "datetime"])
def test_time_that_is_none_is_named_by_the_check_and_kept_for_who_typed_it(subtype: str, typed: str) -> None:
    component = {"type": "datetime", "id": "x", "key": "a", "subtype": subtype, "timeLabel": "Når", "dateLabel": "Når"}
    schema = {"components": [component]}
    raw = form.read(schema, Posted(MultiDict({"a:dato": "2025-01-05", "a:kl": typed})))

    found = form.problems(schema, raw, {})
    drawn = form.fill(schema, raw, {}, errors=found)

    assert found == {"a": ["date"]}
    assert [one.text for one in drawn.errors] == ["Fyll ut «Når» med et klokkeslett, for eksempel 10:30."]
    assert drawn.nodes[0].parts["time"] == typed


@pytest.mark.parametrize(
    ("subtype", "day", "typed", "said"),
    [
        ("date", "31.02.2026", "", "31.02.2026 finnes ikke. Rett datoen i «Når»."),
        ("datetime", "2026-02-31", "12:30", "31.02.2026 finnes ikke. Rett datoen i «Når»."),
        ("datetime", "31.2.2026", "", "31.2.2026 finnes ikke. Rett datoen i «Når»."),
        ("datetime", "", "12:30", "Velg også dato i «Når»."),
    ],
)
@pytest.mark.parametrize("rule", [{"properties": {"senest": "i dag"}}, {"disallowPassedDates": True}])
def test_day_that_is_none_or_missing_is_named_and_what_was_typed_stays(
    rule: dict[str, object], subtype: str, day: str, typed: str, said: str
) -> None:
    component = {"type": "datetime", "id": "x", "key": "a", "subtype": subtype, "timeLabel": "Når", "dateLabel": "Når"}
    schema = {"components": [component | rule]}
    raw = form.read(schema, Posted(MultiDict({"a:dato": day, "a:kl": typed})))

    drawn = form.fill(schema, raw, {}, errors=form.problems(schema, raw, {}))

    assert [one.text for one in drawn.errors] == [said]
    kept = day.replace("2026-02-31", "31.02.2026")
    assert (drawn.nodes[0].parts["day"], drawn.nodes[0].parts["time"]) == (kept, typed)
    assert drawn.nodes[0].parts["is_typed"] is bool(day)


@pytest.mark.parametrize("typed", ["28.02.2026", "28.2.2026", "2026-02-28"])
def test_day_may_be_typed_as_people_write_it(typed: str) -> None:
    schema = {"components": [{"type": "datetime", "id": "x", "key": "a", "subtype": "date", "dateLabel": "Når"}]}

    assert form.read(schema, Posted(MultiDict({"a:dato": typed}))) == {"a": "2026-02-28"}


@pytest.mark.parametrize(
    "kept", ["2025-01-05T12:30-13:30", "2025-01-05T10-30", "T12:30Z", "0001-01-01T00:00+02:00", "T"]
)
def test_a_moment_that_cannot_be_read_is_drawn_and_shown(kept: str) -> None:
    schema = {"components": [{"type": "datetime", "id": "x", "key": "a", "subtype": "datetime", "dateLabel": "Når"}]}

    assert form.fill(schema, {"a": kept}, {}).nodes
    assert form.show(schema, {"a": kept}, {})[0].label == "Når"


def test_display_buttons_disabled_and_computed_fields_are_not_read() -> None:
    schema = {
        "components": [
            {"type": "text", "id": "t"},
            {"type": "button", "id": "b", "key": "knapp"},
            {"type": "expression", "id": "e", "key": "sum", "expression": "=1"},
            {"type": "textfield", "id": "d", "key": "av", "disabled": True},
        ]
    }

    assert form.read(schema, Posted(MultiDict({"knapp": "x", "sum": "9", "av": "x", "t": "x"}))) == {}


def test_rows_and_groups_are_nested_as_form_js_has_them() -> None:
    inner = {"type": "dynamiclist", "id": "l2", "path": "delmaal", "components": [text("hva")]}
    schema = {
        "components": [
            {"type": "dynamiclist", "id": "l", "path": "maal", "components": [text("navn"), inner]},
            {"type": "group", "id": "g", "path": "plan", "components": [text("hvem")]},
            {"type": "group", "id": "h", "components": [text("naar")]},
        ]
    }
    sent = {
        "maal:antall": "2", "maal.0.navn": "A", "maal.0.delmaal:antall": "1", "maal.0.delmaal.0.hva": "a1",
        "maal.1.navn": "B", "maal.1.delmaal:antall": "0", "plan.hvem": "rektor", "naar": "nå",
    }  # fmt: skip

    assert form.read(schema, Posted(MultiDict(sent))) == {
        "maal": [{"navn": "A", "delmaal": [{"hva": "a1"}]}, {"navn": "B", "delmaal": []}],
        "plan": {"hvem": "rektor"},
        "naar": "nå",
    }


@pytest.mark.parametrize("count", ["999999999", "-1", "mange", ""])
def test_a_false_number_of_rows_costs_little(count: str) -> None:
    schema = {"components": [{"type": "dynamiclist", "id": "l", "path": "maal", "components": [text("navn")]}]}

    assert len(form.read(schema, Posted(MultiDict({"maal:antall": count})))["maal"]) <= 200


def test_options_of_different_types_are_told_apart() -> None:
    options = [{"label": "tekst", "value": "1"}, {"label": "tall", "value": 1}]
    schema = {"components": [{"type": "radio", "id": "r", "key": "a", "values": options}]}

    drawn = form.fill(schema, {"a": 1}, {}).nodes[0]

    assert [(one.label, one.token, one.is_chosen) for one in drawn.parts["options"]] == [
        ("tekst", "1", False),
        ("tall", "json:1", True),
    ]


def test_what_is_drawn_and_sent_back_unchanged_is_accepted() -> None:
    """The journey of a value: raw → inputs → raw → the check."""
    schema = {
        "components": [
            {"type": "number", "id": "n", "key": "antall"},
            {"type": "datetime", "id": "d", "key": "tid", "subtype": "datetime", "timeInterval": 5},
            {"type": "select", "id": "s", "key": "valg", "values": [{"label": "En", "value": 1}]},
        ]
    }
    raw = form.read(
        schema, Posted(MultiDict({"antall": "2,5", "tid:dato": "2026-07-05", "tid:kl": "12:07", "valg": "json:1"}))
    )

    stored = form.kept(schema, raw, {})
    again = form.fill(schema, stored, {})

    assert form.problems(schema, raw, {}) == {}
    assert again.nodes[0].value == "2,5"
    assert (again.nodes[1].parts["day"], again.nodes[1].parts["time"]) == ("2026-07-05", "12:07")
    assert [one.is_chosen for one in again.nodes[2].parts["options"]] == [True]


def text(key: str) -> dict[str, Any]:
    return {"type": "textfield", "id": f"f_{key}", "key": key, "label": key}
