"""`Plan`: the plan of a case as it is in force, what it was before, and what is missing to close it (ux.md Sak)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from engine.pages.case import Beginning
from engine.pages.heads import CaseHead
from engine.pages.records import AnswersView, DocumentRow


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody has told of a measure after the plan was written: its status, or how it was evaluated.

    `said` is the form's own word («Satt i gang», «Delvis»), `note` a remark or conclusion; days are in words.
    """

    said: str
    day: str
    note: str
    step: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a plan. No `status` means that nobody has told of it: it is never taken for done."""

    name: str
    level: str = ""  # `individ`, `klasse og system` …; "" where the plan does not say
    asks_level: bool = False  # the form asks for it
    problem: str = ""  # what this measure is to solve, where each has its own
    description: str = ""
    responsible: str = ""
    starts: str = ""
    ends: str = ""
    evaluated_by: str = ""  # the day of the evaluation that is agreed on
    status: Told | None = None
    evaluations: tuple[Told, ...] = ()  # oldest first


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """The plan as it was accepted or corrected once; `from_at` is None for a correction that never was in force."""

    number: int
    kind: str  # `first`, `round` (a new round of measures), `change` (in between), `correction`
    view: AnswersView
    from_at: datetime | None
    to_at: datetime | None  # None: in force still, or never
    measures: tuple[Measure, ...]
    letters: tuple[DocumentRow, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)  # the key of a measure's name, by the path of its list
    problem: str = ""  # what the plan is to solve, and its goal; "" where it does not say
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What the routine asks for before the case may be closed, and what of it there is."""

    step: str  # where it is written
    lane: str
    statement: str = ""  # the pupil's own words
    day: str = ""  # of the statement
    why_missing: str = ""
    decision: str = ""  # as the form words it
    by: str = ""
    at: datetime | None = None
    is_before_plan: bool = False  # written before the plan that is in force now: it counts for an earlier round


@dataclass(frozen=True, slots=True)
class PlanPage:
    """All of it; `versions` oldest first, `now` the number of the one in force, None where there is no plan."""

    case: CaseHead
    versions: tuple[PlanVersion, ...] = ()
    now: PlanVersion | None = None
    gone: tuple[Measure, ...] = ()  # of earlier versions, not in the one in force
    closing: Closing | None = None
    documents: tuple[DocumentRow, ...] = ()
    changes: tuple[Beginning, ...] = ()  # what the reader may begin to change the plan now


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which the measures are to be evaluated, and there is no school; `name` is what the day is, "" a weekend.

    `before` is the school day before it, None where that is not to come.
    """

    day: date
    name: str
    before: date | None
