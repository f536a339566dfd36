"""Moving a case that waits for all symbols of an event: what has come stays come."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import bpmn
from tests.engine.bpmn import gating

WEEK, NEWS, FIRE = drawing.timer("P7D"), drawing.on_message("svar"), drawing.on_signal("brann")
TOP = gating.MESSAGE + drawing.signal("brann")
ALL = {"parallelMultiple": "true"}


def edge(*symbols: str, is_interrupting: bool = True, **more: str) -> bytes:
    """Return a routine with an edge at A that waits for all of `symbols`; without any, one without it."""
    if not symbols:
        return drawing.draw("start > A > slutt")
    k = drawing.boundary("A", "".join(symbols), is_interrupting=is_interrupting)
    k = k if more else k.replace("<bpmn:boundaryEvent ", '<bpmn:boundaryEvent parallelMultiple="true" ')
    return drawing.draw("start > A > slutt; k > B", top=TOP, k=k)


def catch(*symbols: str) -> bytes:
    """Return a routine that waits at V for all of `symbols`."""
    return drawing.draw("start > A > V > B > slutt", top=TOP, V=drawing.node(gating.CATCH, "".join(symbols), **ALL))


def listening(*symbols: str) -> bytes:
    """Return a routine that is interrupted when all of `symbols` have come."""
    start = drawing.node("startEvent", "".join(symbols), **ALL)
    body = drawing.inside("hs > H > he", prefix="h", hs=start, H=gating.TASK, he=drawing.node("endEvent"))
    beside = drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "D")
    return drawing.draw("start > A > slutt", top=TOP, extra=beside)


def waits(played: drawing.Play) -> list[str]:
    """Return what the case waits for."""
    step = played.step
    kinds = {"timer": step.timers, "message": step.waiting, "signal": step.signals}
    return sorted(kind for kind, ones in kinds.items() for _one in ones)


def begun(diagram: bytes) -> drawing.Play:
    """Return a case that waits for all symbols."""
    played = drawing.play(diagram).start()
    return played if waits(played) else played.do("A")


@pytest.mark.parametrize("has_come", [True, False])
def test_an_edge_that_is_gone_is_waited_for_no_more(has_come):
    played = begun(edge(WEEK, NEWS))
    if has_come:
        played.send("svar")

    found = moving.judge(played, edge())

    assert (found.verdict, len(found.notes)) == (bpmn.SAFE, 1)
    assert waits(moving.move(played, edge())) == []
    assert played.do("A").ended


@pytest.mark.parametrize("draw", [edge, catch, listening])
def test_what_has_come_stays_come_in_another_order_and_with_one_symbol_more(draw):
    played = begun(draw(WEEK, NEWS)).send("svar")

    moving.move(played, draw(NEWS, FIRE, WEEK), chosen="k=arm V=arm hs=arm")
    assert waits(played) == ["signal", "timer"]
    played.signal("brann")
    assert waits(played) == ["timer"]

    assert {"B", "H"} & set(played.fire(played.step.timers[0].path).open)


@pytest.mark.parametrize("draw", [edge, catch, listening])
def test_a_symbol_that_is_gone_is_not_waited_for(draw):
    played = begun(draw(WEEK, NEWS, FIRE)).send("svar")

    moving.move(played, draw(NEWS, WEEK))

    assert waits(played) == ["timer"]
    assert {"B", "H"} & set(played.fire(played.step.timers[0].path).open)


@pytest.mark.parametrize("draw", [edge, catch, listening])
def test_where_all_that_are_left_have_come_they_may_be_waited_for_anew(draw):
    played = begun(draw(WEEK, NEWS, FIRE)).send("svar").signal("brann")

    (asked,) = moving.judge(played, draw(NEWS, FIRE)).questions
    assert asked.options == ("arm", "leave")
    moving.move(played, draw(NEWS, FIRE), chosen=f"{asked.key}=arm")

    assert waits(played) == ["message", "signal"]
    assert {"B", "H"} & set(played.send("svar").signal("brann").open)


def test_an_edge_that_waits_for_any_of_them_now_waits_for_those_that_have_not_come():
    played = begun(edge(WEEK, NEWS, FIRE)).send("svar")
    due = [one.due for one in played.step.timers]

    moving.move(played, edge(WEEK, NEWS, FIRE, parallelMultiple="false"), chosen="k=leave")

    assert waits(played) == ["signal", "timer"]
    assert [one.due for one in played.step.timers] == due
    assert played.signal("brann").open == ["B"]


def test_what_has_come_stays_come_under_another_name():
    def named(name: str) -> bytes:
        return catch(WEEK, NEWS).replace(b"svar", name.encode())

    played = begun(named("svar")).send("svar")

    moving.move(played, named("retur"))

    assert waits(played) == ["timer"]


def test_a_catch_of_which_only_what_has_come_is_left_asks_where_to():
    played = begun(catch(WEEK, NEWS)).send("svar")

    (asked,) = moving.judge(played, catch(NEWS)).questions
    assert "V" in asked.options
    moving.move(played, catch(NEWS), chosen="V=B")

    assert played.open == ["B"]
