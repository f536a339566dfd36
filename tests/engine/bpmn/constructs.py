"""The construct table: each construct of `spiffworkflow.md` with a small diagram, and whether it runs or is refused.

Rows stand by section. A row that runs has no error from the check, and can be built and started; one that is refused is
refused with its code. `T` is a task, `start` the start event (`gating`); what stands in `diagram` is `drawing.draw`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import drawing

from tests.engine.bpmn import constructs_waiting, gating

RUNS = "runs"
TOP = drawing.message("svar") + (
    '<bpmn:error id="feil1" name="f" errorCode="F"/><bpmn:escalation id="opp1" name="o" escalationCode="O"/>'
    '<bpmn:signal id="stengt" name="stengt"/>'
)


@dataclass(frozen=True)
class Construct:
    """One row; `verdict` is `runs`, or the code that it is refused with."""

    section: str
    name: str
    verdict: str
    diagram: Mapping[str, str] = field(default_factory=dict)

    def draw(self) -> bytes:
        """Return its diagram."""
        given = {"flows": "start > T > slutt", "top": TOP, **self.diagram}
        flows = given.pop("flows")
        return drawing.draw(flows, **gating.base(flows) | given)


def symbol(kind: str) -> str:
    """Return an event's symbol, with what it refers to in `TOP`."""
    symbols = {
        "message": drawing.on_message("svar"),
        "timer": drawing.timer("P1D"),
        "cycle": drawing.timer("R3/P1W", kind="timeCycle"),
        "error": '<bpmn:errorEventDefinition errorRef="feil1"/>',
        "escalation": '<bpmn:escalationEventDefinition escalationRef="opp1"/>',
        "signal": '<bpmn:signalEventDefinition signalRef="stengt"/>',
        "conditional": (
            "<bpmn:conditionalEventDefinition><bpmn:condition>=x > 1</bpmn:condition></bpmn:conditionalEventDefinition>"
        ),
        "undo one": '<bpmn:compensateEventDefinition activityRef="T"/>',
    }
    return symbols.get(kind, f"<bpmn:{kind}EventDefinition/>" if kind else "")


def event_sub(kind: str, *, is_interrupting: bool = True) -> str:
    """Return an event sub-process that `kind` starts."""
    begin = drawing.node("startEvent", symbol(kind), isInterrupting=str(is_interrupting).lower())
    inner = drawing.inside("hs > HT > he", prefix="h", hs=begin, HT=gating.TASK, he=drawing.node("endEvent"))
    return drawing.node("subProcess", inner, triggeredByEvent="true")


def sub(thrown: str, *, kind: str = "subProcess", after: str = "") -> str:
    """Return a sub-process whose end event throws, with `after` inside it too."""
    inner = drawing.inside("s1 > A > e1", prefix="i", s1=gating.START, A=gating.TASK, e1=_end(thrown))
    return drawing.node(kind, inner + after)


def undone(**more: str) -> dict[str, str]:
    """Return what undoes `T`."""
    edge = drawing.boundary("T", symbol("compensate"))
    edge += '<bpmn:association id="as1" sourceRef="kT" targetRef="U"/>'
    step = drawing.node("userTask", ext=gating.FORM + gating.OWN, isForCompensation="true")
    return {"kT": edge, "U": step, **more}


def _end(kind: str) -> str:
    return drawing.node("endEvent", symbol(kind))


def _edge(kind: str, host: str = "D", *, is_interrupting: bool = True) -> str:
    return drawing.boundary(host, symbol(kind), is_interrupting=is_interrupting)


_THROW = drawing.node("intermediateThrowEvent", symbol("compensate"))
_FLOWS = "start > D > T > slutt; k > slutt"

ACTIVITIES = [
    Construct("activities", "sub-process without start event", RUNS, {"T": gating.sub("A > e1")}),
    Construct("activities", "sub-process without end event", RUNS, {"T": gating.sub("s1 > A")}),
    Construct(
        "activities",
        "sub-process with several start events",
        "start-several",
        {"T": gating.sub("s1 > A > e1; s2 > A", s2='<bpmn:startEvent id="s2"/>')},
    ),
    Construct("activities", "ad-hoc sub-process", "not-supported", {"T": drawing.node("adHocSubProcess")}),
    Construct("activities", "transaction", RUNS, {"T": sub("", kind="transaction")}),
    *(
        Construct("activities", f"event sub-process, {kind}, interrupting", RUNS, {"H": event_sub(kind)})
        for kind in ("message", "timer", "error", "escalation", "signal", "conditional")
    ),
    *(
        Construct(
            "activities", f"event sub-process, {kind}, beside", RUNS, {"H": event_sub(kind, is_interrupting=False)}
        )
        for kind in ("message", "timer", "cycle", "escalation", "signal", "conditional")
    ),
    Construct("activities", "event sub-process, none start", "not-supported", {"H": event_sub("")}),
    Construct("activities", "event sub-process, compensation", "not-supported", {"H": event_sub("compensate")}),
    Construct(
        "activities",
        "event sub-process, compensation, in a sub-process",
        RUNS,
        {"T": sub("", after=event_sub("compensate").replace("{id}", "H"))},
    ),
    Construct(
        "activities",
        "event sub-process, error beside",
        "not-supported",
        {"H": event_sub("error", is_interrupting=False)},
    ),
]
EVENTS = [
    Construct("events", "error end and edge", RUNS, {"flows": _FLOWS, "D": sub("error"), "k": _edge("error")}),
    Construct(
        "events",
        "error edge without code",
        RUNS,
        {"flows": _FLOWS, "D": sub("error"), "k": drawing.boundary("D", "<bpmn:errorEventDefinition/>")},
    ),
    Construct(
        "events",
        "error end and event sub-process",
        RUNS,
        {"flows": "start > D > T > slutt", "D": sub("error"), "H": event_sub("error")},
    ),
    Construct(
        "events",
        "error edge on a task",
        RUNS,
        {"flows": "start > T > slutt; k > slutt", "k": _edge("error", "T")},
    ),
    Construct(
        "events",
        "escalation throw",
        RUNS,
        {"flows": "start > opp > T > slutt", "opp": drawing.node("intermediateThrowEvent", symbol("escalation"))},
    ),
    *(
        Construct(
            "events",
            f"escalation end and edge, {word}",
            RUNS,
            {"flows": _FLOWS, "D": sub("escalation"), "k": _edge("escalation", is_interrupting=word == "interrupting")},
        )
        for word in ("interrupting", "beside")
    ),
    Construct("events", "terminate end", RUNS, {"flows": "start > T > e", "e": _end("terminate")}),
    Construct("events", "terminate in a sub-process", RUNS, {"flows": "start > D > T > slutt", "D": sub("terminate")}),
    Construct(
        "events",
        "cancel end and edge of a transaction",
        RUNS,
        {"flows": _FLOWS, "D": sub("cancel", kind="transaction"), "k": _edge("cancel")},
    ),
    Construct("events", "cancel end elsewhere", "not-supported", {"flows": "start > T > e", "e": _end("cancel")}),
    Construct(
        "events", "cancel edge elsewhere", "not-supported", {"flows": _FLOWS, "D": sub(""), "k": _edge("cancel")}
    ),
    Construct("events", "compensation throw", RUNS, undone(flows="start > T > angre > slutt", angre=_THROW)),
    Construct("events", "compensation end", RUNS, undone(flows="start > T > e", e=_end("compensate"))),
    Construct("events", "compensation of one", RUNS, undone(flows="start > T > e", e=_end("undo one"))),
    Construct("events", "compensation without a step", "compensation-missing", {"k": _edge("compensate", "T")}),
]
WAITING = [Construct("events", *row) for row in constructs_waiting.DRAWN]
ALL = [*ACTIVITIES, *EVENTS, *WAITING]
