"""What the check says of compensation: what runs, and what cannot be right."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating, undone


def test_the_check_lets_compensation_through():
    flows = "start > T > angre > slutt"
    given = undone.undoes("T", drawing.node("userTask", ext=gating.FORM + gating.OWN, isForCompensation="true"))
    assert gating.judged(undone.draw(flows, given | gating.base(flows))) == []


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("compensation-missing", {"kT": drawing.boundary("T", "<bpmn:compensateEventDefinition/>"), "extra": ""}),
        ("compensation-missing", {"UT": gating.TASK}),
        ("compensation-missing", {"angre": "REF"}),
        ("flow-wrong", {"flows": "start > T > angre > slutt; UT > slutt"}),
        ("flow-wrong", {"flows": "start > T > angre > slutt; kT > slutt"}),
        ("not-supported", {"k2": drawing.boundary("UT", drawing.timer("P1D"))}),
        ("not-supported", {"H": "START"}),
        ("never-happens", {"D": "TWICE"}),
        ("never-happens", {"D": "EDGED"}),
    ],
)
def test_the_check_refuses_compensation_that_cannot_be_right(code, change):
    bodies = {
        "REF": drawing.node(gating.THROW, '<bpmn:compensateEventDefinition activityRef="UT"/>'),
        "START": drawing.node(
            "subProcess",
            '<bpmn:startEvent id="hs"><bpmn:compensateEventDefinition/></bpmn:startEvent>',
            triggeredByEvent="true",
        ),
    }
    beside = bodies["START"].replace("{id}", "G")
    bodies["TWICE"] = gating.sub().replace(
        "</bpmn:subProcess>", f"{beside}{beside.replace('G', 'G2').replace('hs', 'h2')}</bpmn:subProcess>"
    )
    bodies["EDGED"] = gating.sub().replace("</bpmn:subProcess>", f"{beside}</bpmn:subProcess>") + undone.undoes(
        "D", ""
    )["kD"].replace("{id}", "kD").replace("UD", "UT")
    flows = change.get("flows", "start > T > angre > slutt")
    given = undone.undoes("T", drawing.node("userTask", ext=gating.FORM + gating.OWN, isForCompensation="true"))
    given |= gating.base(flows) | {k: bodies.get(v, v) for k, v in change.items() if k != "flows"}
    found = gating.judged(undone.draw(flows, given))

    assert code in {one.code for one in found if one.level == "error" and one.remedy}
    assert code != "never-happens" or "kode" not in next(one.remedy for one in found if one.code == code)
