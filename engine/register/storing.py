"""Store a checked folder, in the caller's transaction; a line that is there already changes nothing.

Knows the tables of people and places. A person, a school or a class that the files leave out stays as it is, and so
does what they have no column for: files are often a part. But for each person that a file of classes, parents or roles
does name, the file is the whole truth of those that still run, and what it leaves out ends. A role given by hand is
never ended here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from engine import clock, deadlines, model, roles, tables
from engine.municipality import places, setting_versions
from engine.register import choices, merging
from engine.register.checking import KIND_OF, plain
from engine.register.merging import Counts, Key, Span, Stored
from engine.register.sheets import CLASSES, PARENTS, PEOPLE, PUPILS, ROLES, SCHOOLS, SETTINGS, STAFF, Row, Sheets

SOURCE = "register"
EVERYBODY = "ansatt"
IMPORTED = "Hentet inn med registeret (kommune.csv)"


@dataclass(slots=True)
class Store:
    """One import: where it stores, what it has found and stored so far."""

    connection: sa.Connection
    municipality_id: int
    sheets: Sheets
    kinds: dict[str, str]
    schools: dict[Key, int] = field(default_factory=dict)
    classes: dict[Key, int] = field(default_factory=dict)
    people: dict[Key, int] = field(default_factory=dict)
    counts: dict[str, Counts] = field(default_factory=dict)

    def rows(self, file: str) -> list[Row]:
        """Return the lines of a file, none where it is not there."""
        return self.sheets.get(file, [])

    def stored(self, query: sa.Select[Any], key: Iterable[str], *, exact: bool = False) -> dict[Key, Stored]:
        """Return the rows of `query` (which selects `id`) by their key columns."""
        names = tuple(key)
        found = self.connection.execute(query).mappings()
        return {
            tuple(row[name] if exact or not isinstance(row[name], str) else plain(row[name]) for name in names): Stored(
                row["id"], {str(name): value for name, value in row.items()}
            )
            for row in found
        }

    def keep(self, file: str, stored: dict[Key, Stored], wanted: dict[Key, dict[str, Any]], **columns: str) -> None:
        """Let what the file has no column for stay as it is stored (`columns`: the table's, and the file's name)."""
        absent = next((row.absent for row in self.rows(file)), frozenset())
        for key in stored.keys() & wanted.keys():
            kept = {own: stored[key].values[own] for own, column in columns.items() if column in absent}
            wanted[key].update(kept)

    def merge(self, file: str, table: sa.Table, stored: dict[Key, Stored], wanted: dict[Key, Any]) -> dict[Key, int]:
        """Merge, count, and return all ids by key."""
        merged = merging.merge(self.connection, table, stored, wanted)
        if file in self.sheets:
            self.counts[file] = merged.counts
        return merged.ids


def store(into: Store) -> None:
    """Store everything, in the order in which one file names another's lines."""
    _settings(into)
    _roles(into)
    _schools(into)
    _classes(into)
    _people(into)
    _pupils(into)
    _parents(into)
    _staff(into)


def _settings(into: Store) -> None:
    rows = into.rows(SETTINGS.file)
    if not rows:
        return
    given, _ = choices.read(rows)
    is_changed = setting_versions.store(into.connection, into.municipality_id, given, reason=IMPORTED)
    into.counts[SETTINGS.file] = Counts(changed=len(rows)) if is_changed else Counts(same=len(rows))


def _roles(into: Store) -> None:
    given = {row.text("rolle"): KIND_OF[plain(row.text("gjelder"))] for row in into.rows(ROLES.file)}
    known = {plain(name) for name in into.kinds}
    new = {name: kind for name, kind in given.items() if plain(name) not in known}
    if new:
        roles.install(into.connection, into.municipality_id, new)
        into.kinds.update(new)
    if given:
        into.counts[ROLES.file] = Counts(new=len(new), same=len(given) - len(new))


def _schools(into: Store) -> None:
    c = tables.schools.c
    query = sa.select(c.id, c.municipality_id, c.name, c.language, c.address, c.email, c.phone)
    stored = into.stored(query.where(c.municipality_id == into.municipality_id), ["name"])
    wanted: dict[Key, dict[str, Any]] = {
        (plain(row.text("navn")),): {
            "municipality_id": into.municipality_id,
            "name": row.text("navn"),
            "language": row.text("målform"),
            "address": row.text("adresse"),
            "email": row.text("epost"),
            "phone": row.text("telefon"),
        }
        for row in into.rows(SCHOOLS.file)
    }
    into.keep(SCHOOLS.file, stored, wanted, language="målform", address="adresse", email="epost", phone="telefon")
    into.schools = into.merge(SCHOOLS.file, tables.schools, stored, wanted)


def _classes(into: Store) -> None:
    c = tables.classes.c
    query = sa.select(c.id, c.school_id, c.name, c.grade).where(c.school_id.in_(into.schools.values()))
    stored = into.stored(query, ["school_id", "name"])
    wanted: dict[Key, dict[str, Any]] = {}
    for row in into.rows(CLASSES.file):
        school = into.schools[(plain(row.text("skole")),)]
        values = {"school_id": school, "name": row.text("klasse"), "grade": row.values["trinn"]}
        wanted[(school, plain(row.text("klasse")))] = values
    into.keep(CLASSES.file, stored, wanted, grade="trinn")
    into.classes = into.merge(CLASSES.file, tables.classes, stored, wanted)


def _people(into: Store) -> None:
    c = tables.people.c
    query = sa.select(c.id, c.municipality_id, c.register_id, c.name, c.email, c.phone, c.born, c.language)
    mine = sa.and_(c.municipality_id == into.municipality_id, c.register_id.is_not(None))
    stored = into.stored(query.where(mine), ["register_id"], exact=True)
    wanted: dict[Key, dict[str, Any]] = {
        (row.text("id"),): {
            "municipality_id": into.municipality_id,
            "register_id": row.text("id"),
            "name": row.text("navn"),
            "email": row.text("epost"),
            "phone": row.text("telefon"),
            "born": row.values["født"],
            "language": row.text("målform"),
        }
        for row in into.rows(PEOPLE.file)
    }
    into.keep(PEOPLE.file, stored, wanted, email="epost", phone="telefon", born="født", language="målform")
    into.people = into.merge(PEOPLE.file, tables.people, stored, wanted)


def _pupils(into: Store) -> None:
    wanted: dict[Key, dict[str, Any]] = {}
    for row in into.rows(PUPILS.file):
        pupil = into.people[(row.text("id"),)]
        school = into.schools[(plain(row.text("skole")),)]
        wanted[(pupil, into.classes[(school, plain(row.text("klasse")))], row.values["fra"])] = _until(row)
    # a pupil is in one class at a time: another class is the next one
    _spans(into, PUPILS.file, tables.enrolments, ("pupil_id", "class_id", "first_day"), wanted, lambda key: None)


def _parents(into: Store) -> None:
    wanted: dict[Key, dict[str, Any]] = {}
    for row in into.rows(PARENTS.file):
        pupil, parent = into.people[(row.text("elev"),)], into.people[(row.text("foresatt"),)]
        wanted[(pupil, parent, row.text("type") or "foreldreansvar", row.values["fra"])] = _until(row)
    names = ("pupil_id", "parent_id", "kind", "first_day")
    _spans(into, PARENTS.file, tables.guardians, names, wanted, lambda key: key[1:3])


def _staff(into: Store) -> None:
    wanted: dict[Key, dict[str, Any]] = {}
    implied: list[tuple[Key, object]] = []
    for row in into.rows(STAFF.file):
        role = next(iter(roles.parse(row.text("rolle"), into.kinds).roles))
        place = _place(into, row)
        key = (into.people[(row.text("id"),)], role, place.scope(into.kinds[role]), row.values["fra"])
        wanted[key] = {**_until(row), "reason": row.text("grunn"), "source": SOURCE}
        if role not in roles.COUNCILS and place.school_id is not None:
            implied.append(((key[0], EVERYBODY, place.scope("school"), key[3]), row.values["til"]))
    for employed, last in implied:  # after all lines: what one says of being employed takes nothing from the others
        _imply(wanted, employed, last)
    names = ("person_id", "role", "scope", "first_day")
    _spans(into, STAFF.file, tables.holdings, names, wanted, lambda key: key[1:3], reason="grunn")


def _imply(wanted: dict[Key, dict[str, Any]], key: Key, last: object) -> None:
    """Whoever has a role at a school is employed there, for as long as the longest of the roles."""
    known = wanted.setdefault(key, {"last_day": last, "reason": "", "source": SOURCE})
    longest = known["last_day"]
    if longest is not None and (last is None or (isinstance(last, date) and last > longest)):
        known["last_day"] = last


def _place(into: Store, row: Row) -> model.Place:
    school = into.schools.get((plain(row.text("skole")),))
    group = into.classes.get((school, plain(row.text("klasse")))) if school is not None else None
    return model.Place(into.municipality_id, school, group)


def _until(row: Row) -> dict[str, Any]:
    return {"last_day": row.values["til"]}


def _spans(
    into: Store,
    file: str,
    table: sa.Table,
    names: tuple[str, ...],
    wanted: dict[Key, dict[str, Any]],
    what: Any,
    **columns: str,
) -> None:
    """Merge rows with days, and end those that the file leaves out; `columns` as `Store.keep` takes them."""
    if not wanted:
        return
    # one array and not a parameter each: a county has more pupils than a statement may have parameters
    owners = table.c[names[0]] == sa.any_(sa.literal(list({key[0] for key in wanted}), sa.ARRAY(sa.BigInteger)))
    c = [table.c.id, *(table.c[name] for name in (*names, *next(iter(wanted.values()))))]
    stored = into.stored(sa.select(*c).where(owners), names, exact=True)
    whole = {key: {**dict(zip(names, key, strict=True)), **values} for key, values in wanted.items()}
    into.keep(file, stored, whole, **columns)
    into.merge(file, table, stored, whole)
    left = [
        Span(row.id, key[0], what(key), row.values["first_day"], row.values["last_day"])
        for key, row in stored.items()
        if key not in wanted and row.values.get("source", SOURCE) == SOURCE
    ]
    asked = [Span(0, key[0], what(key), values["first_day"], values["last_day"]) for key, values in whole.items()]
    into.counts[file].ended = merging.end(into.connection, table, left, asked, clock.today())


def store_calendar(into: Store, school: int | None, closed: deadlines.SchoolCalendar) -> Counts:
    """Put `closed` in place of what the school had from its first day on; what was before that stays."""
    place = places.own_calendar(into.connection, into.municipality_id, school)
    first = min((period.first for period in closed.closed), default=date.max)
    kept = tuple(period for period in place.closed if period.first < first)
    new = deadlines.SchoolCalendar((*kept, *closed.closed))
    had, has = set(place.closed), set(new.closed)
    places.replace_calendar(into.connection, into.municipality_id, school, new)
    return Counts(new=len(has - had), same=len(set(closed.closed) & had), ended=len(had - has))
