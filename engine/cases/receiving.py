"""A message from outside to the cases that wait for it (design 7 message, 9 `send`).

The case is found by the message's name and correlation key among the open ones; a message that nobody waits for is
refused by name, never lost in silence.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine import bpmn, db, errors, model, routines, rows, tables
from engine.cases import moving, surroundings

_c = tables.cases.c


def receive_message(*, municipality_id: int, message: str, key: object, data: Mapping[str, object]) -> list[int]:
    """Give the message to every open case that waits for it; return their ids. Raises `MessageNotAwaited`."""
    is_open = sa.and_(_c.municipality_id == municipality_id, _c.status == model.CaseStatus.OPEN)
    with db.reading() as connection:
        # the quick look by text only narrows; the engine decides
        candidates = connection.scalars(sa.select(_c.id).where(is_open, _c.state.contains(message))).all()
    sent = bpmn.Message(message, "" if key is None else str(key), data)
    reached = [case_id for case_id in candidates if _give(case_id, sent)]
    if not reached:
        raise errors.MessageNotAwaited(f"Ingen sak venter på meldingen «{message}» med nøkkelen «{sent.key}».")
    return reached


def _give(case_id: int, message: bpmn.Message) -> bool:
    try:
        with db.transaction(case_id) as connection:
            case = rows.case(connection, case_id)
            definition = routines.definition(connection, case.publication_id, case.routine)
            step = bpmn.send(definition, case.state, message, **surroundings.of(connection, case))
            moving.write(connection, case, step, by=None)
    except errors.MessageNotAwaited:
        return False
    return True
