"""Reads the parts of one BPMN element: name, lane, documentation, event, loop, action (design 7).

Knows XML nodes. What an element may not have is refused here, by name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from engine.bpmn import dialect, symbols, xml, zeebe
from engine.bpmn.found import Finder, Spot
from engine.bpmn.values import Event, Loop
from engine.bpmn.xml import Node

_B = f"{{{dialect.BPMN}}}"
_EMPTY_LOOP = Loop(is_sequential=False, items="")
# Children that stand inside a sub-process element and belong to itself.
OWN_CHILDREN = frozenset({"multiInstanceLoopCharacteristics", "standardLoopCharacteristics"})
_TIMES = {"timeDate": "dato", "timeDuration": "varighet", "timeCycle": "gjentakelse"}
_EVENT_SUFFIX = "EventDefinition"
_OF_CODE = {"error": "Feilen", "escalation": "Eskaleringen"}
_Events = dict[str | None, Event]


def label(node: Node) -> str:
    """Return the name on one line."""
    return " ".join(node.get("name", "").split())


def spot(node: Node) -> Spot:
    """Return where `node` stands."""
    return Spot(node.get("id", ""), label(node), xml.line(node))


def documentation(node: Node) -> str:
    """Return all documentation of the element itself, as Markdown paragraphs."""
    texts = ((child.text or "").strip() for child in node.iterfind(f"{_B}documentation"))
    return "\n\n".join(text for text in texts if text)


def variant(node: Node) -> Literal["", "event", "transaction"]:
    """Return what the sub-process `node` is more than one."""
    if zeebe.split(node)[1] == "transaction":
        return "transaction"
    return "event" if node.get("triggeredByEvent") == "true" else ""


def is_interrupting(node: Node) -> bool:
    """Tell whether a boundary or start event takes away what it hangs on; an event sub-process is as its start."""
    start = node.find(f"{_B}startEvent") if variant(node) == "event" else None
    at = node if start is None else start
    return at.get("cancelActivity", at.get("isInterrupting", "true")) != "false"


def lanes(node: Node) -> dict[str, str]:
    """Return the innermost named lane of each element in the lane sets of `node`."""
    found: dict[str, str] = {}

    def walk(lane_set: Node, outer: str) -> None:
        for lane in lane_set.iterfind(f"{_B}lane"):
            name = label(lane) or outer
            found.update({(ref.text or "").strip(): name for ref in lane.iterfind(f"{_B}flowNodeRef")})
            for inner in lane.iterfind(f"{_B}childLaneSet"):
                walk(inner, name)

    for lane_set in node.iterfind(f"{_B}laneSet"):
        walk(lane_set, "")
    return found


class Shared:
    """What the elements of a file refer to: messages, errors and escalations by id."""

    def __init__(self, root: Node, finder: Finder) -> None:
        """Read the messages, errors and escalations that stand at the top of the file."""
        self.finder = finder
        self.messages = {
            node.get("id"): Event("message", name=label(node), key=zeebe.subscription(node))
            for node in root.iterfind(f"{_B}message")
        }
        self.errors = {
            node.get("id"): Event("error", name=label(node), code=node.get("errorCode", ""))
            for node in root.iterfind(f"{_B}error")
        }
        self.signals = symbols.signals(root)
        self.escalations = {
            node.get("id"): Event("escalation", name=label(node), code=node.get("escalationCode", ""))
            for node in root.iterfind(f"{_B}escalation")
        }

    def fields(self, node: Node, kind: str, parent: str) -> dict[str, Any]:
        """Return the fields of `values.Element` that stand inside `node`."""
        where = spot(node)
        found = zeebe.fields(node, where, self.finder)
        if kind in dialect.EVENTS:
            found["event"] = self._event(node, kind, parent)
        if kind == "receiveTask":
            found["event"] = self._named(node, self.messages, "message", "messageRef")
        if kind == "callActivity" and not found.get("called"):
            found["called"] = node.get("calledElement", "")
        if kind in dialect.ACTIVITIES:
            found["loop"] = self._loop(node, found.pop("loop", None))
            self._activity(node, where)
        return found

    def _event(self, node: Node, kind: str, parent: str) -> Event:
        definitions = [child for child in node if zeebe.split(child)[1].endswith(_EVENT_SUFFIX)]
        if len(definitions) > 1:
            what = "Hendelsen har flere symboler."
            remedy = "Tegn en hendelse for hvert, bak en hendelsesbasert port."
            self.finder.error("not-supported", spot(node), what, remedy=remedy)
        name = zeebe.split(definitions[0])[1].removesuffix(_EVENT_SUFFIX) if definitions else "none"
        if node.find(f"{_B}eventDefinitionRef") is not None:
            name = "eventDefinitionRef"
        where = _place(node, kind, parent)
        if name not in dialect.EVENT_KINDS[where]:
            self._refuse_event(node, where, name)
            return Event("none")
        if name == "message":
            return self._named(definitions[0], self.messages, "message", "messageRef")
        if name == "error":
            return self._coded(definitions[0], kind, "error", self.errors)
        if name == "escalation":
            return self._coded(definitions[0], kind, "escalation", self.escalations)
        if name == "timer":
            return self._timer(definitions[0])
        if name == "signal":
            event = self._named(definitions[0], self.signals, "signal", "signalRef")
            return symbols.named(event, spot(node), self.finder) if event.kind == "signal" else event
        if name in {"conditional", "link"}:
            return symbols.read(definitions[0], name, spot(node), self.finder)
        return Event("cancel") if name == "cancel" else Event("terminate" if definitions else "none")

    def _refuse_event(self, node: Node, kind: str, name: str) -> None:
        what = f"{dialect.WORDS[kind].capitalize()} «{dialect.WORDS.get(name, name)}» støttes ikke."
        remedy = dialect.REMEDIES.get(name, "Bruk en hendelse som støttes: ingen, timer, melding, feil, avslutt alt.")
        if name == "none":
            remedy = "Velg hva hendelsen venter på: en timer eller en melding."
        self.finder.error("not-supported", spot(node), what, why="Den ville ikke virket.", remedy=remedy)

    def _named(self, node: Node, known: dict[str | None, Event], kind: str, attribute: str) -> Event:
        reference = (node.get(attribute) or "").rpartition(":")[2]
        event = known.get(reference)
        if event is None:
            owner = node if node.get("name") is not None or node.getparent() is None else node.getparent()
            word = dialect.WORDS[kind]
            word = f"{'et' if kind == 'signal' else 'en'} {word}"
            what = f"Viser til {word} «{reference}» som ikke finnes." if reference else f"Det mangler {word} her."
            remedy = "Velg den i egenskapspanelet."
            self.finder.error("reference-unknown", spot(owner if owner is not None else node), what, remedy=remedy)
            return Event("none")
        return event

    def _coded(self, node: Node, kind: str, name: Literal["error", "escalation"], known: _Events) -> Event:
        """Return an error or escalation; one that is caught without a code catches every one."""
        if kind in {"boundaryEvent", "startEvent"} and not node.get(f"{name}Ref"):
            return Event(name)
        event = self._named(node, known, name, f"{name}Ref")
        if kind not in {"boundaryEvent", "startEvent"} and event.kind == name and not event.code:
            owner = node.getparent()
            what = f"{_OF_CODE[name]} mangler kode ({name}Code)."
            at = spot(owner if owner is not None else node)
            self.finder.error(f"{name}-code-missing", at, what, remedy="Gi en kode.")
        return event

    def _timer(self, node: Node) -> Event:
        for child in node:
            name = zeebe.split(child)[1]
            if name in _TIMES and (child.text or "").strip():
                return Event("timer", name=name, text=(child.text or "").strip())
        return Event("timer")

    def _loop(self, node: Node, stray: Loop | None) -> Loop | None:
        loop = node.find(f"{_B}multiInstanceLoopCharacteristics")
        if stray is not None:
            what = "zeebe:loopCharacteristics står på selve aktiviteten og virker ikke der."
            remedy = "Sett multi-instance på aktiviteten, og legg den inn under multi-instance."
            self.finder.error("not-supported", spot(node), what, remedy=remedy)
        if node.find(f"{_B}standardLoopCharacteristics") is not None:
            remedy = dialect.REMEDIES["standardLoopCharacteristics"]
            self.finder.error("not-supported", spot(node), "Sløyfesymbolet støttes ikke.", remedy=remedy)
        if loop is None:
            return None
        read: Loop = zeebe.fields(loop, spot(node), self.finder).get("loop", _EMPTY_LOOP)
        until = loop.find(f"{_B}completionCondition")
        for name in ("loopCardinality", "loopDataInputRef"):
            if loop.find(f"{_B}{name}") is not None:
                what = f"Multi-instance med «{name}» støttes ikke."
                remedy = "Bruk zeebe:loopCharacteristics med inputCollection (for eksempel =elever) og inputElement."
                self.finder.error("not-supported", spot(node), what, remedy=remedy)
        text = "" if until is None else (until.text or "").strip()
        return replace(read, is_sequential=loop.get("isSequential") == "true", until=text)

    def _activity(self, node: Node, where: Spot) -> None:
        if node.get("isForCompensation") == "true":
            remedy = dialect.REMEDIES["compensate"]
            self.finder.error("not-supported", where, "Kompensasjon støttes ikke.", remedy=remedy)
        for child in node:
            name = zeebe.split(child)[1]
            if name == "script":
                what = "Skript i andre språk kjøres ikke."
                self.finder.error("not-supported", where, what, remedy="Bruk zeebe:script med FEEL og resultVariable.")
            if name in {"potentialOwner", "humanPerformer", "performer", "resourceRole"}:
                what = f"«{name}» støttes ikke."
                self.finder.error("not-supported", where, what, remedy=dialect.REMEDIES["potentialOwner"])


def _place(node: Node, kind: str, parent: str) -> str:
    """Return which kind of event `node` is in `dialect.EVENT_KINDS`: starts differ by what they start."""
    around = node.getparent()
    if kind != "startEvent" or not parent or around is None:
        return kind
    return "eventStart" if variant(around) == "event" else "innerStart"
