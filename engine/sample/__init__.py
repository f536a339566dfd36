"""The sample municipality of the demo: "Eksempel kommune", with people in every role and plainly made-up names.

Knows a folder of register files and which of its people have an account. Only the demo may call it: the sign-ins are
printed, and everybody knows the password.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from engine import db, register, tables
from engine.municipality import places
from engine.people import accounts

NAME = "Eksempel kommune"
FOLDER = Path(__file__).parent / "register"
PASSWORD = "skole-eksempel"  # noqa: S105 - everybody knows it: the demo prints it


@dataclass(frozen=True, slots=True)
class SignIn:
    """An account of the demo, as it is printed."""

    username: str
    password: str
    name: str
    role: str


# user name → id in personer.csv, and what the person is
PEOPLE = {
    "rektor": ("F001", "rektor ved Fjellet skole"),
    "kontaktlaerer": ("F024", "kontaktlærer i 5A ved Fjellet skole"),
    "assisterende-rektor": ("F002", "assisterende rektor ved Fjellet skole"),
    "avdelingsleder": ("F003", "avdelingsleder ved Fjellet skole"),
    "sosiallaerer": ("F004", "sosiallærer ved Fjellet skole"),
    "laerer": ("F006", "lærer ved Fjellet skole"),
    "assistent": ("F010", "assistent ved Fjellet skole"),
    "postfordeler": ("F013", "postfordeler ved Fjellet skole"),
    "rektor-vika": ("V001", "rektor ved Vika skule (nynorsk)"),
    "kontaktlaerer-vika": ("V020", "kontaktlærar i 8A ved Vika skule (nynorsk)"),
    "skoleeier": ("K001", "skoleeier i kommunen"),
    "kommunalsjef": ("K002", "kommunalsjef i kommunen"),
    "laeringsmiljoteam": ("K004", "læringsmiljøteamet i kommunen"),
    "prosesseier": ("K005", "prosesseier i kommunen"),
}


def ensure(*, progress: Callable[[str], None] = lambda _text: None) -> list[SignIn]:
    """Make the municipality and its accounts where they are not there yet; return the sign-ins.

    What people have changed since the last start stays as they left it.
    """
    number = _found()
    if number is None:
        progress("Lager eksempelkommunen …")
        number = register.take_in(FOLDER, municipality=NAME).municipality_id
    people = _people(number)
    known = {one.person_id for one in accounts.listed()}
    for username, (register_id, _role) in PEOPLE.items():
        if people[register_id].id not in known:
            accounts.create(person_id=people[register_id].id, username=username, password=PASSWORD)
    return [SignIn(name, PASSWORD, people[key].name, role) for name, (key, role) in PEOPLE.items()]


def municipality_id() -> int:
    """Return the sample municipality's id; raise `MunicipalityNotFound`."""
    return places.by_name(NAME).id


def _found() -> int | None:
    m = tables.municipalities.c
    with db.reading() as connection:
        return connection.scalar(sa.select(m.id).where(m.name == NAME))


def _people(number: int) -> dict[str, sa.Row[*tuple[Any, ...]]]:
    p = tables.people.c
    query = sa.select(p.register_id, p.id, p.name).where(p.municipality_id == number, p.register_id.is_not(None))
    with db.reading() as connection:
        return {row.register_id: row for row in connection.execute(query)}
