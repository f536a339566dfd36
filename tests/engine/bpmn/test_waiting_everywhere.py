"""What waits does so wherever it stands: inside, called, once for each; and is gone with what it stands in.

`drawing.Play` loads and saves the case at each step.
"""

from __future__ import annotations

from collections.abc import Callable

import drawing
import pytest

CATCH = "intermediateCatchEvent"
TOP = drawing.message("svar") + drawing.signal("brann")
SYMBOLS = {
    "message": drawing.on_message("svar"),
    "signal": drawing.on_signal("brann"),
    "condition": drawing.on_condition("=ja = true"),
    "timer": drawing.timer("PT1H"),
}
HAPPENINGS: dict[str, Callable[[drawing.Play], object]] = {
    "message": lambda played: played.send("svar"),
    "signal": lambda played: played.signal("brann"),
    "condition": lambda played: played.do("Y", ja=True),
    "timer": lambda played: played.fire(next(one.element_id for one in played.step.timers if one.element_id != "ut")),
}
ENDS = {ident: drawing.node(kind) for ident, kind in (("s", "startEvent"), ("e", "endEvent"))}


@pytest.mark.parametrize("how", SYMBOLS)
@pytest.mark.parametrize("place", ["sub", "call", "parallel", "sequential"])
def test_what_waits_happens_where_it_stands(how, place):
    played = _played(how, place)

    for _instance in range(2 if place == "sequential" or (place == "parallel" and how in {"message", "timer"}) else 1):
        HAPPENINGS[how](played)
        while any(path.endswith("B") for path in played.open):
            played.do(next(path for path in played.open if path.endswith("B")))
        if how == "condition" and place == "sequential":
            break  # true already when the second one asks

    assert [path for path in played.open if path != "Y"] == ["C"]
    assert (played.step.waiting, played.step.signals) == ((), ())


@pytest.mark.parametrize("how", SYMBOLS)
@pytest.mark.parametrize("place", ["sub", "call", "parallel", "sequential"])
def test_what_waits_is_gone_with_what_it_stands_in(how, place):
    played = _played(how, place).fire("ut")

    assert [path for path in played.open if path != "Y"] == ["F"]
    assert (played.step.waiting, played.step.signals, played.timers) == ((), (), {})
    assert played.do("F").do("Y").ended


@pytest.mark.parametrize("how", SYMBOLS)
@pytest.mark.parametrize("place", ["task", "sub", "call", "parallel"])
@pytest.mark.parametrize("is_interrupting", [True, False], ids=["interrupting", "beside"])
def test_what_waits_at_an_edge_happens_whatever_it_hangs_on(how, place, is_interrupting):
    host = {"task": drawing.node("userTask"), **_hosts(drawing.node("userTask"))}[place]
    edge = drawing.boundary("K", SYMBOLS[how], is_interrupting=is_interrupting)
    diagram = drawing.draw("start > and1 > K > C; and1 > Y; kant > B", K=host, kant=edge, top=TOP)
    called = drawing.draw("s > V > e", process="q", **{**ENDS, "V": drawing.node("userTask")}, top=TOP)
    played = drawing.play(diagram, called).start()
    inside = [path for path in played.open if path != "Y"]

    HAPPENINGS[how](played)

    assert [path for path in played.open if path != "Y"] == (["B"] if is_interrupting else sorted([*inside, "B"]))


def _played(how: str, place: str) -> drawing.Play:
    host = _hosts(drawing.node(CATCH, SYMBOLS[how]), "V > B")[place]
    edge = drawing.boundary("K", drawing.timer("P5D"))
    diagram = drawing.draw("start > and1 > K > C; and1 > Y; ut > F", K=host, ut=edge, top=TOP)
    called = drawing.draw("s > V > B > e", process="q", **ENDS, V=drawing.node(CATCH, SYMBOLS[how]), top=TOP)
    return drawing.play(diagram, called).start()


def _hosts(inner: str, way: str = "V") -> dict[str, str]:
    body = drawing.inside(f"s > {way} > e", prefix="i", V=inner, **ENDS)
    return {
        "sub": drawing.node("subProcess", body),
        "call": drawing.call("q"),
        "parallel": drawing.node("subProcess", drawing.each("=[1, 2]") + body),
        "sequential": drawing.node("subProcess", drawing.each("=[1, 2]", sequential=True) + body),
    }
