"""Moving a case whose drawing changes around the open step: levels, gateways, events, names, repetitions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import drawing
import moving
import pytest

from engine import bpmn, clock
from engine.bpmn.moving import levels
from engine.bpmn.running import nodes

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PLAIN = "start > A > B > C > slutt"


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def at_b(flows: str = PLAIN, **elements: str) -> drawing.Play:
    """Return a case whose step A is done."""
    return drawing.play(drawing.draw(flows, **elements)).start().do("A")


def sub(flows: str, **elements: str) -> str:
    """Return a sub-process."""
    return drawing.node("subProcess", drawing.inside(flows, prefix="s", **elements))


def test_a_step_moves_into_a_sub_process_that_is_drawn_around_it():
    wrapped = drawing.draw(
        "start > A > S > slutt; frist > F > slutt2", S=sub("starts > B > C > slutts"),
        frist=drawing.boundary("S", drawing.timer("P1D")),
    )  # fmt: skip
    played = at_b()
    token = played.step.open[0].token

    found = moving.judge(played, wrapped)
    assert (found.verdict, found.questions[0].default) == (bpmn.CHOICE, "B")
    moving.move(played, wrapped, chosen="B=B")

    assert (played.step.open[0].token, played.open) == (token, ["B"])
    assert played.timers == {"frist": MONDAY + timedelta(days=1)}
    assert played.do("B").do("C").ended == "slutt"


def test_a_step_moves_out_of_a_sub_process_that_is_gone():
    wrapped = drawing.draw("start > A > S > slutt", S=sub("starts > B > C > slutts"))
    played = drawing.play(wrapped).start().do("A")
    token = played.step.open[0].token

    moving.move(played, drawing.draw(PLAIN), chosen="B=B")

    assert (played.step.open[0].token, played.open) == (token, ["B"])
    assert played.do("B").do("C").ended == "slutt"


def test_a_step_moves_out_of_a_sub_process_that_stays():
    wrapped = drawing.draw("start > A > S > slutt", S=sub("starts > B > C > slutts"))
    unwrapped = drawing.draw("start > A > B > S > slutt", S=sub("starts > C > slutts"))
    played = drawing.play(wrapped).start().do("A")

    moving.move(played, unwrapped, chosen="B=B")

    assert played.do("B").open == ["C"]
    assert played.do("C").ended == "slutt"


RACE = "start > A > race1; race1 > T > B > slutt; race1 > M > C > slutt"
MSG = drawing.message("svar")
T = drawing.node("intermediateCatchEvent", drawing.timer("P7D"))
M = drawing.node("intermediateCatchEvent", drawing.on_message("svar"))


def test_an_event_gateway_loses_an_alternative_and_gains_another():
    played = drawing.play(drawing.draw(RACE, top=MSG, T=T, M=M)).start().do("A")
    due = dict(played.timers)
    other = drawing.draw(
        "start > A > race1; race1 > T > B > slutt; race1 > T2 > D > slutt", T=T,
        T2=drawing.node("intermediateCatchEvent", drawing.timer("P1D")),
    )  # fmt: skip

    assert [one.key for one in moving.judge(played, other).questions] == ["T2"]
    moving.move(played, other, chosen="T2=arm")

    assert played.step.waiting == ()
    assert played.timers == {**due, "T2": MONDAY + timedelta(days=1)}
    assert played.fire("T2").open == ["D"]
    assert played.timers == {}


def test_an_alternative_that_was_left_out_is_not_asked_about_again():
    played = drawing.play(drawing.draw(RACE.rpartition(";")[0], T=T)).start().do("A")

    moving.move(played, drawing.draw(RACE, top=MSG, T=T, M=M), chosen="M=leave")

    assert moving.judge(played, drawing.draw(RACE, top=MSG, T=T, M=M)).verdict == bpmn.SAFE


def test_a_message_that_is_waited_for_is_waited_for_by_its_new_name_and_key():
    flows = "start > A > M > C > slutt"
    played = drawing.play(drawing.draw(flows, top=MSG, M=M)).start().do("A")
    renamed = drawing.node("intermediateCatchEvent", drawing.on_message("nytt"))

    moving.move(played, drawing.draw(flows, top=drawing.message("nytt", '=sak.nummer + "x"'), M=renamed))

    assert [(one.message, one.key) for one in played.step.waiting] == [("nytt", "2026-7x")]
    assert played.send("nytt", "2026-7x").open == ["C"]


def test_a_step_of_another_kind_asks_and_begins_anew():
    played = at_b()
    new = drawing.draw(PLAIN, B=drawing.node("intermediateCatchEvent", drawing.timer("P1D")))

    assert moving.judge(played, new).verdict == bpmn.CHOICE
    assert moving.move(played, new, chosen="B=B").timers == {"B": MONDAY + timedelta(days=1)}
    assert played.open == []


def test_an_event_with_several_symbols_is_one_step_to_choose():
    catch = drawing.node("intermediateCatchEvent", drawing.timer("P1D") + drawing.timer("P2D"))
    new = drawing.draw(PLAIN, B=catch)

    (question,) = moving.judge(at_b(), new).questions
    assert [one for one in question.options if one.startswith("B")] == ["B"]
    assert len(moving.move(at_b(), new, chosen="B=B").step.timers) == 2


def test_names_that_are_read_newly_are_taken_from_the_newest_answers_and_others_dropped():
    old = drawing.draw("start > A > B > xor1; xor1 > C : =gammel = 1; xor1 > slutt : default")
    new = drawing.draw("start > A > B > xor1; xor1 > C : =ny = 2; xor1 > slutt : default")
    played = drawing.play(old).start().do("A", gammel=1)

    moving.move(played, new, newest={"ny": 2, "annet": 3})

    assert played.variables() == {"ny": 2}
    assert played.do("B").open == ["C"]


def test_inputs_of_the_open_step_follow():
    old = drawing.node("userTask", ext=drawing.io(inputs={"hvem": "=navn", "borte": "=navn"}))
    new = drawing.node("userTask", ext=drawing.io(inputs={"hvem": "=navn", "ny": '="x" + navn'}))
    played = drawing.play(drawing.draw(PLAIN, B=old)).start().do("A", navn="Per")

    moving.move(played, drawing.draw(PLAIN, B=new))

    assert played.step.open[0].local == {"hvem": "Per", "ny": "xPer"}


EVENTED = drawing.node(
    "subProcess",
    drawing.inside(
        "starte > E > slutte", prefix="e",
        starte=drawing.node("startEvent", drawing.timer("P2D"), isInterrupting="false"),
    ),
    triggeredByEvent="true",
)  # fmt: skip


def test_an_event_sub_process_begins_to_listen_or_stops_listening():
    with_it, without = drawing.draw(PLAIN, H=EVENTED), drawing.draw(PLAIN)
    played = at_b()

    assert [one.key for one in moving.judge(played, with_it).questions] == ["starte"]
    moving.move(played, with_it, chosen="starte=arm")
    assert list(played.timers) == ["starte"]
    moving.move(played, with_it)
    assert list(played.timers) == ["starte"]
    moving.move(played, without)
    assert played.timers == {}
    assert played.do("B").do("C").ended


def subclasses(kind: type) -> set[type]:
    """Return all classes below `kind`."""
    return {kind}.union(*(subclasses(one) for one in kind.__subclasses__()))


def test_every_kind_of_token_is_known_to_the_mover():
    kinds = {kind.__name__ for kind in subclasses(nodes.Node)}

    assert kinds <= levels.FAMILIES.keys(), "say in moving.levels how a token of it is moved, and test it here"


def test_what_can_be_undone_goes_with_the_case_as_far_as_the_new_version_has_it():
    flows = "start > A > B > C > slutt"
    extra = (
        '<bpmn:boundaryEvent id="angre" attachedToRef="A"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent>'
        '<bpmn:userTask id="H" name="H" isForCompensation="true"/>'
        '<bpmn:association id="knytt" sourceRef="angre" targetRef="H"/>'
    )
    throw = drawing.node("intermediateThrowEvent", "<bpmn:compensateEventDefinition/>")
    old = drawing.draw("start > A > B > kast > C > slutt", extra=extra, kast=throw)
    played = drawing.play(old).start().do("A")
    assert '"c":' in played.step.state

    kept = moving.judge(played, drawing.draw("start > A > B > N > kast > C > slutt", extra=extra, kast=throw))
    lost = moving.judge(played, drawing.draw(flows))

    assert '"h":"H"' in kept.step.state
    assert '"c":' not in lost.step.state
    assert any("gjøres om" in note for note in lost.notes)
