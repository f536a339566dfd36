"""The pupil of a case that began without one, as an answer names them (a register field `elev` with `saken-gjelder`).

A routine that another case began by a message may be about a pupil whom that case is not about: who writes in it says
whom. The form offers pupils of the case's school alone. Never changes whom a case is about: that is corrected by who
leads it, with a reason (`correcting`).
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, clock, model, people, rows, tables
from engine.cases.answers import answering
from engine.cases.subjects import hiding
from engine.cases.tasks import handing

_c = tables.cases.c


def connect(
    connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, answered: answering.Answered, *, by: model.Person
) -> rows.CaseRow:
    """Return the case as it is now: about the pupil that the answers name, where it was about none.

    Its other open tasks are had by the roles of that pupil's class from now on.
    """
    if case.pupil_id is not None:
        return case
    named = [person for person, use in answered.people() if use.is_subject and use.register == "elev"]
    if len(named) != 1:
        return case
    place = people.pupil_place(connection, named[0], clock.today())
    change = {"pupil_id": named[0], "class_id": place.class_id, "school_id": place.school_id}
    connection.execute(sa.update(tables.cases).where(_c.id == case.id).values(change))
    hiding.look_again(connection, case.id)
    now = rows.case(connection, case.id)
    others = [one for one in rows.open_tasks(connection, case.id) if one != task.id]
    told = handing.hand_to(connection, now, others) if others else []
    connected = audit.Entry(model.EventKind.PUPIL_CONNECTED, person_id=by.id, facts={"to": named[0]})
    audit.record(connection, case.id, [connected, *told])
    return now
