"""Municipalities, schools, classes and the school calendar (design 4, 8; domain.md 6.4).

Knows where a case belongs and what the place says of itself: language, settings, days without school. Must not know
who works there. Functions that take a connection belong to the caller's transaction. Settings and calendars are kept
per process for as long as they are right (`engine.snapshot`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import sqlalchemy as sa

from engine import alphabet, clock, db, deadlines, errors, model, notices, snapshot, tables
from engine.db import statements
from engine.municipality import policy, setting_versions

_m, _s, _c, _d = tables.municipalities.c, tables.schools.c, tables.classes.c, tables.closures.c
_SCHOOL = (_s.id, _s.municipality_id, _s.name, _s.language, _s.address, _s.email, _s.phone)


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality and what it decides for itself."""

    id: int
    name: str
    policy: policy.Policy


@dataclass(frozen=True, slots=True)
class School:
    """A school; `language` is its hovudmål."""

    id: int
    municipality_id: int
    name: str
    language: str
    address: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class SchoolClass:
    """A class of a school."""

    id: int
    school_id: int
    name: str
    grade: int | None


# -- the municipality


def by_name(name: str) -> Municipality:
    """Return the municipality called `name`, letter case aside; raise `MunicipalityNotFound`."""
    with db.reading() as connection:
        row = connection.execute(sa.select(_m.id).where(sa.func.lower(_m.name) == name.strip().lower())).first()
        if row is None:
            known = ", ".join(connection.scalars(sa.select(_m.name).order_by(_m.name))) or "ingen"
            raise errors.MunicipalityNotFound(f"Kommunen «{name}» finnes ikke. Registrert: {known}.")
        return municipality(connection, row.id)


def municipality(connection: sa.Connection, municipality_id: int) -> Municipality:
    """Return the municipality with its settings; raise `MunicipalityNotFound`."""
    row = connection.execute(sa.select(_m.id, _m.name).where(_m.id == municipality_id)).first()
    if row is None:
        raise errors.MunicipalityNotFound()
    return Municipality(row.id, row.name, policy_of(connection, row.id))


def policy_of(connection: sa.Connection, municipality_id: int) -> policy.Policy:
    """Return what the municipality decides for itself, as far as the engine reads it."""
    return policy.read(setting_versions.values(connection, municipality_id))


def change_settings(municipality_id: int, **changes: object) -> Municipality:
    """Change settings by key, as nobody; raise `SettingsUnreadable` naming each value that cannot be used."""
    with db.transaction() as connection:
        setting_versions.store(connection, municipality_id, changes)
        return municipality(connection, municipality_id)


def notice_times(connection: sa.Connection, municipality_id: int) -> notices.Times:
    """Return when a deadline is announced, and when `straks` is reminded of."""
    own = policy_of(connection, municipality_id)
    return notices.Times(near=timedelta(days=own.near_days), straks_reminder=timedelta(hours=own.straks_hours))


def day_ends(connection: sa.Connection, municipality_id: int) -> time:
    """Return when a task's last day ends, on Oslo's wall clock."""
    return time.fromisoformat(policy_of(connection, municipality_id).day_ends)


# -- schools and classes


def school(connection: sa.Connection, school_id: int) -> School:
    """Return the school; raise `SchoolNotFound`."""
    row = connection.execute(sa.select(*_SCHOOL).where(_s.id == school_id)).first()
    if row is None:
        raise errors.SchoolNotFound()
    return School(*row)


def schools(connection: sa.Connection, municipality_id: int) -> list[School]:
    """Return the municipality's schools by name."""
    found = connection.execute(sa.select(*_SCHOOL).where(_s.municipality_id == municipality_id))
    return sorted((School(*row) for row in found), key=lambda one: alphabet.order(one.name))


def classes(connection: sa.Connection, school_id: int) -> list[SchoolClass]:
    """Return the school's classes, 2A before 10A."""
    found = connection.execute(sa.select(_c.id, _c.school_id, _c.name, _c.grade).where(_c.school_id == school_id))
    return sorted((SchoolClass(*row) for row in found), key=lambda one: alphabet.order(one.name))


def language(connection: sa.Connection, place: model.Place) -> str:
    """Return the school's hovudmål (`nb`, `nn`); bokmål where the case has no school."""
    found = connection.scalar(sa.select(_s.language).where(_s.id == place.school_id))
    return found or "nb"


# -- the school calendar


def calendar(connection: sa.Connection, place: model.Place) -> deadlines.SchoolCalendar:
    """Return the days without school (the municipality's and the school's own, in order), and when a day ends."""
    key = ("calendar", place.school_id)
    return snapshot.kept(connection, place.municipality_id, key, lambda: _calendar(connection, place))


def _calendar(connection: sa.Connection, place: model.Place) -> deadlines.SchoolCalendar:
    whose = sa.or_(_d.school_id.is_(None), _d.school_id == place.school_id)
    closed = _closures(connection, place.municipality_id, whose)
    return dataclasses.replace(closed, day_ends=day_ends(connection, place.municipality_id))


def own_calendar(connection: sa.Connection, municipality_id: int, school_id: int | None) -> deadlines.SchoolCalendar:
    """Return only the days that are the school's own (None: the municipality's)."""
    return _closures(connection, municipality_id, _d.school_id.is_not_distinct_from(school_id))


def _closures(
    connection: sa.Connection, municipality_id: int, whose: sa.ColumnElement[bool]
) -> deadlines.SchoolCalendar:
    found = connection.execute(
        sa.select(_d.first_day, _d.last_day, _d.name)
        .where(_d.municipality_id == municipality_id, whose)
        .order_by(_d.first_day, _d.last_day, _d.id)
    )
    return deadlines.SchoolCalendar(closed=tuple(deadlines.Period(*row) for row in found))


def replace_calendar(
    connection: sa.Connection, municipality_id: int, school_id: int | None, closed: deadlines.SchoolCalendar
) -> None:
    """Put `closed` in place of what the school (None: the whole municipality) had; deadlines already set stay."""
    whose = sa.and_(_d.municipality_id == municipality_id, _d.school_id.is_not_distinct_from(school_id))
    connection.execute(sa.delete(tables.closures).where(whose))
    where = {"municipality_id": municipality_id, "school_id": school_id}
    rows = [{**where, "first_day": p.first, "last_day": p.last, "name": p.name} for p in closed.closed]
    if rows:
        connection.execute(sa.insert(tables.closures), rows)
    snapshot.touch(connection, municipality_id)


# -- what diagrams and letters may say of a place


NAMES = (
    sa.select(_m.name, _m.revision, _s.name.label("school"), _s.language)
    .select_from(tables.municipalities.outerjoin(tables.schools, _s.id == sa.bindparam("school")))
    .where(_m.id == sa.bindparam("municipality"))
)


def builtins(
    connection: sa.Connection, place: model.Place, *, number: str, opened_at: datetime
) -> dict[str, dict[str, object]]:
    """Return the built-in names of expressions (design 6), but for `instans`, which the engine knows."""
    row = statements.first(connection, NAMES, school=place.school_id, municipality=place.municipality_id)
    snapshot.saw(connection, place.municipality_id, row.revision)
    return {
        "sak": {"nummer": number, "opprettet": clock.oslo(opened_at)},
        "skole": {"navn": row.school or "", "maalform": row.language or "nb"},
        "kommune": {"navn": row.name},
        policy.NAME: setting_versions.names(connection, place.municipality_id, clock.oslo(opened_at).date()),
    }


def school_facts(connection: sa.Connection, school_id: int | None) -> Mapping[str, str]:
    """Return what a letter may say of the school; empty texts where the case has none."""
    if school_id is None:
        return {"navn": "", "maalform": "nb", "adresse": "", "epost": "", "telefon": ""}
    here = school(connection, school_id)
    return {
        "navn": here.name,
        "maalform": here.language,
        "adresse": here.address,
        "epost": here.email,
        "telefon": here.phone,
    }


def municipality_facts(connection: sa.Connection, municipality_id: int, *, opened_at: datetime) -> Mapping[str, object]:
    """Return what a letter may say of the municipality: `navn`, `merking` and `lover` (law → reference).

    The references are those in force on the day the case began.
    """
    here = municipality(connection, municipality_id)
    values = setting_versions.values(connection, municipality_id)
    laws = policy.references(values, clock.oslo(opened_at).date())
    return {"navn": here.name, "merking": here.policy.marking, "lover": laws}
