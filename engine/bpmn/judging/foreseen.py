"""Judges what is sure to go wrong when a case runs: signals that set themselves off, timers that count from nothing.

Knows elements, flows and which names there are at the start. Tells only what is sure: what depends on an answer is
left to the run, which stops a case that never rests, or a timer without a time (DECISIONS 26). That an event waits by
a name or key which nobody has given yet is a warning: its expression may give something without it.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine import expressions
from engine.bpmn.drawing import openings, texts
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.judging import links
from engine.bpmn.running import plan
from engine.bpmn.values import Element, Event

_THROWERS = {"endEvent", "intermediateThrowEvent", "sendTask"}
# What a token passes without anybody doing anything; a join waits for others.
_PASSED = {"task", "scriptTask", "serviceTask", "sendTask", "businessRuleTask", "intermediateThrowEvent"}
_GATEWAYS = {"exclusiveGateway", "inclusiveGateway", "parallelGateway"}
# What may take the other tokens away, or make them wait.
_BREAKS = {"terminate", "error", "escalation", "cancel", "compensate", "link"}


def check(
    process: Process, processes: Mapping[str, Process], shelf: links.Shelf, known: frozenset[str] | None, finder: Finder
) -> None:
    """Add what is sure to stop the cases of `process`; `known` are the names that exist, None where nobody can say."""
    for element in process.elements.values():
        event = element.event
        # one worked out may be called otherwise when it is thrown
        if event and event.name and not expressions.is_expression(event.name) and _hears_again(element, event):
            _echo(process, element, event, finder)
    is_called = any(
        one.called == process.id and one.process != process.id
        for p in processes.values()
        for one in p.elements.values()
    )
    if known is not None and not is_called:
        _early(process, shelf, known, finder)


def _hears_again(element: Element, event: Event) -> bool:
    """Tell whether it hears the same again after it has: beside an activity or a scope, or by opening a new case.

    A message that opens nothing reaches its key alone: who knows which that is when it is sent again.
    """
    is_opening = openings.is_opening(element)
    if event.kind not in _SAID or (event.kind == "message" and not is_opening):
        return False
    if element.kind == "boundaryEvent":
        return not element.is_interrupting
    return element.kind == "startEvent" and (is_opening or not element.is_interrupting)


_SAID = {"signal": "Signalet", "message": "Meldingen"}
_ANOTHER = {"signal": "signalet", "message": "meldingen"}


def _echo(process: Process, element: Element, event: Event, finder: Finder) -> None:
    is_opening = openings.is_opening(element)
    for one in surely_thrown(process, element):
        if _is_same(one, event):
            what = f"{_SAID[event.kind]} «{event.name}» setter i gang seg selv: «{element.name or element.id}» hører "
            what += f"{_ANOTHER[event.kind]}, og sender det samme på nytt uten å vente på noen."
            why = "Hver sak ville åpne en ny." if is_opening else "Saken ville aldri komme til ro, og stopper."
            remedy = f"Gi {_ANOTHER[event.kind]} som sendes et annet navn, eller sett en oppgave foran."
            finder.error("signal-echo", one, what, why=why, remedy=remedy)


def surely_thrown(process: Process, first: Element) -> list[Element]:
    """Return what sends something on a token's way from `first`, whatever anybody answers, before it has to wait."""
    reached = _surely_reached(process, first)
    if any(one.event and one.event.kind in _BREAKS for one in reached):
        return []
    return [one for one in reached if one.kind in _THROWERS and not one.action_type and one.event]


def _is_same(one: Element, event: Event) -> bool:
    return one.event is not None and (one.event.kind, one.event.name) == (event.kind, event.name)


def _surely_reached(process: Process, first: Element) -> list[Element]:
    """Return what a token from `first` comes to whatever anybody answers, before it has to wait."""
    out, into = process.outgoing(), process.incoming()
    found, todo = {first.id: first}, [first]
    while todo:
        at = todo.pop()
        flows = out[at.id]
        if at.kind in {"exclusiveGateway", "inclusiveGateway"} and len(flows) > 1:
            continue
        has_choice = any(flow.condition for flow in flows)
        for flow in flows:
            target = process.elements.get(flow.target)
            if target is None or target.id in found or flow.condition or (has_choice and flow.is_default):
                continue
            if target.kind == "endEvent":
                found[target.id] = target
            is_join = target.kind in _GATEWAYS and len(into[target.id]) > 1 and target.kind != "exclusiveGateway"
            if target.kind in _PASSED | _GATEWAYS and target.loop is None and not is_join:
                found[target.id] = target
                todo.append(target)
    return list(found.values())


def _early(process: Process, shelf: links.Shelf, known: frozenset[str], finder: Finder) -> None:
    """Tell of an event that begins to be waited for as the case opens, and reads what somebody answers only later."""
    starts = [one for one in process.elements.values() if one.kind == "startEvent" and not one.parent]
    given = {key for one in starts if one.form_id for key in (shelf.forms or {}).get(one.form_id, ())}
    given |= {target for one in starts for target, _ in one.outputs} | plan.BUILT_IN
    given |= {".".join(path) for path in shelf.kinds.get(links.OUTSIDE, {})}
    for start in (one for around in process.event_subs("") for one in process.starts(around.id)):
        for use in texts.of_element(start):
            late = sorted((texts.names_in([use]) & known) - given)
            if late and use.place in _WAITED:
                _late(start, use, late[0], finder)


_TIMER = texts.PLACES["timer"]
_WAITED = {_TIMER, texts.PLACES["key"], texts.PLACES["name"]}


def _late(start: Element, use: texts.Use, name: str, finder: Finder) -> None:
    why = "Starten på en hendelsesdelprosess begynner å vente når det den står i, begynner. Saken ville stoppe der."
    remedy = f"Legg hendelsesdelprosessen i en delprosess som begynner etter at «{name}» er besvart, eller sett "
    if use.place == _TIMER:
        what = f"Timeren teller fra «{name}», som ingen har svart på når saken åpnes."
        finder.error("timer-too-early", start, what, why=why, remedy=f"{remedy}timeren på kanten av et steg.")
        return
    what = f"{use.said} «{use.text}» leser «{name}», som ingen har svart på når saken åpnes."
    why += " Det gjelder ikke om uttrykket gir noe også uten svaret."
    finder.warning("event-too-early", start, what, why=why, remedy=f"{remedy}hendelsen på kanten av et steg.")
