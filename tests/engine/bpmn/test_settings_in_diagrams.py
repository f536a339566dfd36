"""The municipality's settings in a diagram: `innstilling.<key>` in conditions and deadlines, and what `check` says."""

from __future__ import annotations

import drawing

from engine import bpmn, expressions

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


def judged(condition: str):
    flows = f"start > xor; xor > slutt1 : {condition}; xor > slutt2 : default"
    return bpmn.findings({"a.bpmn": drawing.draw(flows)}, forms={}, kinds=KINDS)
