"""Judges how a process is drawn: flows, gateways, starts, what no token reaches (design 7).

Knows elements and flows. Must not know texts, forms or other processes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from engine.bpmn.drawing import ad_hoc, dialect, linking, openings
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.values import Element, Flow

_CONDITIONED = {"exclusiveGateway", "inclusiveGateway"}
_AT_ONCE = {"task", "scriptTask", "serviceTask", "sendTask", "businessRuleTask"}


def check(process: Process, finder: Finder) -> None:
    """Add what is wrong with the drawing of `process`."""
    out, into = process.outgoing(), process.incoming()
    if not process.has_gaps:
        # What is refused would only be told once more, as missing.
        _complete(process, finder)
    for element in process.elements.values():
        _flows_of(element, out[element.id], into[element.id], finder)
        if element.kind in _CONDITIONED and len(out[element.id]) > 1:
            _conditions(process, element, out[element.id], finder)
        elif element.kind in {"parallelGateway", "eventBasedGateway"}:
            _unconditioned(element, out[element.id], finder)
        if element.kind == "boundaryEvent":
            _boundary(process, element, finder)
        if element.kind == "eventBasedGateway":
            _race(process, element, out[element.id], finder)
    for flow in process.flows.values():
        _crossing(process, flow, finder)


def _complete(process: Process, finder: Finder) -> None:
    """Judge what is missing: a start, a flow, a way to an element."""
    out = process.outgoing()
    _starts(process, "", Spot(process.id, process.name, process.line), finder)
    openings.check(process, finder)
    for element in process.elements.values():
        if element.kind == "subProcess":
            _starts(process, element.id, element, finder)
        if element.ad_hoc:
            firsts = frozenset(one.id for one in process.starts(element.id))
            ad_hoc.check(element, firsts, process.inside(element.id), finder)
        if not out[element.id] and element.kind == "startEvent":
            remedy = "Tegn en flyt til det første steget."
            finder.error("flow-wrong", element, "Ingen flyt går ut av starthendelsen.", remedy=remedy)
        if not out[element.id] and element.kind == "boundaryEvent" and not _is_compensation(element):
            why = "Det skjer ikke noe mer når den inntreffer."
            finder.warning("flow-missing", element, "Ingen flyt går ut av kanthendelsen.", why=why)
    _unreached(process, finder)


def _is_compensation(element: Element) -> bool:
    return element.event is not None and element.event.kind == "compensate"


def _starts(process: Process, parent: str, at: Element | Spot, finder: Finder) -> None:
    starts = process.starts(parent)
    if not process.inside(parent):
        finder.error("process-empty", at, "Delprosessen er tom.", remedy="Tegn stegene i den, eller bruk en oppgave.")
    elif not starts:
        what = "Det er ingen starthendelse, og alle elementene har en flyt inn."
        finder.error("start-missing", at, what, remedy="Sett inn en starthendelse.")
    events = [one for one in starts if one.kind == "startEvent" and one.event and one.event.kind == "none"]
    for extra in events[1:]:
        what = "Det er flere starthendelser uten symbol."
        why = "Det er ikke gitt hvilken av dem som gjelder."
        remedy = "Behold én, eller gi de andre en melding."
        if parent:
            what = "Delprosessen har flere starthendelser."
            remedy = "Behold én, og sett en parallell port etter den hvis flere veier skal begynne samtidig."
        finder.error("start-several", extra, what, why=why, remedy=remedy)


def _flows_of(element: Element, out: list[Flow], into: list[Flow], finder: Finder) -> None:
    if into and element.kind in {"startEvent", "boundaryEvent"}:
        what = f"En flyt går inn i en {dialect.WORDS[element.kind]}."
        finder.error("flow-wrong", element, what, remedy="Tegn flyten til elementet etter.")
    if out and element.kind == "endEvent":
        remedy = "Bruk en kastehendelse uten symbol, eller fjern flyten."
        finder.error("flow-wrong", element, "En flyt går ut av en slutthendelse.", remedy=remedy)


def _conditions(process: Process, element: Element, out: list[Flow], finder: Finder) -> None:
    for flow in out:
        if not flow.condition and not flow.is_default:
            target = process.elements[flow.target]
            way = f"ut av porten «{element.name or element.id}» til «{target.name or target.id}»"
            what = f"Flyten «{flow.name or flow.id}» {way} mangler betingelse."
            remedy = "Skriv en betingelse i FEEL, for eksempel =alvorlig = true, eller gjør flyten til standardflyt."
            finder.error("condition-missing", flow, what, remedy=remedy)
        if flow.condition and flow.is_default:
            what = "Standardflyten har en betingelse, som ikke brukes."
            finder.warning("condition-unused", flow, what, remedy="Fjern betingelsen.")
    if not any(flow.is_default for flow in out):
        why = "Er ingen betingelse oppfylt, eller mangler et svar, stopper saken her."
        remedy = "Gjør en av flytene til standardflyt."
        finder.warning("default-missing", element, "Porten har ingen standardflyt.", why=why, remedy=remedy)


def _unconditioned(element: Element, out: list[Flow], finder: Finder) -> None:
    for flow in out:
        if flow.condition or flow.is_default:
            what = "Flyten har en betingelse, men porten tar alltid alle veier."
            if element.kind == "eventBasedGateway":
                what = "Flyten har en betingelse, men her avgjør den første hendelsen."
            remedy = "Fjern betingelsen, eller bruk en eksklusiv eller inklusiv port."
            finder.error("condition-unused", flow, what, remedy=remedy)


def _boundary(process: Process, element: Element, finder: Finder) -> None:
    host = process.elements.get(element.host)
    if host is None or host.kind not in dialect.ACTIVITIES:
        what = f"Kanthendelsen er festet til «{element.host}», som ikke er en oppgave eller delprosess."
        finder.error("reference-unknown", element, what, remedy="Fest den på nytt i tegningen.")
        return
    if host.parent != element.parent:
        what = "Kanthendelsen står ikke i samme delprosess som det den er festet til."
        finder.error("flow-wrong", element, what, remedy="Fest den på nytt i tegningen.")
    is_thrown = element.event is not None and element.event.kind in {"error", "escalation", "cancel", "compensate"}
    if not is_thrown and host.kind in _AT_ONCE:
        what = "Kanthendelsen kan aldri inntreffe: elementet er ferdig med en gang."
        remedy = "Fest den til en oppgave for en person, eller fjern den."
        finder.warning("never-happens", element, what, remedy=remedy)


def _race(process: Process, element: Element, out: list[Flow], finder: Finder) -> None:
    into = process.incoming()
    if not out:
        remedy = "Tegn flyter til ventehendelsene."
        finder.error("flow-wrong", element, "Ingen hendelser står bak porten.", remedy=remedy)
    for flow in out:
        target = process.elements[flow.target]
        is_event = target.kind in {"intermediateCatchEvent", "receiveTask"} and target.loop is None
        if not is_event or process.boundaries().get(target.id):
            what = f"«{target.name or target.id}» kan ikke stå rett etter en hendelsesbasert port."
            remedy = "Bak porten kan det bare stå ventehendelser og meldingsmottak, uten kanthendelser."
            finder.error("not-supported", flow, what, remedy=remedy)
        if target.variant == "all" and element.variant != "all":
            what = f"«{target.name or target.id}» venter på alle symbolene sine, og kan ikke stå bak porten."
            why = "Her avgjør den første hendelsen."
            remedy = "Gi den ett symbol (melding, signal, timer eller betingelse), og vent på resten etter den."
            finder.error("not-supported", flow, what, why=why, remedy=remedy)
        if len(into[target.id]) > 1:
            what = f"«{target.name or target.id}» har også en annen flyt inn."
            finder.error("flow-wrong", flow, what, remedy="Gi porten en egen hendelse.")


def _crossing(process: Process, flow: Flow, finder: Finder) -> None:
    source, target = process.elements[flow.source], process.elements[flow.target]
    if source.parent != target.parent:
        what = "Flyten går inn i eller ut av en delprosess."
        remedy = "Avslutt inne i delprosessen, og tegn en flyt fra delprosessen selv."
        finder.error("flow-wrong", flow, what, remedy=remedy)


def reached(process: Process, starts: Sequence[str] | None = None) -> set[str]:
    """Return every element that a token can reach from `starts` (None: all of them), also inside sub-processes."""
    out, hung = process.outgoing(), process.boundaries()
    found: set[str] = set()
    todo = [one.id for one in process.starts("")] if starts is None else list(starts)
    todo += [one.id for one in process.event_subs("")]
    while todo:
        ident = todo.pop()
        if ident in found:
            continue
        found.add(ident)
        todo += [flow.target for flow in out[ident]]
        todo += [one for event in hung.get(ident, ()) for one in (event.id, event.undo) if one in process.elements]
        if process.elements[ident].kind == "subProcess":
            todo += [one.id for one in (*process.starts(ident), *process.event_subs(ident))]
    return found


def _unreached(process: Process, finder: Finder) -> None:
    """Tell of what no way leads to, where the gap is: a sub-process once, and not all that stands behind it too.

    No end of a link (`linking` has told what it lacks); of a circle its first element.
    """
    found, into = reached(process), process.incoming()
    lost = [one for one in process.elements.values() if one.id not in found and _is_own(one, process, found)]
    told: set[str] = set()
    for element in sorted(lost, key=lambda one: bool(into[one.id])):
        if element.id in told:
            continue
        behind = reached(process, [element.id]) - found - told - {element.id}
        told |= {element.id, *behind}
        _tell_unreached(element, finder, behind=sum(one.id in behind for one in lost), is_circle=bool(into[element.id]))


def _is_own(element: Element, process: Process, found: Collection[str]) -> bool:
    """Tell whether an unreached element is told of by itself, and not with what it stands in or on."""
    is_within = element.parent in process.elements and element.parent not in found
    is_told = is_within or linking.is_link(element) or element.is_undo
    return not is_told and (not element.host or element.host in found)


def _tell_unreached(element: Element, finder: Finder, *, behind: int, is_circle: bool) -> None:
    what, remedy = "Ingen flyt fører hit", "Tegn en flyt hit, eller fjern elementet."
    if is_circle:
        what, remedy = "Ingen vei fra starten fører hit", "Tegn flyten som mangler, eller fjern elementet."
    if behind:
        what += f", og da heller ikke til det som kommer etter ({behind} steg)"
    finder.error("unreachable", element, f"{what}.", why="Det som er tegnet, ville aldri bli gjort.", remedy=remedy)
