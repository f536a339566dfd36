"""`Mine oppgaver` and `Saker som står`: lists of tasks and of cases that stand (ux.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One line of an inbox: no child's name in it (ux.md), but of `whom` where one step stands once for each child."""

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
    whom: str = ""  # only for who may do the task
    is_answered: bool = False  # its answers are taken in, and its routine stopped at them

    @property
    def was_out(self) -> bool:
        """Tell whether the deadline was out already when the task opened, so that nobody could meet it."""
        return self.due_at is not None and self.due_at <= self.opened_at


@dataclass(frozen=True, slots=True)
class Inbox:
    """`Mine oppgaver`: all open tasks the person may do, by urgency (`forfalt straks idag uken senere`)."""

    groups: Mapping[str, tuple[TaskRow, ...]]
    counts: Mapping[str, int]  # mine, role, all
    routines: tuple[RoutineRow, ...]  # what the person may start
    unsent: tuple[UnsentRow, ...] = ()  # start forms that the person has begun and not sent
    page: int = 1  # the groups have the tasks of one page, the most urgent on the first
    last: int = 1


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """What the person has half-written in a task that is no more theirs."""

    task_id: UUID
    step: str
    case_id: int
    case_number: str
    why: str  # what became of the task
    saved_at: datetime
    is_shown: bool  # the case is still open to the person; else they are not shown what they wrote


@dataclass(frozen=True, slots=True)
class UnsentRow:
    """A start form that was begun: it is nobody's case until it is sent."""

    routine: str
    name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class RoutineRow:
    """A published routine; `called_from` tells which versions call it, for one that nobody starts by hand."""

    routine: str
    name: str
    number: int
    published_at: datetime
    running: int | None  # None: not counted
    start_form: str | None
    called_from: tuple[str, ...] = ()
    about: str = ""  # what it is for, in one line, where one chooses among many
    group: str = ""  # the heading it stands under there, in the diagram's words; empty: what one reports


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A case that stands still, and why: `reason` is one of `overview.standing.ORDER`."""

    case_number: str  # "" for a message that tells that no case was opened
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
    has_more: bool = False  # there are others than `at_whom`
    due_explained: str = ""  # how the deadline was counted
    held_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """`Saker som står`: the number by reason, and one page of the rows, worst first."""

    counts: Mapping[str, int]
    rows: tuple[StandingRow, ...]
    page: int = 1
    last: int = 1
    schools: tuple[tuple[int, str], ...] = ()  # to choose among: (id, name), none where there is one
    school: int | None = None  # the chosen one
