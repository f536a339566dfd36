"""Whether a person may do a task, open a case or lead it, asked of the database (design 4; below `cases`, `documents`).

The rule itself is `engine.access`: here is what it is asked with. Knows the tables; changes nothing. The caller has the
transaction. A refusal does not tell that there is something to refuse.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import access, clock, errors, model, phrases, presence, rows, tables
from engine.db import statements

_c, _t, _r, _h, _m = (
    table.c for table in (tables.cases, tables.tasks, tables.task_roles, tables.holdings, tables.case_members)
)
_PERSON_ID: sa.BindParameter[int] = sa.bindparam("person", type_=sa.BigInteger())

_named = presence.named().subquery()
_ROLES_OF_TASK = (
    sa.select(_r.role, _r.scope, _c.shielded_role)
    .select_from(tables.tasks.join(tables.cases, _c.id == _t.case_id).outerjoin(tables.task_roles, _r.task_id == _t.id))
    .where(_t.id == rows.TASK_ID)
)
_NAMED_BY = sa.select(sa.null(), sa.null(), sa.literal(""), _named.c.person_id).where(_named.c.task_id == rows.TASK_ID)
_NOBODY = sa.null().cast(sa.BigInteger).label("person_id")
_TASK_FACTS = _ROLES_OF_TASK.add_columns(_NOBODY).union_all(_NAMED_BY)


def task_facts(connection: sa.Connection, row: rows.TaskRow) -> access.TaskFacts:
    """Return who may do the task."""
    found = statements.rows(connection, _TASK_FACTS, task=row.id)
    roles = tuple((one.role, one.scope) for one in found if one.role is not None)
    named = tuple(one.person_id for one in found if one.person_id is not None)
    return access.TaskFacts(roles, row.assignee_id, named, is_shielded=any(one.shielded_role for one in found))


def _case_facts() -> sa.Select[bool, bool, bool, bool]:
    by_role = (
        sa.exists()
        .where(rows.IS_OPEN, _r.task_id == _t.id)
        .where(_h.role == _r.role, _h.scope == _r.scope, _h.person_id == _PERSON_ID)
        .where(presence.counts_today(_h))
    )
    assigned = sa.exists().where(rows.IS_OPEN, _t.assignee_id == _PERSON_ID, presence.assignee() == _PERSON_ID)
    named = sa.exists().where(rows.IS_OPEN, presence.named(_PERSON_ID).subquery().c.task_id == _t.id)
    done = sa.and_(
        sa.bindparam("is_open", type_=sa.Boolean),
        sa.exists().where(_t.case_id == rows.CASE_ID, _t.done_by == _PERSON_ID),
        presence.works_at(rows.CASE_ID, _PERSON_ID),
    )
    lasts = sa.and_(_m.from_at <= presence.NOW, sa.or_(_m.to_at.is_(None), _m.to_at > presence.NOW))
    mine = sa.and_(_m.case_id == rows.CASE_ID, _m.person_id == _PERSON_ID, presence.has_some_role(_PERSON_ID))
    member = sa.exists().where(mine, lasts)
    return sa.select(sa.or_(by_role, assigned, named), done, member, presence.is_subject(_PERSON_ID, rows.CASE_ID))


_CASE_FACTS = _case_facts()


def case_facts(connection: sa.Connection, row: rows.CaseRow, person_id: int) -> access.CaseFacts:
    """Return what access to the case depends on, for one person, now."""
    is_open = row.status == model.CaseStatus.OPEN
    found = statements.first(connection, _CASE_FACTS, case=row.id, person=person_id, is_open=is_open)
    return access.CaseFacts(
        row.place, row.shielded_role, found[2], has_open_task=found[0], has_done_task=found[1], is_subject=found[3]
    )


_MINE = sa.and_(_h.person_id == _PERSON_ID, presence.is_there(_h))
_HOLDINGS = sa.select(_h.role, _h.scope, _h.first_day, _h.last_day, _h.reason).where(_MINE)


def holdings(connection: sa.Connection, person_id: int) -> tuple[model.Holding, ...]:
    """Return all roles of the person, whenever they count."""
    return tuple(model.Holding(*row) for row in statements.rows(connection, _HOLDINGS, person=person_id))


# `_TASK_FACTS` and `_HOLDINGS` by one question
_NO_DAY = sa.null().cast(sa.Date)
MAY = _ROLES_OF_TASK.add_columns(
    _NO_DAY.label("first_day"), _NO_DAY.label("last_day"), sa.true().label("is_asked"), _NOBODY
).union_all(
    sa.select(_h.role, _h.scope, sa.literal(""), _h.first_day, _h.last_day, sa.false(), sa.null()).where(_MINE),
    sa.select(sa.null(), sa.null(), sa.literal(""), _NO_DAY, _NO_DAY, sa.true(), _named.c.person_id).where(
        _named.c.task_id == rows.TASK_ID, _named.c.person_id == _PERSON_ID
    ),
)


def require_task(connection: sa.Connection, row: rows.TaskRow, by: model.Person) -> None:
    """Raise `NotAllowed` unless `by` may do the task today, `CaseNotFound` where its case is shielded from `by`."""
    found = statements.rows(connection, MAY, task=row.id, person=by.id)
    roles = tuple((one.role, one.scope) for one in found if one.is_asked and one.role is not None)
    held = tuple(model.Holding(one.role, one.scope, one.first_day, one.last_day) for one in found if not one.is_asked)
    named = tuple(one.person_id for one in found if one.person_id is not None)
    facts = access.TaskFacts(roles, row.assignee_id, named, is_shielded=any(one.shielded_role for one in found))
    if facts.is_shielded:  # first: a refusal would tell that there is such a task
        require_case(connection, rows.case(connection, row.case_id), by)
    if not access.task(facts, held, person_id=by.id, day=clock.today()).allowed:
        raise errors.NotAllowed(
            phrases.say("Du har ikke denne oppgaven. Den er tildelt noen andre, eller rollen din er endret.")
        )


def require_handing(connection: sa.Connection, row: rows.TaskRow, by: model.Person) -> None:
    """Raise as `require_task` unless `by` may do the task or leads its case: such a one may hand it over."""
    its_case = rows.case(connection, row.case_id)
    if not leads(connection, its_case, by.id):
        require_task(connection, row, by)


def leads(connection: sa.Connection, row: rows.CaseRow, person_id: int) -> bool:
    """Tell whether the person leads the case and may open it."""
    facts = case_facts(connection, row, person_id)
    held, day = holdings(connection, person_id), clock.today()
    return access.leads(facts, held, day=day).allowed and access.case(facts, held, day=day).allowed


def require_lead(connection: sa.Connection, row: rows.CaseRow, by: model.Person) -> None:
    """Raise `NotAllowed` unless `by` leads the case."""
    facts = case_facts(connection, row, by.id)
    if not access.leads(facts, holdings(connection, by.id), day=clock.today()).allowed:
        raise errors.NotAllowed(phrases.say("Bare den som leder saken, kan gjøre dette."))


def require_case(connection: sa.Connection, row: rows.CaseRow, by: model.Person) -> None:
    """Raise `CaseNotFound` unless `by` may open the case: the answer does not tell whether it exists."""
    if not may_open(connection, row, by.id):
        raise errors.CaseNotFound()


def may_open(connection: sa.Connection, row: rows.CaseRow, person_id: int) -> bool:
    """Tell whether the person may open the case today."""
    facts = case_facts(connection, row, person_id)
    return access.case(facts, holdings(connection, person_id), day=clock.today()).allowed


def has_role(connection: sa.Connection, row: rows.CaseRow, person_id: int, role: str) -> bool:
    """Tell whether the person has `role` today in a place of the case, whichever kind of place it counts in."""
    day, scopes = clock.today(), {row.place.scope(kind) for kind in ("municipality", "school", "class", "case")}
    held = holdings(connection, person_id)
    return any(one.role == role and one.scope in scopes and one.counts_on(day) for one in held)
