"""What is asked, decided and told when a running case is moved to another version (DECISIONS "Moving running cases").

Frozen values only. Keys are element ids as the case's present version has them, or paths (`CALL/ID`) where one id
stands in several routines. Sentences are phrases with the elements' names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from engine import deadlines
from engine.bpmn.values import Step

SAFE, CHOICE, BLOCKED = "safe", "choice", "blocked"
VERDICTS = (SAFE, CHOICE, BLOCKED)
KEEP, RECOUNT, ARM, LEAVE, GONE = "keep", "recount", "arm", "leave", "-"
ALL = "*"
Topic = Literal["steps", "deadlines", "events"]


@dataclass(frozen=True, slots=True)
class Choices:
    """The answers given beforehand, by key; "*" answers for all deadlines, or all events.

    `steps`: where an open step goes (`-`: it is taken away). `deadlines`: `keep` or `recount`. `events`: what the new
    version listens for and the old did not: `arm` or `leave`. With `takes_defaults`, what is not answered takes the
    proposal, where there is one.
    """

    steps: Mapping[str, str] = field(default_factory=dict)
    deadlines: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, str] = field(default_factory=dict)
    takes_defaults: bool = False

    @property
    def recounts(self) -> bool:
        """Tell whether a deadline may be counted anew."""
        return RECOUNT in self.deadlines.values()

    def of(self, topic: Topic, path: str) -> str:
        """Return the answer for the element at `path`, empty where there is none."""
        given: Mapping[str, str] = getattr(self, topic)
        for_all = "" if topic == "steps" else given.get(ALL, "")
        return given.get(path) or given.get(path.rpartition("/")[2]) or for_all


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that the case needs an answer to; `default` is our proposal, empty where there is none."""

    topic: Topic
    key: str
    name: str
    what: str
    options: tuple[str, ...]
    default: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a move is counted on: the case's surroundings, the newest answers, and since when each token has waited."""

    builtins: Mapping[str, object] = field(default_factory=dict)
    calendar: deadlines.SchoolCalendar = field(default_factory=deadlines.SchoolCalendar)
    newest: Mapping[str, object] = field(default_factory=dict)
    since: Mapping[UUID, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Relocation:
    """The verdict on one case. `step` is the case as it then is; None where the case is not moved.

    `answered` are the questions that the choices gave an answer to.
    """

    verdict: str
    questions: tuple[Question, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    step: Step | None = None
    answered: tuple[Question, ...] = ()
