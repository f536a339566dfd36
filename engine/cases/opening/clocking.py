"""Cases that the clock opens: the timer starts of the routines in force (design 3.9, 7).

A row says when a start is due next; the clock claims it with SKIP LOCKED, opens the case and sets the next row, all in
one transaction: once, however many clocks run. Times that passed while no clock ran count as one, and the row says how
many. A new version's starts replace the old ones, counted from its publication; what came before that is opened in it.
`per: skole` opens a case for each school, else it belongs to the municipality. What cannot be opened or counted is told
in the row, with where (`failed_at`), and stops no other; `restarting` tries it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
import structlog

from engine import bpmn, clock, db, deadlines, errors, model, phrases, presence, routines, tables, whoami
from engine.cases.opening import starting
from engine.db import statements
from engine.municipality import places

log = structlog.get_logger()

_t, _v, _s = tables.start_timers.c, tables.versions.c, tables.schools.c
_PENDING = sa.and_(_t.fired_at.is_(None), _t.cancelled_at.is_(None))
_MOST_COUNTED = 10_000
UNCOUNTED = "uncounted"  # among what failed: when the start is due could not be counted
_Row = sa.Row[Any]


def open_due(limit: int = 1000) -> int:
    """Open the cases whose timer starts are due, in the order of their instants; return how many starts fired."""
    while _set_next():
        pass
    return db.sweep(_fire_next, limit=limit)


def next_start() -> datetime | None:
    """Return when the next timer start is due, after setting those of new versions."""
    due, is_unset = _next()
    while is_unset and _set_next():
        due, is_unset = _next()
    return due


def _next() -> tuple[datetime | None, bool]:
    """Return when the next start that is set is due, and whether a version's have not been: in one short question."""
    with db.singly() as connection:
        row = statements.first(connection, _NEXT)
        return row.due, row.is_unset


# -- setting


_IS_UNSET = sa.and_(_v.starts_set_at.is_(None), _v.starts.contains([routines.TIMER]))
_UNSET = (
    sa.select(_v.id, _v.municipality_id, _v.routine)
    .where(_IS_UNSET)
    .order_by(_v.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT = sa.select(
    sa.select(sa.func.min(_t.due_at)).where(_PENDING).scalar_subquery().label("due"),
    sa.exists().where(_IS_UNSET).label("is_unset"),
)


def _set_next() -> bool:
    """Set the timer starts of the next version whose have not been; return whether there was one."""
    with db.transaction() as connection:
        row = statements.first(connection, _UNSET)
        if row is None:
            return False
        connection.execute(sa.update(tables.versions).where(_v.id == row.id).values(starts_set_at=clock.now()))
        version = _in_force(connection, row)
        if version is not None:
            _set(connection, routines.version(connection, row.id), row.municipality_id)
        return True


def _set(connection: sa.Connection, version: routines.Version, municipality_id: int) -> None:
    """Set the first time of each start; of a version that was replaced before it was set, what came before that."""
    until = _replaced_at(connection, version.id)
    for start in timer_starts(connection, version):
        try:
            due, _repeat = count(connection, version, municipality_id, start)
            if until is not None and due >= until:
                continue
        except errors.DatabaseUnavailable:
            raise
        except errors.SkolemiljoError as fault:
            log.exception("a timer start could not be counted", routine=version.routine, element=start.id)
            if until is not None:  # the next version tells of its own
                continue
            told = {"fired_at": clock.now(), "problem": fault.message, "failed_at": [UNCOUNTED]}
            row = {"version_id": version.id, "element_id": start.id, "due_at": clock.now(), "set_at": clock.now()}
            connection.execute(sa.insert(tables.start_timers).values({**row, **told}))
            continue
        values = {"version_id": version.id, "element_id": start.id, "due_at": due, "set_at": clock.now()}
        connection.execute(sa.insert(tables.start_timers).values(values))


def _in_force(connection: sa.Connection, row: Any) -> routines.Version | None:
    """Return the version of the row's routine that new cases follow."""
    try:
        return routines.current(connection, row.municipality_id, row.routine)
    except errors.RoutineNotFound:
        return None


def _replaced_at(connection: sa.Connection, version_id: int) -> datetime | None:
    """Return when the next version took the place of a version; None where none has."""
    later = tables.versions.alias("later")
    same = sa.and_(later.c.municipality_id == _v.municipality_id, later.c.routine == _v.routine)
    following = sa.and_(same, later.c.number > _v.number, later.c.retired_at.is_(None))
    first = sa.select(sa.func.min(later.c.published_at)).select_from(tables.versions.join(later, following))
    found: datetime | None = connection.scalar(first.where(_v.id == version_id))
    return found


def timer_starts(connection: sa.Connection, version: routines.Version) -> list[bpmn.Element]:
    """Return the starts of the version that the clock fires."""
    definition = routines.definition(connection, version.publication_id, version.routine)
    return [one for one in definition.openings if one.event and one.event.kind == "timer"]


def count(
    connection: sa.Connection, version: routines.Version, municipality_id: int, start: bpmn.Element
) -> tuple[datetime, Any]:
    """Return when the start is due first after the publication, and how it repeats; raises as `bpmn.openings.due`."""
    place = model.Place(municipality_id)
    around = places.builtins(connection, place, number="", opened_at=version.published_at)
    return bpmn.openings.due(
        start,
        since=version.published_at,
        calendar=places.calendar(connection, place),
        builtins={name: value for name, value in around.items() if name in bpmn.openings.KNOWN},
    )


# -- firing


_CLAIM = (
    sa.select(_t.id, _t.version_id, _t.element_id, _t.due_at, _v.municipality_id, _v.routine)
    .join(tables.versions, _v.id == _t.version_id)
    .where(_PENDING, _t.due_at <= presence.NOW)
    .order_by(_t.due_at, _t.id)
    .limit(1)
    .with_for_update(of=tables.start_timers, skip_locked=True)
)


def _fire_next() -> bool | None:
    """Claim the next row that is due and open its cases; None when none is due."""
    with db.transaction() as connection:
        row = statements.first(connection, _CLAIM)
        if row is None:
            return None
        version = _in_force(connection, row)
        start = start_of(connection, version, row.element_id) if version else None
        until = _replaced_at(connection, row.version_id)
        if version is None or start is None or (until is not None and row.due_at >= until):
            _close(connection, row.id, cancelled_at=clock.now())
            return False
        if until is None:
            missed, uncounted = _set_following(connection, version, row, start)
        else:  # its time came while no clock ran, and since then the version was replaced
            missed, uncounted = _missed_before(connection, row, until), ""
        failed: dict[int | str | None, str] = {UNCOUNTED: uncounted} if uncounted else {}
        failed |= open_at(
            connection, version, start, places_of(connection, row.municipality_id, start), _facts(row, missed)
        )
        told = {"problem": next(iter(failed.values()), ""), "failed_at": list(failed)}
        _close(connection, row.id, fired_at=clock.now(), fired_by=whoami.process(), missed=missed, **told)
        return True


def _facts(row: Any, missed: int) -> dict[str, object]:
    return {"due": row.due_at.isoformat()} | ({"missed": missed} if missed else {})


def start_of(connection: sa.Connection, version: routines.Version, ident: str) -> bpmn.Element | None:
    return next((one for one in timer_starts(connection, version) if one.id == ident), None)


def _set_following(
    connection: sa.Connection, version: routines.Version, row: Any, start: bpmn.Element
) -> tuple[int, str]:
    """Set the next time of a start that repeats, after now.

    Returns how many times before that were missed, and why the next could not be counted.
    """
    try:
        _first, repeat = count(connection, version, row.municipality_id, start)
    except errors.DatabaseUnavailable:
        raise
    except errors.SkolemiljoError as fault:
        log.exception("a timer start could not be counted", routine=row.routine, element=start.id)
        return 0, fault.message
    missed = min(deadlines.passed(repeat, row.due_at, clock.now()), _MOST_COUNTED) if repeat else 0
    following = bpmn.openings.next_after(repeat, max(row.due_at, clock.now()))
    _close(connection, row.id, fired_at=clock.now())  # before the next: one waits at a time
    if following is not None:
        values = {"version_id": version.id, "element_id": start.id, "due_at": following, "set_at": clock.now()}
        connection.execute(sa.insert(tables.start_timers).values(values))
    return missed, ""


def _missed_before(connection: sa.Connection, row: Any, until: datetime) -> int:
    """Return how many later times of the row's start came before its version was replaced."""
    version = routines.version(connection, row.version_id)
    start = start_of(connection, version, row.element_id)
    try:
        repeat = count(connection, version, row.municipality_id, start)[1] if start else None
    except errors.DatabaseUnavailable:
        raise
    except errors.SkolemiljoError:
        return 0
    return min(deadlines.passed(repeat, row.due_at, until), _MOST_COUNTED) if repeat else 0


def set_again(connection: sa.Connection, version: routines.Version, municipality_id: int, start: bpmn.Element) -> str:
    """Set the next time of a start that could not be counted; return why it cannot be counted still."""
    try:
        due, repeat = count(connection, version, municipality_id, start)
    except errors.DatabaseUnavailable:
        raise
    except errors.SkolemiljoError as fault:
        return fault.message
    following = due if due > clock.now() else bpmn.openings.next_after(repeat, clock.now())
    mine = sa.and_(_PENDING, _t.version_id == version.id, _t.element_id == start.id)
    if following is not None and connection.scalar(sa.select(_t.id).where(mine)) is None:
        values = {"version_id": version.id, "element_id": start.id, "due_at": following, "set_at": clock.now()}
        connection.execute(sa.insert(tables.start_timers).values(values))
    return ""


def open_at(
    connection: sa.Connection,
    version: routines.Version,
    start: bpmn.Element,
    where: Sequence[model.Place],
    facts: Mapping[str, object],
) -> dict[int | str | None, str]:
    """Open a case for each place; return the schools (None: the municipality) where that failed, and why."""
    failed: dict[int | str | None, str] = {}
    for place in where:
        try:
            with connection.begin_nested():
                starting.open_unasked(connection, version, start.id, place, starting.Cause("clock", facts=facts))
        except db.PASSING:  # nothing has failed: the whole is undone, and tried again at the next sweep
            raise
        except errors.RoutineFault as fault:
            log.warning("the clock could not open a case", routine=version.routine, problem=fault.message)
            failed[place.school_id] = fault.message
        except Exception:
            log.exception("the clock could not open a case", routine=version.routine, element=start.id)
            failed[place.school_id] = phrases.say("Saken kunne ikke åpnes. Feilen står i loggen til den som drifter.")
    return failed


def places_of(connection: sa.Connection, municipality_id: int, start: bpmn.Element) -> list[model.Place]:
    if not bpmn.openings.is_per_school(start):
        return [model.Place(municipality_id)]
    schools = sa.select(_s.id).where(_s.municipality_id == municipality_id).order_by(_s.id)
    return [model.Place(municipality_id, school) for school in connection.scalars(schools)]


def _close(connection: sa.Connection, row_id: int, **values: object) -> None:
    connection.execute(sa.update(tables.start_timers).where(_t.id == row_id).values(values))
