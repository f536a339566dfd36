"""What the engine is asked with and answers with: frozen values only (design 7; `engine.bpmn` is their only maker).

Instants are aware UTC. A token is the id of one open place in a case: a task, a timer or a message that is waited
for. A path is the element's id, with `CALL/` in front for each routine that called it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from engine import decisions

_TWIN = re.compile(r"#[0-9]+$")  # ends the id of one of several symbols of an event; no id in a file has it
MarkKind = Literal["entered", "completed", "cancelled", "flow"]
SymbolKind = Literal[
    "none", "timer", "message", "signal", "conditional", "link", "error", "escalation", "cancel", "compensate",
    "terminate",
]  # fmt: skip


def drawn(ident: str) -> str:
    """Return the id of what is drawn, for an element or flow that may be one of several symbols of it."""
    return _TWIN.sub("", ident) if "#" in ident else ident


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline as it was counted when the task opened: `at` is None for `straks` and while a date is missing."""

    at: datetime | None
    straks: bool
    explained: str


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that waits for a person; `local` are its loop element and inputs, plain JSON values."""

    token: UUID
    element_id: str
    path: str
    instance: int | None
    name: str
    local: Mapping[str, object] = field(default_factory=dict)
    due: Due | None = None
    follow_up: Due | None = None
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    priority: int = 50
    is_only: bool = False  # of an activity for each item of a list, where the list has one item: no more can come


@dataclass(frozen=True, slots=True)
class OpenTimer:
    """A timer that runs; `left` firings remain, this one included (1 where there is no end). Its token stays."""

    token: UUID
    element_id: str
    path: str
    due: datetime
    is_interrupting: bool
    left: int = 1


@dataclass(frozen=True, slots=True)
class OpenMessage:
    """A message that the case waits for, by name and key; `place` tells which of an event's waits it stands for."""

    token: UUID
    element_id: str
    path: str
    message: str
    key: str
    place: str = ""
    instance: int | None = None


@dataclass(frozen=True, slots=True)
class OpenSignal:
    """A signal that the case waits for, by name."""

    token: UUID
    element_id: str
    path: str
    signal: str


@dataclass(frozen=True, slots=True)
class Throw:
    """What a step threw out of the case: a signal to all that wait for it, or a message by name and key.

    A signal has reached the case itself already. `data` are the inputs of the event, typed values.
    """

    kind: Literal["signal", "message"]
    name: str
    key: str
    data: Mapping[str, object]
    element_id: str
    path: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a case: `data` are typed values (dates as `date`)."""

    name: str
    key: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Action:
    """A named action that a service or send task, or a message event, asks for; headers are evaluated."""

    element_id: str
    path: str
    name: str
    token: UUID
    instance: int | None
    type: str
    headers: Mapping[str, object]
    variables: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing that happened in a step: of `flow` the element is the flow taken; `hits` are a decision's rules."""

    kind: MarkKind
    element_id: str
    path: str
    instance: int | None
    token: UUID
    hits: tuple[decisions.Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """Where one step left the case: all that is open now, and what happened on the way, in order.

    `state` is the engine's own record, to be stored as text as it is. `ended` is the end event that ended the case.
    `signals` are those that are waited for, `sent` what the caller shall carry to other cases. `missed` is for how many
    later times a repeating timer fired as well, because it could not fire when they came.
    """

    state: str
    open: tuple[OpenTask, ...]
    timers: tuple[OpenTimer, ...]
    waiting: tuple[OpenMessage, ...]
    actions: tuple[Action, ...]
    trace: tuple[Mark, ...]
    ended: str | None
    signals: tuple[OpenSignal, ...] = ()
    sent: tuple[Throw, ...] = ()
    missed: int = 0


# -- what stands in a diagram


@dataclass(frozen=True, slots=True)
class Event:
    """What an event waits for or throws; `text` is a timer's text, `key` a message's correlation expression.

    A condition is asked again when a name of `watched` changes (none: those it reads), or only when it is made or is
    written over (`on`).
    """

    kind: SymbolKind
    name: str = ""
    text: str = ""
    key: str = ""
    code: str = ""
    condition: str = ""
    activity: str = ""
    watched: tuple[str, ...] = ()
    on: Literal["", "create", "update"] = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: one for each of `items`, or `count` of them; or a standard loop: round after round.

    A standard loop goes on while `again` holds (asked before the first round too, if `asks_first`), `limit` rounds at
    most (0 = no limit). All are FEEL but `item` and `collected`, which are names.
    """

    is_sequential: bool
    items: str
    item: str = ""
    output: str = ""
    collected: str = ""
    until: str = ""
    count: str = ""
    is_standard: bool = False
    again: str = ""
    limit: int = 0
    asks_first: bool = False


@dataclass(frozen=True, slots=True)
class AdHoc:
    """Which steps of an ad-hoc sub-process are opened (a FEEL list of ids), and, if said, what must hold to be done.

    `cancels_rest`: what is open then is taken away, else it is waited for.
    """

    picks: str
    until: str = ""
    cancels_rest: bool = True


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is FEEL, "" where there is none. The flow of a link is not drawn."""

    id: str
    name: str
    source: str
    target: str
    condition: str = ""
    is_default: bool = False
    line: int | None = None
    is_drawn: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """One element of a diagram, as it is written there; expressions are raw.

    `kind` is the BPMN name (`userTask`), `parent` the sub-process it stands in, `host` what a boundary event hangs on,
    `lane` the innermost lane's name, else its pool's. A form inside the diagram is `form_json`, its id
    `PROCESS:ID`. `order` is the place in reading order. `variant` is what a sub-process is more than one: `event` (its
    start event begins it; `is_interrupting` is then the start's), `transaction` or `ad hoc`; of an event, that it waits
    for `all` of its symbols. `is_undo` is a step that undoes another one, `undo` its id on the compensation event at
    the edge of that.
    """

    id: str
    kind: str
    name: str
    process: str
    line: int | None = None
    order: int = 0
    parent: str = ""
    variant: Literal["", "event", "transaction", "ad hoc", "all"] = ""
    lane: str = ""
    documentation: str = ""
    event: Event | None = None
    host: str = ""
    is_interrupting: bool = True
    undo: str = ""
    is_undo: bool = False
    loop: Loop | None = None
    ad_hoc: AdHoc | None = None
    form_id: str | None = None
    form_json: str = ""
    due: str = ""
    follow_up: str = ""
    priority: str = ""
    assignee: str = ""
    groups: str = ""
    users: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    outputs: tuple[tuple[str, str], ...] = ()
    action_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    script: str = ""
    result: str = ""
    decision: str = ""
    asks: tuple[str, ...] = ()
    called: str = ""
    gives_all: bool = True
    takes_all: bool = True

    @property
    def is_task(self) -> bool:
        """Tell whether a person does it."""
        return self.kind in {"userTask", "manualTask"}


@dataclass(frozen=True, slots=True)
class References:
    """What one diagram file holds and refers to, by ids; `opened` are the processes that not only calls begin."""

    processes: tuple[str, ...]
    called: frozenset[str]
    forms: frozenset[str]
    letters: frozenset[str]
    decisions: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()
