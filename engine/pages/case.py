"""`Sak`: where are we, what is next, who has it (ux.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.pages.heads import CaseHead, Responsible
from engine.pages.lists import TaskRow
from engine.pages.records import AnswersView, DocumentRow


@dataclass(frozen=True, slots=True)
class Step:
    """One element of the routine in the outline: `done`, `now`, `ahead`, `cancelled`."""

    element_id: str
    name: str
    kind: str
    lane: str
    state: str
    count: int  # how many times it was passed
    path: str = ""
    level: int = 0
    by: tuple[tuple[str, tuple[str, ...]], ...] = ()  # who has done it: name, and in which of the step's roles


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the case's log."""

    sequence: int
    at: datetime
    kind: str
    element_name: str
    by: str
    facts: Mapping[str, object]
    told: tuple[str, ...] = ()  # names of those a message went to for no role


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Who takes part in the case, why, and until when."""

    id: int | None
    person_id: int
    name: str
    reason: str
    from_at: datetime | None
    to_at: datetime | None
    is_ended: bool


@dataclass(frozen=True, slots=True)
class ReadRow:
    """Who has read the case."""

    name: str
    at: datetime
    page: str


@dataclass(frozen=True, slots=True)
class OpenRow:
    """An open task as the case page shows it; of one in parts (`A og B`) the reader's own stands for all."""

    task: TaskRow
    responsible: Responsible
    is_for_all: bool = False  # each of the roles has its part


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn process; a called one names where it is called from, the routine itself has "" there."""

    process: str
    name: str
    xml: str  # BPMN
    caller: str = ""  # process
    call: str = ""  # element id in it


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the reader may begin beside the steps of a running case: the event, its name and its guidance.

    `place` tells which, where the case waits for it in several places.
    """

    element_id: str
    name: str
    guidance: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class CasePage:
    """`Sak`: where are we, what is next, who has it."""

    case: CaseHead
    open_tasks: tuple[OpenRow, ...]
    next_deadline: datetime | None  # of the open tasks; with none open, when the case goes on by itself
    next_deadline_name: str
    outline: tuple[Step, ...]
    diagram: str  # BPMN XML of the case's version
    diagrams: Mapping[str, str] = field(default_factory=dict)  # called routines' XML by process id
    answers: tuple[AnswersView, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    reads: tuple[ReadRow, ...] = ()
    may_lead: bool = False  # rektor's powers: members, correct the pupil, incident
    drawings: tuple[Drawing, ...] = ()  # the case's own routine first, each called one behind its caller
    events_page: int = 1  # `events` are those of one page, the newest on the first
    events_last: int = 1
    lacks_pupil: bool = False  # the start form asked for a pupil, and the case is connected to none
    beginnings: tuple[Beginning, ...] = ()
    pupil_school: str = ""  # another school of the municipality, where the pupil goes today; for who leads an open case
