"""The register of people and places as a folder of CSV files: take in, write out (issue 2).

`sheets` says which files and columns there are, `reading` and `checking` find everything that is wrong before anything
is stored, `storing` stores it in one transaction, `writing` writes the same files. Taking in the same folder twice
changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from engine import db, deadlines, errors, roles, snapshot, tables
from engine.municipality import places, school_calendar
from engine.register import checking, choices, reading, storing, writing
from engine.register.merging import Counts
from engine.register.sheets import ALL, CALENDAR, ICS, ROLES, SETTINGS, Problem, Sheets

__all__ = ["Counts", "Problem", "Report", "roles_of", "take_in", "write_out"]

MOST_SHOWN = 50
_m = tables.municipalities.c


@dataclass(frozen=True, slots=True)
class Report:
    """What became of each file's lines, and what a calendar held that closes no day."""

    municipality_id: int
    counts: dict[str, Counts]
    ignored: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it, a line a file."""
        lines = [
            f"{file}: {one.new} nye, {one.changed} endret, {one.ended} avsluttet, {one.same} som før"
            for file, one in self.counts.items()
        ]
        return "\n".join([*lines, *self.ignored])


def take_in(folder: Path, *, municipality: str) -> Report:
    """Take in a folder, all or nothing; raise `RegisterUnreadable` (details `problems`) naming everything wrong.

    A municipality that is not there is made when the folder's `kommune.csv` has a line `navn` with the same name; else
    `MunicipalityNotFound`, so that a slip of the pen makes no second one.
    """
    sheets, problems = reading.read(folder)
    calendar, ignored = _ics(folder, problems)
    with db.transaction() as connection:
        number = _municipality(connection, municipality, sheets)
        problems += checking.check(sheets, _known(connection, number))
        if problems:
            raise unreadable(problems)
        into = storing.Store(connection, number, sheets, dict(roles.scope_kinds(connection, number)))
        storing.store(into)
        _calendars(into, calendar)
        snapshot.touch(connection, number)
        counts = {sheet.file: into.counts[sheet.file] for sheet in ALL if sheet.file in into.counts}
        return Report(number, {**counts, **{k: v for k, v in into.counts.items() if k == ICS}}, ignored)


def write_out(folder: Path, *, municipality_id: int) -> None:
    """Write the municipality's register into `folder`; files of the same names are replaced."""
    with db.reading() as connection:
        writing.write(connection, municipality_id, folder)


def unreadable(problems: list[Problem]) -> errors.RegisterUnreadable:
    """Return the error that tells all of `problems`, a line each."""
    shown = [str(problem) for problem in problems[:MOST_SHOWN]]
    more = len(problems) - MOST_SHOWN
    rest = [f"Og {more} feil til."] if more > 0 else []
    head = "Registeret er ikke lest inn, og ingenting er endret. Rett dette og prøv igjen:"
    return errors.RegisterUnreadable("\n".join([head, *shown, *rest]), problems=tuple(problems))


def roles_of(file: Path) -> roles.Kinds:
    """Return the sources' roles with those of a municipality's file (`roller.csv`): for `check`, which has no database.

    Raises `RegisterUnreadable`, with all that is wrong in it.
    """
    try:
        rows, problems = reading.read_sheet(ROLES, file.read_bytes())
    except OSError as problem:
        raise errors.RegisterUnreadable(f"«{file}» kan ikke åpnes. Se om den finnes, og om du har lov.") from problem
    known = checking.Known(kinds=dict(roles.DEFAULTS))
    problems += checking.check({ROLES.file: rows}, known)
    if problems:
        raise unreadable(problems)
    return known.kinds


def _municipality(connection: sa.Connection, name: str, sheets: Sheets) -> int:
    """Return the municipality's id, its row locked so that two imports take turns."""
    wanted = checking.plain(name)
    own_name = choices.named(sheets.get(SETTINGS.file, []))
    query = sa.select(_m.id).where(sa.func.lower(_m.name) == wanted).with_for_update(key_share=True)
    found: int | None = connection.scalar(query)
    if found is not None:
        return found
    if checking.plain(own_name) != wanted:
        raise errors.MunicipalityNotFound(
            f"Kommunen «{name}» finnes ikke. Skal den opprettes, må {SETTINGS.file} ha linjen navn;{name}."
        )
    made = sa.insert(tables.municipalities).values(name=own_name).returning(_m.id)
    number = int(connection.execute(made).scalar_one())
    roles.install(connection, number)
    return number


def _known(connection: sa.Connection, municipality_id: int) -> checking.Known:
    p = tables.people.c
    known = checking.Known(kinds=dict(roles.scope_kinds(connection, municipality_id)))
    for school in places.schools(connection, municipality_id):
        known.schools.add(checking.plain(school.name))
        classes = places.classes(connection, school.id)
        known.classes |= {(checking.plain(school.name), checking.plain(one.name)) for one in classes}
    ids = sa.select(p.register_id).where(p.municipality_id == municipality_id, p.register_id.is_not(None))
    known.people |= set(connection.scalars(ids))
    return known


def _ics(folder: Path, problems: list[Problem]) -> tuple[deadlines.SchoolCalendar | None, tuple[str, ...]]:
    path = folder / ICS
    if not path.is_file():
        return None, ()
    if (folder / CALENDAR.file).is_file():
        problems.append(Problem(ICS, None, "", f"mappen har også {CALENDAR.file}. Ta bort den ene."))
        return None, ()
    try:
        found = school_calendar.read(reading.decoded(path.read_bytes()))
    except (errors.RegisterUnreadable, ValueError) as problem:
        problems.append(Problem(ICS, None, "", str(problem)))
        return None, ()
    return found.calendar, tuple(
        f"{ICS} linje {one.line}: «{one.name}» er ikke tatt med. {one.why}" for one in found.ignored
    )


def _calendars(into: storing.Store, of_all: deadlines.SchoolCalendar | None) -> None:
    if of_all is not None:
        into.counts[ICS] = storing.store_calendar(into, None, of_all)
        return
    closed: dict[int | None, list[deadlines.Period]] = {}
    for row in into.rows(CALENDAR.file):
        school = into.schools.get((checking.plain(row.text("skole")),))
        first, last = row.values["fra"], row.values["til"] or row.values["fra"]
        closed.setdefault(school, []).append(deadlines.Period(first, last, row.text("navn")))  # type: ignore[arg-type]
    total = Counts()
    for school, periods in closed.items():
        one = storing.store_calendar(into, school, deadlines.SchoolCalendar(tuple(periods)))
        total = Counts(total.new + one.new, 0, total.same + one.same, total.ended + one.ended)
    if closed:
        into.counts[CALENDAR.file] = total
