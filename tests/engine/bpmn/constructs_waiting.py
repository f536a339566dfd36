"""Rows of the construct table (`constructs`): starts, signals, conditions, links, messages, cycles, event gateways."""

from __future__ import annotations

from collections.abc import Mapping

import drawing

from tests.engine.bpmn import gating

RUNS = "runs"
CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"
TOP = (
    drawing.message("svar")
    + drawing.signal("stengt")
    + '<bpmn:message id="stum" name="stum"/><bpmn:message id="hul" name="=x"/>'
    + drawing.message("regnet").replace('name="regnet"', 'name="=x"')
    + drawing.signal("utregnet").replace('name="utregnet"', 'name="=x"')
)
SYMBOLS = {
    "message": drawing.on_message("svar"),
    "signal": drawing.on_signal("stengt"),
    "conditional": drawing.on_condition("=x > 1"),
    "timer date": drawing.timer("2026-06-15T08:00:00+02:00", kind="timeDate"),
    "timer duration": drawing.timer("P1D"),
}
CYCLES = {
    "R3/P1W": RUNS,
    "R3/2026-08-17T08:00/P1W": RUNS,
    "R/P1W/2026-12-31T08:00": RUNS,
    '="R3/P1W"': RUNS,
    "R/P1W": RUNS,
    "R/PT30S": "deadline-unreadable",
    "0 0 9 * * MON": RUNS,
    "@monthly": RUNS,
    '="0 0 9 * * MON"': RUNS,
    "0 9 * * MON": "timer-cron",
}
Row = tuple[str, str, Mapping[str, str]]


def _event(kind: str, content: str = "", **more: str) -> str:
    return drawing.node(kind, content, **more)


def _cycle(text: str) -> str:
    return drawing.timer(text, kind="timeCycle")


def _start(symbol: str) -> dict[str, str]:
    return {"flows": "start > T > slutt; inn > T", "inn": _event("startEvent", symbol)}


def _edge(symbol: str, *, is_interrupting: bool) -> dict[str, str]:
    edge = drawing.boundary("T", symbol, is_interrupting=is_interrupting)
    return {"flows": "start > T > slutt; k > slutt", "k": edge}


def _race(**events: str) -> dict[str, str]:
    flows = "; ".join(f"race > {ident} > slutt" for ident in events)
    return {"flows": f"start > T > race; {flows}", **events}


def _link(kind: str) -> str:
    return _event(kind, drawing.link("L"))


ROWS: list[Row] = [
    *((f"{name} start", RUNS, _start(symbol)) for name, symbol in SYMBOLS.items() if name != "conditional"),
    ("conditional start", "not-supported", _start(SYMBOLS["conditional"])),
    ("timer start without end", RUNS, _start(_cycle("R/P1W"))),
    ("timer start by cron", RUNS, _start(_cycle("0 0 9 * * MON"))),
    ("timer start that reads an answer", "start-reads-answers", _start(drawing.timer("=dato", kind="timeDate"))),
    ("two none starts", "start-several", _start("")),
    ("two starts by one signal", "start-several", {
        "flows": "a > T > slutt; b > T", "a": _event("startEvent", SYMBOLS["signal"]),
        "b": _event("startEvent", SYMBOLS["signal"]),
    }),
    *((f"{name} catch", RUNS, {"flows": "start > T > V > slutt", "V": _event(CATCH, symbol)})
      for name, symbol in SYMBOLS.items()),
    *((f"{name} edge, {word}", RUNS, _edge(symbol, is_interrupting=word == "interrupting"))
      for name, symbol in SYMBOLS.items() for word in ("interrupting", "beside")),
    *((f"{name} {word}", RUNS, {"flows": "start > T > K" + (" > slutt" if kind == THROW else ""),
                                "K": _event(kind, SYMBOLS[name])})
      for name in ("message", "signal") for word, kind in (("throw", THROW), ("end", "endEvent"))),
    ("message throw without key", "message-missing", {
        "flows": "start > T > K > slutt", "K": _event(THROW, drawing.on_message("stum")),
    }),
    ("message throw without key, of a routine that begins by it", RUNS, {
        "flows": "start > T > K > slutt; m > T", "K": _event(THROW, drawing.on_message("stum")),
        "m": _event("startEvent", drawing.on_message("stum")),
    }),
    ("message end that is an action", RUNS, {
        "flows": "start > T > K", "K": drawing.action(til="rektor", element="endEvent").replace(
            "</bpmn:endEvent>", "<bpmn:messageEventDefinition/></bpmn:endEvent>"),
    }),
    ("send task with a message", RUNS, {
        "flows": "start > T > K > slutt", "K": _event("sendTask", messageRef="svar"),
    }),
    ("receive task", RUNS, {"flows": "start > T > V > slutt", "V": _event("receiveTask", messageRef="svar")}),
    ("send task with a message, several", RUNS, {
        "flows": "start > T > K > slutt",
        "K": _event("sendTask", drawing.each("=[1, 2]"), messageRef="svar"),
    }),
    ("receive task that begins a case", "not-supported", {
        "flows": "start > T > V > slutt", "V": _event("receiveTask", messageRef="svar", instantiate="true"),
    }),
    *((f"message named by FEEL, {kind}", RUNS, {
        "flows": "start > T > V > slutt", "V": _event(kind, drawing.on_message("regnet")),
    }) for kind in (CATCH, THROW)),
    *((f"signal named by FEEL, {kind}", RUNS, {
        "flows": "start > T > V > slutt", "V": _event(kind, drawing.on_signal("utregnet")),
    }) for kind in (CATCH, THROW)),
    ("message named by FEEL, receive task", RUNS, {
        "flows": "start > T > V > slutt", "V": _event("receiveTask", messageRef="regnet"),
    }),
    ("message named by FEEL, without key", "message-missing", {
        "flows": "start > T > V > slutt", "V": _event("receiveTask", messageRef="hul"),
    }),
    ("start by a message named by FEEL", "not-supported", _start(drawing.on_message("regnet"))),
    ("start by a signal named by FEEL", "not-supported", _start(drawing.on_signal("utregnet"))),
    ("event gateway that takes all", "not-supported", {
        "flows": "start > T > r > V > slutt", "r": _event("eventBasedGateway", eventGatewayType="Parallel"),
        "V": _event(CATCH, SYMBOLS["signal"]),
    }),
    ("receive task without message", "reference-unknown", {
        "flows": "start > T > V > slutt", "V": _event("receiveTask"),
    }),
    ("condition that nothing changes", "condition-fixed", {
        "flows": "start > T > V > slutt", "V": _event(CATCH, drawing.on_condition("=today() > date(sak.opprettet)")),
    }),
    *((f"condition with a filter, {said}", verdict, {
        "flows": "start > T > slutt; k > slutt",
        "k": drawing.boundary("T", SYMBOLS["conditional"].replace("<bpmn:condition>", (
            f"<bpmn:extensionElements><zeebe:conditionalFilter {said}/></bpmn:extensionElements><bpmn:condition>"))),
    }) for said, verdict in {
        'variableNames="x"': RUNS, 'variableEvents="create, update"': RUNS, 'variableEvents="delete"': "not-supported",
    }.items()),
    ("link pair", RUNS, {"flows": "start > T > U; I > slutt", "U": _link(THROW), "I": _link(CATCH)}),
    ("link throw alone", "link-missing", {"flows": "start > T > U", "U": _link(THROW)}),
    ("link catch alone", "link-missing", {"flows": "start > T > slutt; I > slutt", "I": _link(CATCH)}),
    ("two link catches", "link-several", {
        "flows": "start > T > U; I > slutt; J > slutt", "U": _link(THROW), "I": _link(CATCH), "J": _link(CATCH),
    }),
    *((f"cycle {text}, beside", verdict, _edge(_cycle(text), is_interrupting=False))
      for text, verdict in CYCLES.items()),
    ("cycle, interrupting", RUNS, _edge(_cycle("R3/P1W"), is_interrupting=True)),
    ("cron, interrupting", RUNS, _edge(_cycle("0 0 9 * * MON"), is_interrupting=True)),
    ("cron catch", "timer-cycle", {"flows": "start > T > V > slutt", "V": _event(CATCH, _cycle("@daily"))}),
    ("cycle catch", "timer-cycle", {"flows": "start > T > V > slutt", "V": _event(CATCH, _cycle("R3/P1W"))}),
    ("event gateway with two timers", RUNS, _race(
        V=_event(CATCH, SYMBOLS["timer date"]), W=_event(CATCH, SYMBOLS["timer duration"]))),
    ("event gateway with everything", RUNS, _race(
        A=_event(CATCH, SYMBOLS["message"]), B=_event(CATCH, SYMBOLS["signal"]),
        C=_event(CATCH, SYMBOLS["conditional"]), D=_event(CATCH, SYMBOLS["timer duration"]),
        E=_event("receiveTask", messageRef="svar"))),
    ("event gateway with a task", "not-supported", _race(V=gating.TASK)),
]  # fmt: skip
DRAWN = [(name, verdict, {"top": TOP, **given}) for name, verdict, given in ROWS]
