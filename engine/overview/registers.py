"""What the pages need of the register: whom one can choose, and what a chosen person is called.

Knows lists of staff and pupils as forms offer them. Which case a list is for decides the school; who may open the case
decides who gets the list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

import sqlalchemy as sa

from engine import access, alphabet, clock, db, errors, model, pages, people, rights, routines, rows, tables
from engine.cases.answers import answering
from engine.cases.tasks import task_rows
from engine.overview import heads, tasks

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
        place = case.place
        return people.staff_options(connection, place.municipality_id, place.school_id, language=person.language)


def correcting(answer_id: int, person: model.Person) -> Mapping[str, object]:
    """Return what the host gives the form of an answer that is corrected; raise `CaseNotFound`, `NothingToCorrect`.

    Whom the answer names can be chosen still, though they have left.
    """
    with db.reading() as connection:
        row = connection.execute(sa.select(tables.answers).where(tables.answers.c.id == answer_id)).one_or_none()
        if row is None or row.form_id is None:
            raise errors.NothingToCorrect()
        case = heads.visible_case(connection, row.case_id, person)
        form = routines.form(connection, row.publication_id, row.form_id)
        return answering.options(connection, form, answering.corrector(connection, case, row, person))


def handing(task_id: UUID, person: model.Person) -> pages.Handing:
    """Return the page for handing an open task over; raise `TaskNotFound` for who neither may do it nor leads the case.

    Raises `TaskNotOpen` where it is closed, with who did it, and says nothing of it to a stranger.
    """
    with db.reading() as connection:
        task = rows.task(connection, task_id)
        case = rows.case(connection, task.case_id)
        if task.status != model.TaskStatus.OPEN:
            task_rows.require_part(connection, case, task, person)
            raise tasks.closed(connection, task, case)
        try:
            rights.require_handing(connection, task, person)
        except (errors.NotAllowed, errors.CaseNotFound):
            raise errors.TaskNotFound from None
        may_do = access.task(
            rights.task_facts(connection, task),
            rights.holdings(connection, person.id),
            person_id=person.id,
            day=clock.today(),
        )
    options = tuple(holders(task_id, person))
    return pages.Handing(task_id, task.name, case.id, case.number, options, may_do=may_do.allowed)


def holders(task_id: UUID, person: model.Person) -> Options:
    """Return who else may do the task today, for handing it over; to who leads the case, all who work there.

    Who may not open a shielded case is not offered, whatever roles the task has. Raises `TaskNotFound`, `NotAllowed`.
    """
    with db.reading() as connection:
        task = rows.task(connection, task_id)
        rights.require_handing(connection, task, person)
        case = rows.case(connection, task.case_id)
        facts = rights.task_facts(connection, task)
        may = {one for one, _role in people.holders_of(connection, sorted(facts.roles), clock.today())}
        found = heads.names(connection, {*may, *facts.people} - {person.id})
        options = [{"value": str(one), "label": name} for one, name in found.items()]
        if rights.leads(connection, case, person.id):
            place = case.place
            language = {"language": person.language}
            staff = people.staff_options(connection, place.municipality_id, place.school_id, **language)
            options += [one for one in staff if int(one["value"]) not in {person.id, *found}]
        cleared = [
            one for one in options if not case.shielded_role or rights.may_open(connection, case, int(one["value"]))
        ]
    known = {str(one) for one in found}
    return sorted(cleared, key=lambda one: (one["value"] not in known, alphabet.order(one["label"])))


def pupils(number: str, person: model.Person) -> Options:
    """Return the pupils of the case's school, to its leader those of the municipality; raise `CaseNotFound`."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        school = None if heads.may_lead(connection, case, person) else case.place.school_id
        return people.pupil_options(connection, case.place.municipality_id, school)
