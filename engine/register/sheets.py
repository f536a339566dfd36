"""The files of a register folder and their columns, as a municipality sees them (issue 2: CSV import and export).

Knows names and how each cell is read; not rows, not tables. The order is the order they are stored in: each file may
name what the files before it hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from engine.register import cells


@dataclass(frozen=True, slots=True)
class Column:
    """A column and how its cells are read."""

    name: str
    read: Callable[[str], object] = cells.text
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file; no two lines may have the same `key`."""

    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """Return the first line of the file."""
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True)
class Row:
    """One line, read."""

    line: int
    values: dict[str, object] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()  # the columns that the file does not have

    def text(self, column: str) -> str:
        """Return a cell that is a text."""
        return str(self.values[column])


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that must be mended before the folder can be stored."""

    file: str
    line: int | None
    column: str
    sentence: str

    def __str__(self) -> str:
        """Say where and what."""
        line = f" linje {self.line}" if self.line else ""
        column = f", kolonne «{self.column}»" if self.column else ""
        return f"{self.file}{line}{column}: {self.sentence}"


def _must(name: str, read: Callable[[str], object] = cells.name) -> Column:
    return Column(name, read, is_required=True)


_FROM, _TO = Column("fra", cells.day, is_required=True), Column("til", cells.day)

SETTINGS = Sheet("kommune.csv", (_must("innstilling"), Column("verdi")), ("innstilling",))
ROLES = Sheet("roller.csv", (_must("rolle"), _must("gjelder")), ("rolle",))
SCHOOLS = Sheet(
    "skoler.csv",
    (
        _must("navn"),
        Column("målform", cells.language),
        Column("adresse"),
        Column("epost", cells.mail),
        Column("telefon"),
    ),
    ("navn",),
)
CLASSES = Sheet("klasser.csv", (_must("skole"), _must("klasse"), Column("trinn", cells.grade)), ("skole", "klasse"))
PEOPLE = Sheet(
    "personer.csv",
    (
        _must("id"),
        _must("navn"),
        Column("epost", cells.mail),
        Column("telefon"),
        Column("født", cells.day),
        Column("målform", cells.own_language),
    ),
    ("id",),
)
PUPILS = Sheet(
    "elever.csv", (_must("id"), _must("skole"), _must("klasse"), _FROM, _TO), ("id", "skole", "klasse", "fra")
)
PARENTS = Sheet(
    "foresatte.csv",
    (_must("elev"), _must("foresatt"), Column("type"), _FROM, _TO),
    ("elev", "foresatt", "type", "fra"),
)
STAFF = Sheet(
    "ansatte.csv",
    (
        _must("id"),
        _must("rolle"),
        Column("skole", cells.name),
        Column("klasse", cells.name),
        _FROM,
        _TO,
        Column("grunn"),
    ),
    ("id", "rolle", "skole", "klasse", "fra"),
)
CALENDAR = Sheet(
    "skolerute.csv", (Column("skole", cells.name), _FROM, _TO, _must("navn")), ("skole", "fra", "til", "navn")
)
ALL = (SETTINGS, ROLES, SCHOOLS, CLASSES, PEOPLE, PUPILS, PARENTS, STAFF, CALENDAR)
ICS = "skolerute.ics"

Sheets = dict[str, list[Row]]
