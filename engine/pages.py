"""Frozen pages: what `engine.overview` answers and templates show (design 4 `overview`).

Knows only values of `engine.model` and the values of forms and deadlines. A page holds everything its template
needs and nothing it may not show: a template can neither load nor change data. Instants are aware UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from engine import model


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of an inbox: no child's name in it (ux.md)."""

    id: UUID
    element_id: str
    name: str
    case_number: str
    class_name: str
    school_name: str
    roles: tuple[str, ...]
    my_role: str
    assignee: str
    is_mine: bool
    opened_at: datetime
    due_at: datetime | None
    due_explained: str
    is_straks: bool
    held_at: datetime | None
    instance: int | None
    has_draft: bool
    version: int  # the `seen_version` a submit must carry


@dataclass(frozen=True, slots=True)
class Inbox:
    """`Mine oppgaver`: all open tasks the person may do, by urgency (`forfalt straks idag uken senere`)."""

    groups: Mapping[str, tuple[TaskRow, ...]]
    counts: Mapping[str, int]  # mine, role, all
    routines: tuple[RoutineRow, ...]  # what the person may start
    unsent: tuple[UnsentRow, ...] = ()  # start forms that the person has begun and not sent


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """A start form that was begun: it is nobody's case until it is sent."""

    routine: str
    name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class RoutineRow:
    """A published routine; `called_from` names the routines that call it, for one that nobody starts by hand."""

    routine: str
    name: str
    number: int
    published_at: datetime
    running: int | None  # None: not counted
    start_form: str | None
    called_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswersView:
    """One answer record as read: the form it was given in, and its content."""

    id: int
    element_id: str
    step_name: str
    by: str
    at: datetime
    standing: str
    form: Mapping[str, object] | None  # the .form JSON of the version it was given in
    content: Mapping[str, object]
    instance: int | None
    corrects_id: int | None = None
    is_corrected: bool = False
    part_of: UUID | None = None  # the task that these answers are one of several parts of


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A letter or an upload, with how and when it was sent."""

    id: int
    kind: str
    title: str
    name: str
    media_type: str
    size: int
    at: datetime
    by: str
    element_id: str
    deliveries: tuple[DeliveryRow, ...] = ()
    is_wrong: bool = False  # a letter about another pupil than the case is about now: it must not be sent


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One sending of a document."""

    channel: str
    recipient: str
    sent_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What stands on top of every page of a case."""

    id: int
    number: str
    routine: str
    routine_name: str
    version_number: int
    status: str
    opened_at: datetime
    ended_at: datetime | None
    end_name: str
    school_name: str
    class_name: str
    pupil_name: str
    pupil_id: int | None
    shielded_role: str
    state_version: int
    incident: str
    day_count: int  # days since the case was opened


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who has an open task now: the roles that may do it and the persons who have them."""

    roles: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task that several roles must do: which part this is, who has done theirs (role, name), and who is left."""

    role: str
    finished: tuple[tuple[str, str], ...]
    awaited: tuple[str, ...]
    is_mine_too: bool  # the person also holds a role that is left


@dataclass(frozen=True, slots=True)
class TaskPage:
    """`Oppgave`: the form, the guidance, what is known, and why the person sees it."""

    task: TaskRow
    case: CaseHead
    form: Mapping[str, object] | None
    options: Mapping[str, object]  # what the host gives the form: elever, ansatte, …
    draft: model.Draft
    known: Mapping[str, object]  # values a new form starts with, taken from earlier answers
    guidance: str  # Markdown of the diagram
    why: str
    may_complete: bool
    letter: str  # id of the letter that `Se over` shows before it takes effect, or empty
    letter_to: str  # who the letter is for, in the diagram's words (header `mottaker`), or empty
    held_field: str  # key of the form's `gjennomfort`, or empty
    earlier: tuple[AnswersView, ...]
    documents: tuple[DocumentRow, ...]
    responsible: Responsible
    last_change: str  # who moved the case last, for the stale page
    held_words: str = ""  # what is said once the act is done (`Møtet er holdt`), or empty
    part: TaskPart | None = None  # of a task that several roles must do


@dataclass(frozen=True, slots=True)
class Connecting:
    """Who connects a case to its pupil: the person who asks, or those who lead the case."""

    case_number: str
    may_connect: bool
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartPage:
    """The start form of a routine."""

    routine: str
    name: str
    guidance: str
    form: Mapping[str, object] | None
    options: Mapping[str, object]
    draft: model.Draft
    token: str  # one-time: a double press opens one case


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter sees after reporting, and all that who has no part in the case any more ever sees of it.

    `own_answers` are the reader's own words; the next steps are told to the reporter only.
    """

    number: str
    opened_at: datetime
    next_steps: tuple[str, ...]
    responsible: tuple[str, ...]
    is_open: bool
    case_id: int = 0
    is_reporter: bool = True
    own_answers: tuple[AnswersView, ...] = ()
    coming: tuple[NextStep, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that is open now: which roles go on with it, and by when."""

    name: str
    roles: tuple[str, ...]
    due_at: datetime | None
    is_straks: bool
    is_held: bool = False


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


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the case's log."""

    sequence: int
    at: datetime
    kind: str
    element_name: str
    by: str
    facts: Mapping[str, object]


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
    """An open task as the case page shows it."""

    task: TaskRow
    responsible: Responsible


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawn process; a called one names where it is called from, the routine itself has "" there."""

    process: str
    name: str
    xml: str  # BPMN
    caller: str = ""  # process
    call: str = ""  # element id in it


@dataclass(frozen=True, slots=True)
class CasePage:
    """`Sak`: where are we, what is next, who has it."""

    case: CaseHead
    open_tasks: tuple[OpenRow, ...]
    next_deadline: datetime | None
    next_deadline_name: str
    outline: tuple[Step, ...]
    diagram: str  # BPMN XML of the case's version
    diagrams: Mapping[str, str] = field(default_factory=dict)  # called routines' XML by process id
    plan: AnswersView | None = None
    answers: tuple[AnswersView, ...] = ()
    documents: tuple[DocumentRow, ...] = ()
    events: tuple[EventRow, ...] = ()
    members: tuple[MemberRow, ...] = ()
    reads: tuple[ReadRow, ...] = ()
    may_lead: bool = False  # rektor's powers: members, correct the pupil, incident
    drawings: tuple[Drawing, ...] = ()  # the case's own routine first, each called one behind its caller
    lacks_pupil: bool = False  # the start form asked for a pupil, and the case is connected to none


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A case that stands still: `overdue`, `no-owner`, `incident` or `straks`."""

    case_number: str
    school_name: str
    class_name: str
    step: str
    task_id: UUID | None
    reason: str
    since: datetime
    due_at: datetime | None
    at_whom: tuple[str, ...]
    last_touch: datetime
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """`Saker som står`: the number by reason, and the rows, worst first."""

    counts: Mapping[str, int]
    rows: tuple[StandingRow, ...]


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day without school, for calendars."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a version changed: `new`, `gone`, `changed` (element or file), by its name."""

    kind: str
    name: str
    where: str = ""  # the drawing it stands in, or the kind of file
    what: str = ""  # before → after, where that is one text


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a routine: what it is, who put it into force and why, and how many cases follow it now."""

    id: int
    number: int
    published_at: datetime
    by: str  # "" where the system did
    note: str
    stories_held: int | None  # None: they were not played
    running: int
    is_in_force: bool
    changes: tuple[Change, ...] | None  # since the version before; None for the first


@dataclass(frozen=True, slots=True)
class RoutineHistory:
    """The versions of a routine, newest first."""

    routine: str
    name: str
    versions: tuple[VersionRow, ...]


@dataclass(frozen=True, slots=True)
class VersionPage:
    """One version as it is drawn, with its steps in reading order and the files it is made of."""

    routine: str
    name: str
    row: VersionRow
    drawings: tuple[Drawing, ...]
    outline: tuple[Step, ...]
    files: tuple[tuple[str, int], ...]  # path, bytes
