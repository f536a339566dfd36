"""Judges events that belong to a scope: event sub-processes, what is thrown outwards and who takes it (design 7).

Knows elements, and the routines that call each other. An error that nobody takes stops a case; an escalation that
nobody takes is without effect: both are told, and neither is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from engine import expressions
from engine.bpmn.drawing import dialect
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element, Event, drawn

_THROWN = {"error", "escalation"}
_THROWERS = {"endEvent", "intermediateThrowEvent"}
_EDGE = "Sett en kanthendelse på delprosessen eller kallaktiviteten, eller en hendelsesdelprosess, med samme kode."


def check(process: Process, processes: Mapping[str, Process], finder: Finder) -> None:
    """Add what is wrong with the scope-shaped events of `process`."""
    hung, begun = process.boundaries(), _begun(process)
    flows = {end for flow in process.flows.values() for end in (flow.source, flow.target)}
    for element in process.elements.values():
        if element.variant == "event":
            _event_sub(process, element, begun.get(element.id, []), finder)
            if element.id in flows:
                what = "En flyt går inn i eller ut av en hendelsesdelprosess, som bare starthendelsen i den kan starte."
                finder.error("flow-wrong", element, what, remedy="Fjern flyten, eller tegn en vanlig delprosess.")
        if element.kind == "boundaryEvent":
            _edge(process, element, finder)
        _code(element, finder)
        if _is(element, "cancel") and element.kind == "endEvent":
            _cancel(process, element, hung, finder)
    levels: dict[str, list[Element]] = {}
    for ident, starts in begun.items():
        levels.setdefault(process.elements[ident].parent, []).extend(starts)
    for events in (*levels.values(), *hung.values()):
        _same(events, finder)
    _uncaught(process, processes, finder)


def _code(element: Element, finder: Finder) -> None:
    code = _event(element).code
    if element.kind not in _THROWERS and expressions.is_expression(code):
        what = f"Koden «{code}» på det som fanger, kan ikke regnes ut."
        remedy = "Skriv koden slik den er, eller la den stå tom: da fanges alle."
        finder.error("not-supported", element, what, remedy=remedy)


def _begun(process: Process) -> dict[str, list[Element]]:
    """Return the start events of each event sub-process."""
    found: dict[str, list[Element]] = {}
    for one in process.elements.values():
        around = process.elements.get(one.parent)
        if one.kind == "startEvent" and around is not None and around.variant == "event":
            found.setdefault(around.id, []).append(one)
    return found


def _event_sub(process: Process, element: Element, starts: list[Element], finder: Finder) -> None:
    if not starts and not process.has_gaps and process.inside(element.id):
        what = "Hendelsesdelprosessen har ingen starthendelse."
        remedy = "Sett inn en starthendelse med symbol: en melding, en timer, en feil eller en eskalering."
        finder.error("start-missing", element, what, remedy=remedy)
    for extra in [one for one in starts if one.id == drawn(one.id)][1:]:
        what = "En hendelsesdelprosess kan bare ha én starthendelse."
        finder.error("start-several", extra, what, remedy="Tegn en hendelsesdelprosess for hver hendelse.")
    for start in starts:
        if _is(start, "error") and not start.is_interrupting:
            what = "En feil må avbryte det den hender i."
            finder.error("not-supported", start, what, remedy="Gjør starthendelsen avbrytende.")
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
        what = f"Kanthendelsen inntreffer aldri: bare en delprosess eller en kalt rutine kan kaste en {word}."
        why = "En oppgave eller handling som ikke lykkes, stopper saken, til noen prøver igjen."
        remedy = "Bruk en port på svaret i stedet, eller fjern den."
        finder.warning("never-happens", element, what, why=why, remedy=remedy)
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


_REMEDIES = {
    **dict.fromkeys(_THROWN, "Fjern den ene, eller gi den en annen kode."),
    "cancel": "Fjern den ene.",
    "compensate": "Fjern den ene. Er det flere steg som gjør om, legg dem i en delprosess «for kompensasjon».",
}


def _same(catches: Iterable[Element], finder: Finder) -> None:
    """Refuse a second one that takes the same in the same place: it never would."""
    seen: dict[tuple[str, str], Element] = {}
    for one in catches:
        if one.event is None or one.event.kind not in {*_THROWN, "cancel", "compensate"}:
            continue
        other = seen.setdefault((one.event.kind, one.event.code), one)
        if other is not one:
            what = f"«{other.name or other.id}» fanger det samme."
            finder.error("never-happens", one, what, remedy=_REMEDIES[one.event.kind])


def _uncaught(process: Process, processes: Mapping[str, Process], finder: Finder) -> None:
    thrown = [one for one in process.elements.values() if one.kind in _THROWERS and _event(one).kind in _THROWN]
    if not thrown:
        return
    ways = _Ways(processes)
    for element in thrown:
        event = _event(element)
        if ways.are_caught(process.id, element.parent, event):
            continue
        if event.kind == "error":
            what = f"Feilen «{event.code}» blir ikke fanget noe sted."
            finder.warning("error-uncaught", element, what, why="Saken ville stoppe her.", remedy=_EDGE)
        else:
            what = f"Eskaleringen «{event.code}» blir ikke fanget noe sted."
            finder.warning("escalation-uncaught", element, what, why="Den er uten virkning.", remedy=_EDGE)


class _Ways:
    """The ways out of each scope of all processes, looked up once; each answer is kept."""

    def __init__(self, processes: Mapping[str, Process]) -> None:
        self.processes = processes
        self.hung = {ident: process.boundaries() for ident, process in processes.items()}
        self.starts: dict[tuple[str, str], list[Element]] = {}
        self.calls: dict[str, list[Element]] = {}
        self.known: dict[tuple[str, str, Event], bool] = {}
        for ident, process in processes.items():
            for one in process.elements.values():
                around = process.elements.get(one.parent)
                if one.kind == "startEvent" and around is not None and around.variant == "event":
                    self.starts.setdefault((ident, around.parent), []).append(one)
                if one.kind == "callActivity":
                    self.calls.setdefault(one.called, []).append(one)

    def are_caught(self, ident: str, level: str, event: Event) -> bool:
        """Tell whether something takes what a scope throws: on the way out of it, or in a routine that calls it."""
        key = (ident, level, event)
        if key not in self.known:
            self.known[key] = False  # a circle of calls catches nothing
            self.known[key] = self._is_caught(ident, level, event)
        return self.known[key]

    def _is_caught(self, ident: str, level: str, event: Event) -> bool:
        if any(_takes(one, event) for one in self.starts.get((ident, level), ())):
            return True
        if level:
            edges = self.hung[ident].get(level, ())
            outer = self.processes[ident].elements[level].parent
            return any(_takes(one, event) for one in edges) or self.are_caught(ident, outer, event)
        return any(
            any(_takes(one, event) for one in self.hung[call.process].get(call.id, ()))
            or self.are_caught(call.process, call.parent, event)
            for call in self.calls.get(ident, ())
        )


def _takes(catch: Element, event: Event) -> bool:
    if catch.event is None or catch.event.kind != event.kind:
        return False
    return catch.event.code in ("", event.code) or expressions.is_expression(event.code)


def _event(element: Element) -> Event:
    return element.event or Event("none")


def _is(element: Element, kind: str) -> bool:
    return element.event is not None and element.event.kind == kind
