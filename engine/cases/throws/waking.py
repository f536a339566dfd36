"""Kept messages find who waits for them at last: a case, or a routine that starts by them (DECISIONS 20).

The mark that a message was given and the rows that carry it (`spreading`) are one transaction: it arrives once. A case
that begins to wait looks here as it is saved; the clock's sweep meets what came at that very moment, and a start whose
key has become free.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, array

from engine import bpmn, clock, db, model, rows, tables
from engine.cases.throws import keeping, spreading

_b, _c, _k, _v = tables.broadcasts.c, tables.cases.c, tables.kept_messages.c, tables.versions.c
AT_ONCE = 200

_MINE = sa.and_(_k.municipality_id == _c.municipality_id, _c.status == model.CaseStatus.OPEN)
_TEXT = sa.func.concat("message:", _k.name, ":", _k.key)
_AWAITED = sa.exists().where(_MINE, _c.awaits.contains(sa.cast(array([_TEXT]), ARRAY(sa.Text))))
_newer = tables.versions.alias("newer")
_IN_FORCE = sa.and_(
    _v.municipality_id == _k.municipality_id,
    _v.retired_at.is_(None),
    ~sa.exists().where(
        _newer.c.municipality_id == _v.municipality_id, _newer.c.routine == _v.routine,
        _newer.c.retired_at.is_(None), _newer.c.number > _v.number,
    ),
)  # fmt: skip
_STARTS = sa.exists().where(
    _IN_FORCE,
    _v.starts.contains(sa.cast(array([sa.func.concat("message:", _k.name)]), ARRAY(sa.Text))),
    ~sa.exists().where(_MINE, _c.routine == _v.routine, _c.started_key == _k.key, _k.key != ""),
)
# what is on its way already would find the case waiting for the next one
_UNDER_WAY = sa.exists().where(
    _b.municipality_id == _k.municipality_id, _b.name == _k.name, _b.key == _k.key, _b.kind == "message",
    _b.done_at.is_(None),
)  # fmt: skip
_CAN_BE_GIVEN = sa.and_(keeping.IS_WAITING, _k.expires_at > sa.bindparam("now"), ~_UNDER_WAY)
_NAMED = sa.and_(_k.municipality_id == sa.bindparam("municipality"), _k.name == sa.any_(sa.bindparam("names")))
_IS_KEPT = sa.select(sa.exists().where(keeping.IS_WAITING, _NAMED))


def look(connection: sa.Connection, case: rows.CaseRow, step: bpmn.Step) -> None:
    """After `step` was saved: let the messages that were kept for it be given right after the commit."""
    if not step.waiting:
        return
    names = sorted({one.message for one in step.waiting})
    if connection.scalar(_IS_KEPT, {"municipality": case.place.municipality_id, "names": names}):
        db.after_commit(give)


def give() -> int:
    """Send each kept message that somebody waits for now on its way; return how many that was."""
    given: set[tuple[int, str, str]] = set()
    waiting = sa.select(tables.kept_messages).where(_CAN_BE_GIVEN, sa.or_(_AWAITED, _STARTS))
    claim = waiting.order_by(_k.at, _k.id).limit(AT_ONCE).with_for_update(of=tables.kept_messages, skip_locked=True)
    with db.transaction() as connection:
        for row in connection.execute(claim, {"now": clock.now()}).all():
            # one at a time: who gets the first may wait for the next one after it
            if (row.municipality_id, row.name, row.key) not in given and _give(connection, row):
                given.add((row.municipality_id, row.name, row.key))
    return len(given)


def _give(connection: sa.Connection, row: sa.Row[Any]) -> bool:
    data = {name: bpmn.typed.load(value) for name, value in row.data.items()}
    throw = bpmn.Throw("message", row.name, row.key, data, "", "")
    thrower = spreading.Thrower(row.school_id, row.shielded_role, row.thrower_id)
    found = spreading.recipients(connection, row.municipality_id, throw, thrower)
    on_its_way = [{**one, "at": row.at, "hops": row.hops} for one in found]
    spreading.queue(connection, on_its_way)
    if found:
        mark = sa.update(tables.kept_messages).where(_k.id == row.id)
        connection.execute(mark.values(given_at=clock.now(), data={}))
    return bool(found)
