"""Case numbers: `2026-482918`, the year and six digits that tell nothing (design 6 `sak.nummer`; DECISIONS 18).

Knows the numbers that were given, and gives none twice. Five digits are drawn, so that a number says neither how many
cases there are nor that one between two is hidden; the sixth is a check digit: a number read out on the phone with one
digit wrong, or two neighbours swapped, is never another case's. Digits only: letters are misheard.
"""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import tables

DRAWN = 5
# Damm's quasigroup of order ten: finds every single wrong digit and every swap of neighbours
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def next_case_number(connection: sa.Connection, municipality_id: int, year: int) -> str:
    """Return a number that the municipality has not given before, inside the transaction that opens the case."""
    given = tables.case_numbers
    while True:
        drawn = f"{secrets.randbelow(10**DRAWN):0{DRAWN}}"
        number = f"{year}-{drawn}{check_digit(drawn)}"
        insert = postgresql.insert(given).values(municipality_id=municipality_id, number=number)
        if connection.execute(insert.on_conflict_do_nothing().returning(given.c.number)).first() is not None:
            return number


def check_digit(digits: str) -> str:
    """Return the digit that makes `digits` a number of ours; of a whole number it is `0`."""
    interim = 0
    for digit in digits:
        interim = int(_DAMM[interim][int(digit)])
    return str(interim)
