"""What the check knows of answers in a diagram's expressions: kinds, options, what a place needs (design 7)."""

from __future__ import annotations

import drawing
import pytest

from engine import expressions, form_values, forms
from engine.bpmn.judging import gate, links
from tests.engine.bpmn import gating

KINDS = {
    ("svar",): expressions.Kind("string", frozenset({"ja", "nei"})),
    ("dato",): expressions.Kind("date"),
    ("antall",): expressions.Kind("number"),
    ("ok",): expressions.Kind("boolean"),
    ("elever",): expressions.Kind("list"),
}
CHOICE = "start > T > xor; xor > B : {}; xor > C : default"


@pytest.mark.parametrize(
    ("condition", "code", "level", "says"),
    [
        ('=svar = "nei "', "feel-never", "warning", '(tegn 9): "nei " er ikke et av svarene'),
        ('=dato = "2026-01-05"', "feel-type", "error", "(tegn 9)"),
        ('=antall = "3"', "feel-type", "error", "uten anførselstegn"),
        ('=ok = "ja"', "feel-type", "error", "Skriv true"),
        ("=svar", "feel-type", "error", "er tekst, men skal være ja/nei"),
        ("=antall + 1", "", "", ""),
        ('=elever = "a"', "feel-type", "error", "list contains"),
        ("=svaar = 1", "name-unknown", "error", "mente du «svar»?"),
        ("=strng(svar) = 1", "name-unknown", "error", "mente du «string»?"),
        ('=svar = "ja" and ok', "", "", ""),
    ],
)
def test_a_condition_is_held_against_the_answers(condition: str, code: str, level: str, says: str) -> None:
    found = judged(drawing.draw(CHOICE.format(condition), **ELEMENTS))

    if not code:
        assert found == []
        return
    assert [(one.code, one.level) for one in found] == [(code, level)]
    assert says in found[0].what


def test_a_name_that_the_diagram_writes_itself_can_be_anything() -> None:
    task = drawing.node("userTask", ext=gating.FORM + gating.OWN + drawing.io(outputs={"svar": "=true"}))
    diagram = drawing.draw(CHOICE.format("=svar"), **(ELEMENTS | {"T": task}))

    assert judged(diagram) == []


def test_a_collection_is_a_list_and_a_deadline_no_number() -> None:
    each = gating.loop(drawing.each("=antall", inputElement="e"))
    due = drawing.node("userTask", ext=gating.FORM + gating.OWN + '<zeebe:taskSchedule dueDate="=antall"/>')

    found = [judged(drawing.draw("start > A > slutt", start=gating.BEGIN, A=one))[0].what for one in (each, due)]

    assert "skal være en liste" in found[0]
    assert "skal være en dato" in found[1]


def test_the_kinds_of_a_forms_answers() -> None:
    yes_no = [{"value": "ja"}, {"value": "nei"}]
    form = forms.parse(
        '{"type": "default", "id": "f", "components": ['
        '{"type": "radio", "key": "r", "id": "a", "values": [{"value": "ja"}, {"value": "nei"}]},'
        '{"type": "select", "key": "s", "id": "b", "valuesKey": "elever"},'
        '{"type": "checklist", "key": "c", "id": "c", "values": [{"value": "x"}]},'
        '{"type": "number", "key": "n", "id": "d"}, {"type": "checkbox", "key": "k", "id": "e"},'
        '{"type": "number", "key": "m", "id": "i", "serializeToString": true},'
        '{"type": "datetime", "subtype": "time", "key": "t", "id": "f2"}, {"type": "textfield", "key": "x", "id": "g"},'
        '{"type": "group", "path": "g", "id": "h", "components": [{"type": "datetime", "key": "d", "id": "j"}]},'
        '{"type": "dynamiclist", "path": "l", "id": "k", "components": [{"type": "number", "key": "q", "id": "m"}]}]}'
    )

    assert form_values.kinds(form) == {
        ("r",): expressions.Kind("string", frozenset(one["value"] for one in yes_no)),
        ("s",): expressions.Kind(""),
        ("c",): expressions.Kind("list", frozenset({"x"})),
        ("n",): expressions.Kind("number"),
        ("k",): expressions.Kind("boolean"),
        ("m",): expressions.Kind("string"),
        ("t",): expressions.Kind("time"),
        ("x",): expressions.Kind("string"),
        ("g",): expressions.Kind("context"),
        ("g", "d"): expressions.Kind("date"),
        ("l",): expressions.Kind("list"),
    }


ELEMENTS = {"start": gating.BEGIN, "T": gating.TASK, "B": gating.TASK, "C": gating.TASK}


def judged(diagram: bytes) -> list:
    """Return what the gate finds, the form's kinds being known."""
    names = frozenset(path[0] for path in KINDS)
    shelf = links.Shelf(forms={"skjema": names}, roles=gating.SHELF.roles, kinds={"skjema": KINDS})
    return gate.judge({"0.bpmn": diagram}, shelf)[0]
