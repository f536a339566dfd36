"""Errors, escalations and cancelled transactions: who takes what is thrown outwards (BPMN 2.0, 10.5)."""

from __future__ import annotations

import drawing
import pytest

from engine import errors
from tests.engine.bpmn import gating

# -- errors


@pytest.mark.parametrize("code", ["F", ""])
def test_an_error_start_takes_an_error_of_its_own_scope(code):
    diagram = drawing.draw("start > and1 > A > kast; and1 > B", kast=_end("error"), H=_begun("error", code), top=_TOP)
    played = drawing.play(diagram).start().do("A")

    assert played.open == ["X"]
    assert (played.passed("cancelled"), played.passed()[-3:]) == (["B"], ["A", "kast", "hs"])
    assert played.do("X").ended == "he"


def test_an_error_start_inside_comes_before_the_edge_outside():
    inner = _inner("A > kast", kast=_end("error"), H=_begun("error", ""))
    edge = drawing.boundary("D", _symbol("error", "F"))
    played = drawing.play(drawing.draw("start > D > B; fang > C", D=inner, fang=edge, top=_TOP)).start().do("A")

    assert played.open == ["X"]
    assert played.do("X").open == ["B"]


def test_an_error_of_another_code_goes_on_outwards():
    inner = _inner("A > kast", kast=_end("error"), H=_begun("error", "G"))
    other = drawing.boundary("D", _symbol("error", "G"))
    diagram = drawing.draw(
        "start > D > B; fang > C", D=inner, fang=other, H2=_begun("error", "F", "k ks Y ke"), top=_TOP
    )

    assert drawing.play(diagram).start().do("A").open == ["Y"]


def test_an_error_out_of_an_event_sub_process_is_not_taken_by_that_scope_again():
    again = drawing.inside("hs > X > kast2", prefix="h", hs=_start("error", ""), kast2=_end("error", ident="kast2"))
    inner = _inner("A > kast", kast=_end("error"), H=_sub(again))
    edge = drawing.boundary("D", _symbol("error", ""))
    played = drawing.play(drawing.draw("start > D > B; fang > C", D=inner, fang=edge, top=_TOP)).start()

    assert played.do("A").open == ["X"]
    assert played.do("X").open == ["C"]


def test_an_error_out_of_one_beside_the_rest_is_taken_by_its_scope():
    beside = drawing.inside(
        "ms > Y > kast", prefix="m", ms=_start("message", is_interrupting=False), kast=_end("error")
    )
    diagram = drawing.draw("start > A", M=_sub(beside), H=_begun("error", "F"), top=_TOP)
    played = drawing.play(diagram).start().send("svar").do("Y")

    assert (played.open, played.step.waiting) == (["X"], ())
    assert sorted(played.passed("cancelled")) == ["A", "M"]


def test_an_error_goes_out_of_a_call_into_the_event_sub_process_around_it():
    called = drawing.draw("start > A > kast", process="q", kast=_end("error"), top=_TOP)
    diagram = drawing.draw("start > D > B", D=drawing.call("q"), H=_begun("error", "F"), top=_TOP)

    assert drawing.play(diagram, called).start().do("D/A").open == ["X"]


def test_an_error_in_one_instance_is_taken_inside_that_instance():
    inner = _inner("A > xor; xor > kast : =feil; xor > e1 : default", kast=_end("error"), H=_begun("error", "F"))
    each = inner[: -len("</bpmn:subProcess>")] + drawing.each("=elever", inputElement="e") + "</bpmn:subProcess>"
    played = drawing.play(drawing.draw("start > D > B", D=each, top=_TOP)).start(elever=[1, 2]).do("A", feil=True)

    assert played.open == ["A", "X"]
    assert played.do("A", feil=False).do("X").open == ["B"]


def test_an_error_that_nobody_takes_stops_the_case():
    diagram = drawing.draw("start > A > kast", kast=_end("error"), H=_begun("error", "G"), top=_TOP)

    with pytest.raises(errors.RoutineFault, match="blir ikke fanget"):
        drawing.play(diagram).start().do("A")


# -- escalations


@pytest.mark.parametrize("code", ["E", ""])
@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_escalation_is_taken_at_the_edge(code, is_interrupting):
    inner = _inner("A > opp > B > e1", opp=_throw())
    edge = drawing.boundary("D", _symbol("escalation", code), is_interrupting=is_interrupting)
    played = drawing.play(drawing.draw("start > D > C > slutt; fang > X > slutt", D=inner, fang=edge, top=_TOP)).start()

    assert played.do("A").open == (["X"] if is_interrupting else ["B", "X"])
    assert "opp" in played.passed()
    if not is_interrupting:
        assert played.do("B").open == ["C", "X"]


@pytest.mark.parametrize("is_interrupting", [True, False])
def test_an_escalation_begins_an_event_sub_process(is_interrupting):
    start = _begun("escalation", "E", is_interrupting=is_interrupting)
    played = drawing.play(drawing.draw("start > A > opp > B > slutt", opp=_throw(), H=start, top=_TOP)).start().do("A")

    assert played.open == (["X"] if is_interrupting else ["B", "X"])


def test_an_escalation_may_be_thrown_again_and_again():
    start = _begun("escalation", "", is_interrupting=False)
    played = drawing.play(
        drawing.draw("start > A > opp > xor; xor > A : =igjen; xor > slutt : default", opp=_throw(), H=start, top=_TOP)
    ).start()

    assert played.do("A", igjen=True).do("A", igjen=False).open == ["X", "X"]
    assert played.do("X").do("X").ended == "he"


def test_an_escalation_end_lets_the_rest_go_on_when_it_is_not_interrupted():
    inner = _inner("s1 > and1 > A > opp; and1 > B > e1", s1=gating.START, opp=_end("escalation", "E", ident="opp"))
    edge = drawing.boundary("D", _symbol("escalation", "E"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > D > C; fang > X", D=inner, fang=edge, top=_TOP)).start().do("A")

    assert played.open == ["B", "X"]
    assert played.do("B").open == ["C", "X"]


def test_an_escalation_at_the_very_end_of_its_scope_still_begins_what_takes_it():
    inner = _inner(
        "A > opp", opp=_end("escalation", "E", ident="opp"), H=_begun("escalation", "E", is_interrupting=False)
    )
    played = drawing.play(drawing.draw("start > D > C", D=inner, top=_TOP)).start().do("A")

    assert played.open == ["X"]
    assert played.do("X").open == ["C"]


def test_an_escalation_goes_out_of_calls_and_instances_to_the_nearest_that_takes_it():
    called = drawing.draw("start > A > opp > B > slutt", process="q", opp=_throw(), top=_TOP)
    each = drawing.call("q", drawing.each("=elever", inputElement="e"))
    edge = drawing.boundary("D", _symbol("escalation", "E"), is_interrupting=False)
    outer = _begun("escalation", "")
    diagram = drawing.draw("start > D > C; fang > X2", D=each, fang=edge, H=outer, top=_TOP)
    played = drawing.play(diagram, called).start(elever=[1, 2]).do("D/A").do("D/A")

    assert played.open == ["D/B", "D/B", "X2", "X2"]


def test_an_escalation_that_nobody_takes_is_without_effect():
    played = drawing.play(drawing.draw("start > A > opp > B", opp=_throw(), top=_TOP)).start()

    assert played.do("A").open == ["B"]


def test_an_escalation_out_of_an_event_sub_process_is_not_taken_by_itself_again():
    again = drawing.inside(
        "hs > X > opp2",
        prefix="h",
        hs=_start("escalation", "", is_interrupting=False),
        opp2=_end("escalation", "E", ident="opp2"),
    )
    inner = _inner("A > opp > B", opp=_throw(), H=_sub(again))
    edge = drawing.boundary("D", _symbol("escalation", "E"), is_interrupting=False)
    played = drawing.play(drawing.draw("start > D > C; fang > Y", D=inner, fang=edge, top=_TOP)).start().do("A")

    assert played.do("X").open == ["B", "Y"]


# -- transactions


def test_a_transaction_that_is_not_cancelled_runs_as_a_sub_process():
    assert _transaction().do("A", angre=False).open == ["C"]


def test_a_cancelled_transaction_goes_on_from_its_edge():
    played = _transaction().do("A", angre=True)

    assert played.open == ["X"]
    assert sorted(played.passed("cancelled")) == ["B", "D"]


# -- the end of all


def test_terminate_ends_its_own_scope_only():
    inner = _inner("s1 > and9 > A > alt; and9 > B", s1=gating.START, alt=_TERMINATE)
    called = drawing.draw("start > and1 > D > C > slutt; and1 > E", process="q", D=inner)
    played = drawing.play(drawing.draw("start > and1 > K > F; and1 > G", K=drawing.call("q")), called).start()

    assert played.do("K/A").open == ["G", "K/C", "K/E"]


def test_terminate_in_a_called_routine_ends_that_call():
    called = drawing.draw(
        "start > and1 > A > alt; and1 > B", process="q", alt=_TERMINATE, H=_begun("message"), top=_TOP
    )
    played = drawing.play(drawing.draw("start > K > F", K=drawing.call("q")), called).start().do("K/A")

    assert (played.open, played.step.waiting) == (["F"], ())


def test_terminate_in_an_event_sub_process_ends_that_alone():
    inner = drawing.inside(
        "ms > and9 > X > alt; and9 > Y", prefix="m", ms=_start("message", is_interrupting=False), alt=_TERMINATE
    )
    played = drawing.play(drawing.draw("start > A", M=_sub(inner), top=_TOP)).start().send("svar").send("svar")

    assert played.open == ["A", "X", "X", "Y", "Y"]
    assert played.do("X").open == ["A", "X", "Y"]


# -- the check


def test_the_check_lets_what_is_caught_through():
    inner = gating.sub("s1 > A > kast", kast=_end("error"))
    edge = drawing.boundary("D", _symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"

    assert gating.judged(drawing.draw(flows, D=inner, fang=edge, top=_TOP, **gating.base(flows))) == []


def test_what_a_routine_throws_may_be_caught_by_the_one_that_calls_it():
    called = drawing.draw("start > T > kast", process="q", kast=_end("error"), top=_TOP, **gating.base("start T"))
    called = called.replace(b'"T"', b'"T2"').replace(b'"start"', b'"start_q"').replace(b"skjema", b"skjema")
    edge = drawing.boundary("D", _symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"
    diagram = drawing.draw(flows, D=drawing.call("q"), fang=edge, top=_TOP, **gating.base(flows))

    assert [one.code for one in gating.judged(diagram, called)] == []


def test_what_goes_through_two_calls_before_it_is_caught_is_no_finding():
    low = drawing.draw("s2 > A2 > kast", process="r", kast=_end("error"), top=_TOP, s2=_AT, A2=gating.TASK)
    middle = drawing.draw("s3 > D2", process="q", D2=drawing.call("r"), s3=_AT)
    edge = drawing.boundary("D", _symbol("error", "F"))
    flows = "start > D > T > slutt; fang > slutt"
    diagram = drawing.draw(flows, D=drawing.call("q"), fang=edge, top=_TOP, **gating.base(flows))

    assert [one.code for one in gating.judged(diagram, middle, low)] == []


@pytest.mark.parametrize(("kind", "code"), [("error", "error-uncaught"), ("escalation", "escalation-uncaught")])
def test_what_nobody_catches_is_told(kind, code):
    flows = "start > T > kast"
    found = gating.judged(drawing.draw(flows, kast=_end(kind), top=_TOP, **gating.base(flows)))

    assert [(one.code, one.level) for one in found] == [(code, "warning")]


@pytest.mark.parametrize(
    ("code", "given"),
    [
        ("not-supported", {"flows": "start > T > ende", "ende": gating.event("endEvent", "cancel")}),
        ("not-supported", {"k": drawing.boundary("D", "<bpmn:cancelEventDefinition/>"), "D": gating.sub()}),
        ("not-supported", {"D": "TRANSACTION"}),
        ("escalation-code-missing", {"flows": "start > T > kast", "kast": "BARE"}),
        ("never-happens", {"D": gating.sub(), "k": "SAME", "k2": "SAME"}),
    ],
)
def test_the_check_refuses_what_cannot_be_thrown_or_caught(code, given):
    bodies = {
        "TRANSACTION": gating.sub("s1 > A > ende", ende=gating.event("endEvent", "cancel")).replace(
            "subProcess", "transaction"
        ),
        "BARE": _end("escalation", "tom"),
        "SAME": drawing.boundary("D", "<bpmn:errorEventDefinition/>"),
    }
    given = {key: bodies.get(value, value) for key, value in given.items()}
    flows = given.pop("flows", f"start > {'D > ' if 'D' in given else ''}T > slutt")
    top = _TOP + '<bpmn:escalation id="tom" name="tom"/>'
    found = gating.judged(drawing.draw(flows, top=top, **gating.base(flows), **given))

    assert code in {one.code for one in found if one.level == "error" and one.remedy}


_TOP = "".join(
    f'<bpmn:{kind} id="{kind[:2]}{code}" name="{code}" {kind}Code="{code}"/>'
    for kind in ("error", "escalation")
    for code in "EFG"
) + drawing.message("svar")
_AT = drawing.node("startEvent")
_TERMINATE = drawing.node("endEvent", "<bpmn:terminateEventDefinition/>")


def _symbol(kind: str, code: str = "") -> str:
    if kind == "message":
        return drawing.on_message("svar")
    reference = code if len(code) > 1 else f"{kind[:2]}{code}"
    return f"<bpmn:{kind}EventDefinition" + (f' {kind}Ref="{reference}"/>' if code else "/>")


def _end(kind: str, code: str = "F", *, ident: str = "kast") -> str:
    return drawing.node("endEvent", _symbol(kind, code)).replace("{id}", ident)


def _throw() -> str:
    return drawing.node("intermediateThrowEvent", _symbol("escalation", "E"))


def _start(kind: str, code: str = "", *, is_interrupting: bool = True) -> str:
    return drawing.node("startEvent", _symbol(kind, code), isInterrupting=str(is_interrupting).lower())


def _begun(kind: str, code: str = "", names: str = "h hs X he", *, is_interrupting: bool = True) -> str:
    prefix, start, task, end = names.split()
    begin = _start(kind, code, is_interrupting=is_interrupting)
    given = {start: begin, end: drawing.node("endEvent")}
    return _sub(drawing.inside(f"{start} > {task} > {end}", prefix=prefix, **given))


def _sub(inner: str) -> str:
    return drawing.node("subProcess", inner, triggeredByEvent="true")


def _inner(flows: str, **elements: str) -> str:
    ends = {"e1": drawing.node("endEvent")} if "e1" in flows else {}
    return drawing.node("subProcess", drawing.inside(flows, prefix="i", **ends, **elements))


def _transaction() -> drawing.Play:
    inner = _inner(
        "s1 > and1 > A > xor; xor > angret : =angre; xor > alt : default; and1 > B",
        s1=gating.START,
        angret=drawing.node("endEvent", "<bpmn:cancelEventDefinition/>"),
        alt=_TERMINATE,
    ).replace("subProcess", "transaction")
    edge = drawing.boundary("D", "<bpmn:cancelEventDefinition/>")
    return drawing.play(drawing.draw("start > D > C; k > X", D=inner, k=edge)).start()
