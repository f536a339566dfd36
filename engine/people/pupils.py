"""Pupils: the class they are in, who their parents are, and the list of them that a form offers.

Knows rows of `enrolments` and `guardians`. A pupil is somebody who is or has been in a class. Between two school years
a pupil still belongs somewhere: to the class left last, else to the one that comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine import alphabet, clock, errors, model, phrases, tables
from engine.people import persons

_e, _g, _p = tables.enrolments.c, tables.guardians.c, tables.people.c
_c, _s = tables.classes.c, tables.schools.c
_Row = sa.Row[*tuple[Any, ...]]


def pupil_place(connection: sa.Connection, pupil_id: int, on: date) -> model.Place:
    """Return the pupil's class, school and municipality on `on`; raise `PersonNotFound` for who is no pupil."""
    is_now = sa.and_(_e.first_day <= on, sa.or_(_e.last_day.is_(None), _e.last_day >= on))
    has_begun = _e.first_day <= on
    query = (
        sa.select(_p.municipality_id, _c.school_id, _c.id)
        .join(tables.enrolments, _e.pupil_id == _p.id)
        .join(tables.classes, _c.id == _e.class_id)
        .where(_p.id == pupil_id)
        .order_by(is_now.desc(), has_begun.desc(), sa.func.abs(_e.first_day - on), _e.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    if row is None:
        raise errors.PersonNotFound(phrases.say("Eleven finnes ikke i registeret, eller går ikke i noen klasse."))
    return model.Place(*row)


def school_place(
    connection: sa.Connection, municipality_id: int, school_id: int | None, *, has_class: bool
) -> model.Place:
    """Return the place of what is about no pupil of the register: the school, else the only one of the municipality.

    Its only class too, where `has_class`: a step of rektor or kontaktlærer would be nobody's, though there is only
    one whom it can mean. What asks for a pupil and got none may be about one of any class, or of another school.
    """
    schools = sa.select(_s.id).where(_s.municipality_id == municipality_id)
    school = _only(connection, schools) if school_id is None else school_id
    classes = sa.select(_c.id).where(_c.school_id == school)
    return model.Place(municipality_id, school, _only(connection, classes) if has_class else None)


def _only(connection: sa.Connection, query: sa.Select[Any]) -> int | None:
    found: Sequence[int] = connection.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def parents(connection: sa.Connection, pupil_id: int, on: date) -> list[model.Person]:
    """Return who has the part of parent for the pupil on `on`."""
    is_now = sa.and_(_g.first_day <= on, sa.or_(_g.last_day.is_(None), _g.last_day >= on))
    query = (
        sa.select(*persons.COLUMNS)
        .join(tables.guardians, _g.parent_id == _p.id)
        .where(_g.pupil_id == pupil_id, is_now)
        .distinct()
        .order_by(_p.id)
    )
    return [model.Person(*row) for row in connection.execute(query)]


def pupil_options(
    connection: sa.Connection, municipality_id: int, school_id: int | Collection[int] | None
) -> list[dict[str, str]]:
    """Return today's pupils of the school or schools (None: of the municipality) as a form offers them.

    `{value: id as text, label: "Testelev A (5A)"}`, class by class; the school is added where there are
    several, the birth day where two are alike, and our own number where they still are.
    """
    on = clock.today()
    schools = {school_id} if isinstance(school_id, int) else school_id
    query = (
        sa.select(_p.id, _p.name, _p.born, _c.name.label("class_name"), _s.name.label("school_name"))
        .join(tables.enrolments, _e.pupil_id == _p.id)
        .join(tables.classes, _c.id == _e.class_id)
        .join(tables.schools, _s.id == _c.school_id)
        .where(_p.municipality_id == municipality_id)
        .where(_e.first_day <= on, sa.or_(_e.last_day.is_(None), _e.last_day >= on))
        .where(sa.true() if schools is None else _s.id.in_(schools))
    )
    found = list(connection.execute(query))
    found.sort(key=lambda row: [alphabet.order(text) for text in (row.school_name, row.class_name, row.name)])
    has_school = schools is None or len(schools) > 1
    labels = _told_apart([_label(row, has_school=has_school) for row in found], found, _with_birth_day)
    labels = _told_apart(labels, found, lambda label, row: f"{label} nr. {row.id}")
    return [{"value": str(row.id), "label": label} for row, label in zip(found, labels, strict=True)]


def _told_apart(labels: Sequence[str], found: Sequence[_Row], further: Callable[[str, _Row], str]) -> list[str]:
    """Return the labels, those that are alike with something further of their rows."""
    alike = Counter(labels)
    return [label if alike[label] == 1 else further(label, row) for label, row in zip(labels, found, strict=True)]


def _label(row: _Row, *, has_school: bool) -> str:
    place = f"{row.class_name}, {row.school_name}" if has_school else row.class_name
    return f"{row.name} ({place})"


def _with_birth_day(label: str, row: _Row) -> str:
    return f"{label[:-1]}, født {row.born:%d.%m.%Y})" if row.born else label
