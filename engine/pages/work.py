"""`Oppgave`, the start form and the receipt: where somebody fills something in (ux.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from engine import model
from engine.pages.heads import CaseHead, Responsible, TaskPart
from engine.pages.lists import TaskRow
from engine.pages.records import AnswersView, DocumentRow


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
    taken_at: datetime | None = None  # since when a colleague has it, who took it or was given it
    answered: tuple[datetime, str] | None = None  # when and by whom, where its routine stopped at the answers


@dataclass(frozen=True, slots=True)
class Handing:
    """Whom an open task can be handed to; `may_do`: the reader may do it, else the reader leads its case."""

    task_id: UUID
    step: str
    case_id: int
    case_number: str
    colleagues: tuple[Mapping[str, str], ...]
    may_do: bool


@dataclass(frozen=True, slots=True)
class Connecting:
    """Who connects a case to its pupil: the person who asks, or those who lead the case."""

    case_number: str
    may_connect: bool
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that the person has sent: the number of its case, and when."""

    number: str
    at: datetime


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
    about: str = ""  # what the routine is for, in one line
    is_only: bool = False  # there is no other that the person may start
    is_about_pupil: bool = True  # the form asks for a pupil
    sent: Sent | None = None  # what the person has just sent from here, where nothing is begun since


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter sees after reporting, and all that who has no part in the case any more ever sees of it.

    `own_answers` are the reader's own words; the next steps are told to the reporter only. `is_reporter`: the reader
    opened the case; `may_open`: and has a part in what follows.
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
    may_open: bool = False
    own_documents: tuple[DocumentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step that is open now: which roles go on with it, and by when; `people`: who was chosen by name, of no role."""

    name: str
    roles: tuple[str, ...]
    due_at: datetime | None
    is_straks: bool
    is_held: bool = False
    is_for_all: bool = False  # each of the roles has its part (`A og B`)
    is_yours: bool = False  # who reads it has it, and no role does
    people: tuple[str, ...] = ()  # only where the reader has a part in the case
    is_new: bool = False  # what the reader has just completed opened it; the others stood open before
