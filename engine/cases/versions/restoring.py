"""What a move takes from a case's rows and the engine's record does not tell: it is given again by moving back (T4).

Who had taken which open task, and since when each timer ran: what is counted anew is counted from then. Knows rows; the
caller holds the case's lock.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import model, tables
from engine.cases import timing
from engine.cases.tasks import handing

_t, _m = tables.tasks.c, tables.timers.c
Held = dict[str, dict[str, object]]


def held(connection: sa.Connection, case_id: int) -> Held:
    """Return it as JSON values: `tasks` id → person, `timers` token → since when."""
    mine = sa.and_(_t.case_id == case_id, _t.status == model.TaskStatus.OPEN, _t.assignee_id.is_not(None))
    taken = connection.execute(sa.select(_t.id, _t.assignee_id).where(mine)).all()
    timers = timing.running_since(connection, case_id)
    return {
        "tasks": {str(row.id): row.assignee_id for row in taken},
        "timers": {str(token): at.isoformat() for token, at in timers.items()},
    }


def give_back(connection: sa.Connection, case_id: int, kept: Mapping[str, Mapping[str, object]]) -> None:
    """Give the tasks back to those who had taken them, but who may not do them now; timers run since they were set."""
    for task_id, person_id in kept.get("tasks", {}).items():
        handing.take_again(connection, UUID(task_id), int(str(person_id)))
    for token, at in kept.get("timers", {}).items():
        mine = sa.and_(_m.case_id == case_id, _m.token == UUID(token), _m.kind == timing.ENGINE)
        running = sa.and_(mine, _m.fired_at.is_(None), _m.cancelled_at.is_(None))
        since = datetime.fromisoformat(str(at))
        connection.execute(sa.update(tables.timers).where(running, _m.set_at != since).values(set_at=since))
