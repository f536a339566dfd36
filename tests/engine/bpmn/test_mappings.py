"""Mappings whose target is inside a value (`kunde.navn`): inputs begin anew, outputs add to what there is."""

from __future__ import annotations

import drawing
import pytest

from engine.bpmn.drawing import mappings
from tests.engine.bpmn import gating


def test_inputs_inside_a_value_make_that_value():
    given = {"kunde.navn": "Ola", "kunde.adresse.nr": "=x + 1", "annet": "=x", "kunde.adresse.by": "=y"}
    ext = drawing.io(inputs=given)
    play = drawing.play(drawing.draw("start > T > slutt", T=drawing.node("userTask", ext=ext)))

    play.start(x=1, y="Bærum")

    (task,) = play.step.open
    assert task.local == {"kunde": {"navn": "Ola", "adresse": {"nr": 2, "by": "Bærum"}}, "annet": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": 1}, {"a": 1, "navn": "Kari", "bo": {"nr": 3}}),
        ({"navn": "Ola", "bo": {"nr": 1, "by": "Oslo"}}, {"navn": "Kari", "bo": {"nr": 3, "by": "Oslo"}}),
        (None, {"navn": "Kari", "bo": {"nr": 3}}),
    ],
)
def test_outputs_inside_a_value_add_to_it(before, after):
    ext = drawing.io(outputs={"kunde.navn": "=x", "kunde.bo.nr": "=y"})
    play = drawing.play(drawing.draw("start > T > B > slutt", T=drawing.node("userTask", ext=ext)))

    play.start(kunde=before, x="", y=0).do("T", x="Kari", y=3)

    assert play.variables()["kunde"] == after


def test_a_value_and_what_stands_in_it():
    assert mappings.whole([("a", "=x"), ("a.b", "=y"), ("c", "z")], adds=False) == (
        ("a", '=context merge([(if (x) = null then {} else (x)), {"b": (y)}])'),
        ("c", "z"),
    )


@pytest.mark.parametrize("target", ["a.", ".a", "a..b", "a.to ord", "1a.b"])
def test_a_part_that_is_no_name_is_found(target):
    ext = gating.OWN + gating.FORM + drawing.io(inputs={target: "=x"})
    diagram = drawing.draw("start > T > slutt", start=gating.BEGIN, T=drawing.node("userTask", ext=ext))

    assert gating.errors(diagram) == {"name-unreadable"}


def test_names_inside_a_value_are_checked_like_others():
    ext = gating.OWN + gating.FORM + drawing.io(inputs={"a.b": "=ukjent"})
    diagram = drawing.draw("start > T > slutt", start=gating.BEGIN, T=drawing.node("userTask", ext=ext))

    assert gating.errors(diagram) == {"name-unknown"}
