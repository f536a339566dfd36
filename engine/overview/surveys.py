"""What classes have answered about themselves: the marks on the schoolyard's map, and the sociogram (BAE-V-4, V-5).

Marks are counted and have no pupil; a sociogram has names, and is for the class's kontaktlærer and the school's rektor
alone. Shielded cases are never asked. `cases` says what was read, for the log; the counting is `engine.surveys`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from engine import access, alphabet, clock, db, errors, forms, model, rights, routines, school_maps, tables
from engine.municipality import setting_versions
from engine.surveys import choices, marks

_a, _c, _t, _e = tables.answers.c, tables.cases.c, tables.tasks.c, tables.enrolments.c
_k, _s, _p = tables.classes.c, tables.schools.c, tables.people.c
LEAST, LEAST_KEY = 5, "minste_antall"
TEACHES = "kontaktlærer"
YEAR_BEGINS = 8  # August
_first, _given_on = tables.answers.alias("first").c, tables.events.alias("given_on").c
_WRITTEN = sa.func.coalesce(sa.select(_first.at).where(_first.id == _a.corrects_id).scalar_subquery(), _a.at)
# another school had the case: its yard and classes are not this one's
_FROM_ANOTHER = sa.exists().where(
    _given_on.case_id == _a.case_id, _given_on.kind == model.EventKind.CASE_TRANSFERRED, _given_on.at > _WRITTEN
)


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class that the person may see pictures of."""

    id: int
    name: str
    school_id: int
    school: str


@dataclass(frozen=True, slots=True)
class Yard:
    """The collected marks of a school, or of one of its classes."""

    school_id: int
    school: str
    class_name: str
    map: school_maps.Map | None
    pictures: tuple[marks.Picture, ...]
    least: int
    classes: tuple[ClassRef, ...]
    may_change: bool
    sees_school: bool
    year: int
    cases: tuple[int, ...] = ()
    has_older: bool = False  # some marks were set in a map before the one that is shown


@dataclass(frozen=True, slots=True)
class Sociogram:
    """The choices of a class's pupils on one question, with their names."""

    class_id: int
    class_name: str
    school: str
    question: str
    lines: tuple[choices.Line, ...]
    names: Mapping[int, str]
    answered: Mapping[str, int] = field(default_factory=dict)  # question → how many pupils have answered
    year: int = 0
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """One answer record that holds what was looked for; `at` is when it was given, a correction's own."""

    case_id: int
    at: datetime
    form: forms.Form
    content: Mapping[str, Any]
    pupil_id: int | None


def school_year(day: date) -> int:
    """Return the year in which the school year of `day` began."""
    return day.year if day.month >= YEAR_BEGINS else day.year - 1


def classes(person: model.Person) -> list[ClassRef]:
    """Return the classes whose pictures the person may see, school by school."""
    with db.reading() as connection:
        return _classes(connection, person)


def schools(person: model.Person) -> list[tuple[int, str, bool]]:
    """Return (id, name, may change its map) of the schools whose yard concerns the person."""
    with db.reading() as connection:
        held, today = rights.holdings(connection, person.id), clock.today()
        mine = {one.school_id for one in _classes(connection, person)}
        query = sa.select(_s.id, _s.name).where(_s.municipality_id == person.municipality_id)
        found = sorted(connection.execute(query), key=lambda row: alphabet.order(row.name))
        decides = any(one.role in access.DECIDES and one.counts_on(today) for one in held)
        leads = {row.id for row in found if access.holds(held, access.LEADS_SCHOOL, f"s:{row.id}", today)}
        return [
            (row.id, row.name, decides or row.id in leads)
            for row in found
            if decides or row.id in leads or row.id in mine
        ]


def yard(school_id: int, person: model.Person, *, class_id: int | None = None, year: int | None = None) -> Yard:
    """Return the collected marks of the school year; raise `NotAllowed` for who is neither rektor nor kontaktlærer.

    A kontaktlærer sees the own classes only. Who decides for the municipality may change the map and sees no marks.
    """
    with db.reading() as connection:
        name = connection.scalar(
            sa.select(_s.name).where(_s.id == school_id, _s.municipality_id == person.municipality_id)
        )
        own = tuple(one for one in _classes(connection, person) if one.school_id == school_id)
        leads = _leads(connection, school_id, person)
        may_change = school_maps.may_change(connection, school_id, person)
        shown = next((one for one in own if one.id == class_id), None)
        if name is None or not (own or leads or may_change) or (class_id is not None and shown is None):
            raise errors.NotAllowed()
        least = _least(connection, person.municipality_id)
        asked = school_year(clock.today()) if year is None else year
        given = _sheets(connection, school_id, asked) if shown or leads else []
        if shown:
            given = [(one, sheet) for one, sheet in given if sheet.class_id == shown.id]
        sheets, drawn = [sheet for _one, sheet in given], school_maps.newest(connection, school_id)
        pictures = marks.of_class(sheets, shown.id, least) if shown else marks.of_school(sheets, least)
        return Yard(
            school_id=school_id,
            school=name,
            class_name=shown.name if shown else "",
            map=drawn,
            pictures=pictures,
            least=least,
            classes=own,
            may_change=may_change,
            sees_school=leads,
            year=asked,
            cases=tuple(sorted({one.case_id for one, _sheet in given})),
            has_older=drawn is not None and drawn.number > 1 and any(one.at < drawn.at for one, _sheet in given),
        )


def sociogram(class_id: int, person: model.Person, *, question: str = "", year: int | None = None) -> Sociogram:
    """Return the class's sociogram on `question` (the first that somebody answered, where it is none of ours).

    Raises `NotAllowed` for who is neither kontaktlærer of the class nor rektor of the school.
    """
    with db.reading() as connection:
        here = next((one for one in _classes(connection, person) if one.id == class_id), None)
        if here is None:
            raise errors.NotAllowed()
        asked = school_year(clock.today()) if year is None else year
        names = _members(connection, class_id)
        given = list(_given(connection, here.school_id, asked, lambda form: bool(choices.fields(form))))
        sheets = [
            (one.case_id, sheet) for one in given for sheet in choices.sheets(one.form, one.content, one.pupil_id)
        ]
        mine = [(number, sheet) for number, sheet in sheets if sheet.pupil_id in names]
        own = [sheet for _number, sheet in mine]
        by_question = {name: choices.lines(own, list(names), name) for name in choices.QUESTIONS}
        answered = {name: sum(one.has_answered for one in lines) for name, lines in by_question.items()}
        wanted = (
            question
            if question in choices.QUESTIONS
            else next((name for name, count in answered.items() if count), choices.QUESTIONS[0])
        )
        read = tuple(sorted({number for number, _sheet in mine}))
        return Sociogram(class_id, here.name, here.school, wanted, by_question[wanted], names, answered, asked, read)


def _classes(connection: sa.Connection, person: model.Person) -> list[ClassRef]:
    held, today = rights.holdings(connection, person.id), clock.today()
    query = (
        sa.select(_k.id, _k.name, _k.school_id, _s.name.label("school"))
        .join(tables.schools, _s.id == _k.school_id)
        .where(_s.municipality_id == person.municipality_id)
    )
    found = [
        ClassRef(*row)
        for row in connection.execute(query)
        if access.holds(held, TEACHES, f"c:{row.id}", today)
        or access.holds(held, access.LEADS_SCHOOL, f"s:{row.school_id}", today)
    ]
    return sorted(found, key=lambda one: (alphabet.order(one.school), alphabet.order(one.name)))


def _leads(connection: sa.Connection, school_id: int, person: model.Person) -> bool:
    held = rights.holdings(connection, person.id)
    return access.holds(held, access.LEADS_SCHOOL, f"s:{school_id}", clock.today())


def _least(connection: sa.Connection, municipality_id: int) -> int:
    """Return how many pupils must stand behind a picture; what nobody could mean is not believed."""
    said = setting_versions.values(connection, municipality_id).get(LEAST_KEY)
    return said if isinstance(said, int) and said > 1 else LEAST


def _members(connection: sa.Connection, class_id: int) -> dict[int, str]:
    """Return the class's pupils today, by name."""
    today = clock.today()
    is_now = sa.and_(_e.first_day <= today, sa.or_(_e.last_day.is_(None), _e.last_day >= today))
    query = sa.select(_p.id, _p.name).join(tables.enrolments, _e.pupil_id == _p.id).where(_e.class_id == class_id)
    found = sorted(connection.execute(query.where(is_now)), key=lambda row: (alphabet.order(row.name), row.id))
    return {row.id: row.name for row in found}


def _sheets(connection: sa.Connection, school_id: int, year: int) -> list[tuple[_Given, marks.Sheet]]:
    """Return one sheet for each pupil, the newest, with the answer it is from; who is not known counts each time."""
    class_of = _class_of(connection, school_id, year)
    newest: dict[object, tuple[_Given, marks.Sheet]] = {}
    for place, one in enumerate(_given(connection, school_id, year, lambda form: any(marks.lists(form)))):
        who: object = one.pupil_id if one.pupil_id is not None else ("?", place)
        class_id = class_of.get(one.pupil_id) if one.pupil_id is not None else None
        newest[who] = (one, marks.Sheet(class_id, marks.marks(one.form, one.content)))
    return list(newest.values())


def _class_of(connection: sa.Connection, school_id: int, year: int) -> dict[int, int]:
    """Return the class of each pupil of the school in that school year; of several the last."""
    query = (
        sa.select(_e.pupil_id, _e.class_id)
        .join(tables.classes, _k.id == _e.class_id)
        .where(_k.school_id == school_id, _e.first_day < date(year + 1, YEAR_BEGINS, 1))
        .order_by(_e.first_day, _e.id)
    )
    return {row.pupil_id: row.class_id for row in connection.execute(query)}


def _given(
    connection: sa.Connection, school_id: int, year: int, is_wanted: Callable[[forms.Form], bool]
) -> Iterator[_Given]:
    """Give the answers in force of the school year whose form is wanted, the oldest first."""
    within = sa.and_(
        _c.school_id == school_id,
        _c.shielded_role == "",
        _a.standing == model.Standing.ACCEPTED,
        _a.form_id.is_not(None),
        _a.at >= _begins(year),
        _a.at < _begins(year + 1),
    )
    here = sa.select(_a.publication_id, _a.form_id).join(tables.cases, _c.id == _a.case_id).where(within).distinct()
    read = {(row[0], row[1]): routines.form(connection, row[0], row[1]) for row in connection.execute(here)}
    wanted = {key: form for key, form in read.items() if is_wanted(form)}
    if not wanted:
        return
    later = tables.answers.alias("later")
    query = (
        sa.select(_a.case_id, _a.at, _a.publication_id, _a.form_id, _a.content, _c.pupil_id, _t.local)
        .join(tables.cases, _c.id == _a.case_id)
        .outerjoin(tables.tasks, _t.id == _a.task_id)
        .where(within, sa.tuple_(_a.publication_id, _a.form_id).in_(list(wanted)))
        .where(~sa.exists().where(later.c.corrects_id == _a.id), ~_FROM_ANOTHER)
        .order_by(_a.at, _a.id)
    )
    for row in connection.execute(query):
        form = wanted[row.publication_id, row.form_id]
        whose = _pupil(form, row.content, row.local or {}, row.pupil_id)
        yield _Given(row.case_id, row.at, form, row.content, whose)


def _pupil(
    form: forms.Form, content: Mapping[str, Any], local: Mapping[str, Any], case_pupil: int | None
) -> int | None:
    """Return whose answers they are: whom the form's own field names, else the task's, else the case's pupil."""
    place = choices.asked_of(form) or "elev"
    said = choices.numbers(choices.said_at(content, place)) or choices.numbers(local.get("elev"))
    return said[0] if said else case_pupil


def _begins(year: int) -> datetime:
    return datetime.combine(date(year, YEAR_BEGINS, 1), time(), tzinfo=clock.OSLO)
