"""What the pages need of the register: whom one can choose, and what a chosen person is called.

Knows lists of staff and pupils as forms offer them. Which case a list is for decides the school; who may open the case
decides who gets the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from engine import alphabet, clock, db, model, people, rows, tables
from engine.overview import heads

_p, _h, _r = tables.people.c, tables.holdings.c, tables.task_roles.c

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
        place = case.place
        return people.staff_options(connection, place.municipality_id, place.school_id, language=person.language)


def holders(task_id: UUID, person: model.Person) -> Options:
    """Return who else may do the task today, for handing it over; raise `TaskNotFound`, `NotAllowed`.

    Who may not open a shielded case is not offered, whatever roles the task has.
    """
    today = clock.today()
    with db.reading() as connection:
        task = rows.task(connection, task_id)
        rows.require_task(connection, task, person)
        case = rows.case(connection, task.case_id)
        found = connection.execute(
            sa.select(_p.id, _p.name)
            .join(tables.holdings, _h.person_id == _p.id)
            .join(tables.task_roles, sa.and_(_r.role == _h.role, _r.scope == _h.scope))
            .where(_r.task_id == task_id, _p.id != person.id, _h.first_day <= today)
            .where(sa.or_(_h.last_day.is_(None), _h.last_day >= today))
            .distinct()
        ).all()
        cleared = [row for row in found if not case.shielded_role or rows.may_open(connection, case, row.id)]
    return [
        {"value": str(row.id), "label": row.name} for row in sorted(cleared, key=lambda row: alphabet.order(row.name))
    ]


def pupils(number: str, person: model.Person) -> Options:
    """Return the pupils of the case's school, to its leader those of the municipality; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        school = None if heads.may_lead(connection, case, person) else case.place.school_id
        return people.pupil_options(connection, case.place.municipality_id, school)
