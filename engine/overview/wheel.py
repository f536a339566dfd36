"""Årshjul: what the timer starts of the routines in force do in a school year, and what they did (issue 4).

The times are the engine's own reading of the timer's text, counted as the clock counts them (`cases.opening.clocking`).
For those who work in the municipality; a case that was opened is named only to who may open it, and a shielded one is
not told of to anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from engine import (
    access,
    bpmn,
    clock,
    db,
    deadlines,
    errors,
    expressions,
    model,
    people,
    rights,
    roles,
    routines,
    rows,
    tables,
)
from engine.cases.opening import clocking
from engine.municipality import places, setting_versions
from engine.pages import wheel as values

AUGUST = 8
MOST = 400  # turns of one start in a year: once a day, and some
_e, _c = tables.events.c, tables.cases.c


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks, of which municipality and school, and between which instants."""

    person: model.Person
    place: model.Place
    first: datetime
    after: datetime


def year_wheel(person: model.Person, *, year: int | None = None, school: int | None = None) -> values.Wheel:
    """Return the wheel of a school year (this one) at a school (the person's own); raise `NotAllowed`.

    A school that is not the municipality's counts as not named.
    """
    with db.reading() as connection:
        held = rights.holdings(connection, person.id)
        if not access.is_staff(held, day=clock.today()):
            raise errors.NotAllowed()
        schools = places.schools(connection, person.municipality_id)
        own = people.home_school(connection, person.id, clock.today())
        here = next((one for wanted in (school, own) for one in schools if one.id == wanted), None)
        here = here or next(iter(schools), None)
        begins = this_year() if year is None else year
        place = model.Place(person.municipality_id, here.id if here else None)
        asked = _Asked(person, place, _midnight(begins), _midnight(begins + 1))
        opened = _opened(connection, asked)
        spokes = [
            _spoke(connection, asked, version, start, opened[version.routine, start.id])
            for version in routines.in_force(connection, person.municipality_id)
            for start in clocking.timer_starts(connection, version)
        ]
        return values.Wheel(
            year=begins,
            school=place.school_id,
            school_name=here.name if here else "",
            municipality_name=places.municipality(connection, person.municipality_id).name,
            schools=tuple((one.id, one.name) for one in schools),
            spokes=tuple(sorted(spokes, key=_order)),
            closed=_closed(places.calendar(connection, place), begins),
        )


def this_year() -> int:
    """Return the year in which the present school year began."""
    today = clock.today()
    return today.year if today.month >= AUGUST else today.year - 1


def _midnight(year: int) -> datetime:
    return datetime.combine(date(year, AUGUST, 1), time(0), tzinfo=clock.OSLO).astimezone(UTC)


def _order(one: values.Spoke) -> tuple[datetime, str, str]:
    first = one.turns[0].at if one.turns else one.next_at
    return (first or datetime.max.replace(tzinfo=UTC), one.routine_name, one.name)


def _closed(calendar: deadlines.SchoolCalendar, year: int) -> tuple[deadlines.Period, ...]:
    first, last = date(year, AUGUST, 1), date(year + 1, AUGUST, 1) - timedelta(days=1)
    return tuple(one for one in calendar.closed if one.first <= last and one.last >= first)


# -- one start


def _spoke(
    connection: sa.Connection,
    asked: _Asked,
    version: routines.Version,
    start: bpmn.Element,
    opened: Mapping[datetime, list[tuple[str, str] | None]],
) -> values.Spoke:
    problem, due, repeat = "", None, None
    try:
        due, repeat = clocking.count(connection, version, asked.place.municipality_id, start)
    except errors.DatabaseUnavailable:
        raise
    except errors.SkolemiljoError as fault:
        problem = fault.message
    first = _first_task(routines.definition(connection, version.publication_id, version.routine), start)
    planned = [] if due is None else list(_planned(due, repeat, asked))
    return values.Spoke(
        routine=version.routine,
        routine_name=version.name,
        element=start.id,
        name=start.name or version.name,
        guidance=setting_versions.said(connection, asked.place.municipality_id, start.documentation),
        first_step=first.name if first else "",
        first_roles=_roles(connection, asked, first) if first else (),
        is_per_school=bpmn.openings.is_per_school(start),
        period=repeat.period if repeat and not repeat.cron else None,
        times=repeat.times if repeat else 1,
        turns=tuple(_turn(at, opened.get(at, [])) for at in sorted({*planned, *opened})),
        next_at=_next(due, repeat),
        counted_at=version.published_at,
        problem=problem,
        cron=repeat.cron if repeat else None,
    )


def _planned(due: datetime, repeat: deadlines.Repeat | None, asked: _Asked) -> Iterator[datetime]:
    """Yield when the start is due within the year, at most once a day."""
    before = asked.first - timedelta(microseconds=1)
    at: datetime | None = due if due > before else bpmn.openings.next_after(repeat, before)
    days: set[date] = set()
    while at is not None and at < asked.after and len(days) < MOST:
        if clock.oslo(at).date() not in days:
            yield at
        days.add(clock.oslo(at).date())
        skip = _to_midnight(at) if repeat and _is_many_a_day(repeat) else timedelta(0)
        at = bpmn.openings.next_after(repeat, at + skip)


def _is_many_a_day(repeat: deadlines.Repeat) -> bool:
    return repeat.cron is not None or timedelta(0) < repeat.period.rest < timedelta(days=1)


def _to_midnight(at: datetime) -> timedelta:
    """Return how long the day lasts after `at`: what is due many times a day is shown once."""
    own = clock.oslo(at)
    midnight = datetime.combine(own.date() + timedelta(days=1), time(0), tzinfo=clock.OSLO)
    return midnight.astimezone(UTC) - at - timedelta(microseconds=1)


def _next(due: datetime | None, repeat: deadlines.Repeat | None) -> datetime | None:
    if due is None or due > clock.now():
        return due
    return bpmn.openings.next_after(repeat, clock.now())


def _turn(at: datetime, opened: list[tuple[str, str] | None]) -> values.Turn:
    cases = tuple(one for one in opened if one is not None)
    return values.Turn(at, is_past=at <= clock.now(), is_opened=bool(opened), cases=cases)


def _first_task(definition: bpmn.Definition, start: bpmn.Element) -> bpmn.Element | None:
    """Return the first step that people do after the start, in the order of the drawing."""
    waiting, seen = [start.id], {start.id}
    for ident in waiting:  # grows on the way
        element = definition.elements[ident]
        if element.kind in ("userTask", "manualTask"):
            return element
        following = [flow.target for flow in definition.flows.values() if flow.source == ident]
        for target in sorted(following, key=lambda one: definition.elements[one].order):
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return None


def _roles(connection: sa.Connection, asked: _Asked, task: bpmn.Element) -> tuple[str, ...]:
    """Return the roles of a step as the municipality calls them, the lane's own words where it has none of them."""
    named = task.groups if task.groups and not expressions.is_expression(task.groups) else task.lane
    found = roles.rule(connection, asked.place.municipality_id, named).alternatives
    return tuple(name for one in found for name in sorted(one)) or ((named,) if named else ())


# -- what was done


def _opened(
    connection: sa.Connection, asked: _Asked
) -> Mapping[tuple[str, str], Mapping[datetime, list[tuple[str, str] | None]]]:
    """Return what the clock has opened here in the year, by (routine, start) and instant; None: not for this person."""
    due = sa.cast(_e.facts["due"].astext, sa.DateTime(timezone=True))
    query = (
        sa.select(_c.id, _c.routine, _c.shielded_role, _e.element_id, due.label("due"))
        .join(tables.cases, _c.id == _e.case_id)
        .where(_c.municipality_id == asked.place.municipality_id)
        .where(sa.or_(_c.school_id.is_(None), _c.school_id == asked.place.school_id))
        .where(_c.opened_at >= asked.first, _e.kind == model.EventKind.CASE_OPENED, _e.facts["by"].astext == "clock")
        .where(due >= asked.first, due < asked.after)
        .order_by(_c.id)
    )
    found: dict[tuple[str, str], dict[datetime, list[tuple[str, str] | None]]] = defaultdict(lambda: defaultdict(list))
    held = rights.holdings(connection, asked.person.id)
    for row in connection.execute(query):
        case = rows.case(connection, row.id)
        facts = rights.case_facts(connection, case, asked.person.id)
        may_open = access.case(facts, held, day=clock.today()).allowed
        if may_open or not row.shielded_role:
            found[row.routine, row.element_id][row.due].append((case.number, str(case.status)) if may_open else None)
    return found
