"""Reads what an event waits for or throws: its definition, and the message, signal or code that it names (design 7).

Knows XML nodes. What an event may not be is refused here, by name.
"""

from __future__ import annotations

import copy
from collections.abc import Container, Mapping, Sequence
from typing import Literal

from engine.bpmn.drawing import dialect, naming, spots, symbols, zeebe
from engine.bpmn.drawing.found import Finder
from engine.bpmn.drawing.xml import Node
from engine.bpmn.values import Event

_B = f"{{{dialect.BPMN}}}"
_TIMES = {"timeDate": "dato", "timeDuration": "varighet", "timeCycle": "gjentakelse"}
_SUFFIX = "EventDefinition"
_THROWN = {"intermediateThrowEvent", "endEvent"}
_OF_CODE = {"error": "Feilen", "escalation": "Eskaleringen"}
_PLAIN = {"cancel": Event("cancel"), "terminate": Event("terminate")}
# What can be waited for together with others, and of that what can come again.
_COME_AGAIN = {"message", "signal"}
_COME = _COME_AGAIN | {"timer", "conditional"}
# What has no meaning beside other symbols, where it is waited for and where it is thrown.
_ALONE = {False: {"link", "compensate", "cancel"}, True: {"link"}}
_Known = dict[str | None, Event]


def variant(node: Node) -> Literal["", "event", "transaction", "ad hoc", "all"]:
    """Return what the sub-process `node` is more than one, or that an event waits for all of its symbols."""
    name = zeebe.split(node)[1]
    if node.get("parallelMultiple") == "true":
        symbols_of = [one for one in node if zeebe.split(one)[1].endswith((_SUFFIX, f"{_SUFFIX}Ref"))]
        return "all" if len(symbols_of) > 1 else ""
    if name in {"transaction", "adHocSubProcess"}:
        return "transaction" if name == "transaction" else "ad hoc"
    return "event" if node.get("triggeredByEvent") == "true" else ""


def associated(process: Node) -> dict[str, list[str]]:
    """Return what each element is connected to by associations, whichever way they are drawn."""
    found: dict[str, list[str]] = {}
    for one in process.iter(f"{_B}association"):
        source, target = one.get("sourceRef", ""), one.get("targetRef", "")
        found.setdefault(source, []).append(target)
        found.setdefault(target, []).append(source)
    return found


def undo(node: Node, associations: Mapping[str, Sequence[str]], handlers: Container[str]) -> str:
    """Return the step that the compensation event `node` is connected to, "" where it is to none."""
    if node.find(f"{_B}compensateEventDefinition") is None:
        return ""
    found = associations.get(node.get("id", ""), ())
    # a text annotation may be connected to it too
    return next((one for one in found if one in handlers), next(iter(found), ""))


class Events:
    """Reads events, with the messages, signals, errors and escalations that stand at the top of a file."""

    def __init__(self, root: Node, finder: Finder) -> None:
        """Read what stands at the top of the file."""
        self.finder = finder
        self.messages: _Known = {
            node.get("id"): Event("message", name=naming.plain(node.get("name", "")), key=zeebe.subscription(node))
            for node in root.iterfind(f"{_B}message")
        }
        self.signals = symbols.signals(root)
        self.shared = {one.get("id"): one for one in root if zeebe.split(one)[1].endswith(_SUFFIX)}
        self.errors = _coded(root, "error")
        self.escalations = _coded(root, "escalation")
        self.beside: list[str] = []  # throw events that do not wait until what they undo is undone

    def message(self, node: Node) -> Event:
        """Return the message that `node` names."""
        return self._named(node, self.messages, "message", "messageRef")

    def read(self, node: Node, kind: str, parent: str) -> tuple[Event, ...]:
        """Return the events of `node`, one for each of its symbols; one that is refused is none."""
        definitions = self._definitions(node)
        names = [zeebe.split(one)[1].removesuffix(_SUFFIX) for one in definitions]
        where = _place(node, kind, parent)
        if len(names) > 1 and not self._may_be_several(node, kind, names):
            return (Event("none"),)
        if variant(node) == "all" and not self._may_be_all(node, where, definitions):
            return (Event("none"),)
        for name in names or ["none"]:
            if name not in dialect.EVENT_KINDS[where]:
                self._refuse_event(node, where, name)
                return (Event("none"),)
        read = tuple(self._definition(one, kind, name) for one, name in zip(definitions, names, strict=True))
        return read or (Event("none"),)

    def _may_be_several(self, node: Node, kind: str, names: Sequence[str]) -> bool:
        """Tell whether an event may have these symbols at once, after saying why not."""
        alone = [name for name in names if name in _ALONE[kind in _THROWN]]
        over = [name for name in names if kind in _THROWN and (name in _PLAIN or name == "error")]
        alone += over if len(over) > 1 else []
        is_action = kind in _THROWN and bool(zeebe.children(node, "taskDefinition"))
        if not alone and not is_action:
            return True
        named = "En handling" if is_action else f"«{dialect.WORDS.get(alone[0], alone[0])}»"
        what = f"Hendelsen har flere symboler. {named} kan ikke stå sammen med de andre."
        self.finder.error("not-supported", spots.spot(node), what, remedy="Tegn en hendelse for hvert symbol.")
        return False

    def _may_be_all(self, node: Node, where: str, definitions: Sequence[Node]) -> bool:
        """Tell whether an event may wait for all of its symbols, after saying why not."""
        at = spots.spot(node)
        what = "Hendelsen venter på alle symbolene (parallelMultiple)"
        if where == "startEvent":
            why = "Før saken er åpnet, er det ingen som kan huske hva som alt er kommet."
            remedy = "La ett av dem starte saken, og vent på resten i en ventehendelse etter starten."
            self.finder.error("not-supported", at, f"{what}, og kan ikke starte en sak.", why=why, remedy=remedy)
            return False
        names = {zeebe.split(one)[1].removesuffix(_SUFFIX) for one in definitions}
        is_beside = node.get("cancelActivity", node.get("isInterrupting", "true")) == "false"
        known = _COME_AGAIN if is_beside else _COME
        cycles = any(one.find(f"{_B}timeCycle") is not None for one in definitions)
        if names <= known and not cycles:
            return True
        which = "meldinger og signaler" if is_beside else "meldinger, signaler, betingelser og tider som ikke gjentas"
        where_not = "ved siden av noe " if is_beside else ""
        what += f". Da kan den {where_not}bare ha {which}."
        remedy = "Tegn en parallell port med en ventehendelse for hvert symbol, og samle dem med en port."
        if is_beside:
            remedy = "Gjør den avbrytende, eller la en melding eller et signal stå for det den venter på."
        self.finder.error("not-supported", at, what, remedy=remedy)
        return False

    def _definitions(self, node: Node) -> list[Node]:
        """Return the definitions of an event; those that stand at the top of the file are put in their place."""
        for reference in node.findall(f"{_B}eventDefinitionRef"):
            ident = (reference.text or "").strip().rpartition(":")[2]
            found = self.shared.get(ident)
            if found is None:
                what = f"Viser til en hendelse «{ident}» som ikke finnes."
                remedy = "Velg hva hendelsen gjelder på nytt."
                self.finder.error("reference-unknown", spots.spot(node), what, remedy=remedy)
            else:
                node.replace(reference, copy.deepcopy(found))
        return [child for child in node if zeebe.split(child)[1].endswith(_SUFFIX)]

    def _definition(self, node: Node, kind: str, name: str) -> Event:
        owner = node.getparent()
        at = spots.spot(node if owner is None else owner)
        if name == "message":
            is_action = kind in _THROWN and owner is not None and bool(zeebe.children(owner, "taskDefinition"))
            # an action may do without: nothing is sent to other cases then
            return self.message(node) if node.get("messageRef") or not is_action else Event("message")
        if name == "error":
            return self._thrown(node, kind, "error", self.errors)
        if name == "escalation":
            return self._thrown(node, kind, "escalation", self.escalations)
        if name == "signal":
            event = self._named(node, self.signals, "signal", "signalRef")
            return symbols.named(event, at, self.finder) if event.kind == "signal" else event
        if name == "compensate":
            if kind == "intermediateThrowEvent" and node.get("waitForCompletion") == "false":
                self.beside.append(at.id)
            return Event("compensate", activity=node.get("activityRef", "").rpartition(":")[2])
        if name in {"conditional", "link"}:
            return symbols.read(node, name, at, self.finder)
        return _PLAIN[name] if name in _PLAIN else self._timer(node)

    def _refuse_event(self, node: Node, kind: str, name: str) -> None:
        what = f"{dialect.WORDS[kind].capitalize()} «{dialect.WORDS.get(name, name)}» støttes ikke."
        remedy = dialect.REMEDIES.get(name, "Bruk en hendelse som støttes: ingen, timer, melding, feil, avslutt alt.")
        why = "Den ville ikke virket."
        if name == "conditional" and kind == "startEvent":
            why = "En betingelse leser svarene i en sak, og før den er åpnet, er det ingen."
            remedy = (
                f"Sett en port med betingelsen {_condition(node)} etter steget der svaret blir gitt, og bak den en "
                "kastehendelse med et signal; la denne rutinen starte med det samme signalet. Er det tiden som "
                "avgjør, start med en timer, og spør med en port etterpå."
            )
        if name == "none":
            remedy = "Velg hva hendelsen venter på, for eksempel en timer eller en melding."
        if kind == "innerStart":
            remedy = "Bruk en starthendelse uten symbol og en ventehendelse etter den, eller gjør delprosessen til en "
            remedy += "hendelsesdelprosess."
        self.finder.error("not-supported", spots.spot(node), what, why=why, remedy=remedy)

    def _named(self, node: Node, known: dict[str | None, Event], kind: str, attribute: str) -> Event:
        reference = (node.get(attribute) or "").rpartition(":")[2]
        event = known.get(reference)
        if event is None:
            owner = node if node.get("name") is not None or node.getparent() is None else node.getparent()
            word = dialect.WORDS[kind]
            word = f"{'et' if kind == 'signal' else 'en'} {word}"
            what = f"Viser til {word} «{reference}» som ikke finnes." if reference else f"Det mangler {word} her."
            remedy = f"Velg {word} i egenskapspanelet."
            self.finder.error(
                "reference-unknown", spots.spot(owner if owner is not None else node), what, remedy=remedy
            )
            return Event("none")
        return event

    def _thrown(self, node: Node, kind: str, name: Literal["error", "escalation"], known: _Known) -> Event:
        """Return an error or escalation; one that is caught without a code catches every one."""
        if kind in {"boundaryEvent", "startEvent"} and not node.get(f"{name}Ref"):
            return Event(name)
        event = self._named(node, known, name, f"{name}Ref")
        if kind not in {"boundaryEvent", "startEvent"} and event.kind == name and not event.code:
            owner = node.getparent()
            what = f"{_OF_CODE[name]} mangler kode ({name}Code)."
            at = spots.spot(owner if owner is not None else node)
            self.finder.error(f"{name}-code-missing", at, what, remedy="Gi en kode.")
        return event

    def _timer(self, node: Node) -> Event:
        for child in node:
            name = zeebe.split(child)[1]
            if name in _TIMES and (child.text or "").strip():
                return Event("timer", name=name, text=(child.text or "").strip())
        return Event("timer")


def _place(node: Node, kind: str, parent: str) -> str:
    """Return which kind of event `node` is in `dialect.EVENT_KINDS`: starts differ by what they start."""
    around = node.getparent()
    if kind != "startEvent" or not parent or around is None:
        return kind
    return "eventStart" if variant(around) == "event" else "innerStart"


def _condition(node: Node) -> str:
    """Return the condition of the event `node`, as a sentence has it."""
    texts = (one.text for one in node.iter(f"{_B}condition"))
    return next((f"«{text.strip()}»" for text in texts if text and text.strip()), "som er skrevet her")


def _coded(root: Node, name: Literal["error", "escalation"]) -> _Known:
    return {
        node.get("id"): Event(name, name=spots.label(node), code=node.get(f"{name}Code", ""))
        for node in root.iterfind(f"{_B}{name}")
    }
