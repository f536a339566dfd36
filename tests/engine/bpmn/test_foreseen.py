"""What is sure to go wrong is told by the check: signals that set themselves off, timers that count from nothing."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

import drawing
import pytest

from tests.engine.bpmn import gating

_TOP = drawing.signal("brann") + drawing.signal("annet")
_PASS = drawing.node("task")


@pytest.mark.parametrize(
    ("flows", "codes"),
    [
        ("h > K > he", {"signal-echo"}),
        ("h > P > and1 > K > he; and1 > he2", {"signal-echo"}),
        ("h > T2 > K > he", set()),  # a person comes between
        ("h > xor1 > K > he; xor1 > he2 : =x = 1", {"condition-missing"}),  # it may go the other way
        ("h > L > he", set()),
        ("h > and1 > K > he; and1 > alt", set()),  # ends before it throws, or after
    ],
)
def test_a_signal_that_sets_itself_off_is_refused(flows, codes):
    begin = drawing.node("startEvent", drawing.on_signal("brann"), isInterrupting="false")

    assert gating.errors(_drawn(flows, begin)) == codes


def test_an_interrupting_start_hears_its_signal_once():
    begin = drawing.node("startEvent", drawing.on_signal("brann"))

    assert gating.errors(_drawn("h > K > he", begin)) == set()


@pytest.mark.parametrize(("is_interrupting", "codes"), [(False, {"signal-echo"}), (True, set())])
def test_an_edge_that_throws_what_it_hears_is_refused_where_it_goes_on_hearing(is_interrupting, codes):
    edge = drawing.boundary("T", drawing.on_signal("brann"), is_interrupting=is_interrupting)
    diagram = drawing.draw("start > T > slutt; k > K > e", k=edge, **_others("K e T start"), top=_TOP)

    assert gating.errors(diagram) == codes


def test_a_start_that_throws_what_opens_it_is_refused():
    begin = drawing.node("startEvent", drawing.on_signal("brann"))
    diagram = drawing.draw("inn > K > T > slutt", inn=begin, **_others("K T"), top=_TOP)

    assert gating.errors(diagram) == {"signal-echo"}


@pytest.mark.parametrize(
    ("flows", "codes"),
    [("inn > M > T > slutt", {"signal-echo"}), ("inn > T > M > slutt", set())],
    ids=["at once", "after a person"],
)
def test_a_start_that_sends_the_message_that_opens_it_is_refused(flows, codes):
    begin = drawing.node("startEvent", drawing.on_message("hjelp"))
    send = drawing.node("sendTask", messageRef="hjelp")
    diagram = drawing.draw(flows, inn=begin, M=send, T=gating.TASK, top=drawing.message("hjelp", key=""))

    assert gating.errors(diagram) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [("=dato", set()), ("6 uker fra y", {"timer-too-early"}), ("=y", {"timer-too-early"}), ("P1W", set())],
)
def test_a_timer_that_counts_from_a_later_answer_as_the_case_opens_is_refused(text, codes):
    begin = drawing.node("startEvent", drawing.timer(text, kind="timeDuration"))
    script = drawing.script("=dato", "y")
    diagram = drawing.draw("start > S > T > slutt", S=script, H=_around("h > he", begin), **_others("start T"))

    assert gating.errors(diagram) == codes


@pytest.mark.parametrize(
    ("key", "name", "codes"),
    [
        ("=sak.nummer", "svar", set()),
        ("=x", "svar", set()),
        ("=y", "svar", {"event-too-early"}),
        ("=x", '="svar-" + y', {"event-too-early"}),
    ],
)
def test_an_event_that_reads_a_later_answer_as_the_case_opens_is_told(key, name, codes):
    begin = drawing.node("startEvent", drawing.on_message("m"))
    top = drawing.message("m", key=key).replace('name="m"', f"name={quoteattr(name)}")
    diagram = drawing.draw(
        "start > S > T > slutt",
        S=drawing.script("=dato", "y"),
        H=_around("h > he", begin),
        top=top,
        **_others("start T"),
    )

    assert {one.code for one in gating.judged(diagram)} == codes


def test_inside_a_sub_process_the_answer_may_have_come():
    begin = drawing.node("startEvent", drawing.timer("=y", kind="timeDate"))
    inner = drawing.inside("s1 > T", prefix="d", s1=gating.START, T=gating.TASK, H=_around("h > he", begin))
    diagram = drawing.draw(
        "start > S > D > slutt", S=drawing.script("=dato", "y"), D=drawing.node("subProcess", inner), start=gating.BEGIN
    )

    assert gating.errors(diagram) == set()


def _drawn(flows: str, begin: str) -> bytes:
    return drawing.draw("start > T > slutt", H=_around(flows, begin), **_others("start T"), top=_TOP)


def _around(flows: str, begin: str) -> str:
    names = "K L P T2 he he2 alt"
    given = {name: xml for name, xml in _others(names).items() if name in flows.replace(";", " ").split()}
    return drawing.node("subProcess", drawing.inside(flows, prefix="h", h=begin, **given), triggeredByEvent="true")


def _others(names: str) -> dict[str, str]:
    every = {
        "start": gating.BEGIN,
        "T": gating.TASK,
        "T2": gating.TASK,
        "K": drawing.node(gating.THROW, drawing.on_signal("brann")),
        "L": drawing.node(gating.THROW, drawing.on_signal("annet")),
        "P": _PASS,
        "e": drawing.node("endEvent"),
        "he": drawing.node("endEvent"),
        "he2": drawing.node("endEvent"),
        "alt": drawing.node("endEvent", "<bpmn:terminateEventDefinition/>"),
    }
    return {name: every[name] for name in names.split()}
