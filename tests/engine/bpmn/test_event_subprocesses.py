"""Event sub-processes: what an event begins beside a scope, or in its place (BPMN 2.0, 13.5.4)."""

from __future__ import annotations

from datetime import UTC, datetime

import drawing
import pytest

from engine import clock, errors
from tests.engine.bpmn import gating

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday():
    with clock.at(MONDAY):
        yield


def test_an_interrupting_message_takes_all_else_in_the_case_away():
    diagram = drawing.draw("start > and1 > A > slutt; and1 > B > slutt", H=_begun(_MESSAGE), top=_TOP)
    played = drawing.play(diagram).start()
    assert (played.open, [one.element_id for one in played.step.waiting]) == (["A", "B"], ["hs"])

    played.send("svar", ok=True)
    assert (played.open, played.step.waiting) == (["X"], ())
    assert sorted(played.passed("cancelled")) == ["A", "B"]
    assert played.do("X").ended == "he"


def test_one_beside_the_rest_may_begin_again_and_the_case_waits_for_all_of_them():
    diagram = drawing.draw("start > A > slutt", H=_begun(_MESSAGE, is_interrupting=False), top=_TOP)
    played = drawing.play(diagram).start().send("svar").send("svar")

    assert played.open == ["A", "X", "X"]
    assert played.do("A").do("X").ended is None
    assert played.send("svar").open == ["X", "X"]
    assert played.do("X").do("X").ended == "he"


def test_what_has_begun_in_one_case_has_not_in_the_next_of_the_same_routine():
    first = drawing.play(drawing.draw("start > A > slutt", H=_begun(_MESSAGE), top=_TOP)).start().send("svar")

    assert (first.open, drawing.Play(first.definition).start().open) == (["X"], ["A"])


def test_an_event_that_is_only_waited_for_keeps_no_case_open():
    inner = _begun(drawing.timer("P1D"), is_interrupting=False)
    other = _begun(_MESSAGE, names="G gs Y ge")
    played = drawing.play(drawing.draw("start > A > slutt", H=inner, G=other, top=_TOP)).start()
    assert played.timers == {"hs": datetime(2026, 1, 6, 9, 0, tzinfo=UTC)}

    played.do("A")
    assert (played.ended, played.timers, played.step.waiting) == ("slutt", {}, ())
    assert "cancelled" not in {mark.kind for mark in played.trace}


def test_the_marks_tell_what_an_event_began():
    played = drawing.play(drawing.draw("start > A > slutt", H=_begun(_MESSAGE), top=_TOP)).start()
    before = len(played.trace)
    played.send("svar").do("X")

    assert [(one.kind, one.element_id) for one in played.trace[before:]] == [
        ("cancelled", "A"),
        ("entered", "H"),
        ("entered", "hs"),
        ("completed", "hs"),
        ("flow", "hf0"),
        ("entered", "X"),
        ("completed", "X"),
        ("flow", "hf1"),
        ("entered", "he"),
        ("completed", "he"),
        ("completed", "H"),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "due"),
    [
        ("P1D", "timeDuration", datetime(2026, 1, 6, 9, 0, tzinfo=UTC)),
        ("2026-06-15T08:00:00+02:00", "timeDate", datetime(2026, 6, 15, 6, 0, tzinfo=UTC)),
        ("10 virkedager", "timeDuration", datetime(2026, 1, 19, 15, 0, tzinfo=UTC)),
    ],
)
@pytest.mark.parametrize("is_interrupting", [True, False])
def test_timers_run_from_the_scopes_beginning_and_fire_once(text, kind, due, is_interrupting):
    inner = _begun(drawing.timer(text, kind=kind), is_interrupting=is_interrupting)
    played = drawing.play(drawing.draw("start > A > slutt", H=inner)).start()
    assert played.timers == {"hs": due}

    played.fire("hs")
    assert (played.open, played.timers) == (["X"] if is_interrupting else ["A", "X"], {})


def test_a_cycle_begins_again_and_again_keeping_its_token():
    inner = _begun(drawing.timer("R3/P1W", kind="timeCycle"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > A > slutt", H=inner)).start()
    tokens, left = set(), []

    while played.step.timers:
        tokens.add(played.step.timers[0].token)
        left.append(played.step.timers[0].left)
        played.fire("hs")
    assert (len(tokens), left, played.open) == (1, [3, 2, 1], ["A", "X", "X", "X"])


def test_the_messages_data_come_into_the_scope():
    outputs = drawing.io(outputs={"godtatt": "=ok"})
    inner = drawing.inside("hs > X > he", prefix="h", **_parts(_MESSAGE, ext=outputs))
    diagram = drawing.draw("start > A > xor; xor > B : =godtatt; xor > C : default", H=_sub(inner), top=_TOP)
    plain = drawing.draw("start > A > xor; xor > B : =ok; xor > C : default", H=_begun(_MESSAGE), top=_TOP)

    assert drawing.play(plain).start().send("svar", ok=True).variables() == {"ok": True}
    assert drawing.play(diagram).start().send("svar", ok=True).variables() == {"godtatt": True}


def test_what_the_case_has_come_to_takes_a_message_before_one_that_only_listens():
    catch = drawing.node(gating.CATCH, _MESSAGE)
    diagram = drawing.draw("start > V > A", V=catch, H=_begun(_MESSAGE, is_interrupting=False), top=_TOP)
    played = drawing.play(diagram).start().send("svar")

    assert played.open == ["A"]
    assert played.send("svar").open == ["A", "X"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_in_a_sub_process_only_its_own_scope_is_taken(is_interrupting):
    inner = drawing.inside(
        "s1 > A > e1",
        prefix="i",
        s1=gating.START,
        e1=drawing.node("endEvent"),
        H=_begun(_MESSAGE, is_interrupting=is_interrupting),
    )
    edge = drawing.boundary("D", drawing.timer("P1D"))
    diagram = drawing.draw(
        "start > and1 > D > C > slutt; and1 > B > slutt; frist > E",
        D=drawing.node("subProcess", inner),
        frist=edge,
        top=_TOP,
    )
    played = drawing.play(diagram).start().send("svar")
    assert played.open == (["B", "X"] if is_interrupting else ["A", "B", "X"])

    for ident in [] if is_interrupting else ["A"]:
        played.do(ident)
    assert played.do("X").open == ["B", "C"]
    assert (played.timers, played.step.waiting) == ({}, ())


def test_an_edge_outside_takes_the_event_sub_process_away_too():
    inner = drawing.inside("s1 > A", prefix="i", s1=gating.START, H=_begun(_MESSAGE, is_interrupting=False))
    edge = drawing.boundary("D", drawing.timer("P1D"))
    diagram = drawing.draw("start > D > C; frist > E", D=drawing.node("subProcess", inner), frist=edge, top=_TOP)
    played = drawing.play(diagram).start().send("svar").fire("frist")

    assert (played.open, played.step.waiting) == (["E"], ())
    assert sorted(played.passed("cancelled")) == ["A", "D", "H", "X"]


def test_each_call_and_each_instance_has_its_own():
    called = drawing.draw("start > A > slutt", process="q", H=_begun(drawing.timer("P1D")))
    inner = drawing.inside("s1 > D > e1", prefix="i", s1=gating.START, D=drawing.call("q"), e1=drawing.node("endEvent"))
    each = drawing.node("subProcess", inner + drawing.each("=elever", inputElement="rad"))
    played = drawing.play(drawing.draw("start > M > B > slutt", M=each), called).start(elever=["a", "b"])
    assert [one.path for one in played.step.timers] == ["D/hs", "D/hs"]

    played.fire("hs")
    assert played.open == ["D/A", "D/X"]
    assert played.do("D/X").do("D/A").open == ["B"]
    assert [mark.instance for mark in played.trace if mark.element_id == "X"] == [1, 1]


def test_one_stands_inside_another():
    deep = _begun(drawing.timer("P1D"), is_interrupting=False, names="G gs Y ge")
    inner = drawing.inside("hs > X > he", prefix="h", G=deep, **_parts(_MESSAGE))
    played = drawing.play(drawing.draw("start > A > slutt", H=_sub(inner), top=_TOP)).start()
    assert played.timers == {}

    played.send("svar").fire("gs")
    assert played.open == ["X", "Y"]
    assert played.do("X").do("Y").ended == "ge"


def test_after_one_has_taken_the_place_of_all_else_no_other_begins():
    first, second = _begun(_MESSAGE), _begun(drawing.timer("P1D"), is_interrupting=False, names="G gs Y ge")
    played = drawing.play(drawing.draw("start > A > slutt", H=first, G=second, top=_TOP)).start().send("svar")

    assert (played.open, played.timers, played.step.waiting) == (["X"], {}, ())


def test_a_case_that_only_listens_beside_a_stuck_join_is_told():
    inner = _begun(_MESSAGE, is_interrupting=False)
    stuck = "start > A > xor; xor > B : =x; xor > C : default; B > and1; C > and1; and1 > slutt"
    played = drawing.play(drawing.draw(stuck, H=inner, top=_TOP)).start().do("A", x=True)

    with pytest.raises(errors.RoutineFault, match="porten venter"):
        played.do("B")


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_signal_begins_one_with_its_data(is_interrupting):
    begun = _begun('<bpmn:signalEventDefinition signalRef="stengt"/>', is_interrupting=is_interrupting)
    top = '<bpmn:signal id="stengt" name="stengt"/>'
    diagram = drawing.draw("start > A > xor; xor > B : =ok; xor > C : default", H=begun, top=top)
    played = drawing.play(diagram).start().signal("stengt", ok=True)

    assert played.open == (["X"] if is_interrupting else ["A", "X"])
    assert played.variables() == {"ok": True}


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_a_condition_begins_one_each_time_it_becomes_true(is_interrupting):
    symbol = (
        "<bpmn:conditionalEventDefinition><bpmn:condition>=alvorlig</bpmn:condition></bpmn:conditionalEventDefinition>"
    )
    begun = _begun(symbol, is_interrupting=is_interrupting)
    played = drawing.play(drawing.draw("start > A > B > A", H=begun)).start().do("A", alvorlig=True)
    assert played.open == (["X"] if is_interrupting else ["B", "X"])

    if not is_interrupting:
        assert played.do("B", alvorlig=False).do("A", alvorlig=True).open == ["B", "X", "X"]


def test_the_check_lets_them_through():
    assert gating.judged(_judged(_MESSAGE)) == []
    assert gating.judged(_judged(drawing.timer("R3/P1W", kind="timeCycle"), is_interrupting=False)) == []
    assert gating.judged(_judged(drawing.timer("6 uker fra dato"))) == []


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("not-supported", {"H": "<bpmn:startEvent id='hs'/><bpmn:endEvent id='he'/>"}),
        ("start-missing", {"H": "<bpmn:endEvent id='he'/>"}),
        ("start-several", {"H": "TWO"}),
        ("flow-wrong", {"flows": "start > T > H > slutt"}),
        ("never-happens", {"G": "SAME"}),
        ("not-supported", {"H": "SOFT"}),
        ("not-supported", {"k": drawing.boundary("H", drawing.timer("P1D")), "flows": "start > T > slutt; k > slutt"}),
        ("timer-cycle", {"flows": "start > V > T > slutt", "V": drawing.node(gating.CATCH, drawing.timer("R3/P1W"))}),
    ],
)
def test_the_check_refuses_what_cannot_begin(code, given):
    start = f'<bpmn:startEvent id="%s" isInterrupting="%s">{_ERROR}</bpmn:startEvent>'
    inner = {
        "TWO": start % ("hs", "true") + start % ("h2", "true"),
        "SOFT": start % ("hs", "false"),
        "SAME": start % ("gs", "true"),
    }
    flows = given.get("flows", "start > T > slutt")
    bodies = {"H": start % ("hs", "true")} | {k: inner.get(v, v) for k, v in given.items() if k in {"H", "G"}}
    rest = {k: v for k, v in given.items() if k not in {"H", "G", "flows"}}
    diagram = drawing.draw(
        flows, top=gating.ERROR, **gating.base(flows), **rest, **{k: _sub(v) for k, v in bodies.items()}
    )

    assert code in gating.errors(diagram)


_TOP = drawing.message("svar")
_MESSAGE = drawing.on_message("svar")
_ERROR = '<bpmn:errorEventDefinition errorRef="feil1"/>'


def _judged(event: str, *, is_interrupting: bool = True) -> bytes:
    inner = drawing.inside(
        "hs > X > he", prefix="h", **_parts(event, is_interrupting=is_interrupting) | {"X": gating.TASK}
    )
    return drawing.draw("start > T > slutt", H=_sub(inner), top=_TOP, **gating.base("start > T > slutt"))


def _begun(event: str, *, is_interrupting: bool = True, names: str = "H hs X he") -> str:
    _ident, start, task, end = names.split()
    given = _parts(event, is_interrupting=is_interrupting, start=start, end=end)
    return _sub(drawing.inside(f"{start} > {task} > {end}", prefix=start[0], **given))


def _parts(
    event: str, *, is_interrupting: bool = True, ext: str = "", start: str = "hs", end: str = "he"
) -> dict[str, str]:
    begin = drawing.node("startEvent", event, ext=ext, isInterrupting=str(is_interrupting).lower())
    return {start: begin, end: drawing.node("endEvent")}


def _sub(inner: str) -> str:
    return drawing.node("subProcess", inner, triggeredByEvent="true")
