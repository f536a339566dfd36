"""`Saker som står`: which cases need the leader, and why (ux.md; domain.md BAE-M-16).

Rektor sees the school, skoleeier the municipality; a shielded case stands only in the list of its own role. Reasons:
an incident, a message that could not be delivered, nobody who can act, a deadline that has passed, `straks` for
longer than the reminder time, a person whom the routine names and who cannot have the task. However many stand, they
are counted in one question and shown a page at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, model, outbox, pages, role_words, tables
from engine.municipality import places
from engine.overview import heads, led, paging, still

_c, _i, _s, _k = tables.cases.c, tables.incidents.c, tables.schools.c, tables.classes.c

ORDER = ("incident", "message", "no-owner", "overdue", "straks", "person")


@dataclass(frozen=True, slots=True)
class _Asked:
    """Whose cases are asked for, and the values of the statements."""

    led: led.Led
    values: Mapping[str, object]


def standing(person: model.Person, *, reason: str = "", school: int | None = None, page: int = 1) -> pages.Standing:
    """Return a page of the cases that stand still among those the person leads, worst first, and how many there are.

    `reason`, `school`: only those, where there is such a one. A page beyond the last is the last.
    """
    with db.reading() as connection:
        mine = led.by(connection, person.id)
        if mine is None:
            return pages.Standing(counts=dict.fromkeys(ORDER, 0), rows=())
        schools = led.schools(connection, mine)
        here = mine.at(school if school in dict(schools) else None)
        times = places.notice_times(connection, person.municipality_id)
        asked = _Asked(here, {**here.values(), "straks_before": clock.now() - times.straks_reminder})
        counts = connection.execute(still.counts(here.shape()), asked.values).mappings().one()
        wanted = (reason,) if reason in ORDER else ORDER
        standing_rows = {name: counts[name][1] for name in wanted}
        at, last, skip = paging.window(sum(standing_rows.values()), page)
        found = [
            row
            for name, first, limit in _on_page(standing_rows, skip)
            for row in _read(connection, asked, name, {"offset": first, "limit": limit}, person)
        ]
    return pages.Standing(
        counts={name: counts[name][0] for name in ORDER},
        rows=tuple(found),
        page=at,
        last=last,
        schools=schools if len(schools) > 1 else (),
        school=here.school,
    )


def _on_page(counts: Mapping[str, int], skip: int) -> Iterator[tuple[str, int, int]]:
    """Yield (reason, how many to pass over, how many to read) of what stands on the page after `skip` rows."""
    left = paging.ROWS
    for reason, count in counts.items():
        here = min(max(count - skip, 0), left)
        if here:
            yield reason, skip, here
        skip, left = max(skip - count, 0), left - here


def _read(
    connection: sa.Connection, asked: _Asked, reason: str, window: Mapping[str, int], person: model.Person
) -> list[pages.StandingRow]:
    if reason == "incident":
        return _incidents(connection, asked, window)
    if reason == "message":
        return _undelivered(connection, asked, window)
    values = {**asked.values, **window, "reader": person.id}
    found = connection.execute(still.page(asked.led.shape(), reason), values)
    return _once((row.part_of or row.id, _row(row, reason)) for row in found)


def _incidents(connection: sa.Connection, asked: _Asked, window: Mapping[str, int]) -> list[pages.StandingRow]:
    query = (
        sa.select(_c.number, _c.touched_at, _s.name.label("school"), _k.name.label("class_name"), tables.incidents)
        .join(tables.cases, _c.id == _i.case_id)
        .outerjoin(tables.schools, _s.id == _c.school_id)
        .outerjoin(tables.classes, _k.id == _c.class_id)
        .where(asked.led.shape().cases(), _i.resolved_at.is_(None))
        .order_by(_i.at, _i.id)
        .limit(window["limit"])
        .offset(window["offset"])
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
        for row in connection.execute(query, asked.led.values())
    ]


def _undelivered(connection: sa.Connection, asked: _Asked, window: Mapping[str, int]) -> list[pages.StandingRow]:
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
        for one in outbox.dead(connection, asked.led.shape().messages(), asked.led.values(), **window)
    ]


def _once(found: Iterable[tuple[UUID, pages.StandingRow]]) -> list[pages.StandingRow]:
    """Return the rows, those of one step's parts (`A og B`) as one, and of those who could act the first few.

    `found` are pairs of what the row is a part of, or the task's own id, and the row.
    """
    steps: dict[UUID, pages.StandingRow] = {}
    for key, row in found:
        same = steps.setdefault(key, row)
        detail = ", ".join(dict.fromkeys(one for one in (*same.detail.split(", "), *row.detail.split(", ")) if one))
        both = tuple(sorted({*same.at_whom, *row.at_whom}))
        steps[key] = replace(same, at_whom=both, detail=same.detail if same.detail == row.detail else detail)
    few = still.NAMES
    return [replace(row, at_whom=row.at_whom[:few], has_more=len(row.at_whom) > few) for row in steps.values()]


def _row(row: sa.Row[Any], reason: str) -> pages.StandingRow:
    whom = (row.assignee,) if row.assignee else tuple(row.names)
    return pages.StandingRow(
        case_number=row.number,
        school_name=row.school_name or "",
        class_name=row.class_name or "",
        step=row.name,
        task_id=row.id,
        reason=reason,
        since=row.due_at if reason == "overdue" else row.opened_at,
        due_at=row.due_at,
        at_whom=whom,
        last_touch=row.touched_at,
        detail=role_words.of(", ".join(row.roles or ())),
        due_explained=row.due_explained,
        held_at=row.held_at,
    )
