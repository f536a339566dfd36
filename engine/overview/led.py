"""Which open cases a person leads: rektor those of the school, skoleeier those of the municipality (design 5).

A condition for statements that are built once, and the values it is asked with. Knows roles and the table of cases; a
shielded case is led by its own role only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from engine import access, alphabet, clock, db, model, presence, rights, rows, tables

_c, _m, _s = tables.cases.c, tables.messages.c, tables.schools.c
_SCHOOLS, _MUNICIPALITIES = (sa.bindparam(name, type_=ARRAY(sa.BigInteger())) for name in ("schools", "municipalities"))
_SCHOOL: sa.BindParameter[int] = sa.bindparam("school", type_=sa.BigInteger())
_READER: sa.BindParameter[int] = sa.bindparam("reader", type_=sa.BigInteger())

_IS_OPEN = _c.status == sa.literal_column("'open'")


def of_any(schools: sa.ColumnElement[bool], municipalities: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Return the condition on cases led at these places, a shielded one by its own role only, never by its subject."""
    rektor = sa.and_(schools, _c.shielded_role.in_(["", access.LEADS_SCHOOL]))
    above = sa.or_(_c.shielded_role.in_(["", access.LEADS_MUNICIPALITY]), _c.school_id.is_(None))
    is_about_me = presence.is_subject(_READER, _c.id).correlate(tables.cases)
    return sa.and_(sa.or_(rektor, sa.and_(municipalities, above)), sa.or_(_c.shielded_role == "", sa.not_(is_about_me)))


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement depends on: one is built for each."""

    by_school: bool
    by_municipality: bool
    is_one_school: bool

    def cases(self) -> sa.ColumnElement[bool]:
        """Return the condition on cases; `Led.values` fills it."""
        led = of_any(
            _c.school_id == sa.any_(_SCHOOLS) if self.by_school else sa.false(),
            _c.municipality_id == sa.any_(_MUNICIPALITIES) if self.by_municipality else sa.false(),
        )
        only = [_c.school_id == _SCHOOL] if self.is_one_school else []
        return sa.and_(_IS_OPEN, led, *only)

    def messages(self) -> sa.ColumnElement[bool]:
        """Return the condition on messages beside their cases: those of the cases, and those of the municipality's."""
        of_no_case = self.by_municipality and not self.is_one_school
        own = sa.and_(_m.case_id.is_(None), _m.municipality_id == sa.any_(_MUNICIPALITIES))
        of_cases = sa.and_(_m.case_id.is_not(None), self.cases())
        return sa.or_(of_cases, own) if of_no_case else of_cases


@dataclass(frozen=True, slots=True)
class Led:
    """The schools and municipalities somebody leads today, and the one school they ask for."""

    reader: int
    schools: tuple[int, ...]
    municipalities: tuple[int, ...]
    school: int | None = None

    def shape(self) -> Shape:
        """Return which statement to ask."""
        return Shape(bool(self.schools), bool(self.municipalities), self.school is not None)

    def values(self) -> dict[str, object]:
        """Return what it is asked with."""
        every = {"schools": list(self.schools), "municipalities": list(self.municipalities), "school": self.school}
        has = {"schools": self.schools, "municipalities": self.municipalities, "school": self.school is not None}
        return {"reader": self.reader, **{name: value for name, value in every.items() if has[name]}}

    def at(self, school: int | None) -> Led:
        """Return the same of one school only; None: of all."""
        return replace(self, school=school)


def by(connection: sa.Connection, reader: int) -> Led | None:
    """Return what the person leads today; None where that is nothing."""
    today = clock.today()
    scopes: dict[str, list[int]] = {access.LEADS_SCHOOL: [], access.LEADS_MUNICIPALITY: []}
    for holding in rights.holdings(connection, reader):
        if holding.role in scopes and holding.counts_on(today):
            scopes[holding.role].append(int(holding.scope.split(":")[1]))
    found = Led(reader, tuple(scopes[access.LEADS_SCHOOL]), tuple(scopes[access.LEADS_MUNICIPALITY]))
    return found if found.schools or found.municipalities else None


def schools(connection: sa.Connection, led: Led) -> tuple[tuple[int, str], ...]:
    """Return the schools there are cases from, by name."""
    query = sa.select(_s.id, _s.name).where(sa.or_(_s.id.in_(led.schools), _s.municipality_id.in_(led.municipalities)))
    return tuple(
        sorted(((row.id, row.name) for row in connection.execute(query)), key=lambda one: alphabet.order(one[1]))
    )


def openable(numbers: Collection[str], person: model.Person) -> frozenset[str]:
    """Return which of these cases `person`, who leads them, may open.

    Rektor all; who leads the municipality is told where cases stand, and not what is in those of a school.
    """
    with db.reading() as connection:
        mine = by(connection, person.id)
        if mine is None or not mine.municipalities:
            return frozenset(numbers)
        held, day = rights.holdings(connection, person.id), clock.today()
        own = sa.and_(_c.number.in_(numbers), _c.municipality_id == person.municipality_id)
        ids = connection.scalars(sa.select(_c.id).where(own)).all()
        found = [rows.case(connection, one) for one in ids]
        facts = {one.number: rights.case_facts(connection, one, person.id) for one in found}
        return frozenset(number for number, one in facts.items() if access.case(one, held, day=day).allowed)
