"""Decision tables in diagrams: which a diagram asks for, whether they are there, and which names they read (design 7).

Knows elements and a library of decisions; how one is taken is `decisions`', where its value goes is `activities`'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from engine import decisions, expressions
from engine.bpmn.drawing import naming
from engine.bpmn.drawing.diagram import Diagram, Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.values import Element

SUFFIX = ".dmn"


def split(files: Mapping[str, bytes]) -> tuple[dict[str, bytes], decisions.Library]:
    """Return the diagrams among `files`, and the library of the decision files."""
    tables = {path: raw for path, raw in files.items() if path.endswith(SUFFIX)}
    library = decisions.make(tables) if tables else decisions.EMPTY
    return {path: raw for path, raw in files.items() if path not in tables}, library


def note_names(diagrams: Iterable[Diagram], library: decisions.Library) -> None:
    """Put on each task that asks for a decision the names that the decision reads: answers must bring them."""
    for process in (process for diagram in diagrams for process in diagram.processes.values()):
        for ident, element in process.elements.items():
            names = {name for one in taken_by(element, library) for name in library.names(one)}
            if names:
                process.elements[ident] = replace(element, asks=tuple(sorted(names)))


def taken_by(element: Element, library: decisions.Library) -> list[str]:
    """Return the ids of the decisions that a task may take: one, or all that its expression may give."""
    return [one for one in sorted(library.decisions) if element.decision and naming.may_be(element.decision, one)]


def asked(processes: Iterable[Process], library: decisions.Library) -> frozenset[str]:
    """Return the ids of the decisions that the diagrams ask for, or may."""
    elements = (element for process in processes for element in process.elements.values())
    return frozenset(one for element in elements for one in taken_by(element, library))


def check(process: Process, library: decisions.Library, finder: Finder) -> None:
    """Add a finding for each task that asks for no decision, or for one that is not there."""
    for element in process.elements.values():
        if element.kind == "businessRuleTask":
            _check(element, library, finder)
        elif element.decision:
            what = "zeebe:calledDecision virker bare på en regeloppgave (business rule task)."
            finder.error("not-supported", element, what, remedy="Gjør elementet om til en regeloppgave.")


def _check(element: Element, library: decisions.Library, finder: Finder) -> None:
    fill = "Fyll ut zeebe:calledDecision: decisionId og resultVariable."
    if not element.decision:
        what = "Regeloppgaven sier ikke hvilken beslutning den skal ta."
        finder.error("decision-missing", element, what, remedy=fill)
    elif expressions.is_expression(element.decision):
        if not taken_by(element, library):
            what = f"Ingen beslutning har en id som «{element.decision}» kan gi."
            remedy = "Legg tabellene i mappen decisions/ ved siden av diagrammet, med slike id-er inni."
            finder.error("decision-unknown", element, what, remedy=remedy)
    elif element.decision not in library.decisions:
        near = expressions.suggestion(element.decision, library.decisions)
        what = f"Beslutningen «{element.decision}» finnes ikke{near}.".replace("?.", "?")
        remedy = "Legg tabellen i mappen decisions/ ved siden av diagrammet, med denne id-en inni."
        finder.error("decision-unknown", element, what, remedy=remedy)
    if not element.result:
        what = "Det står ikke hva beslutningens svar skal hete."
        finder.error("decision-missing", element, what, remedy=fill)
