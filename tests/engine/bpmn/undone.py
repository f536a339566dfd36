"""Diagrams in which something is undone, and cases of them: for the tests of compensation."""

from __future__ import annotations

import drawing

from tests.engine.bpmn import gating

THROW = drawing.node("intermediateThrowEvent", "<bpmn:compensateEventDefinition/>")
END = drawing.node("endEvent", "<bpmn:compensateEventDefinition/>")
TERMINATE = drawing.node("endEvent", "<bpmn:terminateEventDefinition/>")


def beside(flows: str, **more: str) -> str:
    """Return the event sub-process that undoes what it stands in."""
    given = {"hs": drawing.node("startEvent", "<bpmn:compensateEventDefinition/>"), **more}
    given |= {"he": drawing.node("endEvent")} if "he" in flows else {}
    given |= {"kaster": THROW} if "kaster" in flows else {}
    body = drawing.inside(flows, prefix="h", **given)
    return drawing.node("subProcess", body, triggeredByEvent="true").replace("{id}", "G")


def undone_by(beside: str, more: str = "") -> str:
    """Return a sub-process with A in it, which UA undoes, and with `beside`."""
    inner = inside("s1 > A > e1", undo="A", e1=drawing.node("endEvent"))
    return drawing.node("subProcess", inner + beside + more)


def task() -> str:
    return drawing.node("userTask", isForCompensation="true")


def undoes(name: str, step: str) -> dict[str, str]:
    """Return the compensation event at the edge of `name`, the step, and the association between them."""
    edge = drawing.boundary(name, "<bpmn:compensateEventDefinition/>")
    edge += f'<bpmn:association id="as{name}" sourceRef="k{name}" targetRef="U{name}" associationDirection="One"/>'
    return {f"k{name}": edge, f"U{name}": step}


def _given(undo: str, more: dict[str, str]) -> dict[str, str]:
    steps = {key: xml for name in undo.split() for key, xml in undoes(name, task()).items()}
    return {"angre": THROW, **steps, **more}


def inside(flows: str, *, undo: str = "", **more: str) -> str:
    given = {key: xml for key, xml in _given(undo, more).items() if key != "angre" or "angre" in flows.split()}
    if "s1" in flows:
        given["s1"] = gating.START
    return drawing.inside(flows, prefix="i", **given)


def draw(flows: str, given: dict[str, str]) -> bytes:
    given = {"angre": THROW, **given} if "angre" in flows else given
    return drawing.draw(flows, **given)


def drawn(flows: str, *, undo: str = "", **more: str) -> bytes:
    """Return a routine in which each step named in `undo` can be undone, and `angre` undoes them."""
    given = {key: xml for key, xml in _given(undo, more).items() if key != "angre" or "angre" in flows.split()}
    return drawing.draw(flows, **given)


def play(flows: str, *, undo: str = "", **more: str) -> drawing.Play:
    return drawing.play(drawn(flows, undo=undo, **more))


def transaction(after: str = "D > C", beside: str = "") -> drawing.Play:
    inner = inside(
        "s1 > A > B > xor; xor > avbrutt : =angre; xor > e1 : default",
        undo="A B",
        avbrutt=drawing.node("endEvent", "<bpmn:cancelEventDefinition/>"),
        e1=drawing.node("endEvent"),
    )
    edge = drawing.boundary("D", "<bpmn:cancelEventDefinition/>")
    body = drawing.node("transaction", inner + beside)
    return play(f"start > {after}; k > X", D=body, k=edge).start()
