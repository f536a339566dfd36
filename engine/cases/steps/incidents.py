"""Incidents: a fault stops one case, loses nothing, and can be tried again after a mend (design 5, T5).

The in-memory case is thrown away and the old record kept. An incident says what, where (file, element, line) and the
remedy, and remembers the command that failed, by ids.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
import structlog

from engine import audit, clock, db, errors, model, routines, rows, tables
from engine.bpmn.running import faults
from engine.cases import telling
from engine.db import statements

log = structlog.get_logger()

_i = tables.incidents.c


def stands(case_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Return the condition that the case has an incident nobody has mended."""
    return sa.exists().where(_i.case_id == case_id, _i.resolved_at.is_(None))


def raise_incident(case_id: int, fault: errors.RoutineFault, operation: Mapping[str, object]) -> model.TaskDone:
    """Mark the case as standing (T5), once per operation, and tell the leader."""
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        same = sa.and_(_i.case_id == case_id, _i.resolved_at.is_(None), _i.operation == dict(operation))
        if connection.scalar(sa.select(_i.id).where(same)) is None:
            insert(connection, case, fault, operation)
    return model.TaskDone(model.CaseRef(case.id, case.number, case.state_version), is_incident=True)


def let_stand(case_id: int, fault: errors.RoutineFault, operation: Mapping[str, object]) -> None:
    """Do `raise_incident` in a sweep: where even that fails, the others are next, and the next sweep tries again."""
    try:
        raise_incident(case_id, fault, operation)
    except Exception:
        log.exception("a case could not be let stand", case=case_id)


def insert(
    connection: sa.Connection, case: rows.CaseRow, fault: errors.RoutineFault, operation: Mapping[str, object]
) -> None:
    """Mark the case as standing, and tell the leader, inside the caller's transaction."""
    element = str(fault.details.get("element", ""))
    file, line = _place(connection, case, fault, element)
    values = {
        "case_id": case.id,
        "at": clock.now(),
        "element_id": element,
        "file": file,
        "line": line,
        "what": fault.message,
        "remedy": str(fault.details.get("remedy") or faults.MEND),
        "operation": dict(operation),
    }
    incident = connection.execute(sa.insert(tables.incidents).values(values).returning(_i.id)).scalar_one()
    raised = audit.Entry(model.EventKind.INCIDENT_RAISED, element, facts={"incident": incident})
    told = telling.tell(
        connection,
        case,
        telling.leaders(connection, case),
        telling.News(
            kind=model.MessageKind.INCIDENT,
            element_id=element,
            step=element,
            once=f"{model.MessageKind.INCIDENT}:{incident}",
        ),
    )
    audit.record(connection, case.id, [raised, *told])


_a, _t, _w = tables.answers.c, tables.tasks.c, tables.timers.c
_KIND = _i.operation["kind"].astext
_WAITS = sa.exists().where(
    _a.id == sa.cast(_i.operation["answer"].astext, sa.BigInteger), _t.id == _a.task_id, _t.status == "open"
)
_PENDING = sa.exists().where(
    _w.id == sa.cast(_i.operation["timer"].astext, sa.BigInteger), _w.fired_at.is_(None), _w.cancelled_at.is_(None)
)
_SETTLE = (
    sa.update(tables.incidents)
    .where(_i.case_id == sa.bindparam("case"), _i.resolved_at.is_(None))
    .where(sa.or_(sa.and_(_KIND == "complete", ~_WAITS), sa.and_(_KIND == "fire", ~_PENDING)))
    .values(resolved_at=sa.bindparam("now", type_=sa.DateTime(timezone=True)))
)


def settle_moot(connection: sa.Connection, case_id: int) -> None:
    """Settle what nobody can try again: its task or timer was taken away. Else the case's clock would stand for it."""
    statements.later(connection, _SETTLE, {"case": case_id, "now": clock.now()})


def _place(
    connection: sa.Connection, case: rows.CaseRow, fault: errors.RoutineFault, element: str
) -> tuple[str, int | None]:
    """Return the file and line of the fault; one that knows its element only is looked up in the case's diagrams."""
    file, line = str(fault.details.get("file", "")), fault.details.get("line")
    if file or not element:
        return file, line if isinstance(line, int) else None
    try:
        definition = routines.definition(connection, case.publication_id, case.routine)
    except errors.SkolemiljoError:
        return "", None
    found = definition.elements.get(element)
    plan = definition.plans.get((found.process, element)) if found else None
    return plan.file if plan else "", found.line if found else None
