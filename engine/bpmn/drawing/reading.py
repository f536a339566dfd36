"""Reads one file into a `Diagram`: what is there, and what of it we refuse by name (design 7).

Knows BPMN's XML. Must not know whether the diagram makes sense: `structure` and `texts` judge that. Never raises for
what stands in a file. What was read of a file is kept for a while: a check asks for the same one many times.
"""

from __future__ import annotations

import threading
from dataclasses import replace

from engine.bpmn.drawing import (
    dialect,
    event_parts,
    foreign,
    instantiating,
    linking,
    order,
    parts,
    sizes,
    spellings,
    spots,
    twins,
    vocabulary,
    xml,
    zeebe,
)
from engine.bpmn.drawing.diagram import Diagram, Process
from engine.bpmn.drawing.found import Finder, Spot
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Element, Flow

NESTING_LIMIT = 10
# bytes of files: several times a large publication, for each of its files is asked for once for every other
_KEPT = 8 * 1024 * 1024
_B = f"{{{dialect.BPMN}}}"
_kept: dict[tuple[bytes, str], Diagram] = {}
_lock = threading.Lock()


def read(raw: bytes, *, file: str) -> Diagram:
    """Return the caller's own diagram of `raw`; `findings` says what is refused, and it may then be empty."""
    found = _kept.get((raw, file))
    if found is None:
        found = _read(raw, file)
        with _lock:
            if sum(len(content) for content, _ in _kept) + len(raw) > _KEPT:
                _kept.clear()
            _kept[raw, file] = found
    return found.copy()


def _read(raw: bytes, file: str) -> Diagram:
    diagram = Diagram(file, raw)
    root = xml.parse(raw, file=file)
    if not isinstance(root, Node):
        diagram.findings.append(root)
        return diagram
    finder = Finder(file, diagram.findings)
    if root.tag != f"{_B}definitions":
        what = "Filen er ikke et BPMN 2.0-diagram."
        finder.error("not-bpmn", Spot("", "", 1), what, remedy="Lagre diagrammet som BPMN fra modelleringsverktøyet.")
        return diagram
    if not sizes.check(root, finder):
        return diagram
    spellings.make_plain(root)
    _duplicates(root, finder)
    foreign.check(root, finder)
    vocabulary.check(root, finder)
    pools = {one.get("processRef"): spots.label(one) for one in root.iter(f"{_B}participant")}
    for node in root.iterfind(f"{_B}process"):
        process = _Reader(root, node, file, pools.get(node.get("id")) or "").process()
        diagram.processes[process.id] = process
    return diagram


def _duplicates(root: Node, finder: Finder) -> None:
    """Refuse an id of two things that are referred to; where one of them is only drawn, nothing can be mistaken."""
    seen: dict[str, Node] = {}
    for node in root.iter(f"{_B}*"):
        ident = node.get("id")
        if ident is None:
            continue
        other = seen.setdefault(ident, node)
        if other is node:
            continue
        what = f"Id-en «{ident}» er brukt på linje {xml.line(other)} også."
        remedy = "Gi det ene elementet en annen id i egenskapspanelet."
        kinds = {zeebe.split(one)[1] for one in (node, other)}
        tell = finder.error if kinds <= dialect.REFERRED else finder.warning
        tell("id-duplicate", spots.spot(node), what, remedy=remedy)
        if other is not node and zeebe.split(other)[1] not in dialect.REFERRED:
            seen[ident] = node


class _Reader:
    """Reads one process: elements with their lane, then the flows between them."""

    def __init__(self, root: Node, node: Node, file: str, pool: str) -> None:
        self.node, self.pool, self.finder = node, pool, Finder(file)
        self.shared = parts.Shared(root, self.finder)
        ident = node.get("id") or f"process-linje-{xml.line(node)}"
        name = spots.label(node) or pool or ident
        is_executable = node.get("isExecutable") == "true"
        self.result = Process(ident, name, file, xml.line(node), is_executable, findings=self.finder.findings)
        self.refused: set[str] = set()
        self.levels: list[Node] = []
        self.associations = event_parts.associated(node)
        self.handlers = {one.get("id", "") for one in node.iter() if one.get("isForCompensation") == "true"}
        self.defaults: dict[str, str] = {}  # element → its default flow
        self.instantiating: list[str] = []  # what opens a case, and is no start event

    def process(self) -> Process:
        """Return the process, its elements in reading order."""
        # a pool with lanes is the school or the municipality: what stands in none of them is nobody's, not the pool's
        owner = "" if parts.lanes(self.node) else self.pool
        self._inside(self.node, "", owner, 0)
        for level in self.levels:
            self._flows(level)
        self._check_defaults()
        twins.spread(self.result, self.shared.several)
        twins.part(self.result, [one for one in self.shared.events.beside if one in self.result.elements])
        instantiating.make_starts(self.result, self.instantiating, self.finder)
        linking.pair(self.result, self.finder)
        self.result.has_gaps = bool(self.refused)
        for number, ident in enumerate(order.reading(self.result)):
            self.result.elements[ident] = replace(self.result.elements[ident], order=number)
        return self.result

    def _inside(self, node: Node, parent: str, lane: str, depth: int) -> None:
        if depth > NESTING_LIMIT:
            what = f"Delprosesser står mer enn {NESTING_LIMIT} nivåer inni hverandre."
            self.finder.error("nesting-deep", spots.spot(node), what, remedy="Bruk kallaktiviteter i stedet.")
            return
        self.levels.append(node)
        lanes = parts.lanes(node)
        for child in node:
            space, kind = zeebe.split(child)
            if space != dialect.BPMN:
                continue
            if kind in dialect.RUN:
                # Some run as the sub-process that they are; what is more of them is their `variant`.
                kind = "subProcess" if kind in {"transaction", "adHocSubProcess"} else kind
                self._element(child, kind, (parent, lanes.get(child.get("id", "")) or lane, depth))
            elif kind not in dialect.DRAWN and not (parent and kind in parts.own_children(node)):
                self.refused.add(child.get("id", ""))
                self._refuse(child, kind)

    def _element(self, node: Node, kind: str, where: tuple[str, str, int]) -> None:
        parent, lane, depth = where
        if not node.get("id"):
            word = dialect.WORDS.get(kind, "").capitalize()
            what = f"{word or f'«{spots.label(node) or kind}»'} mangler id."
            self.finder.error("id-missing", spots.spot(node), what, remedy="Gi elementet en id.")
            return
        element = Element(
            id=node.get("id", ""),
            kind=kind,
            variant=event_parts.variant(node),
            name=spots.label(node),
            process=self.result.id,
            line=xml.line(node),
            parent=parent,
            lane=lane,
            documentation=parts.documentation(node),
            host=node.get("attachedToRef", ""),
            is_interrupting=parts.is_interrupting(node),
            undo=event_parts.undo(node, self.associations, self.handlers) if kind == "boundaryEvent" else "",
            is_undo=node.get("isForCompensation") == "true",
            **self.shared.fields(node, kind, parent),
        )
        if element.form_id:
            element = replace(element, **zeebe.embedded_form(self.node, element.form_id))
        self.result.elements[element.id] = element
        if node.get("instantiate") == "true":
            self.instantiating.append(element.id)
        if node.get("default"):
            self.defaults[element.id] = node.get("default", "")
        if kind == "subProcess":
            self._inside(node, element.id, lane, depth + 1)

    def _refuse(self, node: Node, kind: str) -> None:
        named = dialect.WORDS.get(kind, kind)
        remedy = dialect.REMEDIES.get(kind, "Fjern det, eller tegn det med et element som støttes.")
        why = "Det kan ikke kjøres slik det er tegnet."
        self.finder.error("not-supported", spots.spot(node), f"«{named}» støttes ikke.", why=why, remedy=remedy)

    def _flows(self, level: Node) -> None:
        for node in level.iterfind(f"{_B}sequenceFlow"):
            flow = self._flow(node)
            ends = (flow.source, flow.target)
            unknown = [end for end in ends if end not in self.result.elements and end not in self.refused]
            for end in unknown:
                what = f"Flyten «{flow.name or flow.id}» viser til elementet «{end}», som ikke finnes."
                self.finder.error("reference-unknown", flow, what, remedy="Tegn flyten på nytt.")
            if not unknown and not self.refused.intersection(ends):
                self.result.flows[flow.id] = flow

    def _check_defaults(self) -> None:
        """Refuse a default flow that does not leave its element: without a word there would be none."""
        for ident, default in self.defaults.items():
            flow = self.result.flows.get(default)
            if not self.refused and (flow is None or flow.source != ident):
                what = f"Standardflyten «{default}» er ikke en flyt ut herfra."
                remedy = "Velg standardflyten på nytt: høyst én, og en av dem som går ut."
                self.finder.error("reference-unknown", self.result.elements[ident], what, remedy=remedy)

    def _flow(self, node: Node) -> Flow:
        condition = node.find(f"{_B}conditionExpression")
        text = "" if condition is None else (condition.text or "").strip()
        ident = node.get("id", f"flyt-linje-{xml.line(node)}")
        return Flow(
            id=ident,
            name=spots.label(node),
            source=node.get("sourceRef", ""),
            target=node.get("targetRef", ""),
            condition=text,
            is_default=self.defaults.get(node.get("sourceRef", "")) == ident,
            line=xml.line(node),
        )
