"""`Årshjul`: what the clock starts in a school year, and what it has started (issue 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from engine.deadlines import Period
from engine.deadlines.values import Cron, Span


@dataclass(frozen=True, slots=True)
class Turn:
    """One time that a start is due, aware UTC.

    `cases` are those opened then that the person may open, (number, status); `is_opened` tells whether any was
    opened, `is_past` whether the time has been.
    """

    at: datetime
    is_past: bool
    is_opened: bool = False
    cases: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Spoke:
    """One timer start of a routine in force: its name, who acts first, how often, and its turns in the year.

    `times` is how many there are in all, None without end; no `period`: it happens once, or as `cron` says. `next_at`
    may lie after the year. `problem`: why its times cannot be counted.
    """

    routine: str
    routine_name: str
    element: str
    name: str
    guidance: str
    first_step: str
    first_roles: tuple[str, ...]
    is_per_school: bool
    period: Span | None
    times: int | None
    turns: tuple[Turn, ...]
    next_at: datetime | None
    counted_at: datetime  # when the version was published: what its times are counted from
    problem: str = ""
    cron: Cron | None = None


@dataclass(frozen=True, slots=True)
class Wheel:
    """A school year, August to July, at one school (None: where the municipality has none)."""

    year: int  # the year of its August
    school: int | None
    school_name: str
    municipality_name: str
    schools: tuple[tuple[int, str], ...]
    spokes: tuple[Spoke, ...]
    closed: tuple[Period, ...]  # the school calendar's days without school within the year, in order

    @property
    def first(self) -> date:
        """Return 1 August."""
        return date(self.year, 8, 1)

    @property
    def last(self) -> date:
        """Return 31 July."""
        return date(self.year + 1, 7, 31)
