"""Messages that nobody waited for when they came: kept for some days, never lost in silence (DECISIONS 20).

Knows rows of `kept_messages`; who gets them at last is `waking`'s. Only a message that some routine of the municipality
can take is kept: else it was sent by a wrong name, or to parties outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog

from engine import bpmn, clock, db, model, routines, settings, tables

log = structlog.get_logger()

SHOWN = timedelta(days=90)  # so long it can be seen that a message came late, or was lost
_TAKE = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_COLUMNS = ("municipality_id", "name", "key", "data", "hops", "at", "school_id", "shielded_role", "thrower_id")
_c, _k, _v = tables.cases.c, tables.kept_messages.c, tables.versions.c
IS_WAITING = sa.and_(_k.given_at.is_(None), _k.expired_at.is_(None))


def keep(connection: sa.Connection, sent: Mapping[str, object], *, municipality_id: int, at: datetime) -> bool:
    """Keep the message of `sent`, a row of `broadcasts`; False where no routine of the municipality can take it."""
    name, until = str(sent["name"]), at + timedelta(days=settings.load().message_days)
    if not is_known(connection, municipality_id, name):
        return False
    values = {**{column: sent[column] for column in _COLUMNS}, "expires_at": until}
    kept = connection.execute(sa.insert(tables.kept_messages).values(values).returning(_k.id)).scalar_one()
    # its name may be worked out of answers, which no log tells: the row has it
    log.info("a message that nobody waits for is kept", kept=kept, until=until.isoformat())
    return True


def is_known(connection: sa.Connection, municipality_id: int, name: str) -> bool:
    """Tell whether a routine in force, or one that an open case follows, waits somewhere for a message called so."""
    followed = (
        sa.select(_v.publication_id, _v.routine)
        .join(tables.cases, _c.version_id == _v.id)
        .where(_c.municipality_id == municipality_id, _c.status == model.CaseStatus.OPEN)
        .distinct()
    )
    in_force = routines.in_force(connection, municipality_id)
    every = {(one.publication_id, one.routine) for one in in_force} | {
        (row.publication_id, row.routine) for row in connection.execute(followed)
    }
    return any(bpmn.may_be(taken, name) for one in sorted(every) for taken in _taken(connection, *one))


def _taken(connection: sa.Connection, publication: str, routine: str) -> set[str]:
    """Return the names of the messages that a routine waits for somewhere, as they stand in its diagrams."""
    plans = routines.definition(connection, publication, routine).plans.values()
    events = (plan.element.event for plan in plans if plan.element.kind in _TAKE)
    return {event.name for event in events if event is not None and event.kind == "message"}


def forget_expired() -> int:
    """Mark what nobody waited for in time, and forget its data; return how many messages were lost so."""
    with db.transaction() as connection:
        over = sa.and_(IS_WAITING, _k.expires_at <= clock.now())
        change = sa.update(tables.kept_messages).where(over).values(expired_at=clock.now(), data={})
        lost = connection.execute(change.returning(_k.id, _k.at)).all()
        old = sa.func.coalesce(_k.given_at, _k.expired_at) < clock.now() - SHOWN
        connection.execute(sa.delete(tables.kept_messages).where(old))
    for row in lost:
        log.warning("a message was lost: nobody waited for it", kept=row.id, came=row.at.isoformat())
    return len(lost)
