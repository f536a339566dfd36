"""Who has done what in a case: for the list of steps, which else tells whose the step was (ux.md Sak).

Knows rows; asked only for who may open the case. Steps that the system does have nobody.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import model, roles, rows, tables

_t, _h, _p, _e = tables.tasks.c, tables.holdings.c, tables.people.c, tables.events.c

# where a case has left a class (`former`) or a school, the fact that names the school
_LEAVING = {
    model.EventKind.CLASS_FOLLOWED: "",
    model.EventKind.CLASS_LEFT: "",
    model.EventKind.CASE_TRANSFERRED: "from",
    model.EventKind.PUPIL_CORRECTED: "school",
}
Doer = tuple[str, tuple[str, ...]]  # name, and the step's roles that they had then


def of(connection: sa.Connection, case: rows.CaseRow) -> dict[str, tuple[Doer, ...]]:
    """Return who has done each step, by element id, each person once, the first one first; also who opened the case."""
    found: dict[str, list[Doer]] = {element: [(name, ())] for element, name in _opened(connection, case)}
    held = _held(connection, case)
    kinds = roles.scope_kinds(connection, case.place.municipality_id)
    query = (
        sa.select(_t.id, _t.element_id, _t.part, _t.role_text, _p.name)
        .join(tables.people, _p.id == _t.done_by)
        .where(_t.case_id == case.id, _t.status == model.TaskStatus.DONE)
        .order_by(_t.closed_at, _t.id)
    )
    for row in connection.execute(query):
        theirs = held.get(row.id, set()) & roles.parse(row.part or row.role_text, kinds).roles
        doer = (row.name, (row.part,) if row.part else tuple(sorted(theirs)))
        ones = found.setdefault(row.element_id, [])
        if doer not in ones:
            ones.append(doer)
    return {element: tuple(ones) for element, ones in found.items()}


def _opened(connection: sa.Connection, case: rows.CaseRow) -> list[tuple[str, str]]:
    """Return the element that the case was opened with, and who did."""
    query = (
        sa.select(_e.element_id, _p.name)
        .join(tables.people, _p.id == _e.person_id)
        .where(_e.case_id == case.id, _e.kind == model.EventKind.CASE_OPENED)
    )
    return [(row.element_id, row.name) for row in connection.execute(query)]


def _held(connection: sa.Connection, case: rows.CaseRow) -> dict[object, set[str]]:
    """Return the roles that who did a task had on the day it was done, by task: at places that have had the case."""
    day = sa.cast(sa.func.timezone("Europe/Oslo", _t.closed_at), sa.Date)
    now = [scope for kind in roles.KINDS if (scope := case.place.scope(kind)) is not None]
    scopes = [*now, *_former(connection, case)]
    query = (
        sa.select(_t.id, _h.role)
        .join(tables.holdings, _h.person_id == _t.done_by)
        .where(_t.case_id == case.id, _t.status == model.TaskStatus.DONE, _h.scope.in_(scopes))
        .where(_h.first_day <= day, sa.or_(_h.last_day.is_(None), _h.last_day >= day))
    )
    found: dict[object, set[str]] = {}
    for task, role in connection.execute(query):
        found.setdefault(task, set()).add(role)
    return found


def _former(connection: sa.Connection, case: rows.CaseRow) -> list[str]:
    """Return the schools and classes that the case was of before, as roles' scopes."""
    left = sa.select(_e.kind, _e.facts).where(_e.case_id == case.id, _e.kind.in_(_LEAVING)).order_by(_e.sequence)
    found: list[str] = []
    for kind, facts in connection.execute(left):
        place = model.Place(case.place.municipality_id, facts.get(_LEAVING[kind]), facts.get("former"))
        found += [scope for one in ("school", "class") if (scope := place.scope(one)) is not None]
    return found
