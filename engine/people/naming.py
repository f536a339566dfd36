"""Who a text names: by user name, by the id a form's person picker stores, or by full name (design 7 assignment).

Knows people and accounts. A text that could be two persons names nobody: a task must never go to the wrong one.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import model, tables

_p, _a = tables.people.c, tables.accounts.c


def named(connection: sa.Connection, municipality_id: int, text: str) -> int | None:
    """Return the id of the municipality's one person that `text` names, letter case aside; None for none or two."""
    wanted = " ".join(text.split()).lower()
    if not wanted:
        return None
    number = model.row_id(wanted)
    ways = [sa.func.lower(_a.username) == wanted, sa.func.lower(_p.name) == wanted]
    ways += [] if number is None else [_p.id == number]
    query = (
        sa.select(_p.id)
        .outerjoin(tables.accounts, _a.person_id == _p.id)
        .where(_p.municipality_id == municipality_id, sa.or_(*ways))
        .limit(2)
    )
    found = connection.scalars(query).all()
    return int(found[0]) if len(found) == 1 else None
