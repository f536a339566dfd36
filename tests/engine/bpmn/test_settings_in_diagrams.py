"""The municipality's settings in a diagram: `innstilling.<key>` in conditions and deadlines, and what `check` says."""

from __future__ import annotations

import deciding
import drawing
import pytest

from engine import bpmn, expressions
from engine.bpmn.judging import gate, links
from tests.engine.bpmn import test_decisions

KINDS = {"": {("innstilling", "rekkefolge_12_5"): expressions.Kind("string", frozenset({"elev", "ansatt"}))}}


def test_a_setting_that_is_not_there_is_told_with_the_nearest():
    (finding,) = judged('=innstilling.rekkefølge_12_5 = "elev"')

    assert (finding.code, finding.level) == ("setting-unknown", "error")
    assert "«innstilling» har ingen «rekkefølge_12_5»; mente du «rekkefolge_12_5»?" in finding.what


def test_a_value_that_the_setting_never_has_is_warned_of():
    (finding,) = judged('=innstilling.rekkefolge_12_5 = "eleven"')

    assert (finding.code, finding.level) == ("feel-never", "warning")


def test_a_known_setting_is_right():
    assert judged('=innstilling.rekkefolge_12_5 = "elev"') == []


@pytest.mark.parametrize(("key", "codes"), [("rekkefolge_12_5", []), ("rekkefolge", ["setting-unknown"])])
def test_a_decision_asks_for_a_setting_and_a_wrong_one_is_told(key: str, codes: list[str]) -> None:
    files = {"a.bpmn": DECIDES, "decisions/hvem.dmn": decision(key)}

    found, _run = gate.judge(files, links.Shelf(forms={}, kinds=KINDS))

    assert [one.code for one in found if one.level == "error"] == codes


def test_a_decision_follows_the_setting() -> None:
    definition = bpmn.definition("hvem", {"a.bpmn": DECIDES, "decisions/hvem.dmn": decision("rekkefolge_12_5")}, "p")
    decided = {"innstilling": {"rekkefolge_12_5": "ansatt"}}

    assert [one.element_id for one in bpmn.start(definition, builtins=decided).open] == ["B"]


def decision(key: str) -> bytes:
    rules = ['"ansatt" | "den ansatte"', '- | "eleven"']
    return deciding.file(deciding.table("hvem", [f"innstilling.{key}"], ["svar"], rules, policy="FIRST"))


DECIDES = drawing.draw(
    'start > D > xor; xor > B : =svar = "den ansatte"; xor > C : default', D=test_decisions.rule("hvem", "svar")
)


def judged(condition: str):
    flows = f"start > xor; xor > slutt1 : {condition}; xor > slutt2 : default"
    return bpmn.findings({"a.bpmn": drawing.draw(flows)}, forms={}, kinds=KINDS)
