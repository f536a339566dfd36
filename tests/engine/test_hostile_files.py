"""Files made to harm, in one folder and through the whole check: each refused by name, in bounded time and memory."""

from __future__ import annotations

import resource
import time
from pathlib import Path

import diagrams
import drawing
import pytest

from engine import errors, expressions, publishing
from tests.engine.bpmn import gating

FORM = '<zeebe:formDefinition formId="vond"/>'
FLOWS = "start > T > slutt"
QUADRATIC = "".join(f'<bpmn:association id="a{n}" sourceRef="x" targetRef="y"/>' for n in range(15_000))
DMN = (
    '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="x">'
    '<decision id="vond" name="vond"><decisionTable id="t"><input id="i"><inputExpression id="e"><text>x</text>'
    '</inputExpression></input><output id="o" name="y"/>{}</decisionTable></decision></definitions>'
)
RULE = (
    '<rule id="r{0}"><inputEntry id="i{0}"><text>{0}</text></inputEntry>'
    '<outputEntry id="o{0}"><text>1</text></outputEntry></rule>'
)


def _task(**attributes: str) -> bytes:
    return drawing.draw(FLOWS, start=gating.BEGIN, T=drawing.node("userTask", ext=gating.OWN, **attributes))


def _script(expression: str) -> bytes:
    return drawing.draw(FLOWS, T=drawing.script(expression, "y"))


HOSTILE = {
    "entities": (b'<!DOCTYPE a [<!ENTITY b "x"><!ENTITY c "&b;&b;">]><a>&c;</a>', "xml-doctype"),
    "external": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "xml-doctype"),
    "elements": (b"<a>" + b"<b/>" * 100_000 + b"</a>", "xml-too-many"),
    "steps": (drawing.draw(" > ".join(f"A{n}" for n in range(5_000))), "too-many-elements"),
    "deep": (b"<a>" * 50_000 + b"</a>" * 50_000, "xml-broken"),
    "attributes": (b"<a " + b" ".join(b'b%d="1"' % n for n in range(10_000)) + b"/>", "xml-too-many"),
    "control": (_task().replace(b'name="T"', b'name="\x07"'), "xml-broken"),
    "endless": (_script("=count(for a in 1..99999, b in 1..99999 return a)"), "feel-too-costly"),
    "memory": (_script('=string join(for a in 1..9999999 return "xxxxxxxxxxxxxxxx")'), "feel-too-costly"),
    "nested": (_script("=" + "(" * 20_000 + "1" + ")" * 20_000), "feel-too-costly"),
    "split": (
        drawing.draw(
            "start > and0; " + "; ".join(f"and{n} > xor{n}; and{n} > xor{n}; xor{n} > and{n + 1}" for n in range(40))
        ),
        "branches-product",
    ),
}
HARMLESS = {"long": _task(documentation="x" * 1_000_000), "lines": drawing.draw(FLOWS, extra=QUADRATIC)}


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory):
    """Return the codes found in each file, how long it took, and how much memory grew, in one check of all."""
    folder = tmp_path_factory.mktemp("vond")
    everything = {name: raw for name, (raw, _) in HOSTILE.items()} | HARMLESS
    for name, raw in everything.items():
        (folder / f"{name}.bpmn").write_bytes(raw.replace(b'process id="p"', f'process id="{name}"'.encode()))
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    found = publishing.check(sorted(folder.glob("*.bpmn")))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    codes: dict[str, set[str]] = {}
    for one in found:
        if one.level == "error":
            codes.setdefault(one.file.removesuffix(".bpmn"), set()).add(one.code)
    return codes, time.perf_counter() - begun, grown


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_diagram_is_refused_by_name(checked, name):
    codes, _, _ = checked

    assert HOSTILE[name][1] in codes[name]


def test_all_of_them_take_bounded_time_and_memory_and_leave_the_server_as_it_was(checked):
    _, seconds, grown = checked

    assert seconds < 600
    assert grown < 600 * 1024
    assert expressions.evaluate_all(["=1 + 1"], {}) == [2]


def test_forms_and_tables_made_to_harm_are_refused(tmp_path: Path):
    pattern = {**diagrams.text_field("x"), "validate": {"pattern": "^(a+)+$", "required": True}}
    (tmp_path / "forms").mkdir()
    (tmp_path / "decisions").mkdir()
    (tmp_path / "forms" / "vond.form").write_bytes(diagrams.form("vond", pattern))
    (tmp_path / "decisions" / "vond.dmn").write_text(DMN.format("".join(RULE.format(n) for n in range(3_000))))
    decide = drawing.node("businessRuleTask", ext='<zeebe:calledDecision decisionId="vond" resultVariable="y"/>')
    task = drawing.node("userTask", ext=FORM + gating.OWN)
    (tmp_path / "p.bpmn").write_bytes(drawing.draw("start > T > R > slutt", T=task, R=decide))
    begun = time.perf_counter()

    found = publishing.check([tmp_path / "p.bpmn"])

    assert {"table-too-large"} <= {one.code for one in found if one.level == "error"}
    assert {one.file for one in found if one.level == "error"} >= {"decisions/vond.dmn"}
    assert time.perf_counter() - begun < 300


def test_a_pattern_that_would_take_for_ever_does_not_stop_the_server():
    begun = time.perf_counter()

    with pytest.raises(errors.ExpressionTooCostly):
        expressions.matches("^(?=(a+)+$)a", "a" * 40 + "b")

    assert expressions.matches("^a+$", "aaa")
    assert time.perf_counter() - begun < 60


@pytest.mark.parametrize("depth", [25, 400, 3_000])
def test_a_form_that_is_too_deep_is_refused_as_that_and_not_as_missing(tmp_path: Path, depth: int):
    (tmp_path / "forms").mkdir()
    deep = "".join(f'{{"type": "group", "id": "g{number}", "components": [' for number in range(depth)) + "]}" * depth
    (tmp_path / "forms" / "vond.form").write_text(f'{{"type": "default", "id": "dyp", "components": [{deep}]}}')
    form = FORM.replace("vond", "dyp")
    (tmp_path / "p.bpmn").write_bytes(drawing.draw(FLOWS, T=drawing.node("userTask", ext=form + gating.OWN)))

    found = [one for one in publishing.check([tmp_path / "p.bpmn"]) if one.level == "error"]

    assert [(one.file, one.code) for one in found] == [("forms/vond.form", "form-unreadable")]
    assert "høyst 20" in found[0].what
