"""Frozen values and enums that every part shares (design 4 `model`).

Knows no library and no other module of ours; beside the values what they all keep to: which years a moment that
somebody writes can have, which text can be the number of a row, and which a mail address. Instants are aware UTC, days
are `date` in Oslo. Ids are the database's numbers; a task's id is the engine's token.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

# years that a moment can have which somebody writes: a browser's field takes 0001 and 0026 too, and what is in year 1
# in Oslo can be a year before in UTC, which the database keeps and nobody can read again
YEARS = range(2000, 2101)
# how a document is said to have been sent by who registers it by hand
CHANNELS = ("Digital post", "E-post", "Brev i posten", "Levert for hånd", "Vist i møte", "Skoleplattform")
# what a mail server can be asked to send to: signs between dots, a domain of several names; no quoted texts, no æøå
_ATOM, _NAME = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+", r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_MAIL = re.compile(
    rf"(?=.{{1,254}}$)(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@{_NAME}(?:\.{_NAME})+", re.ASCII | re.IGNORECASE
)
# label of a letter that is about another pupil than its case is now: it must not be sent
WRONG_PUPIL = "feil-elev"


class EventKind(StrEnum):
    """What can happen in a case, in past tense; each has a text in `webforms` (a test compares the two)."""

    CASE_OPENED = "case-opened"
    CASE_ENDED = "case-ended"
    CASE_SHIELDED = "case-shielded"
    TASK_OPENED = "task-opened"
    TASK_PART_COMPLETED = "task-part-completed"
    TASK_COMPLETED = "task-completed"
    TASK_CANCELLED = "task-cancelled"
    TASK_TAKEN = "task-taken"
    TASK_GIVEN_BACK = "task-given-back"
    TASK_HANDED_OVER = "task-handed-over"
    TASK_RETURNED = "task-returned"
    TASK_PERSON_MISSING = "task-person-missing"
    TALK_HELD = "talk-held"
    EVENT_BEGUN = "event-begun"
    ELEMENT_PASSED = "element-passed"
    ANSWERS_STORED = "answers-stored"
    ANSWERS_CORRECTED = "answers-corrected"
    TIMER_SET = "timer-set"
    TIMER_FIRED = "timer-fired"
    DEADLINE_PASSED = "deadline-passed"
    MESSAGE_QUEUED = "message-queued"
    MESSAGE_WAITED = "message-waited"
    DATA_WITHHELD = "data-withheld"
    LETTER_MADE = "letter-made"
    PACKAGE_MADE = "package-made"
    DELIVERY_RECORDED = "delivery-recorded"
    DOCUMENT_ADDED = "document-added"
    INCIDENT_RAISED = "incident"
    INCIDENT_RESOLVED = "incident-resolved"
    MEMBER_ADDED = "member-added"
    MEMBER_REMOVED = "member-removed"
    ROLE_GIVEN = "role-given"
    ROLE_ENDED = "role-ended"
    PUPIL_CONNECTED = "pupil-connected"
    PUPIL_CORRECTED = "pupil-corrected"
    CLASS_FOLLOWED = "class-followed"
    CLASS_LEFT = "class-left"
    CASE_TRANSFERRED = "case-transferred"
    CASE_MOVED = "case-moved"
    CASE_MOVED_BACK = "case-moved-back"
    CASE_STOPPED = "case-stopped"
    STEP_SKIPPED = "step-skipped"
    BRANCH_ENDED = "branch-ended"
    STEP_CHOSEN = "step-chosen"
    DEADLINE_SET = "deadline-set"
    VARIABLE_SET = "variable-set"


class TaskStatus(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class CaseStatus(StrEnum):
    """Where a case stands; an incident is a row of its own and ends nothing."""

    OPEN = "open"
    ENDED = "ended"


class Standing(StrEnum):
    """What an answer record counts as (design 5, T3)."""

    ACCEPTED = "accepted"
    LATE = "late"
    SUPERSEDED = "superseded"


class MessageKind(StrEnum):
    """Messages that the system itself sends; each has a folder in notifications/templates."""

    NEW_TASK = "ny-oppgave"
    DEADLINE_NEAR = "frist-naer"
    DEADLINE_PASSED = "frist-passert"
    REMINDER = "intern-paaminnelse"
    INCIDENT = "driftsstans"
    NOTICE = "varsel"
    TASK_GONE = "oppgave-borte"
    NOT_OPENED = "ikke-aapnet"
    TRANSFERRED = "sak-overfort"
    PUPIL_MOVED = "elev-flyttet"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the register: staff, pupil or parent."""

    id: int
    municipality_id: int
    name: str
    email: str = ""
    phone: str = ""
    language: str = "nb"
    born: date | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A role somebody has, where, and between which days (both included; no last day = until further notice)."""

    role: str
    scope: str
    first_day: date
    last_day: date | None = None
    reason: str = ""

    def counts_on(self, day: date) -> bool:
        """Tell whether it is valid on `day`."""
        return self.first_day <= day and (self.last_day is None or day <= self.last_day)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case belongs; the scopes that roles can have in it."""

    municipality_id: int
    school_id: int | None = None
    class_id: int | None = None
    case_id: int | None = None

    def scope(self, kind: str) -> str | None:
        """Return the scope text of `kind` (`municipality`, `school`, `class`, `case`), None where it is not known."""
        letter, number = {
            "municipality": ("m", self.municipality_id),
            "school": ("s", self.school_id),
            "class": ("c", self.class_id),
            "case": ("k", self.case_id),
        }[kind]
        return None if number is None else f"{letter}:{number}"


@dataclass(frozen=True, slots=True)
class CaseRef:
    """A case as commands return it."""

    id: int
    number: str
    state_version: int
    ended_by_event: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDone:
    """What completing a task led to: which tasks are open now, and whether the case has ended.

    `awaited` are the roles that must do their part too before the case moves on (`A og B` in a lane). `is_waiting`: the
    answers are stored, and the clock moves the case on with them as soon as it can.
    """

    case: CaseRef
    opened: tuple[UUID, ...] = ()
    is_incident: bool = False
    awaited: tuple[str, ...] = ()
    is_waiting: bool = False


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person a message goes to, and as which role; `is_instead` of those whom it is for, who are nobody."""

    person_id: int
    role: str
    is_instead: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the check found in a diagram, form, letter or story (design 10 `check`)."""

    file: str
    code: str
    level: str
    element: str
    name: str
    line: int | None
    what: str
    why: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Half-written answers of one person; `version` grows by one with each save."""

    content: Mapping[str, object] = field(default_factory=dict)
    version: int = 0
    saved_at: datetime | None = None


def row_id(value: object) -> int | None:
    """Return the number of a row that an answer or a request holds as text; None for what none can have."""
    is_one = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 19
    return int(str(value)) if is_one else None


def is_mail_address(text: str) -> bool:
    """Tell whether a mail can be addressed to `text`; whether anybody has that address, only its server knows."""
    return _MAIL.fullmatch(text) is not None
