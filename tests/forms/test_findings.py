"""What is wrong with a form before it is published: a case for each finding, the viewer asked where it can be."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from engine import errors, forms

TEXT: dict[str, Any] = {"type": "textfield", "key": "a", "label": "A"}
NUMBER: dict[str, Any] = {"type": "number", "key": "n", "label": "N"}
SELECT: dict[str, Any] = {"type": "select", "key": "v", "label": "V", "values": [{"label": "En", "value": "en"}]}
DATE: dict[str, Any] = {"type": "datetime", "key": "d", "dateLabel": "D", "subtype": "date"}
EXPRESSION: dict[str, Any] = {"type": "expression", "key": "e", "expression": "=1"}


def rows(*components: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Give a dynamic list at `l`."""
    return {"type": "dynamiclist", "path": "l", "components": list(components), **more}


def found(*components: dict[str, Any], known: tuple[str, ...] = (), **schema: Any) -> list[forms.Problem]:
    """Return the problems of a form with these components."""
    return forms.problems(
        forms.parse(json.dumps({"components": list(components), **schema}), name="skjema"), known=known
    )


WRONG: list[tuple[str, tuple[dict[str, Any], ...]]] = [
    ("id-taken", ({**TEXT, "id": "x"}, {**NUMBER, "id": "x"})),
    ("key-missing", ({"type": "textfield", "label": "A"},)),
    ("key-missing", ({"type": "dynamiclist", "components": [TEXT]},)),
    ("key-taken", (TEXT, {**NUMBER, "key": "a"})),
    ("key-taken", (TEXT, {"type": "group", "path": "a", "components": [NUMBER]})),
    ("key-taken", (rows(TEXT), {**NUMBER, "key": "l.b"})),
    ("key-bad", ({**TEXT, "key": "fødsels-dato"},)),
    ("key-bad", ({**TEXT, "key": "1a"},)),
    ("key-bad", ({**TEXT, "key": "if"},)),
    ("key-special", ({**TEXT, "key": "this"},)),
    ("kind-unknown", ({"type": "textfeild", "key": "a"},)),
    ("kind-unknown", ({"type": "default", "components": []},)),
    ("kind-refused", ({"type": "iframe", "url": "https://eksempel.no"},)),
    ("kind-refused", ({"type": "documentPreview"},)),
    ("label-missing", ({"type": "textfield", "key": "a"},)),
    ("required-readonly", ({**TEXT, "readonly": True, "validate": {"required": True}},)),
    ("required-readonly", (NUMBER, {**TEXT, "readonly": "=n = 1", "validate": {"required": True}})),
    ("required-disabled", ({**TEXT, "disabled": True, "validate": {"required": True}},)),
    ("limit-misplaced", ({**NUMBER, "validate": {"minLength": 2}},)),
    ("limit-misplaced", ({**TEXT, "validate": {"max": 2}},)),
    ("limit-no-number", ({**NUMBER, "validate": {"min": "to"}},)),
    ("limit-no-number", ({**TEXT, "validate": {"maxLength": "lang"}},)),
    ("validation-unknown", ({**TEXT, "validate": {"validationType": "postnummer"}},)),
    ("decimals-bad", ({**NUMBER, "decimalDigits": -1},)),
    ("step-bad", ({**NUMBER, "increment": "0"},)),
    ("subtype-unknown", ({**DATE, "subtype": "uke"},)),
    ("format-unknown", ({**DATE, "timeSerializingFormat": "lokal"},)),
    ("interval-unknown", ({**DATE, "timeInterval": 7},)),
    ("repetitions-bad", (rows(TEXT, defaultRepetitions=-1),)),
    ("pattern-bad", ({**TEXT, "validate": {"pattern": "("}},)),
    ("pattern-slow", ({**TEXT, "validate": {"pattern": "^(?=(a+)+$)a"}},)),
    ("pattern-slow", ({**TEXT, "validate": {"pattern": r"(\w+)+\1-"}},)),
    ("pattern-slow", ({**TEXT, "validate": {"pattern": "a" * 1_001}},)),
    ("options-missing", ({"type": "radio", "key": "v", "label": "V"},)),
    ("options-missing", ({**SELECT, "values": []},)),
    ("options-twice", ({**SELECT, "valuesExpression": '=["a"]'},)),
    ("options-unknown", ({"type": "select", "key": "v", "label": "V", "valuesKey": "larere"},)),
    ("option-incomplete", ({**SELECT, "values": [{"label": "", "value": ""}]},)),
    ("option-twice", ({**SELECT, "values": [{"label": "A", "value": 1}, {"label": "B", "value": 1}]},)),
    ("default-bad", ({**SELECT, "defaultValue": "to"},)),
    ("default-bad", ({**NUMBER, "defaultValue": "mange"},)),
    ("default-bad", ({"type": "checkbox", "key": "c", "label": "C", "defaultValue": "ja"},)),
    ("default-refused", ({**NUMBER, "defaultValue": 7, "validate": {"max": 5}},)),
    ("default-refused", (rows({**TEXT, "defaultValue": "abc", "validate": {"maxLength": 2}}),)),
    ("feel-unmarked", ({**TEXT, "conditional": {"hide": "n > 1"}}, NUMBER)),
    ("feel-unmarked", ({**TEXT, "readonly": "n > 1"}, NUMBER)),
    ("feel-unmarked", ({**EXPRESSION, "expression": "n + 1"}, NUMBER)),
    ("feel", ({**TEXT, "conditional": {"hide": "=n >"}}, NUMBER)),
    ("feel", ({**TEXT, "conditional": {"hide": "=tell(n)"}}, NUMBER)),
    ("feel", ({**TEXT, "conditional": {"hide": '=frist("6 uker", n) = n'}}, NUMBER)),
    ("feel", (TEXT, {"type": "text", "text": "Hei {{a +}}"})),
    ("name-unknown", ({**TEXT, "conditional": {"hide": "=m > 1"}}, NUMBER)),
    ("name-unknown", (rows(TEXT, {**NUMBER, "conditional": {"hide": '=a = "x"'}}),)),
    ("name-unknown", (rows(TEXT, {**NUMBER, "conditional": {"hide": '=this.b = "x"'}}),)),
    ("name-unknown", (rows({**TEXT, "conditional": {"hide": "=parent.x"}}),)),
    ("name-unknown", ({"type": "group", "path": "g", "components": [TEXT]}, {**NUMBER, "validate": {"max": "=g.b"}})),
    ("name-unknown", (TEXT, {"type": "html", "content": "<p>{{b}}</p>"})),
    ("today-in-form", ({**TEXT, "conditional": {"hide": "=date(d) < today()"}}, DATE)),
    ("expression-loop", ({**EXPRESSION, "expression": "=e + 1"},)),
    ("expression-loop", ({**EXPRESSION, "expression": "=f + 1"}, {**EXPRESSION, "key": "f", "expression": "=e * 2"})),
    ("expression-loop", (rows({**EXPRESSION, "expression": "=this.e + 1"}),)),
    (
        "expression-loop",
        (rows({"type": "group", "path": "g", "components": [{**EXPRESSION, "expression": "=this.g"}]}),),
    ),
    ("expression-loop", (rows({**EXPRESSION, "expression": "=parent.l"}),)),
    (
        "expression-loop",
        (rows({**EXPRESSION, "expression": "=parent.f"}), {**EXPRESSION, "key": "f", "expression": "=sum(l.e)"}),
    ),
]


@pytest.mark.parametrize(("code", "components"), WRONG, ids=[f"{n}-{code}" for n, (code, _) in enumerate(WRONG)])
def test_each_thing_that_is_wrong_is_found_once(code: str, components: tuple[dict[str, Any], ...]) -> None:
    problems = found(*components)

    assert [problem.code for problem in problems].count(code) >= 1
    assert {problem.code for problem in problems} <= {code, "key-missing", "label-missing"}
    assert all(problem.what.endswith((".", "?")) for problem in problems)


def test_a_good_form_has_no_problem() -> None:
    assert not found(
        TEXT,
        {**NUMBER, "validate": {"min": 1, "max": "=l[1].n"}, "increment": 0.5, "defaultValue": 2},
        SELECT,
        {**DATE, "disallowPassedDates": True},
        {**EXPRESSION, "expression": "=count(l[n > 1]) + count(elever)"},
        {**EXPRESSION, "key": "sum", "expression": "=sum(l.sum)"},
        {"type": "select", "key": "p", "label": "Elev", "valuesKey": "elever", "properties": {"register": "elev"}},
        {"type": "group", "components": [{"type": "checkbox", "key": "c", "label": "C"}]},
        {"type": "group", "path": "g", "components": [{"type": "textarea", "key": "t", "label": "T"}]},
        rows(
            {**NUMBER, "conditional": {"hide": "=this.t = null or parent.c or c or i[1] > 2 or g.t = null"}},
            {**EXPRESSION, "key": "sum", "expression": "=this.n * n"},
            {"type": "textfield", "key": "t", "label": "T", "validate": {"pattern": "^[a-zæøå ]+$"}},
            {
                "type": "dynamiclist",
                "path": "k",
                "components": [
                    {**TEXT, "readonly": "=parent.n > 1 and parent.parent.c and parent.this.n > 2 and this.a != null"}
                ],
            },
        ),
        {"type": "text", "text": "Hei {{a}} {{#loop l}}{{n}} {{t}}{{/loop}}{{#if c}}x{{/if}}"},
        {"type": "button", "label": "Send"},
        {"type": "filepicker", "key": "fil", "label": "Fil", "multiple": True, "accept": ".pdf"},
    )


def test_a_name_close_by_is_suggested_and_a_row_is_reminded_of_this() -> None:
    (typo,) = found({**TEXT, "key": "alvorlig"}, {**NUMBER, "conditional": {"hide": '=alvorlg = "ja"'}})
    (bare,) = found(rows({**TEXT, "key": "alvorlig"}, {**NUMBER, "conditional": {"hide": '=alvorlig = "ja"'}}))

    assert (typo.key, typo.remedy) == ("n", "Mente du «alvorlig»?")
    assert (bare.key, bare.remedy.split(":")[0]) == ("l.n", "Skriv this.alvorlig")


def test_names_that_the_host_gives_are_known() -> None:
    field = {**TEXT, "conditional": {"hide": "=sak.nummer = null"}}

    assert [problem.code for problem in found(field)] == ["name-unknown"]
    assert not found(field, known=("sak",))


def test_a_newer_schema_is_a_warning() -> None:
    assert [(one.code, one.level) for one in found(TEXT, schemaVersion=20)] == [("schema-newer", "warning")]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "ikke json",
        "[]",
        '{"components": {}}',
        '{"components": ["a"]}',
        b"\xff\xfe\x00",
        '{"a":' * 50_000,
        "1" * 1_100_000,
    ],
)
def test_what_is_no_form_is_said_in_one_sentence(content: str | bytes) -> None:
    with pytest.raises(errors.FormUnreadable, match="Skjemaet prøve"):
        forms.parse(content, name="prøve")


def test_the_viewer_refuses_to_open_exactly_the_forms_whose_places_clash(
    judge: Callable[..., Any], case: Callable[..., Any]
) -> None:
    chance = random.Random(7)
    cases = [case(_clashing(chance, 0)) for _ in range(300)]

    refused = ["data" not in verdict for verdict in judge(cases)]

    ours = [{"key-taken", "id-taken"} & {one.code for one in found(*one_case.components)} for one_case in cases]
    differing = [str(one) for one, theirs, mine in zip(cases, refused, ours, strict=True) if theirs != bool(mine)]
    assert not differing, "\n".join(differing[:5])
    assert 50 < sum(refused) < 250


def _clashing(chance: random.Random, depth: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for _ in range(chance.randint(1, 3)):
        name = chance.choice(["a", "b", "c", "a.b", "b.c"])
        kind = chance.choice(["textfield", "number", "group", "group", "dynamiclist"] if depth < 2 else ["textfield"])
        if kind in ("textfield", "number"):
            made.append({"type": kind, "key": name, "label": "X"})
        else:
            path = {} if kind == "group" and chance.random() < 0.4 else {"path": name}
            made.append({"type": kind, **path, "components": _clashing(chance, depth + 1)})
        if chance.random() < 0.05:
            made[-1]["id"] = "x"
    return made


@pytest.mark.parametrize(
    ("code", "component", "answers"),
    [
        ("pattern-bad", {**TEXT, "validate": {"pattern": "("}}, {"a": "x"}),
        ("limit-misplaced", {**NUMBER, "validate": {"minLength": 2}}, {"n": 5}),
        ("kind-unknown", {"type": "textfeild", "key": "a"}, {}),
    ],
)
def test_the_viewer_cannot_be_used_where_we_find_an_error(
    judge: Callable[..., Any], case: Callable[..., Any], code: str, component: dict[str, Any], answers: dict[str, Any]
) -> None:
    (verdict,) = judge([case([component], answers)])

    assert "data" not in verdict
    assert code in [problem.code for problem in found(component) if problem.level == "error"]
