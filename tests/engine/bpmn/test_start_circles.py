"""Routines that start each other, again and again, with nobody in between: told where the files are given together."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating

NAMES = ("en", "to", "tre")
TOP = "".join(drawing.message(one, key="") + drawing.signal(f"s-{one}") for one in NAMES)


def routine(
    process: str, hears: str, sends: str, *, flows: str = "inn > M > T > slutt", kind: str = "message"
) -> bytes:
    """Return a routine that `hears` starts, and that `sends` something at once."""
    on = drawing.on_message if kind == "message" else drawing.on_signal
    drawn = {"inn": drawing.node("startEvent", on(hears)), "M": drawing.node(gating.THROW, on(sends)), "T": gating.TASK}
    return drawing.draw(flows, process=process, top=TOP, **drawn)


@pytest.mark.parametrize("kind", ["message", "signal"])
def test_two_routines_that_start_each_other_are_refused_together(kind: str) -> None:
    names = ("en", "to") if kind == "message" else ("s-en", "s-to")
    said = "meldingen" if kind == "message" else "signalet"

    (found,) = gating.judged(routine("a", *names, kind=kind), routine("b", *names[::-1], kind=kind))

    assert (found.code, found.level, found.element, found.file) == ("start-circle", "error", "M", "1.bpmn")
    assert found.what == (
        f"Rutinene starter hverandre uten ende: «a» sender {said} «{names[1]}», som starter «b», "
        f"og «b» sender {said} «{names[0]}», som starter «a»."
    )
    assert found.remedy


def test_each_of_them_alone_is_left_to_the_run() -> None:
    assert gating.judged(routine("a", "s-en", "s-to", kind="signal")) == []


def test_a_circle_of_three_is_told_once() -> None:
    found = gating.judged(routine("a", "en", "to"), routine("b", "to", "tre"), routine("c", "tre", "en"))

    assert [one.code for one in found] == ["start-circle"]
    assert found[0].what.count("som starter") == 3


@pytest.mark.parametrize(
    "flows",
    ["inn > T > M > slutt", "inn > xor; xor > M : =x = 1; xor > T : default; M > slutt; T > slutt2"],
    ids=["after a person", "perhaps"],
)
def test_what_waits_or_may_go_another_way_is_left_to_the_run(flows: str) -> None:
    assert "start-circle" not in gating.errors(routine("a", "en", "to"), routine("b", "to", "en", flows=flows))


def test_two_starts_of_one_routine_are_a_circle_too() -> None:
    drawn = {
        "inn": drawing.node("startEvent", drawing.on_message("en")),
        "inn2": drawing.node("startEvent", drawing.on_message("to")),
        "M": drawing.node(gating.THROW, drawing.on_message("to")),
        "N": drawing.node(gating.THROW, drawing.on_message("en")),
        "T": gating.TASK,
    }
    (found,) = gating.judged(drawing.draw("inn > M > T > slutt; inn2 > N > T", top=TOP, **drawn))

    assert (found.code, found.what.count("«p» sender")) == ("start-circle", 2)
