"""Whom a case is about is whom the cases that it opens are about: they see nothing of a shielded one of these either.

Knows `case_subjects`, and which case a throw has opened (`broadcasts`). An inherited subject stands under no field, so
that no answer in the new case takes them away; when the first case comes to be about others, so do all that it opened.
What is shielded for a role at its school that nobody else has, or nobody at all, is skoleeier's from then on: nobody
would see it, nor hear of its deadlines. A case without a school is skoleeier's until it has one.
"""

from __future__ import annotations

import sqlalchemy as sa
import structlog

from engine import access, audit, db, errors, model, presence, rights, rows, tables
from engine.cases import telling
from engine.cases.tasks import task_rows

log = structlog.get_logger()
_s, _b, _c = tables.case_subjects.c, tables.broadcasts.c, tables.cases.c


def inherit(connection: sa.Connection, case_id: int, thrower_id: int) -> None:
    """Let a case that is being opened be about whom the thrower is about.

    A correction there that is under way is waited for: it would not find this case to tell it.
    """
    connection.execute(sa.select(_c.id).where(_c.id == thrower_id).with_for_update(read=True))
    _copy(connection, case_id, thrower_id)


def hand_down(connection: sa.Connection, case_id: int) -> None:
    """Let all that a locked case has opened, and those have opened in turn, be about whom it is about now."""
    look_again(connection, case_id)
    todo, seen = [case_id], {case_id}
    while todo:
        thrower = todo.pop()
        opened = sa.select(_b.case_id).where(_b.thrower_id == thrower, _b.routine != "", _b.case_id.is_not(None))
        for one in sorted(set(connection.scalars(opened)) - seen):
            seen.add(one)
            connection.execute(sa.delete(tables.case_subjects).where(_s.case_id == one, _s.field == ""))
            _copy(connection, one, thrower)
            look_again(connection, one)
            todo.append(one)


def shielding(connection: sa.Connection, case: rows.CaseRow, role: str) -> str:
    """Return `role`, or skoleeier where the case is about everybody who has it, or nobody has: nobody would see it."""
    having = telling.role_holders(connection, case, role)
    is_nobodys = all(rights.case_facts(connection, case, one.person_id).is_subject for one in having)
    return access.LEADS_MUNICIPALITY if is_nobodys and (having or case.place.school_id is not None) else role


def _copy(connection: sa.Connection, case_id: int, thrower_id: int) -> None:
    about = sa.select(sa.literal(case_id), _s.person_id, sa.literal("")).where(_s.case_id == thrower_id).distinct()
    connection.execute(sa.insert(tables.case_subjects).from_select(["case_id", "person_id", "field"], about))


def look_again(connection: sa.Connection, case_id: int) -> None:
    """Let a shielded case be skoleeier's, who hears of it, where nobody with its shield's role may see it now."""
    case = rows.case(connection, case_id)
    role = shielding(connection, case, case.shielded_role) if case.shielded_role else ""
    if role == case.shielded_role:
        return
    connection.execute(sa.update(tables.cases).where(_c.id == case_id).values(shielded_role=role))
    now = rows.case(connection, case_id)
    shielded = audit.Entry(model.EventKind.CASE_SHIELDED, facts={"role": role})
    to = telling.role_holders(connection, now, role)
    open_now = rows.open_tasks(connection, case_id).values()
    told = [telling.tell(connection, now, to, task_rows.news(row.id, row.element_id, row.name)) for row in open_now]
    audit.record(connection, case_id, [shielded, *(entry for one in told for entry in one)])


def follow_shields() -> int:
    """Let the open cases that nobody sees any more be skoleeier's; return how many. A clock's sweep.

    Who had the shield's role may have gone, and whom the case is about be the only one who has it now.
    """
    with db.reading() as connection:
        alone = connection.scalars(_ALONE).all()
    return sum(_try_again(one) for one in alone)


def _alone() -> sa.Select[int]:
    """Return the question for open cases of a school: nobody has the shield's role but whom the case is about."""
    h = tables.holdings.c
    scopes = (sa.func.concat("s:", _c.school_id), sa.func.concat("m:", _c.municipality_id))
    place = sa.and_(h.role == _c.shielded_role, h.scope.in_(scopes))
    today = sa.and_(h.first_day <= presence.TODAY, sa.or_(h.last_day.is_(None), h.last_day >= presence.TODAY))
    others = sa.exists().where(place, today, ~presence.is_subject(h.person_id, _c.id))
    shielded = sa.and_(_c.shielded_role != "", _c.shielded_role != access.LEADS_MUNICIPALITY)
    open_here = sa.and_(_c.status == model.CaseStatus.OPEN, _c.school_id.is_not(None))
    return sa.select(_c.id).where(open_here, shielded, ~others).order_by(_c.id)


_ALONE = _alone()


def _try_again(case_id: int) -> bool:
    try:
        with db.transaction(case_id) as connection:
            look_again(connection, case_id)
    except errors.CaseBusy:
        return False
    except Exception:
        log.exception("a case that nobody sees could not be given to skoleeier", case=case_id)
        return False
    return True
