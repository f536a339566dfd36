"""The stage a story is played on: a private schema, a clock of its own, one person per role (design 9).

The schema `play_<random>` is made from the stored DDL; its owner holds an advisory lock on its name, and the next
stage drops schemas whose lock is free, so that a killed run leaves nothing for long.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, model, roles, tables

DDL = Path(__file__).resolve().parent.parent / "schema.sql"
SCHOOL_YEAR = timedelta(days=400)
_RENUMBER = """
    SELECT setval(oid::regclass, 1, false) FROM pg_class
     WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace
"""


@dataclass(slots=True)
class Cast:
    """Who plays: the municipality, its school and class, and the person of each role and name."""

    municipality_id: int
    school_id: int
    class_id: int
    people: dict[str, model.Person] = field(default_factory=dict)  # by role, and by name

    def named(self, who: str) -> model.Person | None:
        """Return the person of a role or a name, in whatever case a role is written."""
        low = who.lower()
        return self.people.get(who) or next((one for key, one in self.people.items() if key.lower() == low), None)


# what a killed process has left behind: its work holds locks until the server has seen that nobody is there
_END = sa.text("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = :name")


@contextlib.contextmanager
def schema(url: str) -> Iterator[db.Database]:
    """Make a private schema on the server of `url`, work on it, and drop it."""
    name = f"play_{secrets.token_hex(6)}"
    keeper = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        connection.execute(sa.text("SELECT pg_advisory_lock(hashtext(:name))"), {"name": name})
        _drop_left_behind(connection)
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
        named = sa.make_url(url).update_query_dict({"application_name": name})
        database = db.connect(named.render_as_string(hide_password=False), schema=name, pool_size=2)
        try:
            with database.pool.begin() as own:
                own.exec_driver_sql(DDL.read_text(encoding="utf-8"))
            with db.using(database):
                yield database
        finally:
            database.pool.dispose()
            # where the server has gone meanwhile, the next stage drops it
            with contextlib.suppress(sa.exc.OperationalError):
                connection.execute(_END, {"name": name})
                connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")
    keeper.dispose()


def address(stage: db.Database) -> tuple[str, str]:
    """Return by what another process reaches the stage: the server's address, with its password, and the schema."""
    return stage.pool.url.render_as_string(hide_password=False), stage.schema


def _drop_left_behind(connection: sa.Connection) -> None:
    found = connection.scalars(sa.text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'play\\_%'")).all()
    for name in found:
        free = connection.scalar(sa.text("SELECT pg_try_advisory_lock(hashtext(:name))"), {"name": name})
        if free:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {name} CASCADE")
            connection.execute(sa.text("SELECT pg_advisory_unlock(hashtext(:name))"), {"name": name})


def empty(database: db.Database) -> None:
    """Take everything out, so that the next story meets nobody's cases."""
    # a TRUNCATE makes new files for every table and index, used or not, and takes ten times as long
    emptied = [str(sa.delete(table)) for table in reversed(tables.metadata.sorted_tables)]
    with database.pool.begin() as connection:
        connection.exec_driver_sql("; ".join([*emptied, _RENUMBER]))


def cast(names: dict[str, str]) -> Cast:
    """Put a municipality on the stage: one school, one class, one person in every role of the register.

    `names` gives a role another name (`vikar: Vikar Eksempel`); under a name of no role it is one employee more. Each
    name in it is a user name too, as a diagram may have it for an assignee.
    """
    first_day = clock.today() - SCHOOL_YEAR
    with db.transaction() as connection:
        municipality = _insert(connection, tables.municipalities, name="Eksempel kommune")
        roles.install(connection, municipality)
        school = _insert(connection, tables.schools, municipality_id=municipality, name="Fjellet skole")
        grade = _insert(connection, tables.classes, school_id=school, name="5A", grade=5)
        players = Cast(municipality, school, grade)
        place = model.Place(municipality, school, grade)
        kinds = roles.scope_kinds(connection, municipality)
        _add_people(connection, players, {role: names.get(role) or f"{role.capitalize()} Eksempel" for role in kinds})
        held: list[dict[str, object]] = []
        for role, kind in kinds.items():
            scope = place.scope(kind)
            if scope is not None:
                held.append(_holding(players.people[role].id, role, scope, first_day))
            if kind != "municipality" and role != "ansatt":
                held.append(_holding(players.people[role].id, "ansatt", f"s:{school}", first_day))
        connection.execute(sa.insert(tables.holdings), held)
        for key, name in names.items():
            known = players.people.get(key) or players.people.get(name)
            further = known or add_person(connection, players, name, key=key)
            if known is None:
                _hold(connection, further.id, "ansatt", f"s:{school}", first_day)
            account = {"person_id": further.id, "username": key, "password_hash": ""}
            connection.execute(postgresql.insert(tables.accounts).values(account).on_conflict_do_nothing())
    return players


def give_case_roles(players: Cast, case_id: int) -> None:
    """Let the person of each role that counts in a case (intervensjonsteam …) hold it in this one; once only."""
    h = tables.holdings.c
    with db.transaction() as connection:
        if connection.scalar(sa.select(sa.exists().where(h.scope == f"k:{case_id}"))):
            return
        for role, kind in roles.scope_kinds(connection, players.municipality_id).items():
            if kind == "case" and role in players.people:
                _hold(connection, players.people[role].id, role, f"k:{case_id}", clock.today())


def add_person(connection: sa.Connection, players: Cast, name: str, *, key: str = "") -> model.Person:
    """Add somebody to the register, findable by name and by `key`."""
    person_id = _insert(connection, tables.people, municipality_id=players.municipality_id, name=name)
    person = model.Person(person_id, players.municipality_id, name)
    players.people[name] = person
    if key:
        players.people[key] = person
    return person


def add_pupil(players: Cast, name: str) -> model.Person:
    """Add a pupil of the class to the register, if the stage has none of that name."""
    if name in players.people:
        return players.people[name]
    with db.transaction() as connection:
        pupil = add_person(connection, players, name)
        _insert(
            connection,
            tables.enrolments,
            pupil_id=pupil.id,
            class_id=players.class_id,
            first_day=clock.today() - SCHOOL_YEAR,
        )
    return pupil


def name_school(players: Cast, name: str) -> None:
    """Give the one school the name that the story has for it."""
    with db.transaction() as connection:
        connection.execute(sa.update(tables.schools).values(name=name).where(tables.schools.c.id == players.school_id))


def _add_people(connection: sa.Connection, players: Cast, names: dict[str, str]) -> None:
    """Add a person for each role in `names`, all in one statement."""
    rows = [{"municipality_id": players.municipality_id, "name": name} for name in names.values()]
    insert = sa.insert(tables.people).returning(tables.people.c.id, sort_by_parameter_order=True)
    for (role, name), ident in zip(names.items(), connection.scalars(insert, rows), strict=True):
        players.people[role] = players.people[name] = model.Person(ident, players.municipality_id, name)


def _hold(connection: sa.Connection, person_id: int, role: str, scope: str, first_day: date) -> None:
    connection.execute(sa.insert(tables.holdings), _holding(person_id, role, scope, first_day))


def _holding(person_id: int, role: str, scope: str, first_day: date) -> dict[str, object]:
    return {"person_id": person_id, "role": role, "scope": scope, "first_day": first_day}


def _insert(connection: sa.Connection, table: sa.Table, **values: object) -> int:
    return int(connection.execute(sa.insert(table).values(values).returning(table.c.id)).scalar_one())
