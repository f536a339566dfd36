"""`Rutiner`: the versions of a routine, and what each changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.pages.case import Drawing, Step


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
    is_sample: bool = False  # the demo put it there


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
