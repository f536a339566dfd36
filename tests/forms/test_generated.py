"""Small random forms with random answers, the same ones every run: the viewer's verdict is ours (form-js.md)."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from typing import Any

import pytest

from engine import forms

KEYS = ["a", "b", "c", "d", "e", "f", "g", "h"]
OPTIONS = [{"label": "En", "value": "en"}, {"label": "To", "value": 2}, {"label": "Ja", "value": True}]
VALUES: list[Any] = [
    None,
    "",
    "en",
    "to",
    2,
    2.5,
    "7",
    True,
    False,
    "2026-01-05",
    "10:15",
    "2026-01-05T10:15",
    [],
    ["en"],
    [2, "en"],
    {"id": 1},
    " x ",
]
SIZE = int(os.environ.get("SKOLEMILJO_FUZZ_FORMS", "60"))


@pytest.mark.parametrize("seed", range(4))
def test_random_forms(agree: Callable[..., None], case: Callable[..., Any], seed: int) -> None:
    chance = random.Random(seed)

    cases = [case(*Maker(chance).case()) for _ in range(SIZE)]

    # an expression that reads its own answer has another value each time it is run, and may not be published
    agree([one for one in cases if not reads_itself(one)])


def reads_itself(one: Any) -> bool:
    """Tell whether a published form could not look like this."""
    return any(problem.code == "expression-loop" for problem in forms.problems(forms.parse(json.dumps(one.schema))))


class Maker:
    """Makes one form and answers that more or less fit it."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.free = [*KEYS]
        chance.shuffle(self.free)

    def case(self) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        components = [self.component(0) for _ in range(self.chance.randint(1, 5))]
        return components, self.answers(components)

    def component(self, depth: int) -> dict[str, Any]:
        kinds = [
            "textfield",
            "textarea",
            "number",
            "datetime",
            "checkbox",
            "radio",
            "select",
            "checklist",
            "taglist",
            "expression",
            "text",
        ]
        if depth < 2 and len(self.free) > 2:
            kinds += ["group", "dynamiclist", "dynamiclist"]
        kind = self.chance.choice(kinds)
        made = {"type": kind, **getattr(self, f"_{kind}", self._plain)(depth)}
        if kind not in ("group", "dynamiclist", "text"):
            made["key"] = self.key()
        if self.chance.random() < 0.3:
            made["conditional"] = {"hide": self.condition()}
        for state in ("disabled", "readonly"):
            if self.chance.random() < 0.08:
                made[state] = self.chance.choice([True, self.condition()]) if state == "readonly" else True
        return made

    def key(self) -> str:
        return self.free.pop() if self.free else f"k{self.chance.randrange(10**9)}"

    def condition(self) -> str:
        name = self.chance.choice(KEYS)
        name = self.chance.choice([name, name, f"this.{name}", f"parent.{name}"])
        test = self.chance.choice(["= 2", "> 1", '= "en"', "= null", "!= true", "", "in [1..3]", 'in ("en", 2)'])
        return self.chance.choice(["={} {}", "=not({} {})"]).format(name, test)

    def _plain(self, _depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {"validate": {"required": True}} if self.chance.random() < 0.3 else {}
        return made

    def _textfield(self, depth: int) -> dict[str, Any]:
        made = self._plain(depth)
        extra = [
            {},
            {"minLength": 2},
            {"maxLength": 3},
            {"maxLength": f"={self.chance.choice(KEYS)}"},
            {"pattern": "^e"},
            {"validationType": "email"},
        ]
        made["validate"] = {**made.get("validate", {}), **self.chance.choice(extra)}
        return self.with_default(made, ["en", ""])

    def _number(self, depth: int) -> dict[str, Any]:
        made = self._plain(depth)
        extra = [{}, {"min": 2}, {"max": "=this." + self.chance.choice(KEYS)}, {"max": f"={self.chance.choice(KEYS)}"}]
        made["validate"] = {**made.get("validate", {}), **self.chance.choice(extra)}
        made |= self.chance.choice([{}, {"increment": 2}, {"decimalDigits": 0}, {"serializeToString": True}])
        return self.with_default(made, [3, 0])

    def _datetime(self, depth: int) -> dict[str, Any]:
        made = {**self._plain(depth), "subtype": self.chance.choice(["date", "time", "datetime"])}
        return {**made, "timeSerializingFormat": self.chance.choice(["utc_offset", "utc_normalized", "no_timezone"])}

    def _checkbox(self, depth: int) -> dict[str, Any]:
        return self.with_default(self._plain(depth), [True, False])

    def _select(self, depth: int) -> dict[str, Any]:
        sources = [{"values": OPTIONS}, {"valuesKey": "liste"}, {"valuesExpression": "=liste"}]
        return {**self._plain(depth), **self.chance.choice(sources)}

    _radio = _select

    def _checklist(self, depth: int) -> dict[str, Any]:
        return {**self._plain(depth), **self.chance.choice([{"values": OPTIONS}, {"valuesKey": "liste"}])}

    _taglist = _checklist

    def _expression(self, _depth: int) -> dict[str, Any]:
        one, other = self.chance.choice(KEYS[:4]), self.chance.choice(KEYS[4:])
        text = self.chance.choice(["={} + 1", "={}", "=[{}, {}]", "=this.{}", "={} = {}"]).format(one, other)
        return {"expression": text, "computeOn": self.chance.choice(["change", "presubmit"])}

    def _text(self, _depth: int) -> dict[str, Any]:
        return {"text": "{{a}} og {{b}}"}

    def _group(self, depth: int) -> dict[str, Any]:
        path = {"path": self.key()} if self.chance.random() < 0.6 else {}
        return {**path, "components": [self.component(depth + 1) for _ in range(self.chance.randint(1, 3))]}

    def _dynamiclist(self, depth: int) -> dict[str, Any]:
        more = self.chance.choice([{}, {"defaultRepetitions": 0}, {"defaultRepetitions": 2}])
        return {
            "path": self.key(),
            **more,
            "components": [self.component(depth + 1) for _ in range(self.chance.randint(1, 3))],
        }

    def with_default(self, made: dict[str, Any], values: list[Any]) -> dict[str, Any]:
        return {**made, "defaultValue": self.chance.choice(values)} if self.chance.random() < 0.15 else made

    def answers(self, components: list[dict[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = (
            {"liste": ["en", 2, {"label": "Id", "value": {"id": 1}}]} if self.chance.random() < 0.8 else {}
        )
        for one in components:
            if self.chance.random() < 0.15:
                continue
            if one["type"] == "group":
                inner = self.answers(one["components"])
                found |= {one["path"]: inner} if "path" in one else inner
            elif one["type"] == "dynamiclist":
                count = self.chance.choice([0, 1, 2, 3])
                found[one["path"]] = self.chance.choice(
                    [[self.answers(one["components"]) for _ in range(count)]] * 9 + [None]
                )
            elif "key" in one:
                found[one["key"]] = self.value(one["type"])
        return found

    def value(self, kind: str) -> Any:
        fitting: dict[str, list[Any]] = {
            "textfield": ["en", "to ord", "e", ""],
            "number": [1, 2, 4, 2.5, "3"],
            "checkbox": [True, False],
            "radio": ["en", 2, True],
            "select": ["en", 2, {"id": 1}],
            "checklist": [["en"], [2, True], []],
            "taglist": [["en", 2], [2]],
            "datetime": ["2026-01-05", "10:15", "2026-07-05T10:15Z"],
        }
        return self.chance.choice(fitting.get(kind, VALUES) if self.chance.random() < 0.8 else VALUES)
