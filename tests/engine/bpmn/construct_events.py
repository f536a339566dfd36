"""The construct table: every kind of event in every place where it can be drawn."""

# ruff: noqa: C901, E501 - one construct a line, each with its own diagram
from __future__ import annotations

import drawing

from tests.engine.bpmn import gating
from tests.engine.bpmn.construct_rows import SLUTT, TOP, D, row

# fmt: off
PLACES = ("start", "sub start", "event sub", "event sub beside", "catch", "throw", "end", "boundary", "boundary beside")
KINDS = (
    "none", "message", "signal", "timer", "cycle", "error", "escalation", "conditional", "terminate", "cancel", "link",
    "compensate", "multiple", "parallel multiple",
)  # fmt: skip


DEFINED = {
    "none": "",
    "message": drawing.on_message("svar"),
    "signal": drawing.on_signal("brann"),
    "timer": drawing.timer("P1D"),
    "cycle": drawing.timer("R2/P1D", kind="timeCycle"),
    "error": '<bpmn:errorEventDefinition errorRef="feil1"/>',
    "escalation": '<bpmn:escalationEventDefinition escalationRef="esk1"/>',
    "conditional": drawing.on_condition("=x > 1"),
    "terminate": "<bpmn:terminateEventDefinition/>",
    "cancel": "<bpmn:cancelEventDefinition/>",
    "link": drawing.link("L"),
    "compensate": "<bpmn:compensateEventDefinition/>",
    "multiple": drawing.timer("P1D") + drawing.on_message("svar"),
    "parallel multiple": drawing.timer("P1D") + drawing.on_message("svar"),
}
_BOTH = {"parallelMultiple": "true"}


def event(kind: str, place: str, says: str) -> None:
    """Add a cell of the events matrix, in the diagram that its place needs."""
    row("1 events", f"{kind} {place}", says, *_flows(kind, place), **_elements(kind, place))


def _flows(kind: str, place: str) -> tuple[str, ...]:
    thrown = {"start": "start > T > slutt; inn > T", "catch": "start > T > V > slutt", "throw": "start > T > V > slutt", "end": "start > T > ende"}
    if kind == "none" and place == "start":
        return ("start > T > slutt",)
    if kind == "link" and place in {"catch", "throw"}:
        return ("start > T > V0; V > slutt",)
    if kind == "conditional" and place == "catch":
        return ("start > and1 > T > slutt1; and1 > V > slutt",)
    if kind == "compensate" and place in {"throw", "boundary"}:
        return ("start > T > B > V > slutt",)
    if place.startswith("boundary"):
        return ("start > D > slutt; k > B > slutt2",)
    if place.startswith("event sub"):
        return ("start > T > kast",) if kind in {"error", "escalation"} else ("start > T > slutt",)
    return (thrown.get(place, "start > D > slutt"),)


def _elements(kind: str, place: str) -> dict[str, str]:
    inner, more = DEFINED[kind], _BOTH if kind == "parallel multiple" else {}
    action = '<zeebe:taskDefinition type="varsel"/><zeebe:taskHeaders><zeebe:header key="til" value="rektor"/></zeebe:taskHeaders>'
    ext = action if kind == "message" else ""
    if place == "start":
        return {"inn": D("startEvent", inner, **more)} if kind != "none" else {}
    if place == "sub start":
        return {"D": gating.sub("s2 > A > e1", s2=D("startEvent", inner, **more))}
    if kind == "compensate" and place in {"throw", "boundary"}:
        tie = '<bpmn:association id="knytt" sourceRef="k" targetRef="U"/>'
        undo = D("userTask", ext=gating.OWN, isForCompensation="true").replace("{id}", "U")
        return {"V": D(gating.THROW, inner), "k": drawing.boundary("T", inner), "extra": undo + tie}
    if place in {"catch", "throw"}:
        found = {"V": D(gating.CATCH if place == "catch" else gating.THROW, inner, ext=ext if place == "throw" else "", **(more if place == "catch" else {}))}
        if kind == "link":
            # a pair is needed for either end
            found = {"V": D(gating.CATCH, inner), "V0": D(gating.THROW, inner)}
        return found
    if place == "end":
        return {"ende": D("endEvent", inner, ext=ext)}
    if place.startswith("event sub"):
        beside = {"isInterrupting": "false"} if place.endswith("beside") else {}
        body = drawing.inside("s3 > B > e3", prefix="i", s3=D("startEvent", inner, **beside, **more), B=gating.TASK, e3=SLUTT)
        return {"extra": D("subProcess", body, triggeredByEvent="true").replace("{id}", "E"), "kast": D("endEvent", inner)} if kind in {"error", "escalation"} else {"extra": D("subProcess", body, triggeredByEvent="true").replace("{id}", "E")}
    throws = kind in {"error", "escalation", "cancel"}
    way = "s1 > A > A2 > e1" if kind == "conditional" else "s1 > A > e1"
    more_inside = {"A2": gating.TASK} if kind == "conditional" else {}
    inside = gating.sub("s1 > A > kast" if throws else way, **more_inside, **({"kast": D("endEvent", inner)} if throws else {}))
    if kind == "cancel":
        inside = inside.replace("bpmn:subProcess", "bpmn:transaction")
    return {"D": inside, "k": drawing.boundary("D", inner, is_interrupting=not place.endswith("beside")).replace("<bpmn:boundaryEvent", f'<bpmn:boundaryEvent{" parallelMultiple=" + chr(34) + "true" + chr(34) if more else ""}')}


MATRIX = {
    "none": {
        "start": "start: T; do T: = slutt",
        "sub start": "start: A; do A: = slutt",
        "event sub": "!not-supported",
        "event sub beside": "!not-supported",
        "catch": "!not-supported",
        "throw": "start: T; do T: = slutt",
        "end": "start: T; do T: = ende",
        "boundary": "!not-supported",
        "boundary beside": "!not-supported",
    },
    "message": {
        "start": "start @inn: T; do T: = slutt",
        "sub start": "!not-supported",
        "event sub": "start: T s3:message; send svar: B; do B: = e3",
        "event sub beside": "start: T s3:message; send svar: B T s3:message; do B: T s3:message; do T: = slutt",
        "catch": "start: T; do T: V:message; send svar: = slutt",
        "throw": "start: T; do T: = slutt",
        "end": "start: T; do T: = ende",
        "boundary": "start: A k:message; send svar: B; do B: = slutt2",
        "boundary beside": "start: A k:message; send svar: A B k:message; do B: A k:message; do A: = slutt",
    },
    "signal": {
        "start": "start @inn: T; do T: = slutt",
        "sub start": "!not-supported",
        "event sub": "start: T s3:signal; signal brann: B; do B: = e3",
        "event sub beside": "start: T s3:signal; signal brann: B T s3:signal; do B: T s3:signal; do T: = slutt",
        "catch": "start: T; do T: V:signal; signal brann: = slutt",
        "throw": "start: T; do T: = slutt",
        "end": "start: T; do T: = ende",
        "boundary": "start: A k:signal; signal brann: B; do B: = slutt2",
        "boundary beside": "start: A k:signal; signal brann: A B k:signal; do B: A k:signal; do A: = slutt",
    },
    "timer": {
        "start": "start @inn: T; do T: = slutt",
        "sub start": "!not-supported",
        "event sub": "start: T s3:timer; fire s3: B; do B: = e3",
        "event sub beside": "start: T s3:timer; fire s3: B T; do B: T; do T: = slutt",
        "catch": "start: T; do T: V:timer; fire V: = slutt",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A k:timer; fire k: B; do B: = slutt2",
        "boundary beside": "start: A k:timer; fire k: A B; do B: A; do A: = slutt",
    },
    "cycle": {
        "start": "start @inn: T; do T: = slutt",
        "sub start": "!not-supported",
        "event sub": "start: T s3:timer; fire s3: B; do B: = e3 ~timer-cycle",
        "event sub beside": "start: T s3:timer; fire s3: B T s3:timer; do B: T s3:timer; do T: = slutt",
        "catch": "!timer-cycle",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A k:timer; fire k: B; do B: = slutt2 ~timer-cycle",
        "boundary beside": "start: A k:timer; fire k: A B k:timer; do B: A k:timer; do A: = slutt",
    },
    "error": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "start: T; do T: B; do B: = e3",
        "event sub beside": "!not-supported",
        "catch": "!not-supported",
        "throw": "!not-supported",
        "end": "start: T; do T: stopped ~error-uncaught",
        "boundary": "start: A; do A: B; do B: = slutt2",
        "boundary beside": "!not-supported",
    },
    "escalation": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "start: T; do T: B; do B: = e3",
        "event sub beside": "start: T; do T: B; do B: = e3",
        "catch": "!not-supported",
        "throw": "start: T; do T: = slutt ~escalation-uncaught",
        "end": "start: T; do T: = ende ~escalation-uncaught",
        "boundary": "start: A; do A: B; do B: = slutt2",
        "boundary beside": "start: A; do A: B; do B: = slutt2",
    },
    "conditional": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "start: T; do T x=2: B; do B: = e3",
        "event sub beside": "start: T; do T x=2: B; do B: = e3",
        "catch": "start: T; do T x=2: = slutt",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A; do A x=2: B; do B: = slutt2",
        "boundary beside": "start: A; do A x=2: A2 B; do B: A2; do A2: = slutt",
    },
    "terminate": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "!not-supported",
        "event sub beside": "!not-supported",
        "catch": "!not-supported",
        "throw": "!not-supported",
        "end": "start: T; do T: = ende",
        "boundary": "!not-supported",
        "boundary beside": "!not-supported",
    },
    "cancel": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "!not-supported",
        "event sub beside": "!not-supported",
        "catch": "!not-supported",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A; do A: B; do B: = slutt2",
        "boundary beside": "!not-supported",
    },
    "link": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "!not-supported",
        "event sub beside": "!not-supported",
        "catch": "start: T; do T: = slutt",
        "throw": "start: T; do T: = slutt",
        "end": "!not-supported",
        "boundary": "!not-supported",
        "boundary beside": "!not-supported",
    },
    "compensate": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "!not-supported",
        "event sub beside": "!not-supported",
        "catch": "!not-supported",
        "throw": "start: T; do T: B; do B: U; do U: = slutt",
        "end": "start: T; do T: = ende ~compensation-missing",
        "boundary": "start: T; do T: B; do B: U; do U: = slutt",
        "boundary beside": "!flow-wrong",
    },
    "multiple": {
        "start": "start @inn: T; do T: = slutt",
        "sub start": "!not-supported",
        "event sub": "start: T s3:message s3:timer; send svar: B; do B: = e3",
        "event sub beside": "start: T s3:message s3:timer; send svar: B T s3:message s3:timer; fire s3: B B T s3:message; do B: B T s3:message; do B: T s3:message; do T: = slutt",
        "catch": "start: T; do T: V:message V:timer; send svar: = slutt",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A k:message k:timer; send svar: B; do B: = slutt2",
        "boundary beside": "start: A k:message k:timer; fire k: A B k:message; send svar: A B B k:message; do B: A B k:message; do A: B; do B: = slutt2",
    },
    "parallel multiple": {
        "start": "!not-supported",
        "sub start": "!not-supported",
        "event sub": "start: T s3:message s3:timer; send svar: T s3:timer; fire s3: B; do B: = e3",
        "event sub beside": "!not-supported",
        "catch": "start: T; do T: V:message V:timer; send svar: V:timer; fire V: = slutt",
        "throw": "!not-supported",
        "end": "!not-supported",
        "boundary": "start: A k:message k:timer; fire k: A k:message; send svar: B; do B: = slutt2",
        "boundary beside": "!not-supported",
    },
}
for _kind, _places in MATRIX.items():
    for _place, _says in _places.items():
        event(_kind, _place, _says)

# several symbols that are thrown: each of them, what ends the most last
_BOTH_SIGNALS = drawing.on_signal("brann") + drawing.on_signal("flom")
_FLOOD = {"top": TOP + drawing.signal("flom")}
row("1 several symbols", "throw", "start: A B T ka:signal kb:signal; do T: C D; do C: D; do D: = sluttd", "start > and1 > T > V > slutt; and1 > A; and1 > B; ka > C > sluttc; kb > D > sluttd", V=D(gating.THROW, _BOTH_SIGNALS), A=gating.TASK, C=gating.TASK, D=gating.TASK, ka=drawing.boundary("A", drawing.on_signal("brann")), kb=drawing.boundary("B", drawing.on_signal("flom")), **_FLOOD)
row("1 several symbols", "end, with an error", "start: A X kx:signal; do A: Y Z; do Y: Z; do Z: = slutt3", "start > and1 > S > slutt; and1 > X > slutt4; k > Y > slutt2; kx > Z > slutt3", S=gating.sub("s1 > A > kast", kast=D("endEvent", DEFINED["error"] + drawing.on_signal("brann"))), X=gating.TASK, Y=gating.TASK, Z=gating.TASK, k=drawing.boundary("S", DEFINED["error"]), kx=drawing.boundary("X", drawing.on_signal("brann")))
row("1 several symbols", "end, the case ends there", "start: T; do T: = ende", "start > T > ende", ende=D("endEvent", drawing.on_signal("brann") + drawing.on_message("svar") + DEFINED["terminate"]))
row("1 several symbols", "end, with an error and a terminate", "!not-supported", "start > T > ende", ende=D("endEvent", DEFINED["error"] + DEFINED["terminate"]))
row("1 several symbols", "throw that is an action", "!not-supported", "start > T > V > slutt", V=D(gating.THROW, drawing.on_message("svar") + drawing.on_signal("brann"), ext='<zeebe:taskDefinition type="varsel"/><zeebe:taskHeaders><zeebe:header key="til" value="rektor"/></zeebe:taskHeaders>'))
row("1 several symbols", "behind an event gateway", "start: V:message V:timer W:signal; fire V: = slutt", "start > race > V > slutt; race > W > slutt1", V=D(gating.CATCH, DEFINED["multiple"]), W=D(gating.CATCH, drawing.on_signal("brann")))
row("1 several symbols", "catch between parallel ways", "start: T V:message V:timer; send svar: T; do T: = slutt", "start > and1 > V > and2 > slutt; and1 > T > and2", V=D(gating.CATCH, DEFINED["multiple"]))
row("1 several symbols", "edge to a parallel join", "start: B T k:message k:timer; send svar: B; do B: = slutt", "start > and1 > T > xor1 > and2 > slutt; k > xor1; and1 > B > and2", k=drawing.boundary("T", DEFINED["multiple"]))
row("1 several symbols", "edge straight into a parallel join", "start: B T k:message k:timer; send svar: B; do B: = slutt2", "start > and1 > T > slutt; k > and2 > slutt2; and1 > B > and2", k=drawing.boundary("T", DEFINED["multiple"]))
row("1 several symbols", "start by a signal or a message", "start @inn#2: T; do T: = slutt", "start > T > slutt; inn > T", inn=D("startEvent", drawing.on_signal("brann") + drawing.on_message("svar")))
row("1 several symbols", "edge with an error and a signal", "start: A k:signal; do A: B; do B: = slutt2", "start > S > slutt; k > B > slutt2", S=gating.sub("s1 > A > kast", kast=D("endEvent", DEFINED["error"])), k=drawing.boundary("S", DEFINED["error"] + drawing.on_signal("brann")))
row("1 several symbols", "edge with a link", "!not-supported", "start > T > slutt; k > B > slutt2", k=drawing.boundary("T", drawing.link("L") + drawing.on_signal("brann")))
row("1 several symbols", "an error twice at one edge", "!never-happens", "start > S > slutt; k > B > slutt2", S=gating.sub("s1 > A > kast", kast=D("endEvent", DEFINED["error"])), k=drawing.boundary("S", DEFINED["error"] + DEFINED["error"]))

# what nothing can throw, and what has no time to come: as if it were not there, and told
_ACTION = drawing.action("varsel", til="rektor")
row("1 events that never come", "error edge on a task", "start: T; do T: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", k=drawing.boundary("T", DEFINED["error"]))
row("1 events that never come", "error edge without code, on a manual task", "start: T; do T: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", T=D("manualTask", ext=gating.OWN), k=drawing.boundary("T", "<bpmn:errorEventDefinition/>"))
row("1 events that never come", "error edge on an action", "start: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", T=_ACTION, k=drawing.boundary("T", DEFINED["error"]))
row("1 events that never come", "escalation edge on a task, beside", "start: T; do T: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", k=drawing.boundary("T", DEFINED["escalation"], is_interrupting=False))
row("1 events that never come", "error edge on a task that is repeated", "start elever=[1,2]: T T; do T: T; do T: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", T=gating.loop(drawing.each("=elever")), k=drawing.boundary("T", DEFINED["error"]))
row("1 events that never come", "message edge on an action", "start: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", T=_ACTION, k=drawing.boundary("T", DEFINED["message"]))
row("1 events that never come", "timer edge on an action that is repeated", "start elever=[1,2]: = slutt ~never-happens", "start > T > slutt; k > B > slutt2", T=_ACTION.replace("</bpmn:serviceTask>", drawing.each("=elever") + "</bpmn:serviceTask>"), k=drawing.boundary("T", DEFINED["timer"]))
