"""The order in which a reader meets the elements: what comes first is told first, also where something leads back."""

from __future__ import annotations

import drawing
import pytest

from engine import bpmn
from tests.engine.bpmn import gating

FLOWS = "start > A > M > B > xor; xor > M : =igjen; xor > slutt; k > X > slutt2"


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        (FLOWS, ["start", "A", "M", "B", "xor", "slutt", "k", "X", "slutt2"]),
        (
            "start > and; and > A > and2; and > B > C > and2; and2 > slutt",
            ["start", "and", "A", "B", "C", "and2", "slutt"],
        ),
    ],
    ids=["a loop keeps nobody waiting", "a join comes after all that it joins"],
)
def test_elements_come_as_they_are_read(flows: str, expected: list[str]) -> None:
    given = {"k": drawing.boundary("A", drawing.timer("P1D"))} if "k >" in flows else {}
    process = bpmn.read(drawing.draw(flows, **gating.base(flows) | given), file="p.bpmn").processes["p"]

    assert sorted(process.elements, key=lambda ident: process.elements[ident].order) == expected


def test_a_task_outside_every_lane_is_not_its_pools() -> None:
    raw = drawing.draw("start > A > B > slutt", A=drawing.node("userTask"), B=drawing.node("userTask"))
    lane = '<bpmn:lane id="l1" name="Rektor"><bpmn:flowNodeRef>A</bpmn:flowNodeRef></bpmn:lane>'
    lane = f'<bpmn:laneSet id="l">{lane}</bpmn:laneSet>'
    pool = '<bpmn:collaboration id="c"><bpmn:participant id="bs" name="Skolen" processRef="p"/></bpmn:collaboration>'
    text = raw.decode()
    begin = text.index(">", text.index("<bpmn:process")) + 1
    text = text[: text.index("<bpmn:process")] + pool + text[text.index("<bpmn:process") : begin] + lane + text[begin:]

    elements = bpmn.read(text.encode(), file="p.bpmn").processes["p"].elements

    assert (elements["A"].lane, elements["B"].lane) == ("Rektor", "")
