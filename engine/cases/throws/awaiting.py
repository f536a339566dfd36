"""What a case waits for from outside, as texts beside its state: a signal or message finds its cases by an index.

`cases.awaits` is written by whoever writes `cases.state`. The engine decides in the end; this only narrows.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import bpmn, model, tables

MESSAGE = "message:"  # how a message is written there begins
_c = tables.cases.c


def texts(step: bpmn.Step) -> list[str]:
    """Return what the case waits for after `step`; nothing once it has ended."""
    found = {text("signal", one.signal) for one in step.signals}
    return sorted(found | {text("message", one.message, one.key) for one in step.waiting})


def text(kind: str, name: str, key: str = "") -> str:
    """Return how a signal or message is written there."""
    return f"{MESSAGE}{name}:{key}" if kind == "message" else f"{kind}:{name}"


def open_cases(connection: sa.Connection, municipality_id: int, awaited: str) -> list[int]:
    """Return the ids of the municipality's open cases that wait for it, the oldest first."""
    is_open = sa.and_(_c.municipality_id == municipality_id, _c.status == model.CaseStatus.OPEN)
    return list(connection.scalars(sa.select(_c.id).where(is_open, _c.awaits.contains([awaited])).order_by(_c.id)))
