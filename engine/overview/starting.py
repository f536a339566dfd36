"""The start form, and the reporter's receipt: all that a reporter ever sees of a case (design 5; ux.md)."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from engine import clock, db, errors, model, pages, people, phrases, routines, tables
from engine.cases import answering, drafting

_c, _t, _r = tables.cases.c, tables.tasks.c, tables.task_roles.c


def start_page(routine: str, person: model.Person) -> pages.StartPage:
    """Return the routine's start form with the person's draft and a fresh one-time token; raise `RoutineNotFound`."""
    with db.reading() as connection:
        version = routines.current(connection, person.municipality_id, routine)
        if version.start_form is None:
            raise errors.RoutineNotFound(phrases.say("Rutinen har ikke noe startskjema og kan ikke startes her."))
        definition = routines.definition(connection, version.publication_id, routine)
        form = routines.form(connection, version.publication_id, version.start_form)
        school_id = people.home_school(connection, person.id, clock.today())
        asker = answering.Asker(person, person.municipality_id, school_id)
        return pages.StartPage(
            routine=routine,
            name=version.name,
            guidance=definition.elements[definition.start_event(None)].documentation,
            form=routines.form_json(connection, version.publication_id, version.start_form),
            options=answering.options(connection, form, asker),
            draft=drafting.find(connection, person, None, routine),
            token=secrets.token_urlsafe(24),
        )


def receipt(number: str, person: model.Person) -> pages.Receipt:
    """Return the receipt of the case that the person opened; raise `CaseNotFound` for anybody else."""
    mine = sa.and_(_c.number == number, _c.opened_by == person.id, _c.municipality_id == person.municipality_id)
    with db.reading() as connection:
        case = connection.execute(sa.select(_c.id, _c.number, _c.opened_at, _c.status).where(mine)).one_or_none()
        if case is None:
            raise errors.CaseNotFound()
        is_open = sa.and_(_t.case_id == case.id, _t.status == model.TaskStatus.OPEN)
        steps = connection.scalars(sa.select(_t.name).where(is_open).order_by(_t.opened_at)).all()
        roles = connection.scalars(
            sa.select(_r.role).join(tables.tasks, _t.id == _r.task_id).where(is_open).distinct().order_by(_r.role)
        ).all()
    return pages.Receipt(
        number=case.number,
        opened_at=case.opened_at,
        next_steps=tuple(steps),
        responsible=tuple(roles),
        is_open=case.status == model.CaseStatus.OPEN,
    )
