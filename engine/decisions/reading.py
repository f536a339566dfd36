"""Reads a decision file as dmn-js and Camunda Modeler write it into decisions (DMN 1.3; design 3.3, 7).

Knows DMN's XML. What is there and is not run is refused by name; whether the cells make sense is `checking`'s. Never
raises for what stands in a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine import model, safe_xml
from engine.decisions import kinds
from engine.decisions.tables import Tables
from engine.decisions.values import Decision
from engine.decisions.xml import Notes, child, label, local, text_of
from engine.safe_xml import Node

_OLD = ("http://www.omg.org/spec/DMN/20151101", "http://www.omg.org/spec/DMN/20180521")
_DMN = "omg.org/spec/DMN/"
_TOO_LARGE = "Del tabellen i flere filer i mappen decisions/."
# Drawn for the reader, or read with the decision that names it.
_DRAWN = frozenset(
    {
        "inputData", "knowledgeSource", "textAnnotation", "association", "group", "DMNDI", "extensionElements",
        "description", "itemDefinition", "elementCollection", "performanceIndicator", "organizationUnit",
    }
)  # fmt: skip
_REFUSED: Mapping[str, str] = {
    "businessKnowledgeModel": "Skriv uttrykket der det brukes, eller som en egen beslutning (literal expression).",
    "decisionService": "Kall beslutningen selv fra diagrammet.",
    "import": "Legg beslutningene i samme fil.",
}
_LOGIC: Mapping[str, str] = {
    "invocation": "Skriv uttrykket som FEEL (literal expression).",
    "relation": "Lag en beslutningstabell.",
    "context": "Skriv en FEEL-gruppe, for eksempel {a: 1}, som literal expression.",
    "list": "Skriv en FEEL-liste, for eksempel [1, 2], som literal expression.",
    "functionDefinition": _REFUSED["businessKnowledgeModel"],
    "conditional": "Skriv if … then … else … som literal expression.",
    "iterator": "Skriv for … in … return … som literal expression.",
    "for": "Skriv for … in … return … som literal expression.",
    "filter": "Skriv liste[betingelse] som literal expression.",
    "every": "Skriv every … in … satisfies … som literal expression.",
    "some": "Skriv some … in … satisfies … som literal expression.",
}
_PARTS = frozenset(
    {
        "variable", "informationRequirement", "authorityRequirement", "extensionElements", "description", "question",
        "allowedAnswers", "decisionTable", "literalExpression", "usingProcess", "usingTask", "supportedObjective",
        "impactedPerformanceIndicator", "decisionMaker", "decisionOwner",
    }
)  # fmt: skip


@dataclass
class File:
    """One decision file: its decisions by id, and what was found wrong on the way."""

    file: str
    decisions: dict[str, Decision] = field(default_factory=dict)
    findings: list[model.Finding] = field(default_factory=list)


def read(raw: bytes, *, file: str) -> File:
    """Return the decisions in `raw`; `findings` says what in it is refused, and it may then hold none."""
    result = File(file)
    root = safe_xml.parse(raw, file=file, advice=_TOO_LARGE)
    if isinstance(root, model.Finding):
        result.findings.append(root)
        return result
    notes = Notes(file, result.findings)
    if local(root) != "definitions" or _DMN not in _space(root):
        notes.error("not-dmn", root, "Filen er ikke en DMN-fil.", "Lagre den som DMN fra modelleringsverktøyet.")
        return result
    if _space(root).startswith(_OLD):
        what = "Filen er skrevet i en eldre utgave av DMN."
        notes.warning("dmn-old", root, what, "Åpne og lagre den på nytt i modelleringsverktøyet (DMN 1.3).")
    for node in root:
        if local(node) == "decision":
            _add(result, node, _Reader(root, notes))
        elif local(node) in _REFUSED or (local(node) not in _DRAWN and _DMN in _space(node)):
            what = f"«{local(node)}» støttes ikke."
            notes.error("not-supported", node, what, _REFUSED.get(local(node), "Fjern det fra filen."))
    if not result.decisions and not result.findings:
        notes.error("decision-missing", root, "Filen har ingen beslutninger.", "Lag en beslutningstabell i filen.")
    return result


def _space(node: Node) -> str:
    return str(node.tag)[1:].rpartition("}")[0]


def _add(result: File, node: Node, reader: _Reader) -> None:
    ident = node.get("id", "")
    if not ident:
        reader.notes.error("id-missing", node, "Beslutningen mangler id.", "Gi den en id i modelleringsverktøyet.")
    elif ident in result.decisions:
        what = f"Id-en «{ident}» er brukt av flere beslutninger i filen."
        reader.notes.error("id-duplicate", node, what, "Gi den ene en annen id.")
    else:
        result.decisions[ident] = reader.decision(node)


class _Reader:
    """Reads the decisions of one file."""

    def __init__(self, root: Node, notes: Notes) -> None:
        self.notes = notes
        self.types = dict(_types(root))

    def decision(self, node: Node) -> Decision:
        """Return one decision; where its logic cannot be run, without any."""
        variable = child(node, "variable")
        table, literal = child(node, "decisionTable"), child(node, "literalExpression")
        read = None if table is None else Tables(self.notes, self.kind).table(node, table)
        self._logic(node, table, literal)
        text = text_of(literal)
        if literal is not None and not text:
            self.notes.error("decision-empty", node, "Uttrykket er tomt.", "Skriv et FEEL-uttrykk.")
        given = "" if variable is None else variable.get("name", "")
        return Decision(
            id=node.get("id", ""),
            name=label(node),
            file=self.notes.file,
            line=safe_xml.line(node),
            variable=given,
            kind=self.kind(node, "" if variable is None else variable.get("typeRef", "")),
            needs=tuple(self._needs(node)),
            table=read,
            literal=text if table is None else "",
        )

    def kind(self, at: Node, reference: str) -> str:
        """Return the kind that a type reference names; an unknown one is a finding, and then any."""
        known = self.types.get(reference.rpartition(":")[2])
        found = kinds.named(reference) if known is None else known
        if found is None:
            what = f"Typen «{reference}» finnes ikke."
            self.notes.error("type-unknown", at, what, "Velg en av string, boolean, number, date, time, dateTime.")
            return kinds.ANY
        return found

    def _logic(self, node: Node, table: Node | None, literal: Node | None) -> None:
        for part in node:
            name = local(part)
            if _DMN not in _space(part):
                continue
            if name == "knowledgeRequirement":
                what = "Beslutningen bruker en kunnskapsmodell (businessKnowledgeModel), og det støttes ikke."
                self.notes.error("not-supported", node, what, _REFUSED["businessKnowledgeModel"])
            elif name not in _PARTS:
                what = f"Beslutningen er skrevet som «{name}», og det støttes ikke."
                self.notes.error("not-supported", node, what, _LOGIC.get(name, "Lag en beslutningstabell."))
        if table is None and literal is None and not any(local(part) in _LOGIC for part in node):
            what = "Beslutningen har verken tabell eller uttrykk."
            self.notes.error("decision-empty", node, what, "Lag en beslutningstabell, eller et FEEL-uttrykk.")

    def _needs(self, node: Node) -> Iterator[str]:
        for requirement in node:
            if local(requirement) != "informationRequirement":
                continue
            for need in requirement:
                if local(need) != "requiredDecision":
                    continue
                file, _, ident = need.get("href", "").rpartition("#")
                if file:
                    what = f"Beslutningen bygger på «{ident}» i en annen fil, og det støttes ikke."
                    self.notes.error("not-supported", node, what, _REFUSED["import"])
                else:
                    yield ident


def _types(root: Node) -> Iterator[tuple[str, str]]:
    """Give the file's own types by name: the kind of their values; of those with parts «context»."""
    for node in root:
        if local(node) == "itemDefinition":
            is_list = node.get("isCollection") == "true"
            has_parts = child(node, "itemComponent") is not None
            kind = kinds.named(text_of(node, "typeRef")) or kinds.ANY
            yield node.get("name", ""), "list" if is_list else "context" if has_parts else kind
