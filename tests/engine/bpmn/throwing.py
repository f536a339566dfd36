"""Drawn parts for tests of what is thrown outwards: ends, throws, starts and scopes of errors and escalations."""

from __future__ import annotations

import drawing

TOP = "".join(
    f'<bpmn:{kind} id="{kind[:2]}{code}" name="{code}" {kind}Code="{code}"/>'
    for kind in ("error", "escalation")
    for code in "EFG"
) + drawing.message("svar")
AT = drawing.node("startEvent")
TERMINATE = drawing.node("endEvent", "<bpmn:terminateEventDefinition/>")


def symbol(kind: str, code: str = "") -> str:
    """Return the definition of an error, an escalation (of no code: of any) or the message."""
    if kind == "message":
        return drawing.on_message("svar")
    reference = code if len(code) > 1 else f"{kind[:2]}{code}"
    return f"<bpmn:{kind}EventDefinition" + (f' {kind}Ref="{reference}"/>' if code else "/>")


def end(kind: str, code: str = "F", *, ident: str = "kast") -> str:
    """Return an end event that throws."""
    return drawing.node("endEvent", symbol(kind, code)).replace("{id}", ident)


def throw() -> str:
    """Return an event on the way that throws the escalation E."""
    return drawing.node("intermediateThrowEvent", symbol("escalation", "E"))


def start(kind: str, code: str = "", *, is_interrupting: bool = True) -> str:
    """Return the start event of an event sub-process."""
    return drawing.node("startEvent", symbol(kind, code), isInterrupting=str(is_interrupting).lower())


def begun(kind: str, code: str = "", names: str = "h hs X he", *, is_interrupting: bool = True) -> str:
    """Return an event sub-process with one task; `names` are the prefix of its flows, its start, task and end."""
    prefix, first, task, last = names.split()
    given = {first: start(kind, code, is_interrupting=is_interrupting), last: drawing.node("endEvent")}
    return sub(drawing.inside(f"{first} > {task} > {last}", prefix=prefix, **given))


def sub(inner: str) -> str:
    """Return an event sub-process around `inner`."""
    return drawing.node("subProcess", inner, triggeredByEvent="true")


def inner(flows: str, **elements: str) -> str:
    """Return a sub-process; `e1` is its end."""
    ends = {"e1": drawing.node("endEvent")} if "e1" in flows else {}
    return drawing.node("subProcess", drawing.inside(flows, prefix="i", **ends, **elements))
