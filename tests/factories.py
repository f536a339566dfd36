"""Small builders of rows for tests: a municipality with people in every role, a case, a task.

They write tables directly, so that a test of one command does not depend on the others. Names are plainly made up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa

from engine import clock, db, model, roles, tables

FIRST_DAY = date(2025, 8, 1)
OPENED = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class School:
    """A school with its classes (name → id) and the holder of each role (name → person)."""

    id: int
    name: str
    language: str
    classes: dict[str, int]
    people: dict[str, model.Person] = field(default_factory=dict)
    pupils: dict[str, model.Person] = field(default_factory=dict)


@dataclass(frozen=True)
class Town:
    """A municipality: two schools, the holders of its own roles, and the parents (name → person)."""

    id: int
    name: str
    schools: tuple[School, ...]
    people: dict[str, model.Person]
    parents: dict[str, model.Person]

    def person(self, role: str, school: int = 0) -> model.Person:
        """Return who has `role` (at the first school unless told); roles of a case are had by nobody yet."""
        return self.people.get(role) or self.schools[school].people[role]

    def pupil(self, name: str = "Testelev A") -> model.Person:
        """Return the pupil called `name`."""
        return next(school.pupils[name] for school in self.schools if name in school.pupils)

    def place(self, school: int = 0, class_name: str | None = "5A", case_id: int | None = None) -> model.Place:
        """Return where a case of that class belongs."""
        here = self.schools[school]
        return model.Place(self.id, here.id, here.classes[class_name] if class_name else None, case_id)


def moment(value: datetime | str) -> datetime:
    """Return an aware instant; a text (`2026-01-05 10:00`) is Oslo time."""
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=clock.OSLO).astimezone(UTC)


def insert(table: sa.Table, **values: object) -> int:
    """Insert one row and return its id."""
    with db.transaction() as connection:
        return int(connection.execute(sa.insert(table).values(**values).returning(table.c.id)).scalar_one())


def insert_all(table: sa.Table, rows: list[dict[str, object]]) -> list[int]:
    """Insert rows and return their ids in the same order."""
    with db.transaction() as connection:
        statement = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return [int(number) for number in connection.execute(statement, rows).scalars()]


def person(municipality_id: int, name: str = "Ansatt Eksempel", **values: object) -> model.Person:
    """Insert somebody."""
    email = values.pop("email", f"{name.casefold().replace(' ', '.')}@eksempel.invalid")
    number = insert(tables.people, municipality_id=municipality_id, name=name, email=email, **values)
    return model.Person(id=number, municipality_id=municipality_id, name=name, email=str(email), language="")


def hold(person_id: int, role: str, scope: str, first_day: date = FIRST_DAY, last_day: date | None = None) -> int:
    """Give somebody a role."""
    return insert(tables.holdings, person_id=person_id, role=role, scope=scope, first_day=first_day, last_day=last_day)


def municipality(name: str = "Eksempel kommune") -> Town:
    """Build a whole municipality: Fjellet skole (nb), Vika skule (nn), people in every role, pupils and parents."""
    number = insert(tables.municipalities, name=name)
    with db.transaction() as connection:
        register = [{"municipality_id": number, "name": n, "scope_kind": k} for n, k in roles.DEFAULTS.items()]
        connection.execute(sa.insert(tables.roles), register)
    schools = (
        _school(number, "Fjellet skole", "nb", {"5A": ["Testelev A", "Testelev B"], "5B": ["Testelev C"]}, "Eksempel"),
        _school(number, "Vika skule", "nn", {"7A": ["Testelev D"]}, "Døme"),
    )
    own = _staff(number, [role for role, kind in roles.DEFAULTS.items() if kind == "municipality"], "Eksempel")
    _hold_all([(who, role, f"m:{number}") for role, who in own.items()])
    return Town(number, name, schools, own, _parents(number, schools))


def case(town: Town, *, school: int = 0, pupil: str | None = "Testelev A", **values: object) -> model.CaseRef:
    """Insert an open case without an engine state; `values` overwrite columns."""
    here = town.schools[school]
    who = here.pupils.get(pupil) if pupil else None
    row = {
        "number": f"2026-{uuid4().int % 10_000:04}",
        "municipality_id": town.id,
        "school_id": here.id,
        "class_id": next(iter(here.classes.values())) if who else None,
        "pupil_id": who.id if who else None,
        "version_id": values.pop("version_id", None) or version(town.id),
        "routine": "prove",
        "opened_at": OPENED,
        "touched_at": OPENED,
        "state": "{}",
    } | values
    return model.CaseRef(id=insert(tables.cases, **row), number=str(row["number"]), state_version=1)


def version(municipality_id: int, routine: str = "prove") -> int:
    """Insert a published version without files, and return its id; the same one for the same routine."""
    with db.transaction() as connection:
        connection.execute(
            sa.text("INSERT INTO publications (id, at) VALUES ('tom', :at) ON CONFLICT DO NOTHING"), {"at": OPENED}
        )
        known = tables.versions.c
        found = connection.scalar(
            sa.select(known.id).where(known.municipality_id == municipality_id, known.routine == routine)
        )
    if found is not None:
        return int(found)
    return insert(
        tables.versions,
        municipality_id=municipality_id,
        routine=routine,
        number=1,
        publication_id="tom",
        name=routine.capitalize(),
        published_at=OPENED,
    )


def task(case_id: int, *, opens_to: list[tuple[str, str]] | None = None, **values: object) -> UUID:
    """Insert an open task; `opens_to` are rows (role, scope)."""
    number = uuid4()
    row = {"element_id": "STEG", "path": "STEG", "name": "Steg", "opened_at": OPENED} | values
    with db.transaction() as connection:
        connection.execute(sa.insert(tables.tasks).values(id=number, case_id=case_id, **row))
        for role, scope in opens_to or []:
            connection.execute(sa.insert(tables.task_roles).values(task_id=number, role=role, scope=scope))
    return number


def _school(municipality_id: int, name: str, language: str, pupils: dict[str, list[str]], surname: str) -> School:
    number = insert(tables.schools, municipality_id=municipality_id, name=name, language=language)
    names = list(pupils)
    ids = insert_all(tables.classes, [{"school_id": number, "name": n, "grade": int(n[0])} for n in names])
    classes = dict(zip(names, ids, strict=True))
    staff = [role for role, kind in roles.DEFAULTS.items() if kind in ("school", "class")]
    people = _staff(municipality_id, staff, surname)
    rows = [(who, role, f"s:{number}") for role, who in people.items() if role not in ("kontaktlærer", "ansatt")]
    rows += [(who, "ansatt", f"s:{number}") for who in people.values()]
    rows += [(people["kontaktlærer"], "kontaktlærer", f"c:{classes[names[0]]}")]
    _hold_all(rows)
    school = School(number, name, language, classes, people)
    for class_name, members in pupils.items():
        school.pupils.update(_pupils(municipality_id, classes[class_name], members))
    return school


def _staff(municipality_id: int, names: list[str], surname: str) -> dict[str, model.Person]:
    people = [f"{role[0].upper()}{role[1:]} {surname}" for role in names]
    return dict(zip(names, _people(municipality_id, people, has_mail=True), strict=True))


def _pupils(municipality_id: int, class_id: int, names: list[str]) -> dict[str, model.Person]:
    people = _people(municipality_id, names, has_mail=False)
    insert_all(tables.enrolments, [{"pupil_id": p.id, "class_id": class_id, "first_day": FIRST_DAY} for p in people])
    return dict(zip(names, people, strict=True))


def _parents(municipality_id: int, schools: tuple[School, ...]) -> dict[str, model.Person]:
    pupils = [pupil for school in schools for pupil in school.pupils.values()]
    names = [pupil.name.replace("Testelev", "Forelder") for pupil in pupils]
    parents = _people(municipality_id, names, has_mail=True)
    pairs = zip(pupils, parents, strict=True)
    insert_all(tables.guardians, [{"pupil_id": a.id, "parent_id": b.id, "first_day": FIRST_DAY} for a, b in pairs])
    return dict(zip(names, parents, strict=True))


def _people(municipality_id: int, names: list[str], *, has_mail: bool) -> list[model.Person]:
    mails = [f"{name.casefold().replace(' ', '.')}@eksempel.invalid" if has_mail else "" for name in names]
    rows: list[dict[str, object]] = [
        {"municipality_id": municipality_id, "name": name, "email": mail}
        for name, mail in zip(names, mails, strict=True)
    ]
    numbers = insert_all(tables.people, rows)
    return [
        model.Person(id=number, municipality_id=municipality_id, name=name, email=mail, language="")
        for number, name, mail in zip(numbers, names, mails, strict=True)
    ]


def _hold_all(rows: list[tuple[model.Person, str, str]]) -> None:
    insert_all(
        tables.holdings,
        [{"person_id": who.id, "role": role, "scope": scope, "first_day": FIRST_DAY} for who, role, scope in rows],
    )
