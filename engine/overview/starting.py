"""The start form, and the receipt: all that who has no part in a case ever sees of it (design 5; ux.md)."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from engine import clock, db, errors, model, pages, people, phrases, presence, routines, rows, tables
from engine.cases import answering, drafting
from engine.overview import heads

_t, _r = tables.tasks.c, tables.task_roles.c


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
    """Return the receipt of the case that the person opened or wrote in; raise `CaseNotFound` for anybody else.

    Own words stay readable to who wrote them, also after the role has ended; of a shielded case they do not. What
    happens next is told to the reporter, for as long as the reporter works there.
    """
    with db.reading() as connection:
        case = rows.case(connection, heads.case_id_of(connection, number, person))
        own = () if case.shielded_role else heads.answers(connection, case, by=person)
        is_reporter = case.opened_by == person.id
        if not is_reporter and not own:
            raise errors.CaseNotFound()
        is_told = is_reporter and bool(connection.scalar(sa.select(presence.works_at(case.id, person.id))))
        steps, roles = _next(connection, case.id) if is_told else ((), ())
    return pages.Receipt(
        number=case.number,
        opened_at=case.opened_at,
        next_steps=steps,
        responsible=roles,
        is_open=case.status == model.CaseStatus.OPEN,
        case_id=case.id,
        is_reporter=is_reporter,
        own_answers=own,
    )


def _next(connection: sa.Connection, case_id: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of the steps that are open, and the roles that have them."""
    is_open = sa.and_(_t.case_id == case_id, _t.status == model.TaskStatus.OPEN)
    steps = connection.scalars(sa.select(_t.name).where(is_open).order_by(_t.opened_at)).all()
    roles = connection.scalars(
        sa.select(_r.role).join(tables.tasks, _t.id == _r.task_id).where(is_open).distinct().order_by(_r.role)
    ).all()
    return tuple(dict.fromkeys(steps)), tuple(roles)  # several may each have a part of one step
