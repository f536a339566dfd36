"""Events with several symbols: what is told of them is told of the event that is drawn (`drawing.twins`)."""

from __future__ import annotations

import drawing
import moving
import pytest

from engine import bpmn, errors
from tests.engine.bpmn import gating

BOTH = drawing.timer("P1D") + drawing.on_message("svar")
GIVES = drawing.io(outputs={"x": "=frist"})


@pytest.mark.parametrize("symbols", [BOTH, drawing.on_message("svar") + drawing.timer("P1D")])
def test_the_trace_tells_once_of_a_catch_whichever_symbol_came(symbols):
    catch = drawing.node("intermediateCatchEvent", symbols)
    played = drawing.play(drawing.draw("start > T > V > slutt", top=gating.MESSAGE, V=catch)).start().do("T")
    played.send("svar")

    assert [one for one in played.trace if "#" in one.element_id or "#" in one.path] == []
    assert played.passed("entered") == ["start", "T", "V", "slutt"]
    assert played.passed() == ["start", "T", "V", "slutt"]
    assert played.passed("flow") == ["f0", "f1", "f2"]


def test_the_trace_tells_once_of_an_edge():
    diagram = drawing.draw("start > T > slutt; k > B > slutt2", top=gating.MESSAGE, k=drawing.boundary("T", BOTH))
    played = drawing.play(diagram).start().send("svar")

    assert played.passed("entered") == ["start", "T", "k", "B"]
    assert played.passed() == ["start", "k"]
    assert played.passed("flow") == ["f0", "f2"]
    assert played.do("B").ended == "slutt2"


def test_what_comes_with_a_message_is_given_by_any_symbol():
    edge = drawing.boundary("T", BOTH, ext=GIVES)
    flows = "start > T > slutt; k > xor; xor > B : =x > 1; xor > slutt : default"

    played = drawing.play(drawing.draw(flows, top=gating.MESSAGE, k=edge)).start(x=0).send("svar", frist=2)
    assert played.open == ["B"]


def test_all_symbols_of_a_throw_are_sent_with_its_inputs():
    throw = drawing.node(
        "intermediateThrowEvent", drawing.on_signal("brann") + drawing.on_message("svar"),
        ext=drawing.io(inputs={"hva": "=x"}),
    )  # fmt: skip
    top = gating.MESSAGE + drawing.signal("brann")
    played = drawing.play(drawing.draw("start > T > V > B", top=top, V=throw)).start(x=1).do("T")

    assert {(one.kind, one.element_id, one.path, one.data["hva"]) for one in played.step.sent} == {
        ("signal", "V", "V", 1), ("message", "V", "V", 1),
    }  # fmt: skip
    assert played.passed("flow") == ["f0", "f1", "f2"]


def test_each_symbol_of_a_start_opens_a_case():
    start = drawing.node("startEvent", drawing.on_signal("brann") + drawing.on_message("svar"))
    definition = drawing.define(
        drawing.draw("inn > T > slutt", top=gating.MESSAGE + drawing.signal("brann"), inn=start)
    )

    for opening in definition.openings:
        played = drawing.Play(definition).start(opening.id)
        assert played.passed("entered") == ["inn", "T"]
        assert played.do("T").ended == "slutt"
    assert [one.event.kind for one in definition.openings] == ["signal", "message"]
    assert [one.id for one in definition.outline] == ["inn", "T", "slutt"]


def test_a_fault_of_one_event_is_told_once():
    edge = drawing.boundary("S", BOTH)
    script = drawing.script("=1", "y")

    found = gating.judged(drawing.draw("start > S > slutt; k > slutt", top=gating.MESSAGE, S=script, k=edge))
    assert [(one.code, one.element) for one in found if one.code == "never-happens"] == [("never-happens", "k")]


# -- events that wait for all of their symbols (parallelMultiple)

THREE = drawing.on_message("svar") + drawing.on_message("brev") + drawing.on_signal("brann")
DAY = drawing.node(gating.CATCH, drawing.timer("P1D"))
EACH_DAY = drawing.timer("R3/P1D", kind="timeCycle")
TOP = gating.MESSAGE + drawing.message("brev") + drawing.signal("brann")


def all_of(symbols: str, kind: str = gating.CATCH, *, ext: str = "", **more: str) -> str:
    return drawing.node(kind, symbols, ext=ext, parallelMultiple="true", **more)


def edge_of(symbols: str, *, is_interrupting: bool = True) -> str:
    edge = drawing.boundary("T", symbols, is_interrupting=is_interrupting)
    return edge.replace("<bpmn:boundaryEvent", '<bpmn:boundaryEvent parallelMultiple="true"')


def test_a_catch_goes_on_when_all_of_its_symbols_have_come_in_whatever_order():
    diagram = drawing.draw("start > V > B", top=TOP, V=all_of(THREE))

    played = drawing.play(diagram).start().send("brev").signal("brann")
    assert (played.open, [one.message for one in played.step.waiting]) == ([], ["svar"])
    assert played.send("svar").open == ["B"]
    assert played.passed("entered") == ["start", "V", "B"]
    assert played.passed() == ["start", "V"]
    assert played.passed("cancelled") == []
    with pytest.raises(errors.MessageNotAwaited):
        drawing.play(diagram).start().send("brev").send("brev")


def test_what_each_symbol_brought_is_given_with_the_last_of_them():
    ext = drawing.io(outputs={"x": "=frist", "y": "=hva"})
    catch = all_of(drawing.on_message("svar") + drawing.on_message("brev"), ext=ext)
    flows = "start > V > xor; xor > B : =x = 2 and y = 3; xor > slutt : default"

    for first, last in (("svar", "brev"), ("brev", "svar")):
        brings = {"svar": {"frist": 2}, "brev": {"hva": 3}}
        played = drawing.play(drawing.draw(flows, top=TOP, V=catch)).start(x=0).send(first, **brings[first])
        assert played.variables()["x"] == 0
        assert played.send(last, **brings[last]).open == ["B"]


def test_a_timer_and_a_condition_that_have_come_wait_for_the_message():
    symbols = drawing.timer("P1D") + drawing.on_condition("=x > 1") + drawing.on_message("svar")
    played = drawing.play(drawing.draw("start > and1 > V > B; and1 > A", top=TOP, V=all_of(symbols))).start(x=0)

    played.fire("V").do("A", x=2)
    assert (played.open, played.timers) == ([], {})
    assert played.send("svar").open == ["B"]


def test_an_edge_interrupts_when_all_have_come_and_its_host_may_be_done_before():
    diagram = drawing.draw("start > T > slutt; k > B", top=gating.MESSAGE, k=edge_of(BOTH))

    played = drawing.play(diagram).start().fire("k")
    assert (played.open, played.timers) == (["T"], {})
    assert played.send("svar").open == ["B"]
    assert drawing.play(diagram).start().send("svar").do("T").ended == "slutt"


def test_beside_a_step_or_scope_it_waits_for_all_of_them_once_more():
    edge = edge_of(THREE, is_interrupting=False)
    begin = all_of(THREE, "startEvent", isInterrupting="false")
    sub = drawing.node("subProcess", drawing.inside("hs > H", prefix="h", hs=begin), triggeredByEvent="true")
    both = ("start > T > slutt; k > H", {"k": edge}), ("start > T > slutt", {"E": sub})

    for flows, given in both:
        played = drawing.play(drawing.draw(flows, top=TOP, **given)).start().send("svar").send("brev")
        assert played.open == ["T"]
        assert played.signal("brann").open == ["H", "T"]
        assert played.signal("brann").send("svar").open == ["H", "T"]
        assert played.send("brev").open == ["H", "H", "T"]


def test_an_event_sub_process_takes_the_place_of_the_rest_when_all_have_come():
    begin = all_of(drawing.timer("P1D") + drawing.on_message("svar"), "startEvent")
    sub = drawing.node("subProcess", drawing.inside("hs > H", prefix="h", hs=begin), triggeredByEvent="true")

    played = drawing.play(drawing.draw("start > T > slutt", top=TOP, E=sub)).start().send("svar")
    assert played.open == ["T"]
    assert played.fire("hs").open == ["H"]


def test_a_case_that_waits_for_the_last_of_them_is_moved_and_goes_on_waiting():
    given = {"top": TOP, "V": all_of(THREE)}
    played = drawing.play(drawing.draw("start > V > B", **given)).start().send("brev").send("svar")

    assert moving.move(played, drawing.draw("start > V > B > C", **given)).signal("brann").open == ["B"]


def test_what_has_come_and_is_asked_for_no_more_takes_nothing_from_what_is_left():
    played = drawing.play(drawing.draw("start > V > B", top=TOP, V=all_of(THREE))).start().send("brev")
    fewer = drawing.draw("start > V > B", top=TOP, V=all_of(drawing.on_message("svar") + drawing.on_signal("brann")))

    assert moving.judge(played, fewer).verdict == bpmn.SAFE
    moved = moving.move(played, fewer).send("svar")
    assert moved.open == []
    assert moved.signal("brann").open == ["B"]


@pytest.mark.parametrize(
    ("says", "flows", "given"),
    [
        ("kan ikke starte en sak", "inn > T > slutt", {"inn": all_of(THREE, "startEvent")}),
        ("bak porten", "start > race > V > slutt; race > W > slutt", {"V": all_of(THREE), "W": DAY}),
        ("gjentas", "start > V > slutt", {"V": all_of(EACH_DAY + drawing.on_message("svar"))}),
        ("ved siden av", "start > T > slutt; k > slutt", {"k": edge_of(BOTH, is_interrupting=False)}),
    ],
)  # fmt: skip
def test_where_it_cannot_wait_for_all_the_check_says_what_to_draw_instead(says, flows, given):
    found = gating.judged(drawing.draw(flows, top=TOP, **gating.base(flows) | given))

    assert [one.remedy for one in found if one.code == "not-supported" and says in one.what]


def test_an_event_that_is_skipped_waits_for_none_of_them():
    played = drawing.play(drawing.draw("start > V > B", top=TOP, V=all_of(THREE))).start().send("brev")
    ground = bpmn.Ground(played.builtins, played.calendar)

    found = bpmn.skip(played.definition, played.step.state, played.step.waiting[0].token, ground=ground)
    assert ([one.path for one in found.step.open], found.step.waiting) == (["B"], ())


def test_one_symbol_alone_is_all_of_them():
    played = drawing.play(drawing.draw("start > V > B", top=TOP, V=all_of(drawing.on_message("svar")))).start()

    assert played.send("svar").open == ["B"]
