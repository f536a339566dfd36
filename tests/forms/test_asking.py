"""Asking about a form from Python: names from outside, files, what is shown, and the files of `skolemiljo form`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from engine import errors, forms
from engine.forms import command

SHOWN = [
    {"type": "text", "text": "Hei {{navn}}, {{sak.nummer}}"},
    {"type": "textfield", "key": "navn", "label": "Navn {{1 + 1}}", "validate": {"maxLength": "=5 + 5"}},
    {"type": "select", "key": "elev", "label": "Elev", "valuesKey": "elever"},
    {"type": "textarea", "key": "mer", "label": "Mer", "conditional": {"hide": '=navn != "Kari"'}},
    {
        "type": "group",
        "path": "g",
        "readonly": True,
        "components": [{"type": "checkbox", "key": "c", "label": "C", "validate": {"required": True}}],
    },
    {
        "type": "dynamiclist",
        "path": "l",
        "components": [{"type": "number", "key": "n", "label": "Rad {{i[1]}}", "validate": {"min": "=this.n + 1"}}],
    },
    {"type": "html", "content": "<p>{{navn}}</p>"},
]


def form(*components: dict[str, Any]) -> forms.Form:
    """Parse a form of these components."""
    return forms.parse(json.dumps({"type": "default", "id": "prove", "components": list(components)}))


def test_names_from_outside_are_seen_and_not_sent_and_answers_win_over_them() -> None:
    ready = form(
        {"type": "select", "key": "elev", "valuesKey": "elever"},
        {"type": "textfield", "key": "navn"},
        {"type": "expression", "key": "e", "expression": '=string(dag) + " " + sak.nummer'},
    )
    data = {
        "elever": [{"value": "7", "label": "Testelev A"}],
        "sak": {"nummer": "12"},
        "dag": date(2026, 1, 5),
        "navn": "før",
    }

    filled = forms.clean(ready, {"elev": "7"}, data=data)
    typed = forms.clean(ready, {"elev": "8", "navn": "nå"}, data=data)

    assert filled.answers == {"elev": "7", "navn": "før", "e": "2026-01-05 12"}
    assert (typed.answers, typed.errors, typed.kept["navn"]) == (None, {"elev": ["option"]}, "nå")


def test_a_form_is_told_from_another_by_its_content_alone() -> None:
    one, other = form({"type": "textfield", "key": "a"}), form({"type": "number", "key": "a"})

    assert forms.clean(one, {"a": "x"}).answers == {"a": "x"}
    assert forms.clean(other, {"a": "x"}).errors == {"a": ["type"]}
    assert one.key == form({"type": "textfield", "key": "a"}).key


@pytest.mark.parametrize(
    ("sent", "multiple", "kept", "kinds"),
    [
        (None, False, None, []),
        ("", False, None, []),
        ([], True, None, []),
        ("files::1", False, ["files::1"], []),
        (["files::1", "files::2"], True, ["files::1", "files::2"], []),
        (["files::1", "files::2"], False, ["files::1", "files::2"], ["file"]),
        (["files::1", 5], True, ["files::1"], ["file"]),
        ({"navn": "a.pdf"}, True, None, ["file"]),
    ],
)
def test_a_file_field_holds_a_list_of_references_which_the_viewer_could_not_know(
    sent: Any, multiple: bool, kept: list[str] | None, kinds: list[str]
) -> None:
    cleaned = forms.clean(form({"type": "filepicker", "key": "f", "multiple": multiple}), {"f": sent})

    assert cleaned.kept == {"f": kept}
    assert cleaned.errors == ({"f": kinds} if kinds else {})


def test_a_required_file_must_be_there() -> None:
    ready = form({"type": "filepicker", "key": "f", "validate": {"required": True}})

    assert forms.clean(ready, {"f": []}).errors == {"f": ["required"]}


def test_what_is_shown_has_its_texts_limits_options_and_rows_worked_out() -> None:
    data = {"elever": [{"value": "7", "label": "Testelev A"}], "sak": {"nummer": "12"}}

    text, name, pupil, group, rows, html = forms.show(form(*SHOWN), {"navn": "<Ola>", "l": [{"n": 1}, {}]}, data=data)

    assert text["texts"]["text"] == "Hei <Ola>, 12"
    assert (name["path"], name["value"], name["texts"]["label"], name["limits"]) == (
        "navn",
        "<Ola>",
        "Navn 2",
        {"maxLength": 10},
    )
    assert pupil["options"] == [{"value": "7", "label": "Testelev A"}]
    assert group["children"][0]["isReadonly"]
    assert "<Ola>" not in html["texts"]["content"]
    assert rows["rows"] is not None
    assert [[one["texts"]["label"] for one in row] for row in rows["rows"]] == [["Rad 1"], ["Rad 2"]]
    assert [row[0]["limits"] for row in rows["rows"]] == [{"min": 2}, {}]


def test_a_condition_shows_a_field_and_misshapen_answers_show_an_empty_one() -> None:
    shown = forms.show(form(*SHOWN), {"navn": "Kari", "g": "tekst"})

    assert "mer" in [one["path"] for one in shown]


def test_answers_that_json_cannot_say_are_refused_in_a_sentence() -> None:
    with pytest.raises(errors.FormUnreadable, match="tall"):
        forms.clean(form({"type": "number", "key": "a"}), {"a": float("nan")})


def test_a_pattern_that_runs_away_is_stopped() -> None:
    ready = form({"type": "textfield", "key": "a", "validate": {"pattern": "^(?=(a+)+$)a"}})

    with pytest.raises(errors.AnswersTooCostly):
        forms.clean(ready, {"a": "a" * 60 + "!"})


def test_a_pattern_that_goes_back_and_forth_is_run_another_way() -> None:
    ready = form({"type": "textfield", "key": "a", "validate": {"pattern": "^(a+)+$"}})

    assert forms.clean(ready, {"a": "a" * 60 + "!"}).errors == {"a": ["pattern"]}
    assert forms.clean(ready, {"a": "a" * 60}).errors == {}


def test_one_form_and_many_cases_from_files(tmp_path: Path) -> None:
    (tmp_path / "skjema").mkdir()
    components = [{"type": "textfield", "key": "a", "validate": {"required": True}}]
    (tmp_path / "skjema/a.form").write_text(json.dumps({"components": components}))
    (tmp_path / "skjema/to.form").write_text(json.dumps({"components": components * 2}))
    (tmp_path / "svar.json").write_text('{"a": "æ"}')
    cases = [
        {"form": "skjema/a.form", "case": "tom", "answers": {}},
        {"form": "skjema/to.form", "case": "dobbel", "answers": {"a": "x"}},
        {"form": "skjema/a.form", "case": "fylt", "answers": {"a": "x"}},
    ]
    (tmp_path / "saker.json").write_text(json.dumps(cases))

    assert command.one(tmp_path / "skjema/a.form", tmp_path / "svar.json") == {"answers": {"a": "æ"}, "errors": {}}
    empty, double, filled = command.many(tmp_path / "saker.json")
    assert empty == {"answers": None, "errors": {"a": ["required"]}}
    assert (double["answers"], "flere felt" in double["problem"]) == (None, True)
    assert filled == {"answers": {"a": "x"}, "errors": {}}


@pytest.mark.parametrize("content", ["", "{", '{"a": 1}', '[{"case": 1}]', "[1]"])
def test_files_that_cannot_be_read_are_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "saker.json").write_text(content)

    with pytest.raises(errors.FormUnreadable, match=r"saker\.json"):
        command.many(tmp_path / "saker.json")
    with pytest.raises(errors.FormUnreadable, match=r"borte\.json"):
        command.one(tmp_path / "a.form", tmp_path / "borte.json")
