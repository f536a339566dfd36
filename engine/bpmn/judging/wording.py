"""Judges every calculated text: FEEL that does not read, unknown names, deadlines and timers that cannot be read.

Knows texts and which names exist. What they give at run time is not known here (design 6, 7).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine import deadlines, errors, expressions
from engine.bpmn.drawing import openings, repeats, texts
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.judging import fitness, links, marking
from engine.bpmn.running import plan, waits
from engine.bpmn.values import Element

COUNTERS = frozenset(
    {
        "numberOfInstances",
        "numberOfActiveInstances",
        "numberOfCompletedInstances",
        "numberOfTerminatedInstances",
    }
)
_SEVEN = ("${", "#{")


def check(
    process: Process,
    known: Collection[str] | None,
    finder: Finder,
    *,
    kinds: expressions.Kinds | None = None,
    carrier: str = "",
) -> None:
    """Add what is wrong with the texts of `process`; with `known`, also the names that nothing gives.

    With `kinds`, also what the forms' answers cannot be compared with or used as. `carrier` is what may bring a name
    that nothing else gives.
    """
    for element in process.elements.values():
        _needed(element, finder)
        marking.check(element, known, finder)
    uses = list(texts.of(process.elements.values(), process.flows.values()))
    feel = [(use, text) for use in uses for text in _readable(use, known, finder)]
    read = texts.readings([text for _, text in feel], known, kinds)
    for (use, text), (_, reading) in zip(feel, read, strict=True):
        _problems(use, text, reading, finder, carrier)
        if reading is not None:
            fitness.check(use, reading, finder)
            _fixed(use, reading, finder)


def given_names(processes: Iterable[Process]) -> frozenset[str]:
    """Return the names that diagrams themselves give: results, mappings, loop elements."""
    found: set[str] = set(COUNTERS) | {"loopCounter"}
    for process in processes:
        for element in process.elements.values():
            found.update(target for target, _ in (*element.inputs, *element.outputs))
            found.update(name for name in (element.result, *_loop_names(element)) if name)
            if element.event and element.event.kind in {"message", "signal"}:
                found |= texts.names_in(
                    texts.Use(element, "", source) for _, source in element.outputs if expressions.is_expression(source)
                )
    return frozenset(found)


def _loop_names(element: Element) -> tuple[str, ...]:
    return (element.loop.item, element.loop.collected) if element.loop else ()


def _needed(element: Element, finder: Finder) -> None:
    event, loop = element.event, element.loop
    if event and event.kind == "timer" and not event.text:
        finder.error("timer-missing", element, "Timeren har ingen tid.", remedy=_WRITE)
    if (
        event
        and event.kind == "message"
        and (element.kind in _CAUGHT or _is_listening(element) or (element.kind in _SENT and not element.action_type))
    ):
        _message(element, finder)
    if loop:
        repeats.check(element, loop, finder)
    if element.kind == "scriptTask" and not (element.script and element.result):
        what = "Skriptet mangler uttrykk eller navn på resultatet."
        finder.error("script-missing", element, what, remedy="Fyll ut zeebe:script expression og resultVariable.")


_WRITE = "Skriv for eksempel 6 uker, 3 skoledager, P6W eller en dato."
_SENT = {"intermediateThrowEvent", "endEvent", "sendTask"}
_CAUGHT = {"intermediateCatchEvent", "boundaryEvent", "receiveTask"}


def _is_listening(element: Element) -> bool:
    """Tell whether it is the start of an event sub-process: no other start inside a process waits for anything."""
    return element.kind == "startEvent" and bool(element.parent)


def _message(element: Element, finder: Finder) -> None:
    event = element.event
    if event and not event.name:
        finder.error("message-missing", element, "Meldingen har ikke navn.", remedy="Gi meldingen et navn.")
    if event and not event.key and element.kind not in _SENT:
        links.keyless(element, event, finder)


def _readable(use: texts.Use, known: Collection[str] | None, finder: Finder) -> tuple[str, ...]:
    """Return the FEEL texts of `use`, after saying what is wrong with the text around them."""
    if any(sign in use.text for sign in _SEVEN):
        what = f"{use.said} «{use.text}» er skrevet for Camunda 7."
        feel = expressions.translated(use.text)
        ours = f" Altså: «={feel}»." if feel else ""
        finder.error("camunda7", use.at, what, remedy=f"Skriv FEEL med = foran og uten ${{…}}.{ours}")
        return ()
    if use.is_deadline:
        try:
            _deadline(use, texts.deadline(use.text), finder)
        except errors.DeadlineUnreadable as problem:
            what = str(problem.details.get("what", problem.message))
            code = "timer-cron" if problem.details.get("is_cron") else "deadline-unreadable"
            # the message goes on with how to write it: said once
            how = marking.meant(use.text, known) or problem.message.removeprefix(what).strip() or _WRITE
            finder.error(code, use.at, what, remedy=how)
    return texts.feel_in(use)


# what stands as the one and is the other
_TAKEN_FOR = (
    ("timeDate", (deadlines.Span,), "varighet", "dato"),
    ("timeDuration", (deadlines.Instant, deadlines.OnDay), "dato", "varighet"),
)


def _kind(element: Element, read: deadlines.Deadline, finder: Finder) -> None:
    for name, rules, is_a, stands_as in _TAKEN_FOR:
        if element.event and element.event.name == name and isinstance(read.rule, rules):
            what = f"«{element.event.text}» er en {is_a}, men står som {stands_as}."
            why = f"Her går den som {is_a}. Andre verktøy ville stoppet saken."
            finder.warning("timer-kind", element, what, why=why, remedy=f"Velg {is_a}, eller skriv en {stands_as}.")


def _deadline(use: texts.Use, read: deadlines.Deadline, finder: Finder) -> None:
    element = use.at
    if not isinstance(element, Element):
        return
    is_cycle = isinstance(read.rule, deadlines.Cycle | deadlines.Cron)
    is_boundary = element.kind == "boundaryEvent" or _is_listening(element)
    if is_cycle and not is_boundary and not openings.is_opening(element):
        what = f"«{use.text}» gjentas, og det kan bare en ikke-avbrytende timer på en kant eller i starten av en "
        what += "hendelsesdelprosess gjøre."
        finder.error("timer-cycle", element, what, remedy="Bruk en varighet, for eksempel P1W.")
    if is_cycle and is_boundary and element.is_interrupting:
        what = f"«{use.text}» gjentas, men timeren avbryter første gang."
        finder.warning("timer-cycle", element, what, remedy="Gjør timeren ikke-avbrytende, eller bruk en varighet.")
    if (
        element.event
        and element.event.name == "timeCycle"
        and not isinstance(read.rule, deadlines.Cycle | deadlines.Cron | deadlines.Feel)
    ):
        what = f"«{use.text}» står som gjentakelse (cycle), men sier ikke hvor mange ganger."
        finder.error("timer-cycle", element, what, remedy="Skriv for eksempel R3/P1W, eller velg varighet eller dato.")
    _kind(element, read, finder)
    if is_cycle and element.properties.get(waits.MISSED, waits.EACH) not in {waits.EACH, waits.ONCE}:
        what = f"Egenskapen «{waits.MISSED}» er «{element.properties[waits.MISSED]}»."
        remedy = f"Skriv «{waits.ONCE}» (de tapte gangene telles som én) eller «{waits.EACH}» (hver av dem går)."
        finder.error("property-unknown", element, what, remedy=remedy)
    if isinstance(read.rule, deadlines.Straks) and use.place == texts.PLACES["timer"]:
        what = f"«{use.text}» gir ingen tid: timeren går med en gang."
        finder.error("timer-straks", element, what, remedy="Skriv hvor lenge det skal ventes, eller fjern timeren.")


def _fixed(use: texts.Use, reading: expressions.Reading, finder: Finder) -> None:
    """Say that what an event waits for can never change: it reads no answer."""
    is_waited = isinstance(use.at, Element) and use.place == texts.PLACES["condition"]
    is_unreadable = any(one.code == "feel-unreadable" for one in reading.problems)
    if is_waited and not is_unreadable and not (reading.names | reading.maybe) - plan.BUILT_IN:
        what = f"Betingelsen «{use.text}» leser ingen svar, så den kan aldri bli en annen."
        remedy = "Les et svar fra et skjema i betingelsen, eller bruk en timer for å vente på en tid."
        finder.error("condition-fixed", use.at, what, remedy=remedy)


def _problems(use: texts.Use, text: str, reading: expressions.Reading | None, finder: Finder, carrier: str) -> None:
    """Say what is wrong in `text`, which is all of the use, or a part: the place is that in the whole."""
    if reading is None:
        what = f"{use.said} «{use.text}» tar for lang tid å regne ut."
        finder.error("feel-too-costly", use.at, what, remedy="Forenkle uttrykket.")
        return
    begin = max(0, use.text.find(text))
    for problem in reading.problems:
        where, before = (f", linje {problem.line}", 0) if problem.line > 1 else ("", begin)
        what = f"I {use.place} «{use.text}» (tegn {before + problem.column}{where}): {problem.message}"
        if problem.name and carrier and problem.is_strange:
            why = f"Det kan bare komme med {carrier}. Kommer det ikke, er det null."
            remedy = f"Skriv det som utdata på hendelsen: ={problem.name} → {problem.name}."
            finder.warning("name-unknown", use.at, what, why=why, remedy=remedy)
        elif problem.name:
            remedy = "Bruk nøkkelen til et felt i et skjema, eller et navn som diagrammet selv gir."
            finder.error("name-unknown", use.at, what, remedy=remedy)
        else:
            tell = finder.warning if problem.is_warning else finder.error
            tell(problem.code, use.at, what, remedy="Rett uttrykket i egenskapspanelet.")
