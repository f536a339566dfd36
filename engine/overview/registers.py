"""What the pages need of the register: whom one can choose, and what a chosen person is called.

Knows lists of staff and pupils as forms offer them. Which case a list is for decides the school; who may open the case
decides who gets the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import sqlalchemy as sa

from engine import db, model, people, tables
from engine.overview import heads

_p = tables.people.c

Options = list[dict[str, str]]


def names(person: model.Person, ids: Collection[int]) -> Mapping[str, str]:
    """Return names by id as text, of those of `ids` that are in the person's own municipality."""
    if not ids:
        return {}
    mine = sa.select(_p.id, _p.name).where(_p.id.in_(ids), _p.municipality_id == person.municipality_id)
    with db.reading() as connection:
        return {str(number): name for number, name in connection.execute(mine)}


def staff(number: str, person: model.Person) -> Options:
    """Return who works at the case's school, as a form offers them; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        return people.staff_options(connection, case.place.municipality_id, case.place.school_id)


def pupils(number: str, person: model.Person) -> Options:
    """Return the pupils of the municipality, for who may open the case; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        return people.pupil_options(connection, case.place.municipality_id, None)
