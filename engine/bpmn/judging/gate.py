"""The gate before the engine: reads the diagrams of a publication and says what in them is refused, and why (design 7).

Knows the order of the judgements. No errors = every process can be built and run. Never raises for what stands in a
file.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from engine import decisions, model
from engine.bpmn.drawing import openings, reading, ruling
from engine.bpmn.drawing.diagram import Diagram, Process, called_from, runnable
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.judging import (
    bounds,
    foreseen,
    heeding,
    knowing,
    links,
    meeting,
    scoping,
    starting,
    structure,
    together,
    undoing,
    wording,
)
from engine.bpmn.values import Element, References


def references(raw: bytes, *, file: str) -> References:
    """Return what a diagram holds and refers to; nothing for a file that cannot be read."""
    diagram = reading.read(raw, file=file)
    elements = [element for process in diagram.processes.values() for element in process.elements.values()]
    return References(
        processes=tuple(process.id for process in runnable(diagram)),
        called=frozenset(element.called for element in elements if element.called),
        forms=frozenset(element.form_id for element in elements if element.form_id and not element.form_json),
        letters=frozenset(letter for element in elements for letter in links.letters_of(element)),
        decisions=frozenset(element.decision for element in elements if element.decision),
        opened=frozenset(one.id for one in diagram.processes.values() if any(map(_opens, one.elements.values()))),
    )


def _opens(element: Element) -> bool:
    """Tell whether a person, the clock, a message or a signal may begin the routine here."""
    is_event = element.event is not None and element.event.kind != "none"
    return openings.is_opening(element) and (is_event or bool(element.form_id or element.form_json))


def judge(files: Mapping[str, bytes], shelf: links.Shelf) -> tuple[list[model.Finding], list[str]]:
    """Return what can be seen to be wrong, without running anything, and the routines that are meant to run."""
    drawn, library = ruling.split(files)
    diagrams = [reading.read(raw, file=name) for name, raw in sorted(drawn.items())]
    found = [finding for diagram in diagrams for finding in diagram.findings]
    every = [process for diagram in diagrams for process in diagram.processes.values()]
    found += _same_ids(every)
    processes = {process.id: process for process in reversed(every)}
    run = _to_run(diagrams, processes)
    for diagram in diagrams:
        found += _runnable(diagram, {process.id for process in run})
    known = knowing.known(run, shelf)
    for process in run:
        found += process.findings
    asked = ruling.asked(run, library)
    found += decisions.findings(library, known=known.names, kinds=known.kinds, called=asked, carrier=known.carrier)
    found += (circles := bounds.calls(run, processes))
    own = knowing.by_routine(run, processes, shelf)
    for process in run if not circles else ():
        found += _judge(process, processes, (shelf, own[process.id], library))
    found += starting.check(run)
    return found + _same_tasks(run, processes), [process.id for process in run]


def _judge(
    process: Process,
    processes: Mapping[str, Process],
    given: tuple[links.Shelf, knowing.Known, decisions.Library],
) -> list[model.Finding]:
    finder = Finder(process.file)
    shelf, known, library = given
    if not process.elements and process.findings:
        return []
    if not process.elements:
        remedy = "Tegn stegene, eller la bassenget stå som en part utenfor."
        finder.error("process-empty", bounds.spot(process), "Rutinen har ingen elementer.", remedy=remedy)
        return finder.findings
    structure.check(process, finder)
    meeting.check(process, finder)
    scoping.check(process, processes, finder)
    undoing.check(process, finder)
    together.check(process, finder)
    links.check(process, processes, shelf, finder)
    ruling.check(process, library, finder)
    brings = knowing.carrier([process]) or known.carrier
    wording.check(process, known.names, finder, kinds=known.kinds, carrier=brings)
    heeding.check(process, processes, shelf, finder)
    foreseen.check(process, processes, shelf, known.names, finder)
    bounds.check(process, processes, finder)
    return finder.findings


def _to_run(diagrams: Sequence[Diagram], processes: Mapping[str, Process]) -> list[Process]:
    given = [process for diagram in diagrams for process in runnable(diagram)]
    called = called_from((element for one in given for element in one.elements.values()), processes)
    ids = dict.fromkeys([*(process.id for process in given), *sorted(called)])
    return [processes[ident] for ident in ids]


def _runnable(diagram: Diagram, run: Collection[str]) -> list[model.Finding]:
    finder = Finder(diagram.file)
    is_unread = any(finding.level == "error" for finding in diagram.findings)
    if not is_unread and not any(ident in run for ident in diagram.processes):
        what = "Ingen av prosessene i filen er merket som kjørbar."
        finder.error("not-executable", Spot("", "", 1), what, remedy="Kryss av for «Executable» på prosessen.")
        return finder.findings
    for process in diagram.processes.values():
        if process.is_executable and process.id not in run:
            what = "Prosessen er merket som kjørbar, men er tom: den er bare en part utenfor."
            finder.warning("process-empty", bounds.spot(process), what, remedy="Fjern krysset, eller tegn stegene.")
        if process.is_executable or not process.elements:
            continue
        what = "Prosessen er ikke merket som kjørbar; den er bare tegnet."
        if process.id in run:
            what = "Prosessen er ikke merket som kjørbar, men kjøres likevel: den er den eneste, eller den blir kalt."
        finder.warning("not-executable", bounds.spot(process), what, remedy="Kryss av for «Executable».")
    return finder.findings


def _same_ids(every: Sequence[Process]) -> list[model.Finding]:
    first: dict[str, Process] = {}
    found: list[model.Finding] = []
    for process in every:
        other = first.setdefault(process.id, process)
        if other is not process:
            finder = Finder(process.file)
            what = f"Rutinen «{process.id}» står i {other.file} også."
            finder.error("id-duplicate", bounds.spot(process), what, remedy="Gi den ene en annen id.")
            found += finder.findings
    return found


def _same_tasks(run: Sequence[Process], processes: Mapping[str, Process]) -> list[model.Finding]:
    """Answers, letters and stories name a task by its id alone: it must be the only one in a case.

    That is in a routine with all that it calls; routines that are only published together may use the same ids.
    """
    told: set[tuple[str, str]] = set()
    found: list[model.Finding] = []
    for process in run:
        inside = {process.id, *called_from(process.elements.values(), processes)}
        first: dict[str, Process] = {}
        for one in (one for one in run if one.id in inside):
            for element in one.elements.values():
                if not (element.is_task or element.action_type):
                    continue
                other = first.setdefault(element.id, one)
                if other is not one and (element.id, one.id) not in told:
                    told.add((element.id, one.id))
                    finder = Finder(one.file)
                    what = f"Oppgaven «{element.id}» har samme id som en oppgave i {other.file}."
                    why = "De er i samme sak: den ene kaller den andre, eller de blir kalt av samme rutine."
                    finder.error("id-duplicate", element, what, why=why, remedy="Gi den ene en annen id.")
                    found += finder.findings
    return found
