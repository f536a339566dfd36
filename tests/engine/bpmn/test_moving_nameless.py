"""Moving a case beside gateways without a name: people know them by the steps before them, never by an id."""

from __future__ import annotations

import re

import drawing
import moving
import pytest

from engine import bpmn
from engine.overview import moving as move_page

BLOCK = "start > and1; and1 > B > and2; and1 > C > and2; and2 > D > slutt"
RACE = "start > A > race1; race1 > k1 > B > slutt; race1 > k2 > C > slutt2"


def nameless(flows: str, **elements: str) -> bytes:
    """Return a diagram of which no gateway has a name."""
    return re.sub(rb'(Gateway id="[^"]*") name="[^"]*"', rb"\1", drawing.draw(flows, **elements))


def waiting(flows: str = BLOCK) -> drawing.Play:
    """Return a case of which B is done, and waits at the join."""
    return drawing.play(nameless(flows)).start().do("B")


def said(found: object) -> str:
    """Return all that a person reads of a verdict."""
    return " ".join([*(f"{one.name}: {one.what}" for one in found.questions), *found.reasons, *found.notes])


@pytest.mark.parametrize(
    ("flows", "words"),
    [
        (
            "start > and1; and1 > B > X > slutt2; and1 > C > and3; and3 > D > slutt",
            "venter ved porten etter «B» og «C»",
        ),
        (
            "start > and1; and1 > B > E > slutt2; and1 > C > and2; and2 > D > slutt",
            "venter ved porten etter «B» og «C»",
        ),
        (BLOCK.replace("B > and2", "B > N > and2"), "Velg forslaget hvis grenen skal regnes som ferdig"),
        (BLOCK.replace("and2", "xor2"), "venter ved porten etter «B» og «C»"),
        (f"{BLOCK}; and1 > N > and2", "Porten etter «B», «C» og «N» kunne blitt stående for alltid"),
    ],
    ids=["gone", "elsewhere", "longer", "another kind", "for ever"],
)
def test_a_join_is_known_by_the_steps_that_meet_there(flows, words):
    found = moving.judge(waiting(), nameless(flows))

    assert words in said(found)
    assert not re.search(r"and\d|xor\d", said(found))


def test_a_join_that_moves_into_a_sub_process_is_known_by_the_steps_that_meet_there():
    body = drawing.inside(
        "s1 > and1; and1 > B > and2; and1 > C > and2; and2 > e1",
        prefix="i", s1=drawing.node("startEvent"), e1=drawing.node("endEvent"),
    )  # fmt: skip
    found = moving.judge(waiting(), nameless("start > Y > D > slutt", Y=drawing.node("subProcess", body)))

    assert "Steget etter «B» og «C» er åpent, og er flyttet inn i eller ut av en delprosess" in said(found)


def test_a_join_is_no_id_among_the_choices_either():
    body = drawing.inside(
        "s1 > and1; and1 > B > and2; and1 > C > and2; and2 > e1",
        prefix="i", s1=drawing.node("startEvent"), e1=drawing.node("endEvent"),
    )  # fmt: skip
    new = nameless("start > Y > D > slutt", Y=drawing.node("subProcess", body))

    asked = [move_page.asked(one, 1, drawing.define(new).names) for one in moving.judge(waiting(), new).questions]

    assert "steget etter «B» og «C»" in [name for one in asked for _value, name in one.options]
    assert "and2" not in [name for one in asked for _value, name in one.options]


def test_a_branch_that_is_taken_away_or_led_elsewhere_is_known_by_the_steps_before_it():
    new = nameless("start > and1; and1 > B > E > slutt2; and1 > C > and3; and3 > D > slutt")

    assert moving.judge(waiting(), new, chosen="and2=-").notes == ("Steget etter «B» og «C» tas bort.",)
    assert moving.judge(waiting(), new, chosen="and2=E").notes == ("Steget etter «B» og «C» blir til «E».",)


def test_a_gateway_that_waits_for_events_is_known_by_the_step_before_it():
    events = {one: drawing.node("intermediateCatchEvent", drawing.timer(f"P{one[1]}D")) for one in ("k1", "k2")}
    played = drawing.play(nameless(RACE, **events)).start().do("A")

    found = moving.judge(played, nameless("start > A > N > slutt"))

    assert "Steget etter «A» er åpent, og finnes ikke i den nye utgaven" in said(found)
    assert "race1" not in said(found)


def test_a_gateway_among_the_steps_to_go_to_is_known_by_the_step_before_it():
    events = {one: drawing.node("intermediateCatchEvent", drawing.timer(f"P{one[1]}D")) for one in ("k1", "k2")}
    definition = drawing.define(nameless(RACE, **events))

    assert bpmn.open_names(definition, [("A", None), ("race1", None)]) == ("A", "Steget etter «A»")
