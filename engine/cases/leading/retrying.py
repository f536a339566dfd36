"""Try again what stopped a case, once somebody has mended it (design 5, T5).

What failed on accepted answers or a timer is left to the clock's next sweep, which finds it by itself; a message from
outside is nowhere but in its incident, and is given again at once. What fails again is a new incident.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from engine import audit, clock, db, model, rights, rows, tables
from engine.cases.arrivals import receiving

_i = tables.incidents.c


def retry_incident(case_id: int, *, by: model.Person) -> int:
    """Set the case's incidents aside, so that what failed is tried again; return how many.

    Raises `NotAllowed` unless `by` leads the case, `CaseBusy` (what is left stands, and can be tried again).
    """
    with db.transaction(case_id) as connection:
        rights.require_lead(connection, rows.case(connection, case_id), by)
        standing = sa.select(_i.id, _i.element_id, _i.operation["kind"].astext.label("kind"))
        found = connection.execute(standing.where(_i.case_id == case_id, _i.resolved_at.is_(None))).all()
        # a message's incident is settled when the message is given, in that transaction
        left = [row.id for row in found if row.kind not in receiving.KINDS]
        change = sa.update(tables.incidents).where(_i.id.in_(left)).values(resolved_at=clock.now())
        connection.execute(change)
        audit.record(connection, case_id, [_resolved(row, by) for row in found])
    for row in found:
        if row.kind in receiving.KINDS:
            receiving.give_again(case_id, row.id)
    return len(found)


def _resolved(row: sa.Row[Any], by: model.Person) -> audit.Entry:
    return audit.Entry(model.EventKind.INCIDENT_RESOLVED, row.element_id, person_id=by.id, facts={"incident": row.id})
