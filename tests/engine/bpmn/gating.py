"""What the tests of the gate draw with: a shelf with one form, letter and role, and the usual elements."""

from __future__ import annotations

import drawing

from engine import model
from engine.bpmn.judging import gate, links

START = '<bpmn:startEvent id="s1"/>'
SHELF = links.Shelf(
    forms={"skjema": frozenset({"x", "elever", "dato"})},
    letters={"melding"},
    actions={"varsel", "brev"},
    roles=lambda name: [] if name == "rektor" else [f"Rollen «{name}» finnes ikke."],
)
FORM = '<zeebe:formDefinition formId="skjema"/>'
OWN = '<zeebe:assignmentDefinition candidateGroups="rektor"/>'
TASK = drawing.node("userTask", ext=FORM + OWN)
BEGIN = drawing.node("startEvent", ext=FORM)
MESSAGE = drawing.message("svar")
ERROR = '<bpmn:error id="feil1" name="f" errorCode="F"/>'
CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"


def judged(*diagrams: bytes, shelf: links.Shelf = SHELF) -> list[model.Finding]:
    """Return all that the gate finds in diagrams named `0.bpmn`, `1.bpmn` …"""
    return gate.judge({f"{n}.bpmn": raw for n, raw in enumerate(diagrams)}, shelf)[0]


def errors(*diagrams: bytes, shelf: links.Shelf = SHELF) -> set[str]:
    """Return the codes of the errors found."""
    return {one.code for one in judged(*diagrams, shelf=shelf) if one.level == "error"}


def sub(flows: str = "s1 > A > e1", **elements: str) -> str:
    """Return a sub-process with `elements` inside; `s1`, `A` and `e1` are given."""
    given = {"s1": START, "A": TASK, "e1": drawing.node("endEvent")}
    inner = drawing.inside(
        flows, prefix="i", **{key: value for key, value in given.items() if key in flows}, **elements
    )
    return drawing.node("subProcess", inner)


def loop(loop: str, kind: str = "userTask") -> str:
    """Return a task that is repeated as `loop` says."""
    return drawing.node(kind, loop, ext=FORM + OWN)


def event(kind: str, symbol: str = "", **more: str) -> str:
    """Return an event with one symbol (`timer`, `signal` …), or none."""
    return drawing.node(kind, f"<bpmn:{symbol}EventDefinition/>" if symbol else "", **more)


def base(flows: str) -> dict[str, str]:
    """Return the usual start and task where `flows` name them."""
    return {ident: xml for ident, xml in {"start": BEGIN, "T": TASK}.items() if ident in flows.split()}
