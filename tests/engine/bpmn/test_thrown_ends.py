"""Cancelled transactions, and terminate: what the end of all ends (BPMN 2.0, 10.5)."""

from __future__ import annotations

import drawing

from tests.engine.bpmn import gating, throwing

# -- transactions


def test_a_transaction_that_is_not_cancelled_runs_as_a_sub_process():
    assert _transaction().do("A", angre=False).open == ["C"]


def test_a_cancelled_transaction_goes_on_from_its_edge():
    played = _transaction().do("A", angre=True)

    assert played.open == ["X"]
    assert sorted(played.passed("cancelled")) == ["B", "D"]


# -- the end of all


def test_terminate_ends_its_own_scope_only():
    inner = throwing.inner("s1 > and9 > A > alt; and9 > B", s1=gating.START, alt=throwing.TERMINATE)
    called = drawing.draw("start > and1 > D > C > slutt; and1 > E", process="q", D=inner)
    played = drawing.play(drawing.draw("start > and1 > K > F; and1 > G", K=drawing.call("q")), called).start()

    assert played.do("K/A").open == ["G", "K/C", "K/E"]


def test_terminate_in_a_called_routine_ends_that_call():
    called = drawing.draw(
        "start > and1 > A > alt; and1 > B",
        process="q",
        alt=throwing.TERMINATE,
        H=throwing.begun("message"),
        top=throwing.TOP,
    )
    played = drawing.play(drawing.draw("start > K > F", K=drawing.call("q")), called).start().do("K/A")

    assert (played.open, played.step.waiting) == (["F"], ())


def test_terminate_in_an_event_sub_process_ends_that_alone():
    inner = drawing.inside(
        "ms > and9 > X > alt; and9 > Y",
        prefix="m",
        ms=throwing.start("message", is_interrupting=False),
        alt=throwing.TERMINATE,
    )
    played = (
        drawing.play(drawing.draw("start > A", M=throwing.sub(inner), top=throwing.TOP))
        .start()
        .send("svar")
        .send("svar")
    )

    assert played.open == ["A", "X", "X", "Y", "Y"]
    assert played.do("X").open == ["A", "X", "Y"]


def _transaction() -> drawing.Play:
    inner = throwing.inner(
        "s1 > and1 > A > xor; xor > angret : =angre; xor > alt : default; and1 > B",
        s1=gating.START,
        angret=drawing.node("endEvent", "<bpmn:cancelEventDefinition/>"),
        alt=throwing.TERMINATE,
    ).replace("subProcess", "transaction")
    edge = drawing.boundary("D", "<bpmn:cancelEventDefinition/>")
    return drawing.play(drawing.draw("start > D > C; k > X", D=inner, k=edge)).start()
