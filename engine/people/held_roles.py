"""Which roles people have, where, and between which days (design 7; domain.md 6.3 no. 6).

Knows rows of `holdings`. They are asked each time and never copied: a role that ended yesterday opens nothing today.
A row is never taken away; it is given a last day, so that one can tell later who could see what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from engine import clock, db, errors, model, presence, roles, tables
from engine.db import statements
from engine.people import persons

_h, _c, _s = tables.holdings.c, tables.classes.c, tables.schools.c
_KIND_OF = {"m": "municipality", "s": "school", "c": "class", "k": "case"}


def valid_on(day: date) -> sa.ColumnElement[bool]:
    """Return the condition that a holding counts on `day`."""
    return presence.counts_on(_h, sa.literal(day))


def holdings(person_id: int, on: date) -> list[model.Holding]:
    """Return the roles that count for the person on `on`, by name."""
    columns = (_h.role, _h.scope, _h.first_day, _h.last_day, _h.reason)
    query = sa.select(*columns).where(_h.person_id == person_id, valid_on(on)).order_by(_h.role, _h.scope)
    with db.reading() as connection:
        return [model.Holding(*row) for row in connection.execute(query)]


def holders(connection: sa.Connection, role: str, scope: str, on: date) -> list[model.Person]:
    """Return all who have `role` in `scope` (`s:2`) on `on`, in the order they came into the register."""
    query = (
        sa.select(*persons.COLUMNS)
        .join(tables.holdings, _h.person_id == tables.people.c.id)
        .where(_h.role == role, _h.scope == scope, valid_on(on))
        .distinct()
        .order_by(tables.people.c.id)
    )
    return [model.Person(*row) for row in connection.execute(query)]


_HOLDERS = (
    sa.select(_h.role, _h.scope, _h.person_id)
    .where(_h.role == sa.any_(sa.bindparam("roles", type_=postgresql.ARRAY(sa.Text))))
    .where(_h.scope == sa.any_(sa.bindparam("scopes", type_=postgresql.ARRAY(sa.Text))))
    .where(presence.counts_on(_h, sa.bindparam("day", type_=sa.Date())))
    .distinct()
    .order_by(_h.person_id)
)


def holders_of(connection: sa.Connection, places: Sequence[tuple[str, str]], on: date) -> list[tuple[int, str]]:
    """Return (person, role) of all who have one of `places` (role, scope) on `on`, in their order; one row a person."""
    if not places:
        return []
    statement, values = asked_for_holders(places, on)
    found = statements.rows(connection, statement, **values)
    first: dict[int, str] = {}
    for place in places:
        for role, scope, person_id in found:
            if (role, scope) == place:
                first.setdefault(person_id, role)
    return list(first.items())


def asked_for_holders(places: Sequence[tuple[str, str]], on: date) -> statements.Asked:
    """Return what `holders_of` asks, for whoever has more to ask in the same round trip (`statements.foresee`)."""
    roles_asked, scopes = (tuple(dict.fromkeys(one)) for one in zip(*places, strict=True))
    return _HOLDERS, {"roles": roles_asked, "scopes": scopes, "day": on}


def home_school(connection: sa.Connection, person_id: int, on: date) -> int | None:
    """Return the school where the person works (or is a class's teacher) on `on`; the first one given, if several."""
    number = sa.cast(sa.func.split_part(_h.scope, ":", 2), sa.BigInteger)
    query = (
        sa.select(sa.func.coalesce(_s.id, _c.school_id))
        .select_from(tables.holdings)
        .outerjoin(tables.schools, sa.and_(_h.scope.startswith("s:"), _s.id == number))
        .outerjoin(tables.classes, sa.and_(_h.scope.startswith("c:"), _c.id == number))
        .where(_h.person_id == person_id, valid_on(on), _h.scope.op("~")("^[sc]:"))
        .order_by(_h.id)
        .limit(1)
    )
    found: int | None = connection.scalar(query)
    return found


def schools_of(connection: sa.Connection, person_id: int, on: date) -> frozenset[int] | None:
    """Return the schools where the person has a role on `on`, classes and all; None for a role in the municipality.

    Roles in councils of parents and pupils do not count: those who have them do not work there.
    """
    number = sa.cast(sa.func.split_part(_h.scope, ":", 2), sa.BigInteger)
    query = (
        sa.select(_h.scope, sa.func.coalesce(_s.id, _c.school_id).label("school"))
        .outerjoin(tables.schools, sa.and_(_h.scope.startswith("s:"), _s.id == number))
        .outerjoin(tables.classes, sa.and_(_h.scope.startswith("c:"), _c.id == number))
        .where(_h.person_id == person_id, valid_on(on), _h.role.not_in(roles.COUNCILS))
        .select_from(tables.holdings)
    )
    found = connection.execute(query).all()
    if any(row.scope.startswith("m:") for row in found):
        return None
    return frozenset(row.school for row in found if row.school is not None)


# -- changes


def give_role(
    person_id: int,
    *,
    role: str,
    scope: str,
    first_day: date | None = None,
    last_day: date | None = None,
    reason: str = "",
) -> int:
    """Give the person a role and return the holding's id; the same role, place and first day is one holding.

    Raises `PersonNotFound`, `RoleUnknown`, and `RoleMisplaced` where the place is of another kind or municipality.
    """
    with db.transaction() as connection:
        holding = model.Holding(role, scope, first_day or clock.today(), last_day, reason)
        return give(connection, person_id, holding)


def give(connection: sa.Connection, person_id: int, holding: model.Holding) -> int:
    """Do `give_role` inside the caller's transaction."""
    municipality = persons.get(connection, person_id).municipality_id
    role = _known(roles.scope_kinds(connection, municipality), holding)
    if _municipality_of(connection, holding.scope) != municipality:
        raise errors.RoleMisplaced(f"Stedet {holding.scope} finnes ikke i kommunen til denne personen.")
    values = {"last_day": holding.last_day, "reason": holding.reason}
    key = {"person_id": person_id, "role": role, "scope": holding.scope, "first_day": holding.first_day}
    insert = postgresql.insert(tables.holdings).values(**key, **values)
    again = insert.on_conflict_do_update(index_elements=list(key), set_=values)
    return int(connection.execute(again.returning(_h.id)).scalar_one())


def end_role(holding_id: int, *, last_day: date | None = None) -> None:
    """Let the holding end with `last_day`; without one it is over at once. An earlier end stays as it is."""
    ends = last_day or clock.today() - timedelta(days=1)
    later = sa.or_(_h.last_day.is_(None), _h.last_day > ends)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.holdings).where(_h.id == holding_id, later).values(last_day=ends))


def _known(kinds: roles.Kinds, holding: model.Holding) -> str:
    """Return the role's name as the register writes it."""
    rule = roles.parse(holding.role, kinds)
    names = sorted(rule.roles)
    if rule.unknown or len(names) != 1:
        raise errors.RoleUnknown(" ".join(roles.problems(rule, kinds)) or f"«{holding.role}» er flere roller.")
    kind = _KIND_OF.get(holding.scope[:1])
    if kind != kinds[names[0]]:
        wanted = roles.KINDS[kinds[names[0]]]
        raise errors.RoleMisplaced(f"Rollen «{names[0]}» gjelder for en {wanted}, ikke for {holding.scope}.")
    return names[0]


def _municipality_of(connection: sa.Connection, scope: str) -> int | None:
    letter, _, number = scope.partition(":")
    if not number.isdecimal():
        return None
    place = int(number)
    queries = {
        "m": sa.select(tables.municipalities.c.id).where(tables.municipalities.c.id == place),
        "s": sa.select(_s.municipality_id).where(_s.id == place),
        "c": sa.select(_s.municipality_id).join(tables.classes, _c.school_id == _s.id).where(_c.id == place),
        "k": sa.select(tables.cases.c.municipality_id).where(tables.cases.c.id == place),
    }
    return connection.scalar(queries[letter])
