"""What tests of the register share: writing its files, and looking at what is stored."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from engine import db, tables


def write(folder: Path, name: str, *lines: str) -> None:
    """Write a file of these lines."""
    (folder / name).write_text("\n".join(lines) + "\n")


def dump() -> list[str]:
    """Return every row of the register, but for the revision that each import renews."""
    names = ("municipalities", "roles", "schools", "classes", "people", "enrolments", "guardians", "holdings")
    found = []
    with db.reading() as connection:
        for name in names:
            columns = [column for column in tables.metadata.tables[name].c if column.name != "revision"]
            found += sorted(f"{name} {row}" for row in connection.execute(sa.select(*columns)))
    return found


def person(register_id: str) -> int:
    """Return the id of a person by the register's own."""
    return _one(sa.select(tables.people.c.id).where(tables.people.c.register_id == register_id))


def school_class(name: str) -> int:
    """Return the id of a class of the sample."""
    return _one(sa.select(tables.classes.c.id).where(tables.classes.c.name == name))


def school() -> int:
    """Return the id of the sample's first school."""
    return _one(sa.select(tables.schools.c.id).where(tables.schools.c.name == "Fjellet skole"))


def _one(query: sa.Select[tuple[int]]) -> int:
    with db.reading() as connection:
        return connection.execute(query).scalar_one()
