"""Read a register folder: bytes to typed rows, and everything that is wrong with them at once.

Knows files, encodings and CSV as spreadsheets write it. Must not know the database.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from engine.register import cells
from engine.register.sheets import ALL, ICS, Problem, Row, Sheet, Sheets

LARGEST = 50_000_000
WIDEST = 100  # columns; a header is compared name by name
_SEPARATORS = ";,\t"


def read(folder: Path) -> tuple[Sheets, list[Problem]]:
    """Return the rows of each file that is there, by file name, and what is wrong with them."""
    rows: Sheets = {}
    problems = list(_strangers(folder))
    for sheet in ALL:
        path = folder / sheet.file
        if path.is_file():
            rows[sheet.file], found = read_sheet(sheet, path.read_bytes())
            problems += found
    if not rows and not (folder / ICS).is_file():
        known = ", ".join(sheet.file for sheet in ALL)
        problems.append(Problem(str(folder), None, "", f"mappen har ingen registerfiler. Filene heter {known}."))
    return rows, problems


def read_sheet(sheet: Sheet, content: bytes) -> tuple[list[Row], list[Problem]]:
    """Return the file's rows and what is wrong with them; a row with a fault is left out."""
    try:
        header, lines = _lines(decoded(content))
        columns = _columns(sheet, header)
    except (ValueError, csv.Error) as problem:
        return [], [Problem(sheet.file, 1, "", str(problem))]
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, line in lines:
        row, found = _row(sheet, columns, number, line)
        problems += found
        if not found:
            rows.append(row)
    return rows, problems + list(_twins(sheet, rows))


def decoded(content: bytes) -> str:
    """Return the text of a file as Excel and others save it; raise ValueError where it is none."""
    if len(content) > LARGEST:
        raise ValueError(f"filen er større enn {LARGEST // 1_000_000} MB. Del den opp.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16")
        except UnicodeDecodeError:
            raise ValueError("filen er ødelagt. Lagre den på nytt som CSV UTF-8 fra regnearket.") from None
    try:
        found = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # «CSV (semikolondelt)» of an older Excel
        found = content.decode("cp1252", errors="replace")
    if "\0" in found:
        raise ValueError("filen er ikke en tekstfil. Lagre den som CSV UTF-8 fra regnearket.")
    return found


def _strangers(folder: Path) -> Iterator[Problem]:
    known = {sheet.file for sheet in ALL}
    for path in sorted(folder.glob("*.csv")):
        if path.name not in known:
            yield Problem(path.name, None, "", f"filen er ukjent. Filene heter {', '.join(sorted(known))}.")


def _lines(text: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header and each line that is not empty, with its number in the file."""
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        found = [(reader.line_num, line) for line in reader if any(cell.strip() for cell in line)]
    except csv.Error as problem:
        raise ValueError(f"linje {reader.line_num} kan ikke deles i kolonner. Se etter anførselstegn.") from problem
    if not found:
        raise ValueError("filen er tom. Første linje er overskriften.")
    return [cell.strip().casefold() for cell in found[0][1]], found[1:]


def _columns(sheet: Sheet, header: list[str]) -> list[str]:
    """Check the header; raise ValueError."""
    wanted = ";".join(sheet.header)
    if len(header) > WIDEST:
        raise ValueError(f"overskriften har {len(header)} kolonner. Overskriften er {wanted}.")
    twice = {name for name in header if name and header.count(name) > 1}
    unknown = [name for name in header if name and name not in sheet.header]
    missing = [column.name for column in sheet.columns if column.is_required and column.name not in header]
    for names, what in ((twice, "står to ganger"), (unknown, "er ukjent"), (missing, "mangler")):
        if names:
            raise ValueError(f"kolonnen «{sorted(names)[0]}» {what} i overskriften. Overskriften er {wanted}.")
    return header


def _row(sheet: Sheet, header: list[str], number: int, line: list[str]) -> tuple[Row, list[Problem]]:
    if any(cell.strip() for cell in line[len(header) :]):
        sentence = (
            f"linjen har {len(line)} kolonner, men overskriften har {len(header)}. Se etter skilletegn i teksten."
        )
        return Row(number), [Problem(sheet.file, number, "", sentence)]
    given = {name: cells.unguarded(cell.strip()) for name, cell in zip(header, line, strict=False)}
    absent = frozenset(column.name for column in sheet.columns) - frozenset(header)
    row, problems = Row(number, absent=absent), []
    for column in sheet.columns:
        cell = given.get(column.name, "")
        try:
            if column.is_required and not cell:
                raise ValueError("ruten er tom, og må fylles ut.")  # noqa: TRY301 - told like the other faults of a cell
            row.values[column.name] = column.read(cell)
        except ValueError as problem:
            problems.append(Problem(sheet.file, number, column.name, str(problem)))
    return row, problems


def _twins(sheet: Sheet, rows: list[Row]) -> Iterator[Problem]:
    first: dict[tuple[str, ...], int] = {}
    for row in rows:
        key = tuple(cells.written(row.values[name]).casefold() for name in sheet.key)
        if key in first:
            what = ", ".join(filter(None, (cells.written(row.values[name]) for name in sheet.key)))
            yield Problem(sheet.file, row.line, "", f"«{what}» står også på linje {first[key]}. Ta bort den ene.")
        first.setdefault(key, row.line)
