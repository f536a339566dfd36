"""A message from outside to the cases that wait for it (design 7 message, 9 `send`).

The case is found by the message's name and correlation key among the open ones; a message that nobody waits for is
refused by name, never lost in silence. A case that fails keeps the message with its incident, and stops no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
import structlog

from engine import bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases import mending, moving, surroundings

log = structlog.get_logger()

_c, _i = tables.cases.c, tables.incidents.c
KIND = "message"  # of the operation that an incident remembers


def receive_message(*, municipality_id: int, message: str, key: object, data: Mapping[str, object]) -> list[int]:
    """Give the message to every open case that waits for it; return their ids, those that failed on it included.

    A case that fails gets an incident that has the message, and `retry_incident` gives it again. Raises
    `MessageNotAwaited`; `CaseBusy` (details `reached`) when a case was held by others all the while: only the cases in
    `reached` have the message then.
    """
    is_open = sa.and_(_c.municipality_id == municipality_id, _c.status == model.CaseStatus.OPEN)
    with db.reading() as connection:
        # the quick look by text only narrows; the engine decides
        found = sa.select(_c.id).where(is_open, _c.state.contains(message, autoescape=True)).order_by(_c.id)
        candidates = connection.scalars(found).all()
    sent = bpmn.Message(message, "" if key is None else str(key), data)
    reached, busy = _give_all(candidates, sent)
    again, still = _give_all(busy, sent)
    reached += again
    if still:
        raise errors.CaseBusy(reached=reached)
    if not reached:
        nobody = phrases.say(
            "Ingen sak venter på meldingen «%(message)s» med nøkkelen «%(key)s».", message=message, key=sent.key
        )
        raise errors.MessageNotAwaited(nobody)
    return sorted(reached)


def _give_all(candidates: Sequence[int], message: bpmn.Message) -> tuple[list[int], list[int]]:
    """Give the message to each; return who took it, and who was held by others."""
    reached: list[int] = []
    busy: list[int] = []
    for case_id in candidates:
        try:
            if _give(case_id, message):
                reached.append(case_id)
        except errors.CaseBusy:
            busy.append(case_id)
    return reached, busy


def _give(case_id: int, message: bpmn.Message) -> bool:
    """Give the message to one case; False where it does not wait for it. What fails becomes the case's incident."""
    try:
        with db.transaction(case_id) as connection:
            _step(connection, case_id, message)
    except errors.MessageNotAwaited:
        return False
    except errors.RoutineFault as fault:
        mending.raise_incident(case_id, fault, _operation(message))
    except (errors.CaseBusy, errors.DatabaseUnavailable):
        raise
    except Exception:
        log.exception("a message could not be given", case=case_id)
        mending.raise_incident(case_id, _own_fault(), _operation(message))
    return True


def give_again(case_id: int, incident_id: int) -> None:
    """Give the message of an incident once more, and settle the incident with it; a new fault is a new incident.

    A case that does not wait for the message any more has no use for it: the incident is settled.
    """
    with db.reading() as connection:
        operation = connection.scalar(sa.select(_i.operation).where(_i.id == incident_id, _i.resolved_at.is_(None)))
    if operation is None:
        return
    data = {name: bpmn.typed.load(value) for name, value in operation["data"].items()}
    message = bpmn.Message(operation["message"], operation["key"], data)
    try:
        with db.transaction(case_id) as connection:
            _settle(connection, incident_id)
            _step(connection, case_id, message)
    except errors.MessageNotAwaited:
        with db.transaction(case_id) as connection:
            _settle(connection, incident_id)
    except errors.RoutineFault as fault:
        _fail_again(case_id, incident_id, fault, operation)
    except (errors.CaseBusy, errors.DatabaseUnavailable):
        raise
    except Exception:
        log.exception("a message could not be given again", case=case_id)
        _fail_again(case_id, incident_id, _own_fault(), operation)


def _fail_again(case_id: int, incident_id: int, fault: errors.RoutineFault, operation: Mapping[str, object]) -> None:
    """Let a new incident take the old one's place: were there a moment with none, the message would have no keeper."""
    with db.transaction(case_id) as connection:
        _settle(connection, incident_id)
        mending.insert(connection, rows.case(connection, case_id), fault, operation)


def _step(connection: sa.Connection, case_id: int, message: bpmn.Message) -> None:
    case = rows.case(connection, case_id)
    definition = routines.definition(connection, case.publication_id, case.routine)
    step = bpmn.send(definition, case.state, message, **surroundings.of(connection, case))
    moving.write(connection, case, step, by=None)


def _settle(connection: sa.Connection, incident_id: int) -> None:
    connection.execute(sa.update(tables.incidents).where(_i.id == incident_id).values(resolved_at=clock.now()))


def _operation(message: bpmn.Message) -> dict[str, object]:
    data = {name: bpmn.typed.dump(value) for name, value in message.data.items()}
    return {"kind": KIND, "message": message.name, "key": message.key, "data": data}


def _own_fault() -> errors.RoutineFault:
    return errors.RoutineFault(phrases.say("Saken kunne ikke ta imot en melding utenfra. Meldingen er tatt vare på."))
