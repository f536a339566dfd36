"""Reads a municipality's skolerute: days without school, from CSV or ICS text (design 8).

Knows the two formats and what a school calendar looks like. Must not know where the text came from, whose school it
is, or how deadlines are counted. Every fault is told at once, each with its line, in one `errors.RegisterUnreadable`.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

import icalendar

from engine import clock, errors
from engine.deadlines.calendar import FIRST_YEAR, LAST_YEAR, Period, SchoolCalendar

_MOST_CHARACTERS = 1_000_000
_MOST_DAYS = 100
_MOST_SHOWN = 10
_COLUMNS = ("fra", "til", "navn")
_EXAMPLE = "Første linje er fra;til;navn, og så én periode på hver linje: 21.12.2026;03.01.2027;Juleferie."
_BROKEN_ICS = "Filen er ikke en hel ICS-kalender (BEGIN:VCALENDAR … END:VCALENDAR)."
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_NORWEGIAN = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")

# An exported calendar also holds «Siste skoledag før juleferien», «SFO stengt» and parents' evenings. Only a name that
# says the pupils are free closes a day: a day wrongly closed would lengthen deadlines.
_FREE = re.compile(
    r"ferien?\b|\b(?:(?:skole|skule|elev)-?)?fri(?:dag(?:er|ar)?)?\b|\b(?:planleggings|studie|kompetanse|kurs)dag"
    r"|\b(?:skolen?|skulen?) (?:er )?stengt\b|\binn?eklemt\b"
)
_NOT_FREE = re.compile(r"\b(?:sfo|aks|barnehage\w*|første|fyrste|siste|før|etter|kl)\b")
_In = TypeVar("_In")
_Out = TypeVar("_Out")


@dataclass(frozen=True)
class Ignored:
    """An event of an ICS file that closes no day, and the sentence that says why."""

    line: int
    name: str
    why: str


@dataclass(frozen=True)
class Read:
    """What a file held; `ignored` is to be shown to whoever loads it."""

    calendar: SchoolCalendar
    ignored: tuple[Ignored, ...] = ()


class _Fault(Exception):
    """One thing wrong, with its line."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"Linje {line}: {what}.")


@dataclass(frozen=True)
class _Row:
    line: int
    period: Period


def read(text: str) -> Read:
    """Read a skolerute, as ICS where it begins as one, else as CSV. Raises `errors.RegisterUnreadable`."""
    content = text.removeprefix("\ufeff").strip()
    if not content:
        raise _unreadable(["Filen er tom.", _EXAMPLE])
    if len(content) > _MOST_CHARACTERS:
        raise _unreadable(["Filen er for stor til å være en skolerute."])
    # Lines are counted in the file as it was given, blank ones at the top included.
    skipped = text[: text.index(content[0])].count("\n")
    return _read_ics(content, skipped) if content[:6].upper() == "BEGIN:" else _read_csv(content, skipped)


# -- CSV


def _read_csv(content: str, skipped: int) -> Read:
    numbered = _cells(content, skipped)
    if not numbered:
        raise _unreadable(["Filen er tom.", _EXAMPLE])
    (top, header), *lines = numbered
    columns = [cell.strip().lower() for cell in header]
    missing = [name for name in _COLUMNS if columns.count(name) != 1]
    if missing:
        raise _unreadable([f"Linje {top}: kolonnen «{missing[0]}» må stå én gang i overskriften.", _EXAMPLE])
    if not lines:
        raise _unreadable(["Filen har ingen perioder.", _EXAMPLE])
    return Read(_calendar(_each(functools.partial(_csv_row, columns), lines)))


def _cells(content: str, skipped: int) -> list[tuple[int, list[str]]]:
    """Return each line that is not blank, with its number."""
    separator = ";" if ";" in content.splitlines()[0] else ","
    reader = csv.reader(content.splitlines(keepends=True), delimiter=separator, skipinitialspace=True, strict=True)
    try:
        return [(reader.line_num + skipped, cells) for cells in reader if any(cell.strip() for cell in cells)]
    except csv.Error as error:
        fault = f"Linje {reader.line_num + skipped}: linjen kan ikke deles i kolonner; se etter anførselstegn."
        raise _unreadable([fault, _EXAMPLE]) from error


def _csv_row(columns: list[str], numbered: tuple[int, list[str]]) -> _Row:
    line, cells = numbered
    if any(cell.strip() for cell in cells[len(columns) :]):
        raise _Fault(line, f"det står {len(cells)} kolonner, men overskriften har {len(columns)}")
    row = {name: cell.strip() for name, cell in zip(columns, cells, strict=False)}
    if not row.get("fra") or not row.get("navn"):
        raise _Fault(line, "«fra» og «navn» må fylles ut")
    first = _day(line, row["fra"])
    return _row(line, first, _day(line, row.get("til") or row["fra"]), row["navn"])


def _day(line: int, written: str) -> date:
    iso, norwegian = _ISO.fullmatch(written), _NORWEGIAN.fullmatch(written)
    parts = iso.groups() if iso else norwegian.groups()[::-1] if norwegian else None
    if parts is None:
        raise _Fault(line, f"«{written[:40]}» er ikke en dato; skriv 21.12.2026 eller 2026-12-21")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise _Fault(line, f"datoen «{written}» finnes ikke i kalenderen") from None


# -- ICS


def _read_ics(content: str, skipped: int) -> Read:
    try:
        parts = icalendar.Calendar.from_ical(content, multiple=True)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        # icalendar lets its own slips through on broken files, such as a list where it expects a text.
        raise _unreadable([_BROKEN_ICS]) from error
    if not parts:
        raise _unreadable([_BROKEN_ICS])
    # icalendar does not keep line numbers; events stand in the order of the file.
    begins = enumerate(content.splitlines(), start=skipped + 1)
    lines = [number for number, line in begins if line.strip().upper() == "BEGIN:VEVENT"]
    events = [event for part in parts for event in part.walk("VEVENT")]
    read_events = _each(_ics_row, zip(lines, events, strict=False))
    ignored = tuple(one for one in read_events if isinstance(one, Ignored))
    return Read(_calendar([one for one in read_events if isinstance(one, _Row)]), ignored)


def _ics_row(numbered: tuple[int, Any]) -> _Row | Ignored:
    line, event = numbered
    name = " ".join(str(event.get("SUMMARY", "")).split())[:100]
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return Ignored(line, name, "Hendelsen er avlyst.")
    if not _FREE.search(name.lower()) or _NOT_FREE.search(name.lower()):
        return Ignored(line, name, "Navnet sier ikke at elevene har fri.")
    try:
        first, after = _midnight(event.start), _midnight(event.end)
    except (ValueError, AttributeError, TypeError, OverflowError):
        raise _Fault(line, f"«{name}» har ikke en lesbar dato (DTSTART og DTEND)") from None
    if first is None or after is None:
        return Ignored(line, name, "Hendelsen varer ikke hele dagen.")
    if "RRULE" in event or "RDATE" in event:
        raise _Fault(line, f"«{name}» gjentas (RRULE); legg den inn som én hendelse for hver gang")
    # DTEND is the day after the last; some programs write the last day itself for a single day.
    return _row(line, first, after if after == first else after - timedelta(days=1), name)


def _midnight(moment: date | datetime) -> date | None:
    """Return the day of a date, or of a midnight in Oslo; None for any other time of day."""
    if not isinstance(moment, datetime):
        return moment
    wall = clock.oslo(moment) if moment.tzinfo else moment
    return wall.date() if wall.time() == time(0) else None


# -- both


def _each(convert: Callable[[_In], _Out], raw: Iterable[_In]) -> list[_Out]:
    """Convert them all; tell all faults at once."""
    done: list[_Out] = []
    faults: list[str] = []
    for one in raw:
        try:
            done.append(convert(one))
        except _Fault as fault:
            faults.append(str(fault))
    if faults:
        raise _unreadable(faults)
    return done


def _row(line: int, first: date, last: date, name: str) -> _Row:
    if last < first:
        raise _Fault(line, f"«{name}» slutter {last:%d.%m.%Y}, før den begynner {first:%d.%m.%Y}")
    if not (first.year >= FIRST_YEAR and last.year <= LAST_YEAR):
        raise _Fault(line, f"«{name}» ligger utenfor årene {FIRST_YEAR}–{LAST_YEAR}")
    if (last - first).days >= _MOST_DAYS:
        raise _Fault(line, f"«{name}» er lengre enn {_MOST_DAYS} dager; se om årstallene er riktige")
    return _Row(line, Period(first, last, name))


def _calendar(rows: list[_Row]) -> SchoolCalendar:
    """Return the periods in order. One inside another is kept; two that cross are a slip, and refused."""
    ordered = sorted(rows, key=lambda row: (row.period.first, -row.period.last.toordinal()))
    faults: list[str] = []
    outer: _Row | None = None
    for row in ordered:
        if outer and row.period.first <= outer.period.last < row.period.last:
            faults.append(
                f"Linje {row.line}: «{row.period.name}» begynner {row.period.first:%d.%m.%Y}, før "
                f"«{outer.period.name}» (linje {outer.line}) er slutt {outer.period.last:%d.%m.%Y}. "
                "La den ene slutte før den andre begynner."
            )
        if outer is None or row.period.last > outer.period.last:
            outer = row
    if faults:
        raise _unreadable(faults)
    return SchoolCalendar(tuple(row.period for row in ordered))


def _unreadable(faults: Sequence[str]) -> errors.RegisterUnreadable:
    more = len(faults) - _MOST_SHOWN
    shown = [*faults[:_MOST_SHOWN], *([f"Og {more} feil til."] if more > 0 else [])]
    return errors.RegisterUnreadable(" ".join(["Skoleruten kan ikke leses.", *shown]), faults=tuple(faults))
