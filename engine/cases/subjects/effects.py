"""What answers do beside the step they are for: roles given to persons in it (intervensjonsteam), and whom it is about.

A field that names staff with `properties: {register: ansatt, rolle: …}` gives them that role here; naming others the
next time, or in a correction, ends the former holdings. One with `saken-gjelder` says whom the case is about: once it
is shielded they see nothing of it, whatever roles they have, and the log does not name them. Runs before the step, so
that the new holders get the tasks the step opens, and the shield knows from whom.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import audit, clock, form_values, model, presence, rights, roles, routines, rows, tables
from engine.cases.answers import answering
from engine.cases.subjects import hiding
from engine.cases.tasks import handing

_a, _h, _s = tables.answers.c, tables.holdings.c, tables.case_subjects.c


def apply(
    connection: sa.Connection, case: rows.CaseRow, answered: answering.Answered, *, by: model.Person
) -> list[audit.Entry]:
    """Give the roles that the answers name, and keep whom the case is about; return the log entries."""
    if answered.form is None:
        return []
    keep_subjects(connection, case.id, answered)
    entries: list[audit.Entry] = []
    for use in form_values.register_fields(answered.form):
        if use.role:
            role = _as_written(connection, case, use.role)
            entries += _give(connection, case, role, _chosen(answered, use), by=by)
    return entries


def correct(
    connection: sa.Connection,
    case: rows.CaseRow,
    record: int,
    before: answering.Answered,
    answered: answering.Answered,
    *,
    by: model.Person,
) -> list[audit.Entry]:
    """Give the roles that a correction of `record` (`before`) names others for, unless a later one says who has them.

    Who was named by mistake is out at once; who gets the role hears of the tasks that are open. Who was named before
    and has lost it since (the case is another school's) does not get it back. Returns log entries.
    """
    if answered.form is None:
        return []
    entries: list[audit.Entry] = []
    later: set[str] | None = None
    for use in form_values.register_fields(answered.form):
        chosen, former = _chosen(answered, use), set(_chosen(before, use))
        if not use.role or set(chosen) == former:
            continue
        later = _named_later(connection, case, record) if later is None else later
        if use.role not in later:
            role = _as_written(connection, case, use.role)
            entries += _give(connection, case, role, chosen, by=by, former=former)
            entries += handing.hand_to(connection, case, _open_to(connection, case, role))
    return entries


def end_elsewhere(
    connection: sa.Connection, case: rows.CaseRow, *, former: int | None, by: model.Person
) -> list[audit.Entry]:
    """End the roles in a case that is another school's now, of who works at the `former` alone; return log entries.

    None where no school had it. The caller gives its open tasks to those who have them now.
    """
    if former is None:
        return []
    here, today = _h.scope == case.place.scope("case"), clock.today()
    lasts = sa.or_(_h.last_day.is_(None), _h.last_day >= today)
    outside = sa.and_(here, lasts, ~presence.works_elsewhere(former, _h.person_id))
    found = connection.execute(sa.select(_h.id, _h.person_id, _h.role).where(outside).order_by(_h.id)).all()
    ended = sa.update(tables.holdings).where(_h.id.in_([row.id for row in found]))
    connection.execute(ended.values(last_day=today - timedelta(days=1)))
    kind = model.EventKind.ROLE_ENDED
    return [audit.Entry(kind, person_id=by.id, facts={"role": row.role, "to": row.person_id}) for row in found]


def _chosen(answered: answering.Answered, use: form_values.RegisterField) -> list[int]:
    return [person for person, which in answered.people() if which.key == use.key]


def _named_later(connection: sa.Connection, case: rows.CaseRow, record: int) -> set[str]:
    """Return the roles for which a record later than `record`, or what corrects it, names somebody."""
    mine = sa.and_(_a.case_id == case.id, _a.standing == model.Standing.ACCEPTED, _a.form_id.is_not(None))
    columns = sa.select(_a.id, _a.corrects_id, _a.publication_id, _a.form_id, _a.content)
    found = connection.execute(columns.where(mine).order_by(_a.id)).all()
    first = rows.first_records((row.id, row.corrects_id) for row in found)
    newest = {first[row.id]: row for row in found if first[row.id] > first[record]}
    said = [
        answering.Answered(row.publication_id, routines.form(connection, row.publication_id, row.form_id), row.content)
        for row in newest.values()
    ]
    return {use.role for answered in said for _person, use in answered.people() if use.role}


def _open_to(connection: sa.Connection, case: rows.CaseRow, role: str) -> list[UUID]:
    return [
        row.id
        for row in rows.open_tasks(connection, case.id).values()
        if role in {one for one, _scope in rights.task_facts(connection, row).roles}
    ]


def keep_subjects(connection: sa.Connection, case_id: int, answered: answering.Answered) -> None:
    """Keep whom the case is about by the answers: another in a field replaces who stood there, nobody does not.

    The cases that it has opened are about them too.
    """
    chosen = [(use.key, person) for person, use in answered.people() if use.is_subject and use.register == "ansatt"]
    if not chosen:
        return
    fields = {key for key, _person in chosen}
    connection.execute(sa.delete(tables.case_subjects).where(_s.case_id == case_id, _s.field.in_(fields)))
    subjects = [{"case_id": case_id, "person_id": person, "field": key} for key, person in dict.fromkeys(chosen)]
    connection.execute(sa.insert(tables.case_subjects), subjects)
    hiding.hand_down(connection, case_id)


def _as_written(connection: sa.Connection, case: rows.CaseRow, role: str) -> str:
    """Return the role as the municipality's register writes it: tasks are met by that name (DECISIONS 3)."""
    known = roles.rule(connection, case.place.municipality_id, role).roles
    return next(iter(known), role)


def _give(
    connection: sa.Connection,
    case: rows.CaseRow,
    role: str,
    chosen: list[int],
    *,
    by: model.Person,
    former: Collection[int] = (),
) -> list[audit.Entry]:
    """Give the role to who is chosen, but for `former`, who have lost it if they have it not; end that of others."""
    scope = case.place.scope("case")
    today = clock.today()
    current = sa.and_(_h.role == role, _h.scope == scope, sa.or_(_h.last_day.is_(None), _h.last_day >= today))
    holders = set(connection.scalars(sa.select(_h.person_id).where(current)))
    left = holders - set(chosen)
    if chosen and left:
        # ended the day before, so that they are out at once
        ended = sa.update(tables.holdings).where(current, _h.person_id.in_(left))
        connection.execute(ended.values(last_day=today - timedelta(days=1)))
    new = [
        {"person_id": person, "role": role, "scope": scope, "first_day": today, "reason": f"sak {case.number}"}
        for person in chosen
        if person not in holders and person not in former
    ]
    if new:
        # who was out today is in again: one row says it all, as the day has no parts
        insert = postgresql.insert(tables.holdings)
        again = {"last_day": None, "reason": insert.excluded.reason}
        index = ["person_id", "role", "scope", "first_day"]
        connection.execute(insert.on_conflict_do_update(index_elements=index, set_=again), new)
    return [
        audit.Entry(model.EventKind.ROLE_GIVEN, person_id=by.id, facts={"role": role, "to": row["person_id"]})
        for row in new
    ]
