"""Anybody in the register, by id (design 4). Knows rows of `people`; not roles, classes or accounts."""

from __future__ import annotations

import sqlalchemy as sa

from engine import db, errors, model, tables

_p = tables.people.c
COLUMNS = (_p.id, _p.municipality_id, _p.name, _p.email, _p.phone, _p.language, _p.born)


def person(person_id: int) -> model.Person:
    """Return the person; raise `PersonNotFound`."""
    with db.reading() as connection:
        return get(connection, person_id)


_PERSON = sa.select(*COLUMNS).where(_p.id == sa.bindparam("person"))


def get(connection: sa.Connection, person_id: int) -> model.Person:
    """Return the person inside the caller's transaction; raise `PersonNotFound`."""
    row = connection.execute(_PERSON, {"person": person_id}).first()
    if row is None:
        raise errors.PersonNotFound()
    return model.Person(*row)


def name_of(connection: sa.Connection, value: object) -> str:
    """Return the name of the person whose id a form has stored as text; any other value comes back as text."""
    number = model.row_id(value)
    name = None if number is None else connection.scalar(sa.select(_p.name).where(_p.id == number))
    return name or str(value)
