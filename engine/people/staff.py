"""Staff: the list of them that a form offers. Knows who has a role at a school, and what it is called."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from engine import alphabet, clock, phrases, role_words, roles, tables
from engine.people import held_roles

_h, _p, _c, _s = tables.holdings.c, tables.people.c, tables.classes.c, tables.schools.c
EVERYBODY = "ansatt"


def staff_options(
    connection: sa.Connection, municipality_id: int, school_id: int | None, *, language: str = "nb"
) -> list[dict[str, str]]:
    """Return who works at the school today (None: anywhere in the municipality) as a form offers them.

    `{value: id as text, label: "Rektor Eksempel (rektor)", roles: "rektor"}`, by name; a plain `ansatt` has no addition
    in the label, `roles` has all, with `, ` between. Roles in single
    cases and in councils of parents and pupils do not count. Roles are called by their names in `language`.
    """
    here = _h.scope.in_(_scopes(connection, school_id)) if school_id is not None else _h.scope.op("!~")("^k:")
    names = sa.func.array_agg(sa.distinct(_h.role)).label("roles")
    query = (
        sa.select(_p.id, _p.name, names)
        .join(tables.holdings, _h.person_id == _p.id)
        .where(_p.municipality_id == municipality_id, here, _h.role.not_in(roles.COUNCILS))
        .where(held_roles.valid_on(clock.today()))
        .group_by(_p.id, _p.name)
    )
    found = sorted(connection.execute(query), key=lambda row: (alphabet.order(row.name), row.id))
    labels = [_label(row.name, row.roles, language) for row in found]
    alike = Counter(labels)
    return [
        {
            "value": str(row.id),
            "label": label if alike[label] == 1 else f"{label} nr. {row.id}",
            "roles": ", ".join(sorted(row.roles)),
        }
        for row, label in zip(found, labels, strict=True)
    ]


def _scopes(connection: sa.Connection, school_id: int) -> list[str]:
    own = connection.scalars(sa.select(_c.id).where(_c.school_id == school_id))
    return [f"s:{school_id}", *(f"c:{number}" for number in own)]


def _label(name: str, held: list[str], language: str) -> str:
    called = (phrases.spoken(role_words.of(role), language) for role in held if role != EVERYBODY)
    shown = sorted(called, key=alphabet.order)
    return f"{name} ({', '.join(shown)})" if shown else name
