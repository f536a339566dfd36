"""Diagrams that grow without end: engine and model say so alike, and the model says it in a few seconds."""

from __future__ import annotations

import time

from tests.engine.bpmn.model import both, drawn, outcomes

SECONDS = 15.0  # of the processor; it took 40 as each of 3 000 moves looked at all tokens there were by then


def test_listeners_that_begin_each_other_are_endless_and_soon_told():
    graphs = {"p": drawn.Graph("p", (drawn.Node("T1", "task"), *(_sub(one) for one in "GH")), ())}
    graphs |= {one: _listener(one) for one in "GH"}
    case = both.Both(drawn.Drawing("p", graphs, ("p",)))

    case.take(("start",), {})
    before = time.process_time()
    case.take(("signal", "S0"), {})
    taken = time.process_time() - before
    case.take(("task", "T1", None), {})

    assert [one.observed.fault for one in case.history] == [None, outcomes.ENDLESS, None]
    assert not case.is_undecided
    assert case.is_over
    assert taken < SECONDS


def _sub(ident: str) -> drawn.Node:
    return drawn.Node(ident, "esub", graph=ident)


def _listener(ident: str) -> drawn.Graph:
    """An event sub-process that throws the signal that it waits for, and has more to do."""
    nodes = (
        drawn.Node(f"inn{ident}", "start", "signal", "S0", is_interrupting=False),
        drawn.Node(f"K{ident}", "throw", "signal", "S0"),
        drawn.Node(f"T{ident}", "task"),
    )
    ways = (drawn.Flow(f"a{ident}", f"inn{ident}", f"K{ident}"), drawn.Flow(f"b{ident}", f"K{ident}", f"T{ident}"))
    return drawn.Graph(ident, nodes, ways)
