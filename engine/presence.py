"""Who still has what they took or did: conditions on rows, asked each time and never copied (DECISIONS 17).

Knows tables and today's day. A taken task is its taker's only while they have the right to it; nothing need run at
night for that: whoever reads a task asks `assignee`. A role in a case counts while its holder works in the
municipality. Must not know commands or pages.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from engine import access, clock, tables

Who = sa.ColumnElement[int] | int

# asked when a statement runs, not when it is built: a statement with them can be built once
NOW = sa.bindparam("now", callable_=clock.now, type_=sa.DateTime(timezone=True))
TODAY = sa.bindparam("today", callable_=clock.today, type_=sa.Date())


def assignee() -> sa.ColumnElement[int | None]:
    """Return who has taken the task of the enclosing query, None where nobody has or the taker's right has ended."""
    t = tables.tasks.c
    taken = sa.and_(t.assignee_id.is_not(None), _may_keep(t.assignee_id))
    return sa.case((taken, t.assignee_id), else_=sa.null()).label("assignee_id")


def works_at(case_id: sa.ColumnElement[int] | int, person_id: Who) -> sa.ColumnElement[bool]:
    """Return the condition that the person has a role today at the case's school, its classes, in it or above it."""
    case = tables.cases.alias("its_case")
    h, c, k = tables.holdings.alias("present").c, case.c, tables.classes.alias("there").c
    classes = sa.select(sa.func.concat("c:", k.id)).where(k.school_id == c.school_id).correlate(case)
    places = sa.or_(
        h.scope.in_([sa.func.concat("m:", c.municipality_id), sa.func.concat("s:", c.school_id)]),
        h.scope == sa.func.concat("k:", c.id),
        h.scope.in_(classes),
    )
    works = sa.and_(h.person_id == person_id, counts_today(h), h.role.not_in(sorted(access.COUNCILS)))
    return sa.exists().where(c.id == case_id, works, places)


def works_elsewhere(school_id: int, person_id: Who) -> sa.ColumnElement[bool]:
    """Return the condition that the person has a role today that is neither at the school nor in a case."""
    h, k = tables.holdings.alias("other").c, tables.classes.alias("of_school").c
    classes = sa.select(sa.func.concat("c:", k.id)).where(k.school_id == school_id)
    beside = sa.and_(~_is_in_a_case(h), h.scope != f"s:{school_id}", h.scope.not_in(classes))
    is_staff = h.role.not_in(sorted(access.COUNCILS))
    return sa.exists().where(h.person_id == person_id, _lasts(h, TODAY), is_staff, beside)


def has_some_role(person_id: Who) -> sa.Exists:
    """Return the condition that the person has a role today, whichever and wherever: who has none has left."""
    h = tables.holdings.alias("any_role").c
    return sa.exists().where(h.person_id == person_id, counts_today(h))


def sees_shielded(
    person_id: Who, cases: sa.FromClause = tables.cases, *around: sa.FromClause
) -> sa.ColumnElement[bool]:
    """Return the condition that the person has the role that a row of `cases` is shielded for, or is named in it.

    Never whom it is about; of a case that belongs to no school, skoleeier instead of a role of the school.

    The same rule as `access.case`, for lists. `around` are further tables of the enclosing query, if `person_id` is
    read from one.
    """
    c, h, m = cases.c, tables.holdings.alias("leading").c, tables.case_members.c
    is_above = sa.or_(c.shielded_role == access.LEADS_MUNICIPALITY, c.school_id.is_(None))
    role = sa.case((is_above, access.LEADS_MUNICIPALITY), else_=c.shielded_role)
    place = sa.case((is_above, sa.func.concat("m:", c.municipality_id)), else_=sa.func.concat("s:", c.school_id))
    leads = sa.exists().where(h.person_id == person_id, h.role == role, h.scope == place, counts_today(h))
    is_named = sa.exists().where(
        m.case_id == c.id, m.person_id == person_id, m.from_at <= NOW, sa.or_(m.to_at.is_(None), m.to_at > NOW)
    )
    outer = (cases, tables.tasks, *around)
    sees = sa.or_(leads.correlate(*outer), is_named.correlate(*outer))
    return sa.and_(sees, ~is_subject(person_id, c.id).correlate(*outer))


def is_subject(person_id: Who, case_id: Who) -> sa.Exists:
    """Return the condition that the report which opened the case, or an answer in it, is about the person."""
    s = tables.case_subjects.c
    return sa.exists().where(s.case_id == case_id, s.person_id == person_id)


def named(person_id: Who | None = None) -> sa.Select[Any]:
    """Return (task_id, person_id) of who is named for a task and works at its case today; of one person, or of all.

    Of a shielded case only who may open it.
    """
    naming, asking, hiding = tables.task_people.alias(), tables.tasks.alias(), tables.cases.alias()
    n = naming.c
    query = (
        sa.select(n.task_id, n.person_id)
        .join(asking, asking.c.id == n.task_id)
        .join(hiding, hiding.c.id == asking.c.case_id)
        .where(works_at(hiding.c.id, n.person_id))
        .where(sa.or_(hiding.c.shielded_role == "", sees_shielded(n.person_id, hiding, naming)))
    )
    return query if person_id is None else query.where(n.person_id == person_id)


def _may_keep(person_id: Who) -> sa.ColumnElement[bool]:
    """Has one of the task's roles today; works there, and is named for it or it has no roles; sees a shielded case."""
    t, r, h = tables.tasks.c, tables.task_roles.alias("asked").c, tables.holdings.alias("had").c
    own = tables.cases.alias("hidden")
    has_role = sa.exists().where(
        r.task_id == t.id, h.role == r.role, h.scope == r.scope, h.person_id == person_id, counts_today(h)
    )
    n = tables.task_people.alias("named").c
    is_named = sa.exists().where(n.task_id == t.id, n.person_id == person_id)
    has_no_roles = ~sa.exists().where(r.task_id == t.id)
    is_hidden = sa.exists().where(own.c.id == t.case_id, own.c.shielded_role != "", ~sees_shielded(person_id, own))
    return sa.and_(
        sa.or_(has_role, sa.and_(sa.or_(is_named, has_no_roles), works_at(t.case_id, person_id))), ~is_hidden
    )


def counts_today(h: sa.ColumnCollection[str, sa.Column[Any]]) -> sa.ColumnElement[bool]:
    """Return the condition that a holding counts today."""
    return counts_on(h, TODAY)


def counts_on(h: sa.ColumnCollection[str, sa.Column[Any]], day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """Return the condition that a holding counts on `day`."""
    return sa.and_(_lasts(h, day), is_there(h, day))


def is_there(
    h: sa.ColumnCollection[str, sa.Column[Any]], day: sa.ColumnElement[date] = TODAY
) -> sa.ColumnElement[bool]:
    """Return the condition that who has a role in a case works in the municipality; any other role says so itself.

    Nobody ends what somebody has in a case when they leave: the register knows of no cases. Asked as LIMIT 1, so that
    the planner asks it of those few rows alone.
    """
    other = tables.holdings.alias("elsewhere").c
    theirs = sa.and_(other.person_id == h.person_id, ~_is_in_a_case(other), other.role.not_in(sorted(access.COUNCILS)))
    works = sa.select(sa.true()).where(theirs, _lasts(other, day)).correlate(h.person_id.table).limit(1)
    return sa.or_(~_is_in_a_case(h), works.scalar_subquery().is_not(None))


def _lasts(h: sa.ColumnCollection[str, sa.Column[Any]], day: sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    return sa.and_(h.first_day <= day, sa.or_(h.last_day.is_(None), h.last_day >= day))


def _is_in_a_case(h: sa.ColumnCollection[str, sa.Column[Any]]) -> sa.ColumnElement[bool]:
    return h.scope.startswith("k:")
