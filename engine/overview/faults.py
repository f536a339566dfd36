"""How much stands still in the whole installation, for the processes that watch it: counts, and nothing of any case.

What stands, and why, is for the people who answer for it (`standing`, `undelivered`).
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine import db, tables
from engine.cases.leading import restarting

_i, _k, _m = tables.incidents.c, tables.kept_messages.c, tables.messages.c


@dataclass(frozen=True, slots=True)
class Faults:
    """Cases with an incident; mails that nobody will try again; cases that could not be opened; messages lost."""

    incidents: int
    dead_mails: int
    failed_starts: int
    lost_messages: int


def count() -> Faults:
    """Count what stands still, in all municipalities."""
    counted = [
        sa.select(sa.func.count(_i.case_id.distinct())).where(_i.resolved_at.is_(None)),
        _of(tables.messages, _m.status == "dead"),
        _of(tables.start_timers, restarting.HAS_FAILED_CLOCK),
        _of(tables.broadcasts, restarting.HAS_FAILED),
        _of(tables.kept_messages, _k.expired_at.is_not(None)),
    ]
    with db.reading() as connection:
        cases, mails, by_clock, thrown, lost = connection.execute(
            sa.select(*(one.scalar_subquery() for one in counted))
        ).one()
    return Faults(cases, mails, by_clock + thrown, lost)


def _of(table: sa.Table, where: sa.ColumnElement[bool]) -> sa.Select[int]:
    return sa.select(sa.func.count()).select_from(table).where(where)
