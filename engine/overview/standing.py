"""`Saker som står`: which cases need the leader, and why (ux.md; domain.md BAE-M-16).

Rektor sees the school, skoleeier the municipality; a shielded case stands only in the list of its own role. Reasons:
an incident, a message that could not be delivered, nobody who can act, a deadline that has passed, `straks` for
longer than the reminder time, a person whom the routine names and who cannot have the task.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine import access, clock, db, model, outbox, pages, places, presence, role_words, rows, tables
from engine.cases import naming
from engine.overview import heads, inbox

_t, _c, _i = tables.tasks.c, tables.cases.c, tables.incidents.c
_s, _k = tables.schools.c, tables.classes.c

ORDER = ("incident", "message", "no-owner", "overdue", "straks", "person")


def standing(person: model.Person) -> pages.Standing:
    """Return the cases that stand still among those the person leads, worst first."""
    with db.reading() as connection:
        mine = _led_by(rows.holdings(connection, person.id))
        if mine is None:
            return pages.Standing(counts=dict.fromkeys(ORDER, 0), rows=())
        times = places.notice_times(connection, person.municipality_id)
        found = [
            *_incidents(connection, mine),
            *_undelivered(connection, mine),
            *_tasks(connection, person, mine, straks_before=clock.now() - times.straks_reminder),
        ]
    found.sort(key=lambda row: (ORDER.index(row.reason), row.since))
    counts = {reason: sum(row.reason == reason for row in found) for reason in ORDER}
    return pages.Standing(counts=counts, rows=tuple(found))


def _led_by(holdings: Collection[model.Holding]) -> sa.ColumnElement[bool] | None:
    """Return the condition on open cases that these roles lead today; None where they lead nothing."""
    led = led_by(*leads(holdings))
    return None if led is None else sa.and_(_c.status == model.CaseStatus.OPEN, led)


def leads(holdings: Collection[model.Holding]) -> tuple[list[int], list[int]]:
    """Return the schools and the municipalities that these roles lead today."""
    today = clock.today()
    scopes = {role: [] for role in (access.LEADS_SCHOOL, access.LEADS_MUNICIPALITY)}  # type: dict[str, list[int]]
    for holding in holdings:
        if holding.role in scopes and holding.counts_on(today):
            scopes[holding.role].append(int(holding.scope.split(":")[1]))
    return scopes[access.LEADS_SCHOOL], scopes[access.LEADS_MUNICIPALITY]


def led_by(schools: Collection[int], municipalities: Collection[int]) -> sa.ColumnElement[bool] | None:
    """Return the condition on cases led at these places, a shielded one by its own role only; None for no place."""
    if not schools and not municipalities:
        return None
    rektor = sa.and_(_c.school_id.in_(schools), _c.shielded_role.in_(["", access.LEADS_SCHOOL]))
    owner = sa.and_(_c.municipality_id.in_(municipalities), _c.shielded_role.in_(["", access.LEADS_MUNICIPALITY]))
    return sa.or_(rektor, owner)


def _incidents(connection: sa.Connection, mine: sa.ColumnElement[bool]) -> list[pages.StandingRow]:
    query = (
        sa.select(_c.number, _c.touched_at, _s.name.label("school"), _k.name.label("class_name"), tables.incidents)
        .join(tables.cases, _c.id == _i.case_id)
        .outerjoin(tables.schools, _s.id == _c.school_id)
        .outerjoin(tables.classes, _k.id == _c.class_id)
        .where(mine, _i.resolved_at.is_(None))
    )
    return [
        pages.StandingRow(
            case_number=row.number,
            school_name=row.school or "",
            class_name=row.class_name or "",
            step=row.element_id,
            task_id=None,
            reason="incident",
            since=row.at,
            due_at=None,
            at_whom=(),
            last_touch=row.touched_at,
            detail=heads.incident_text(row.what, row.remedy),
        )
        for row in connection.execute(query)
    ]


def _undelivered(connection: sa.Connection, mine: sa.ColumnElement[bool]) -> list[pages.StandingRow]:
    """A message that could not be sent is a person who does not know: the leader tells them in another way."""
    return [
        pages.StandingRow(
            case_number=one.case_number,
            school_name="",
            class_name="",
            step=one.step or one.kind,
            task_id=None,
            reason="message",
            since=one.queued_at,
            due_at=None,
            at_whom=(one.name,),
            last_touch=one.queued_at,
            detail=one.problem,
        )
        for one in outbox.dead(connection, mine)
    ]


def _tasks(
    connection: sa.Connection, person: model.Person, mine: sa.ColumnElement[bool], *, straks_before: datetime
) -> list[pages.StandingRow]:
    r, h, today = tables.task_roles.c, tables.holdings.c, clock.today()
    valid = sa.and_(h.first_day <= today, sa.or_(h.last_day.is_(None), h.last_day >= today))
    names = (
        sa.select(sa.func.array_agg(sa.distinct(tables.people.c.name)))
        .join(tables.holdings, h.person_id == tables.people.c.id)
        .join(tables.task_roles, sa.and_(r.role == h.role, r.scope == h.scope))
        .where(r.task_id == _t.id, valid)
        .correlate(tables.tasks)
        .scalar_subquery()
    )
    named = presence.named().subquery()
    its_people = sa.select(sa.func.array_agg(sa.distinct(tables.people.c.name))).join(
        named, named.c.person_id == tables.people.c.id
    )
    chosen = its_people.where(named.c.task_id == _t.id).correlate(tables.tasks).scalar_subquery()
    late = sa.and_(_t.due_at <= clock.now(), _t.held_at.is_(None))
    straks = sa.and_(_t.is_straks, _t.opened_at <= straks_before, _t.held_at.is_(None))
    nobody = sa.and_(presence.assignee().is_(None), names.is_(None), chosen.is_(None))
    left = sa.func.coalesce(_t.named["left"].as_string(), naming.ABSENT)
    unfound = sa.and_(_t.named != {}, left == naming.ABSENT, presence.assignee().is_(None), chosen.is_(None))
    query = (
        inbox.select_rows(person)
        .add_columns(
            _c.touched_at, names.label("names"), chosen.label("chosen"), late.label("late"), straks.label("straks")
        )
        .where(mine, sa.or_(late, straks, nobody, unfound))
    )
    return _once([_row(row) for row in connection.execute(query)])


def _once(found: Iterable[pages.StandingRow]) -> list[pages.StandingRow]:
    """Return the rows, those of one step's parts (`A og B`) that stand for the same reason as one."""
    steps: dict[tuple[object, ...], pages.StandingRow] = {}
    for row in found:
        key = (row.case_number, row.step, row.reason, row.since)
        same = steps.setdefault(key, row)
        detail = ", ".join(dict.fromkeys(one for one in (*same.detail.split(", "), *row.detail.split(", ")) if one))
        both = tuple(sorted({*same.at_whom, *row.at_whom}))
        steps[key] = replace(same, at_whom=both, detail=same.detail if same.detail == row.detail else detail)
    return list(steps.values())


def _row(row: sa.Row[Any]) -> pages.StandingRow:
    whom = (row.assignee,) if row.assignee else tuple(sorted({*(row.names or ()), *(row.chosen or ())}))
    if not whom:
        reason, since = "no-owner", row.opened_at
    elif row.late:
        reason, since = "overdue", row.due_at
    elif row.straks:
        reason, since = "straks", row.opened_at
    else:
        reason, since = "person", row.opened_at
    return pages.StandingRow(
        case_number=row.number,
        school_name=row.school_name or "",
        class_name=row.class_name or "",
        step=row.name,
        task_id=row.id,
        reason=reason,
        since=since,
        due_at=row.due_at,
        at_whom=whom,
        last_touch=row.touched_at,
        detail=role_words.of(", ".join(row.roles or ())),
    )
