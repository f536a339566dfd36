"""Moving a case that stands at an event with several symbols: each symbol that both versions have, goes on waiting."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import bpmn
from tests.engine.bpmn import gating

WEEK, NEWS, FIRE = drawing.timer("P7D"), drawing.on_message("svar"), drawing.on_signal("brann")
TOP = gating.MESSAGE + drawing.signal("brann")


def catch(*symbols: str, flows: str = "start > A > V > B > slutt") -> bytes:
    """Return a routine that waits at V for the first of `symbols`."""
    return drawing.draw(flows, top=TOP, V=drawing.node(gating.CATCH, "".join(symbols)))


def edge(*symbols: str, is_interrupting: bool = True) -> bytes:
    """Return a routine with `symbols` at the edge of A."""
    k = drawing.boundary("A", "".join(symbols), is_interrupting=is_interrupting)
    return drawing.draw("start > A > slutt; k > B", top=TOP, k=k)


def waits(played: drawing.Play) -> list[str]:
    """Return what the case waits for."""
    step = played.step
    kinds = {"timer": step.timers, "message": step.waiting, "signal": step.signals}
    return sorted(kind for kind, ones in kinds.items() for _one in ones)


@pytest.mark.parametrize(
    ("new", "chosen"),
    [
        (catch(WEEK, NEWS, flows="start > A > V > B > C > slutt"), ""),
        (catch(NEWS, WEEK), ""),
        (catch(WEEK, NEWS, flows="start > A > race > V > B > slutt"), "V=race"),
    ],
    ids=["a step after it", "in another order", "behind a gateway"],
)
@pytest.mark.parametrize("comes", ["timer", "message"])
def test_a_catch_goes_on_waiting_for_each_of_its_symbols(new, chosen, comes):
    played = drawing.play(catch(WEEK, NEWS)).start().do("A")
    due = [one.due for one in played.step.timers]

    moving.move(played, new, chosen=chosen)

    assert waits(played) == ["message", "timer"]
    assert [one.due for one in played.step.timers] == due
    after = played.fire("V") if comes == "timer" else played.send("svar")
    assert (after.open, waits(after)) == (["B"], [])


def test_a_symbol_that_is_new_is_waited_for_if_that_is_wanted_and_one_that_is_gone_is_not():
    played = drawing.play(catch(WEEK, NEWS)).start().do("A")
    other = catch(WEEK, FIRE)

    asked = moving.judge(played, other)
    assert (asked.verdict, [one.key for one in asked.questions]) == (bpmn.CHOICE, ["V"])
    moving.move(played, other, chosen="V=arm")
    assert waits(played) == ["signal", "timer"]
    assert played.signal("brann").open == ["B"]


@pytest.mark.parametrize(("old", "new"), [((WEEK,), (WEEK, NEWS)), ((NEWS, WEEK), (WEEK,)), ((WEEK, NEWS), (NEWS,))])
def test_a_catch_may_get_symbols_or_lose_them(old, new):
    played = drawing.play(catch(*old)).start().do("A")
    due = [one.due for one in played.step.timers if WEEK in new]

    found = moving.judge(played, catch(*new))
    assert found.verdict in {bpmn.CHOICE, bpmn.SAFE}, found.reasons
    keys = {one.key: one.options for one in found.questions}
    chosen = " ".join(f"{key}={'arm' if 'arm' in options else 'V'}" for key, options in keys.items())
    moving.move(played, catch(*new), chosen=chosen)
    assert len(waits(played)) == len(new)
    assert [one.due for one in played.step.timers] == due
    assert (played.fire("V") if WEEK in new else played.send("svar")).open == ["B"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_edge_goes_on_waiting_for_each_of_its_symbols(is_interrupting):
    played = drawing.play(edge(WEEK, NEWS, is_interrupting=is_interrupting)).start()
    due = [one.due for one in played.step.timers]

    moving.move(played, edge(NEWS, WEEK, is_interrupting=is_interrupting))

    assert waits(played) == ["message", "timer"]
    assert [one.due for one in played.step.timers] == due
    assert played.send("svar").open == (["B"] if is_interrupting else ["A", "B"])


def test_an_edge_may_get_a_symbol_and_lose_one():
    played = drawing.play(edge(WEEK, NEWS)).start()

    moving.move(played, edge(WEEK, FIRE), chosen="k=arm")

    assert waits(played) == ["signal", "timer"]


def test_a_symbol_of_an_edge_that_has_come_does_not_begin_again():
    old = edge(WEEK, NEWS, is_interrupting=False)
    played = drawing.play(old).start().fire("k")

    moving.move(played, edge(NEWS, WEEK, is_interrupting=False))

    assert (played.open, waits(played)) == (["A", "B"], ["message"])


def test_a_start_of_an_event_sub_process_goes_on_waiting_for_each_of_its_symbols():
    def routine(*symbols: str) -> bytes:
        start = drawing.node("startEvent", "".join(symbols), isInterrupting="false")
        body = drawing.inside("hs > H > he", prefix="h", hs=start, H=gating.TASK, he=drawing.node("endEvent"))
        beside = drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "D")
        return drawing.draw("start > A > slutt", top=TOP, extra=beside)

    played = drawing.play(routine(WEEK, NEWS)).start()

    moving.move(played, routine(NEWS, WEEK))

    assert waits(played) == ["message", "timer"]
    assert played.fire("hs").send("svar").open == ["A", "H", "H"]


def test_a_case_stands_where_a_catch_with_several_symbols_was_put_in_place_of_its_step():
    played = drawing.play(catch(WEEK, NEWS, flows="start > A > N > V > B > slutt")).start().do("A")

    moving.move(played, catch(WEEK, NEWS), chosen="N=V")

    assert waits(played) == ["message", "timer"]
    assert played.send("svar").open == ["B"]
