"""What the check warns of though it runs: a reminder after its deadline, an answer that a mapping keeps inside."""

from __future__ import annotations

import drawing
import pytest

from tests.engine.bpmn import gating


def warned(code: str, *diagrams: bytes) -> list[tuple[str, str]]:
    """Return the elements that are warned of, and what is said, each with a remedy and a line."""
    found = [one for one in gating.judged(*diagrams) if one.code == code]
    assert all(one.level == "warning" and one.remedy and one.line for one in found)
    return [(one.element, one.what) for one in found]


@pytest.mark.parametrize(
    ("due", "timer", "name", "is_late"),
    [
        ("6 uker", "7 uker", "Påminnelse", True),
        ("6 uker", "P43D", "Minn på", True),
        ("3 skoledager", "P2W", "Fristen nærmer seg", True),
        ("5 virkedager", "R3/P1M", "Purring", True),
        ("2 uker fra iverksatt", "3 uker fra iverksatt", "Purring", True),
        ("6 uker", "5 uker", "Påminnelse", False),
        ("6 uker", "7 uker", "Fristen er ute", False),
        ("6 uker fra iverksatt", "7 uker", "Påminnelse", False),
        ("=dato", "7 uker", "Påminnelse", False),
        ("straks", "7 uker", "Påminnelse", False),
    ],
)
def test_a_reminder_that_comes_after_its_deadline_is_told_of(due, timer, name, is_late):
    kind = "timeCycle" if timer.startswith("R") else "timeDuration"
    edge = drawing.boundary("T", drawing.timer(timer, kind=kind), is_interrupting=False).replace(
        'name="{id}"', f'name="{name}"'
    )
    task = drawing.node("userTask", ext=gating.FORM + gating.OWN + f'<zeebe:taskSchedule dueDate="{due}"/>')
    diagram = drawing.draw("start > T > slutt; k > P", start=gating.BEGIN, T=task, k=edge, P=drawing.node("task"))

    assert [one for one, _what in warned("reminder-late", diagram)] == ["k"] * is_late


def test_a_follow_up_date_after_the_deadline_is_told_of():
    task = drawing.node("userTask", ext=gating.OWN + '<zeebe:taskSchedule dueDate="1 uke" followUpDate="2 uker"/>')

    assert [one for one, _what in warned("reminder-late", drawing.draw("T > slutt", T=task))] == ["T"]


@pytest.mark.parametrize("is_in_lane", [True, False])
def test_a_lanes_task_of_no_type_is_told_to_be_nobodys(is_in_lane):
    lanes = (
        '<bpmn:laneSet id="baner"><bpmn:lane id="bane" name="Rektor"><bpmn:flowNodeRef>T</bpmn:flowNodeRef></bpmn:lane>'
        "</bpmn:laneSet>"
    )
    given = {"start": gating.BEGIN, "T": drawing.node("task"), "M": gating.TASK}
    diagram = drawing.draw("start > T > M > slutt", extra=lanes if is_in_lane else "", **given)

    said = "Oppgaven er av ingen type: saken går rett videre, og «Rektor» får den ikke."
    assert warned("task-untyped", diagram) == [("T", said)] * is_in_lane


_HAND = '<zeebe:properties><zeebe:property name="for-hand" value="rektor"/></zeebe:properties>'
_KRAV = drawing.on_message("krav")
_MESSAGES = drawing.message("krav") + drawing.message("svar")


def _hand(*, then: str = "") -> str:
    begin = drawing.node("startEvent", drawing.on_message("krav"), ext=_HAND, isInterrupting="false")
    again = {"N": drawing.node("receiveTask", messageRef="krav")} if then else {}
    inner = drawing.inside(f"hs > HT {then}", prefix="h", hs=begin, HT=gating.TASK, **again)
    return drawing.node("subProcess", inner, triggeredByEvent="true")


def _other(message: str = "krav") -> str:
    begin = drawing.node("startEvent", drawing.on_message(message))
    inner = drawing.inside("gs > G > ge", prefix="g", gs=begin, G=drawing.node("receiveTask", messageRef="krav"))
    return drawing.node("subProcess", inner, triggeredByEvent="true")


@pytest.mark.parametrize(
    ("flows", "given", "told"),
    [
        ("start > T > slutt", {"H": _hand()}, []),
        ("start > T > slutt", {"H": _hand(then="> N")}, ["hs"]),
        ("start > V > T > slutt", {"H": _hand(), "V": drawing.node("receiveTask", messageRef="krav")}, ["hs"]),
        ("start > V > T > slutt", {"H": _hand(), "V": drawing.node("receiveTask", messageRef="svar")}, []),
        ("start > T > slutt; k > slutt", {"H": _hand(), "k": drawing.boundary("T", _KRAV)}, ["hs"]),
        ("start > T > slutt", {"H": _hand(), "I": _other()}, ["hs"]),
        ("start > T > slutt", {"H": _hand(), "I": _other("svar")}, []),
        (
            "start > T > D > slutt; k > slutt; m > slutt",
            {
                "D": drawing.node("task"),
                "k": drawing.boundary("T", drawing.on_message("krav"), is_interrupting=False, ext=_HAND),
                "m": drawing.boundary("D", drawing.on_message("krav")),
            },
            [],
        ),
        (
            "start > D > slutt; k > slutt",
            {
                "k": drawing.boundary("D", drawing.on_message("krav"), is_interrupting=False, ext=_HAND),
                "D": gating.sub("N > e1", N=drawing.node("receiveTask", messageRef="krav").replace("{id}", "N")),
            },
            ["k"],
        ),
        ("k > T > slutt", {"k": drawing.node("startEvent", drawing.on_message("krav"), ext=_HAND), "H": _hand()}, []),
    ],
)  # fmt: skip
def test_what_can_be_begun_by_hand_and_shares_its_message_is_told_of(flows, given, told):
    diagram = drawing.draw(flows, top=_MESSAGES, **gating.base(flows) | given)

    assert [one for one, _what in warned("message-shared", diagram)] == told


COLLECTS = drawing.each("=elever", inputElement="elev", outputElement="=y", outputCollection="x")
CHOICE = "start > T > xor; xor > B : =x > 1; xor > slutt : default"


def _mapped(**outputs: str) -> str:
    return drawing.node("userTask", ext=gating.FORM + gating.OWN + drawing.io(outputs=outputs))


def test_an_answer_that_is_read_and_is_no_output_is_told_of():
    diagram = drawing.draw(CHOICE, T=_mapped(y="=dato"), B=drawing.node("userTask", ext=gating.OWN))

    ((element, what),) = warned("output-hides", diagram)
    assert element == "T"
    assert "«x»" in what


@pytest.mark.parametrize(
    "given",
    [
        {"T": _mapped(x="=x")},
        {"T": _mapped(y="=x"), "start": gating.BEGIN},
        {"T": gating.TASK},
        {"T": _mapped(y="=x"), "flows": "start > T > B > slutt", "B": _mapped(z="=x")},
        {"T": _mapped(y="=dato").replace("</bpmn:userTask>", f"{COLLECTS}</bpmn:userTask>")},
    ],
    ids=["it is an output", "another form gives it", "no outputs", "who reads it asks for it", "it is collected"],
)
def test_an_answer_that_comes_out_is_not(given):
    given = {"flows": CHOICE, "B": drawing.node("userTask", ext=gating.OWN), **given}

    assert warned("output-hides", drawing.draw(given.pop("flows"), **given)) == []


@pytest.mark.parametrize(
    ("flows", "outputs", "is_told"),
    [
        (CHOICE, {"y": "=dato"}, True),
        (CHOICE, {"x": "=x"}, False),
        (CHOICE, {}, False),
        (CHOICE.replace("T > xor", "T > again > xor"), {"y": "=dato"}, False),
    ],
    ids=["another output", "it is an output", "no outputs", "another call of the same gives it"],
)
def test_so_is_an_answer_in_a_called_routine(flows, outputs, is_told):
    called = drawing.draw(
        "qs > Q > qe", process="q", qs=drawing.node("startEvent"), Q=gating.TASK, qe=drawing.node("endEvent")
    )
    call = drawing.call("q", ext=drawing.io(outputs=outputs) if outputs else "")
    again = {"again": drawing.call("q")} if "again" in flows else {}
    diagram = drawing.draw(flows, T=call, B=drawing.node("userTask", ext=gating.OWN), **again)

    assert [one for one, _what in warned("output-hides", diagram, called)] == ["T"] * is_told
