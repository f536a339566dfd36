"""Judges events that belong to a scope: event sub-processes, what is thrown outwards and who takes it (design 7).

Knows elements, and the routines that call each other. An error that nobody takes stops a case; an escalation that
nobody takes is without effect: both are told, and neither is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.bpmn import dialect
from engine.bpmn.diagram import Process
from engine.bpmn.found import Finder
from engine.bpmn.values import Element

_THROWN = {"error", "escalation"}
_THROWERS = {"endEvent", "intermediateThrowEvent"}
_EDGE = "Sett en kanthendelse på delprosessen eller kallaktiviteten, eller en hendelsesdelprosess, med samme kode."


def check(process: Process, processes: Mapping[str, Process], finder: Finder) -> None:
    """Add what is wrong with the scope-shaped events of `process`."""
    hung = process.boundaries()
    for element in process.elements.values():
        if element.variant == "event":
            _event_sub(process, element, finder)
        if element.kind == "boundaryEvent":
            _edge(process, element, finder)
        if _is(element, "cancel") and element.kind == "endEvent":
            _cancel(process, element, hung, finder)
    for level in _levels(process):
        starts = [start for one in process.event_subs(level) for start in process.starts(one.id)]
        _same(starts, finder)
    for events in hung.values():
        _same(events, finder)
    _uncaught(process, processes, finder)


def _event_sub(process: Process, element: Element, finder: Finder) -> None:
    starts = [one for one in process.inside(element.id) if one.kind == "startEvent"]
    if not starts and not process.has_gaps and process.inside(element.id):
        what = "Hendelsesdelprosessen har ingen starthendelse."
        remedy = "Sett inn en starthendelse med symbol: en melding, en timer, en feil eller en eskalering."
        finder.error("start-missing", element, what, remedy=remedy)
    for extra in starts[1:]:
        what = "En hendelsesdelprosess kan bare ha én starthendelse."
        finder.error("start-several", extra, what, remedy="Tegn en hendelsesdelprosess for hver hendelse.")
    for start in starts:
        if _is(start, "error") and not start.is_interrupting:
            what = "En feil må avbryte det den hender i."
            finder.error("not-supported", start, what, remedy="Gjør starthendelsen avbrytende.")
    if process.outgoing()[element.id] or process.incoming()[element.id]:
        what = "En flyt går inn i eller ut av en hendelsesdelprosess, som bare starthendelsen i den kan starte."
        finder.error("flow-wrong", element, what, remedy="Fjern flyten, eller tegn en vanlig delprosess.")
    if element.loop is not None:
        what = "En hendelsesdelprosess kan ikke gjentas med multi-instance."
        finder.error("not-supported", element, what, remedy="Sett multi-instance på en delprosess inni den.")


def _edge(process: Process, element: Element, finder: Finder) -> None:
    host = process.elements.get(element.host)
    if host is None or host.kind not in dialect.ACTIVITIES:
        return  # told by `structure`
    if host.variant == "event":
        what = "En hendelsesdelprosess kan ikke ha kanthendelser."
        finder.error("not-supported", element, what, remedy="Fest den til en delprosess inni eller rundt.")
    if (_is(element, "error") or _is(element, "cancel")) and not element.is_interrupting:
        what = "En feil eller et avbrudd må avbryte det den hender i."
        finder.error("not-supported", element, what, remedy="Gjør kanthendelsen avbrytende.")
    if element.event and element.event.kind in _THROWN and host.kind not in {"subProcess", "callActivity"}:
        word = {"error": "feil", "escalation": "eskalering"}[element.event.kind]
        what = f"Bare en delprosess eller en kalt rutine kan kaste en {word}."
        why = "En oppgave eller handling som ikke lykkes, stopper saken, til noen prøver igjen."
        finder.error("not-supported", element, what, why=why, remedy="Bruk en port på svaret i stedet.")
    if _is(element, "cancel") and host.variant != "transaction":
        what = "Bare en transaksjon kan avbrytes med «avbryt»."
        finder.error("not-supported", element, what, remedy="Fest den til en transaksjon, eller bruk en feil (error).")


def _cancel(process: Process, element: Element, hung: Mapping[str, list[Element]], finder: Finder) -> None:
    around = process.elements.get(element.parent)
    if around is None or around.variant != "transaction":
        what = "Slutthendelsen «avbryt» kan bare stå rett i en transaksjon."
        remedy = "Gjør delprosessen til en transaksjon, eller bruk en feil (error)."
        finder.error("not-supported", element, what, remedy=remedy)
    elif around.loop is not None:
        what = "En transaksjon som gjentas med multi-instance, kan ikke avbrytes med «avbryt»."
        remedy = "Sett multi-instance på en delprosess, og legg transaksjonen inni den."
        finder.error("not-supported", element, what, remedy=remedy)
    elif not any(_is(one, "cancel") for one in hung.get(around.id, ())):
        what = "Transaksjonen har ingen kanthendelse «avbryt»."
        why = "Ingen vei fører videre når den avbrytes."
        finder.error("not-supported", element, what, why=why, remedy="Sett en kanthendelse «avbryt» på transaksjonen.")


def _same(catches: Iterable[Element], finder: Finder) -> None:
    """Refuse a second one that takes the same in the same place: it never would."""
    seen: dict[tuple[str, str], Element] = {}
    for one in catches:
        if one.event is None or one.event.kind not in {*_THROWN, "cancel", "compensate"}:
            continue
        other = seen.setdefault((one.event.kind, one.event.code), one)
        if other is not one:
            what = f"«{other.name or other.id}» fanger det samme."
            finder.error("never-happens", one, what, remedy="Fjern den ene, eller gi den en annen kode.")


def _uncaught(process: Process, processes: Mapping[str, Process], finder: Finder) -> None:
    for element in process.elements.values():
        event = element.event
        if event is None or event.kind not in _THROWN or element.kind not in _THROWERS:
            continue
        if _is_caught(element, process, processes, set()):
            continue
        if event.kind == "error":
            what = f"Feilen «{event.code}» blir ikke fanget noe sted."
            finder.warning("error-uncaught", element, what, why="Saken ville stoppe her.", remedy=_EDGE)
        else:
            what = f"Eskaleringen «{event.code}» blir ikke fanget noe sted."
            finder.warning("escalation-uncaught", element, what, why="Den er uten virkning.", remedy=_EDGE)


def _is_caught(element: Element, process: Process, processes: Mapping[str, Process], asked: set[str]) -> bool:
    """Tell whether something on the way out of `element` takes what it throws, in a routine that calls it too."""
    if any(_takes(one, element) for one in _around(element, process)):
        return True
    asked.add(process.id)
    for other in processes.values():
        for call in other.elements.values():
            if call.kind != "callActivity" or call.called != process.id or other.id in asked:
                continue
            thrown = replace(call, event=element.event)
            edges = other.boundaries().get(call.id, ())
            if any(_takes(one, element) for one in edges) or _is_caught(thrown, other, processes, asked):
                return True
    return False


def _around(element: Element, process: Process) -> Iterator[Element]:
    """Yield the starts and edges that what `element` throws comes to in its own process, the nearest first."""
    hung, level = process.boundaries(), element.parent
    while True:
        yield from (start for one in process.event_subs(level) for start in process.starts(one.id))
        if not level:
            return
        yield from hung.get(level, ())
        level = process.elements[level].parent


def _takes(catch: Element, thrown: Element) -> bool:
    kinds = catch.event and thrown.event and catch.event.kind == thrown.event.kind
    return bool(kinds and catch.event and thrown.event and catch.event.code in ("", thrown.event.code))


def _is(element: Element, kind: str) -> bool:
    return element.event is not None and element.event.kind == kind


def _levels(process: Process) -> Sequence[str]:
    return ("", *(one.id for one in process.elements.values() if one.kind == "subProcess"))
