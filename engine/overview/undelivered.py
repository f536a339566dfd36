"""What did not come to a case, on *Rutiner*: starts that failed, messages that wait, and messages that were lost.

For who answers for the municipality's routines. Tells routine, name and times: never a key or data, which may name a
child; of what a shielded case threw, that it stands, and nothing of what went wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine import cases, db, model, phrases, tables
from engine.cases.leading import restarting
from engine.cases.throws import keeping

MOST = 50  # of each
_b, _k, _t, _v = tables.broadcasts.c, tables.kept_messages.c, tables.start_timers.c, tables.versions.c


@dataclass(frozen=True, slots=True)
class FailedStart:
    """A case that could not be opened; `kind` and `id` are what `cases.retry_start` asks for."""

    kind: restarting.Kind
    id: int
    routine: str
    at: datetime
    problem: str


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message that nobody has waited for: until `expires_at`, or lost since `lost_at`."""

    id: int
    name: str
    at: datetime
    expires_at: datetime
    lost_at: datetime | None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What stands, the newest first, and how many of each there are."""

    starts: tuple[FailedStart, ...] = ()
    waiting: tuple[KeptMessage, ...] = ()
    lost: tuple[KeptMessage, ...] = ()
    counts: tuple[int, int, int] = (0, 0, 0)


def undelivered(person: model.Person) -> Undelivered:
    """Return what did not come to a case in the person's municipality; nothing to who does not answer for routines."""
    with db.reading() as connection:
        if not cases.may_move(connection, person):
            return Undelivered()
        here = person.municipality_id
        starts = sorted(
            [*_by_clock(connection, here), *_thrown(connection, here)], key=lambda one: one.at, reverse=True
        )
        waiting, lost = _kept(connection, here, keeping.IS_WAITING), _kept(connection, here, _k.expired_at.is_not(None))
    return Undelivered(
        tuple(starts[:MOST]), tuple(waiting[:MOST]), tuple(lost[:MOST]), (len(starts), len(waiting), len(lost))
    )


def _by_clock(connection: sa.Connection, municipality_id: int) -> list[FailedStart]:
    query = (
        sa.select(_t.id, _v.name, _t.fired_at, _t.problem)
        .join(tables.versions, _v.id == _t.version_id)
        .where(_v.municipality_id == municipality_id, restarting.HAS_FAILED_CLOCK)
    )
    return [FailedStart("clock", *row) for row in connection.execute(query)]


def _thrown(connection: sa.Connection, municipality_id: int) -> list[FailedStart]:
    query = sa.select(_b.id, _b.routine, _b.at, _b.problem, _b.shielded_role).where(
        _b.municipality_id == municipality_id, restarting.HAS_FAILED
    )
    names = dict(
        connection.execute(
            sa.select(_v.routine, _v.name).where(_v.municipality_id == municipality_id).order_by(_v.number)
        ).all()
    )
    hidden = phrases.say("Saken er skjermet. Hva som gikk galt, står i loggen til den som drifter.")
    return [
        FailedStart(
            "thrown", row.id, names.get(row.routine, row.routine), row.at, hidden if row.shielded_role else row.problem
        )
        for row in connection.execute(query)
    ]


def _kept(connection: sa.Connection, municipality_id: int, stands: sa.ColumnElement[bool]) -> list[KeptMessage]:
    query = (
        sa.select(_k.id, _k.name, _k.at, _k.expires_at, _k.expired_at)
        .where(_k.municipality_id == municipality_id, stands)
        .order_by(_k.at.desc(), _k.id.desc())
        .limit(1000)
    )
    return [KeptMessage(*row) for row in connection.execute(query)]
