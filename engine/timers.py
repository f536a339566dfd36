"""Which timers are due, one case at a time (design 3.9, 4 `timers`).

The rows are the clock's only memory: any number of processes may sweep. A case is claimed with SKIP LOCKED, so that
no two processes wait for each other and no timer fires twice. The timers of one case fire in the order of their
instants, and no later one while an earlier one cannot. One case's failure never stops the rest.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects import postgresql

from engine import db, errors, presence, tables
from engine.cases.steps import firing, incidents
from engine.db import statements

log = structlog.get_logger()

_t, _c = tables.timers.c, tables.cases.c


def fire_due(limit: int = 200) -> int:
    """Fire timers that are due, in the order of their instants; return how many fired.

    A timer whose case another process holds is passed over and met again in the next sweep.
    """
    skipped: set[int] = set()
    return db.sweep(lambda: _fire_next(skipped), limit=limit)


_OPEN = (_t.fired_at.is_(None), _t.cancelled_at.is_(None), ~incidents.stands(_t.case_id))
_CLAIM = (
    sa.select(*firing.CLAIMED)
    .join(tables.cases, _c.id == _t.case_id)
    .where(*_OPEN, _t.due_at <= presence.NOW)
    .where(_t.case_id != sa.all_(sa.bindparam("skipped", type_=postgresql.ARRAY(sa.BigInteger))))
    .order_by(_t.due_at, _t.id)
    .limit(1)
    .with_for_update(of=tables.cases, skip_locked=True, key_share=True)
)


def _fire_next(skipped: set[int]) -> bool | None:
    """Claim the case of the next due timer and fire it, None where none is due; a fault marks an incident."""
    timer = None
    try:
        with db.transaction() as connection:
            timer = statements.first(connection, _CLAIM, skipped=list(skipped))
            if timer is None:
                return None
            return firing.fire_locked(connection, timer)
    except Exception as problem:
        if timer is None:
            raise
        skipped.add(timer.case_id)  # whatever comes of it, the others are next
        _let_stand(timer, problem)
    return False


def _let_stand(timer: Any, problem: Exception) -> None:
    """Let the timer's case stand with an incident, unless what went wrong passes by itself."""
    if isinstance(problem, db.PASSING):
        log.error("timer not fired", timer=timer.id, case=timer.case_id, exc_info=problem)
        return
    if not isinstance(problem, errors.RoutineFault):
        log.error("timer failed", timer=timer.id, case=timer.case_id, exc_info=problem)
    fault = problem if isinstance(problem, errors.RoutineFault) else firing.own_fault()
    incidents.let_stand(timer.case_id, fault, firing.operation(timer.id))
