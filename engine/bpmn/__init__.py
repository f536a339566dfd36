"""Runs BPMN diagrams with SpiffWorkflow (design 3.2, 3.10b, 6, 7); the only place that knows it.

Knows diagrams, tokens, variables and deadlines; must not know tables, people, web or mail. Pure: a case goes in as
text and comes back as text.

    found = bpmn.findings(files, forms=…, letters=…, actions=…, roles=…)   # the gate; no errors = it can be run
    definition = bpmn.definition(publication, files, "baerum-handtering")
    step = bpmn.start(definition, variables=…, builtins=…, calendar=…)
    step = bpmn.complete(definition, step.state, token, answers=…, builtins=…, calendar=…)
    step = bpmn.fire(definition, step.state, token, builtins=…, calendar=…)
    step = bpmn.send(definition, step.state, bpmn.Message(…), builtins=…, calendar=…)
    step = bpmn.signal(definition, step.state, "brann", data=…, builtins=…, calendar=…)

Whatever raises leaves the given state as it was: it is only text.
"""

from __future__ import annotations

from engine.bpmn import typed
from engine.bpmn.drawing import openings, picture
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.naming import may_be
from engine.bpmn.drawing.reading import read
from engine.bpmn.judging import trial
from engine.bpmn.judging.checking import findings, judged
from engine.bpmn.judging.gate import judge, references
from engine.bpmn.judging.links import Shelf
from engine.bpmn.judging.links import by_hand as letters_by_hand
from engine.bpmn.judging.structure import reached
from engine.bpmn.judging.together import BY_HAND, NOT_WHILE
from engine.bpmn.moving.apart import names as told_apart
from engine.bpmn.moving.apart import open_names
from engine.bpmn.moving.correcting import correct
from engine.bpmn.moving.intervening import (
    STOPPED,
    Outlay,
    drop,
    go_to,
    set_deadline,
    set_variable,
    skip,
    stop,
    targets,
    variables,
)
from engine.bpmn.moving.relocating import Mover
from engine.bpmn.moving.verdicts import BLOCKED, CHOICE, SAFE, VERDICTS, Choices, Ground, Question, Relocation
from engine.bpmn.running.broadcast import key_text
from engine.bpmn.running.repetition import Stand, is_anothers, is_repeated
from engine.bpmn.running.routine import Definition, definition, forget, known
from engine.bpmn.running.step import awaited, complete, due, fire, send, signal, start
from engine.bpmn.values import (
    Action,
    Due,
    Element,
    Event,
    Flow,
    Loop,
    Mark,
    Message,
    OpenMessage,
    OpenSignal,
    OpenTask,
    OpenTimer,
    References,
    Step,
    Throw,
    drawn,
)

__all__ = [
    "BLOCKED",
    "BY_HAND",
    "CHOICE",
    "NOT_WHILE",
    "SAFE",
    "STOPPED",
    "VERDICTS",
    "Action",
    "Choices",
    "Definition",
    "Due",
    "Element",
    "Event",
    "Flow",
    "Ground",
    "Loop",
    "Mark",
    "Message",
    "Mover",
    "OpenMessage",
    "OpenSignal",
    "OpenTask",
    "OpenTimer",
    "Outlay",
    "Process",
    "Question",
    "References",
    "Relocation",
    "Shelf",
    "Stand",
    "Step",
    "Throw",
    "awaited",
    "complete",
    "correct",
    "definition",
    "drawn",
    "drop",
    "due",
    "findings",
    "fire",
    "forget",
    "go_to",
    "is_anothers",
    "is_repeated",
    "judge",
    "judged",
    "key_text",
    "known",
    "letters_by_hand",
    "may_be",
    "open_names",
    "openings",
    "picture",
    "reached",
    "read",
    "references",
    "send",
    "set_deadline",
    "set_variable",
    "signal",
    "skip",
    "start",
    "stop",
    "targets",
    "told_apart",
    "trial",
    "typed",
    "variables",
]
