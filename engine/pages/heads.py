"""What several pages of one case share: its head, and who has a task."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
