"""Draws small BPMN diagrams for tests, and plays them, loading and saving the case at every step.

    drawing.draw("start > A > xor; xor > B : =x > 1; xor > slutt : default", xor=…)

Kinds follow from ids: `start…`, `slutt…`, `xor…`, `and…`, `or…`, `race…`; anything else is a user task. An element
given by name is its own XML; `{id}` in it is the id.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from engine import bpmn, clock, deadlines, decisions
from engine.bpmn.drawing import reading
from engine.bpmn.running import record, routine
from engine.bpmn.running.run import Run

_KINDS = {
    "start": "startEvent",
    "slutt": "endEvent",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
    "race": "eventBasedGateway",
}
_NONE: Mapping[str, bytes] = {}
_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="definisjoner" targetNamespace="test">'
)


def draw(flows: str, *, process: str = "p", top: str = "", extra: str = "", **elements: str) -> bytes:
    """Return a diagram with one process; `top` stands beside it, `extra` inside it."""
    body = inside(flows, **elements)
    text = f'{_HEAD}{top}<bpmn:process id="{process}" name="{process}" isExecutable="true">{extra}{body}</bpmn:process>'
    return f"{text}</bpmn:definitions>".encode()


def inside(flows: str, *, prefix: str = "", **elements: str) -> str:
    """Return the elements and flows of a process or sub-process; `prefix` keeps the flows' ids apart."""
    lines, ids, defaults = [], dict.fromkeys(elements), {}
    for number, (source, target, condition) in enumerate(_flows(flows)):
        ident = f"{prefix}f{number}"
        ids |= dict.fromkeys((source, target))
        if condition == "default":
            defaults[source] = ident
            condition = ""
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        lines.append(
            f'<bpmn:sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
    drawn = [elements[ident].replace("{id}", ident) if ident in elements else _plain(ident, defaults) for ident in ids]
    return "".join([*drawn, *lines])


def node(kind: str, content: str = "", *, ext: str = "", **attributes: str) -> str:
    """Return one element's XML, with `ext` as its extension elements."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    inner = f"<bpmn:extensionElements>{ext}</bpmn:extensionElements>" if ext else ""
    return f'<bpmn:{kind} id="{{id}}" name="{{id}}"{given}>{inner}{content}</bpmn:{kind}>'


def timer(text: str, *, kind: str = "timeDuration") -> str:
    """Return a timer's definition."""
    return f"<bpmn:timerEventDefinition><bpmn:{kind}>{escape(text)}</bpmn:{kind}></bpmn:timerEventDefinition>"


def boundary(host: str, content: str, *, is_interrupting: bool = True, ext: str = "") -> str:
    """Return a boundary event on `host`."""
    return node("boundaryEvent", content, ext=ext, attachedToRef=host, cancelActivity=str(is_interrupting).lower())


def message(ident: str, key: str = "=sak.nummer") -> str:
    """Return a message for `top`, named as its id."""
    inner = f"<bpmn:extensionElements><zeebe:subscription correlationKey={quoteattr(key)}/></bpmn:extensionElements>"
    return f'<bpmn:message id="{ident}" name="{ident}">{inner if key else ""}</bpmn:message>'


def on_message(ident: str) -> str:
    """Return a message event's definition."""
    return f'<bpmn:messageEventDefinition messageRef="{ident}"/>'


def signal(ident: str) -> str:
    """Return a signal for `top`, named as its id."""
    return f'<bpmn:signal id="{ident}" name="{ident}"/>'


def on_signal(ident: str) -> str:
    """Return a signal event's definition."""
    return f'<bpmn:signalEventDefinition signalRef="{ident}"/>'


def on_condition(text: str) -> str:
    """Return a conditional event's definition."""
    inner = f"<bpmn:condition>{escape(text)}</bpmn:condition>"
    return f"<bpmn:conditionalEventDefinition>{inner}</bpmn:conditionalEventDefinition>"


def link(name: str) -> str:
    """Return a link event's definition."""
    return f'<bpmn:linkEventDefinition name="{name}"/>'


def each(items: str, *, sequential: bool = False, until: str = "", **more: str) -> str:
    """Return multi-instance loop characteristics."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in {"inputCollection": items, **more}.items())
    done = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{str(sequential).lower()}"><bpmn:extensionElements>'
        f"<zeebe:loopCharacteristics{given}/></bpmn:extensionElements>{done}</bpmn:multiInstanceLoopCharacteristics>"
    )


def io(*, inputs: Mapping[str, str] | None = None, outputs: Mapping[str, str] | None = None) -> str:
    """Return an ioMapping, target → source."""
    lines = [f"<zeebe:input target={quoteattr(k)} source={quoteattr(v)}/>" for k, v in (inputs or {}).items()]
    lines += [f"<zeebe:output target={quoteattr(k)} source={quoteattr(v)}/>" for k, v in (outputs or {}).items()]
    return f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping>"


def script(expression: str, result: str) -> str:
    """Return a script task."""
    return node(
        "scriptTask", ext=f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)}/>"
    )


def call(process: str, content: str = "", *, ext: str = "", **attributes: str) -> str:
    """Return a call activity."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return node("callActivity", content, ext=f'<zeebe:calledElement processId="{process}"{given}/>{ext}')


def action(kind: str = "varsel", *, element: str = "serviceTask", **headers: str) -> str:
    """Return a named action."""
    lines = "".join(f"<zeebe:header key={quoteattr(k)} value={quoteattr(v)}/>" for k, v in headers.items())
    ext = f'<zeebe:taskDefinition type="{kind}"/><zeebe:taskHeaders>{lines}</zeebe:taskHeaders>'
    return node(element, ext=ext)


def _plain(ident: str, defaults: Mapping[str, str]) -> str:
    kind = next((kind for prefix, kind in _KINDS.items() if ident.startswith(prefix)), "userTask")
    default = {"default": defaults[ident]} if ident in defaults else {}
    return node(kind, **default).replace("{id}", ident)


def _flows(text: str) -> list[tuple[str, str, str]]:
    found = []
    for line in text.split(";"):
        way, _, condition = line.partition(" : ")
        stops = [stop.strip() for stop in way.split(" > ")]
        found += [
            (source, target, condition.strip() if number == len(stops) - 2 else "")
            for number, (source, target) in enumerate(itertools.pairwise(stops))
        ]
    return found


@dataclass
class Play:
    """A case under way; every step checks that the case is the same after it is loaded and saved again."""

    definition: bpmn.Definition
    step: bpmn.Step = field(init=False)
    trace: list[bpmn.Mark] = field(default_factory=list)
    actions: list[bpmn.Action] = field(default_factory=list)
    builtins: Mapping[str, object] = field(default_factory=lambda: {"sak": {"nummer": "2026-7"}})
    calendar: deadlines.SchoolCalendar = field(default_factory=deadlines.SchoolCalendar)

    def start(self, event: str | None = None, /, **variables: object) -> Play:
        """Begin the case."""
        return self._took(bpmn.start(self.definition, event=event, variables=variables, **self._given()))

    def do(self, ident: str, /, **answers: object) -> Play:
        """Complete the (first) open task with this id, or with `id[2]` the second one."""
        token = self.token(ident)
        return self._took(bpmn.complete(self.definition, self.step.state, token, answers=answers, **self._given()))

    def fire(self, ident: str) -> Play:
        """Fire the timer, the clock standing at its instant."""
        timer = next(one for one in self.step.timers if one.element_id == ident)
        with clock.at(timer.due):
            return self._took(bpmn.fire(self.definition, self.step.state, timer.token, **self._given()))

    def send(self, name: str, key: str = "2026-7", /, **data: object) -> Play:
        """Send a message."""
        sent = bpmn.Message(name, key, data)
        return self._took(bpmn.send(self.definition, self.step.state, sent, **self._given()))

    def signal(self, name: str, /, **data: object) -> Play:
        """Let a signal come from another case."""
        return self._took(bpmn.signal(self.definition, self.step.state, name, data=data, **self._given()))

    def correct(self, **variables: object) -> Play:
        """Set variables right from outside."""
        return self._took(bpmn.correct(self.definition, self.step.state, variables, **self._given()))

    def token(self, ident: str) -> UUID:
        """Return the token of an open task."""
        name, _, number = ident.rstrip("]").partition("[")
        return [one.token for one in self.step.open if one.path == name][int(number or 1) - 1]

    @property
    def open(self) -> list[str]:
        """The paths of the open tasks."""
        return sorted(one.path for one in self.step.open)

    @property
    def timers(self) -> dict[str, datetime]:
        """When each timer is due."""
        return {one.path: one.due for one in self.step.timers}

    @property
    def ended(self) -> str | None:
        """The end event that ended the case."""
        return self.step.ended

    def passed(self, kind: str = "completed") -> list[str]:
        """Return the ids of all that was completed (or entered, cancelled, or the flows taken), in order."""
        return [mark.element_id for mark in self.trace if mark.kind == kind]

    def variables(self) -> dict[str, object]:
        """Return the case's own variables."""
        run = Run(self.definition, **self._given())
        record.load(run, self.step.state)
        return dict(run.scopes[""].values)

    def _given(self) -> dict[str, object]:
        return {"builtins": self.builtins, "calendar": self.calendar}

    def _took(self, step: bpmn.Step) -> Play:
        self.step = step
        self.trace += step.trace
        self.actions += step.actions
        run = Run(self.definition, **self._given())
        record.load(run, step.state)
        assert record.dump(run) == step.state
        return self


def define(*diagrams: bytes, process: str = "p", tables: Mapping[str, bytes] = _NONE) -> bpmn.Definition:
    """Return the routine `process` of the diagrams, with decision files beside, as if they had been published."""
    read = [reading.read(raw, file=f"{number}.bpmn") for number, raw in enumerate(diagrams)]
    return routine.build(read, process, library=decisions.make(tables))


def play(*diagrams: bytes, process: str = "p", tables: Mapping[str, bytes] = _NONE) -> Play:
    """Return a case of the routine, not begun."""
    return Play(define(*diagrams, process=process, tables=tables))
