"""The gate in a process of its own: it answers as the gate does, and is stopped at its limits of time and memory."""

from __future__ import annotations

import time

import drawing
import pytest

from engine import bpmn
from engine.bpmn.judging import checking, gate, links
from tests.engine.bpmn import gating

LARGE = drawing.draw(
    " > ".join(["start", *(f"A{n}" for n in range(1_400)), "slutt"]),
    **{
        f"A{n}": drawing.node("userTask", f"<bpmn:documentation>{'x' * 3_000}</bpmn:documentation>")
        for n in range(1_400)
    },
)


def test_the_process_finds_what_the_gate_finds():
    diagram = drawing.draw("start > T > B > slutt", T=drawing.node("complexGateway"), B=gating.TASK)

    found = bpmn.findings({"a.bpmn": diagram}, forms={"skjema": ["x"]}, actions=["brev"], letters=[])

    assert found == gate.judge({"a.bpmn": diagram}, links.Shelf({"skjema": ["x"]}, [], ["brev"]))[0]
    assert [one.code for one in found if one.level == "error"] == ["not-supported"]


def test_roles_are_asked_for_on_this_side():
    diagram = drawing.draw("start > T > slutt", start=gating.BEGIN, T=gating.TASK)

    found = bpmn.findings({"a.bpmn": diagram}, roles=lambda name: [f"Rollen «{name}» finnes ikke."])

    assert [(one.code, one.what) for one in found] == [("role-unknown", "Rollen «rektor» finnes ikke.")]


@pytest.mark.parametrize(
    ("limits", "why"),
    [(checking.Limits(gate=0.001), "tok mer enn 0.001 sekunder"), (checking.Limits(memory=10**6), "for mye minne")],
)
def test_a_check_that_breaks_its_limit_is_stopped_and_says_so(limits, why):
    begun = time.perf_counter()

    (found,) = checking.judged({"a.bpmn": LARGE}, links.Shelf(), limits=limits)

    assert (found.code, found.level, found.file) == ("check-too-slow", "error", "a.bpmn")
    assert why in found.what
    assert time.perf_counter() - begun < 300


def test_a_trial_start_that_takes_too_long_is_stopped_and_says_so():
    blocks = "; ".join(f"and{n} > xor{n}; and{n} > xor{n}; xor{n} > and{n + 1}" for n in range(9))
    slow = drawing.script("=count(for a in 1..100, b in 1..100 return a * b)", "y")

    found = checking.findings({"a.bpmn": drawing.draw(f"start > and0; {blocks}; and9 > S", S=slow)})

    assert [one.code for one in found if one.level == "error"] == ["trial-failed"]
    assert "tok mer enn 2 sekunder" in found[-1].what
