"""A message or signal from outside to the cases that wait for it, and to the routines that start by it (design 7, 9).

The cases are found by name and correlation key among the open ones. A message that nobody waits for yet is kept
(`keeping`); one that no routine knows is refused by name: none is lost in silence. A case that fails keeps the message
with its incident, and stops no other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
import structlog

from engine import bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases import surroundings
from engine.cases.opening import starting
from engine.cases.steps import firing, incidents, recording
from engine.cases.throws import awaiting, spreading, waking

log = structlog.get_logger()

_i = tables.incidents.c
KINDS = frozenset({"message", "signal"})  # of the operations that an incident remembers


def receive_message(*, municipality_id: int, message: str, key: object, data: Mapping[str, object]) -> list[int]:
    """Give the message to every open case that waits for it, and open one for each routine in force that starts by it.

    Returns the ids of the cases, those that failed on it included; none where nobody waits for it yet: then it is kept
    for `message_days`, and given to whoever waits for it first. A routine opens no second case for a key while the
    first is open. A case that fails gets an incident that has the message, and `retry_incident` gives it again. Raises
    `MessageNotAwaited` where no routine can ever take it; `RoutineFault` where nothing but a case that could not be
    opened took it; `CaseBusy` (details `reached`) when a case, or what opening one needs, was held by others all the
    while: only the cases in `reached` have the message then.
    """
    sent = bpmn.Throw("message", message, "" if key is None else bpmn.key_text(key), data, "", "")
    with db.reading() as connection:
        candidates = awaiting.open_cases(connection, municipality_id, awaiting.text("message", message, sent.key))
        starting_now = routines.started_by(connection, municipality_id, f"message:{message}")
    reached, busy = _give_all(candidates, sent)
    again, still = _give_all(busy, sent)
    opened, faults = _open_all(municipality_id, starting_now, sent)
    reached += again + opened
    if still or any(isinstance(one, errors.CaseBusy) for one in faults):
        raise errors.CaseBusy(reached=reached)
    if not reached and faults:
        raise faults[0]
    if not reached:
        _keep(municipality_id, sent)
    return sorted(reached)


def _keep(municipality_id: int, sent: bpmn.Throw) -> None:
    """Keep a message that nobody waits for; raise `MessageNotAwaited` where no routine knows its name."""
    with db.transaction() as connection:
        if not spreading.keep(connection, municipality_id, sent):
            unknown = phrases.say("Ingen rutine i kommunen tar imot meldingen «%(message)s».", message=sent.name)
            raise errors.MessageNotAwaited(unknown)
        db.after_commit(waking.give)  # somebody may have begun to wait meanwhile


def receive_signal(*, municipality_id: int, signal: str, data: Mapping[str, object]) -> int:
    """Send a signal from outside to all that wait for it; return how many that was. Raises `SignalNotAwaited`."""
    throw = bpmn.Throw("signal", signal, "", data, "", "")
    with db.transaction() as connection:
        found = spreading.recipients(connection, municipality_id, throw)
        spreading.queue(connection, found)
    if not found:
        raise errors.SignalNotAwaited(phrases.say("Ingen sak venter på signalet «%(signal)s».", signal=signal))
    return len(found)


def _open_all(
    municipality_id: int, versions: Sequence[routines.Version], sent: bpmn.Throw
) -> tuple[list[int], list[errors.SkolemiljoError]]:
    """Open a case of each routine that starts by the message; return their ids, and why others were not opened."""
    opened: list[int] = []
    faults: list[errors.SkolemiljoError] = []
    for version in versions:
        try:
            opened.append(_open(municipality_id, version, sent))
        except errors.CaseOpenAlready:
            log.info("the message has an open case already", routine=version.routine)
        except errors.DatabaseUnavailable:
            raise
        except (errors.RoutineFault, errors.CaseBusy) as fault:
            log.warning("a case could not be opened", routine=version.routine, problem=fault.message)
            faults.append(fault)
        except Exception:
            log.exception("a case could not be opened", routine=version.routine)
            faults.append(own_fault())
    return opened, faults


def _open(municipality_id: int, version: routines.Version, sent: bpmn.Throw) -> int:
    cause = starting.Cause("message", sent.name, sent.key, sent.data)
    with db.transaction() as connection:
        definition = routines.definition(connection, version.publication_id, version.routine)
        event, place = starting.at_event(definition, cause), model.Place(municipality_id)
        return starting.open_unasked(connection, version, event, place, cause).id


def _give_all(candidates: Sequence[int], message: bpmn.Throw) -> tuple[list[int], list[int]]:
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


def _give(case_id: int, message: bpmn.Throw) -> bool:
    """Give the message to one case; False where it does not wait for it. What fails becomes the case's incident.

    Timers that are overdue fire before, as before a person's submit.
    """
    firing.fire_overdue_of(case_id)
    try:
        with db.transaction(case_id) as connection:
            step(connection, case_id, message)
    except (errors.MessageNotAwaited, errors.SignalNotAwaited):
        return False
    except errors.RoutineFault as fault:
        incidents.raise_incident(case_id, fault, operation(message))
    except (errors.CaseBusy, errors.DatabaseUnavailable):
        raise
    except Exception:
        log.exception("a message could not be given", case=case_id)
        incidents.raise_incident(case_id, own_fault(), operation(message))
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
    message = bpmn.Throw(operation["kind"], operation["message"], operation["key"], data, "", "")
    try:
        with db.transaction(case_id) as connection:
            _settle(connection, incident_id)
            step(connection, case_id, message)
    except (errors.MessageNotAwaited, errors.SignalNotAwaited):
        with db.transaction(case_id) as connection:
            _settle(connection, incident_id)
    except errors.RoutineFault as fault:
        _fail_again(case_id, incident_id, fault, operation)
    except (errors.CaseBusy, errors.DatabaseUnavailable):
        raise
    except Exception:
        log.exception("a message could not be given again", case=case_id)
        _fail_again(case_id, incident_id, own_fault(), operation)


def _fail_again(case_id: int, incident_id: int, fault: errors.RoutineFault, operation: Mapping[str, object]) -> None:
    """Let a new incident take the old one's place: were there a moment with none, the message would have no keeper."""
    with db.transaction(case_id) as connection:
        _settle(connection, incident_id)
        incidents.insert(connection, rows.case(connection, case_id), fault, operation)


def step(connection: sa.Connection, case_id: int, sent: bpmn.Throw) -> None:
    """Give a message or signal to a case that is locked. Raises `MessageNotAwaited`, `SignalNotAwaited`."""
    case = rows.case(connection, case_id)
    definition = routines.definition(connection, case.publication_id, case.routine)
    around = surroundings.of(connection, case)
    if sent.kind == "signal":
        moved = bpmn.signal(definition, case.state, sent.name, data=sent.data, **around)
    else:
        moved = bpmn.send(definition, case.state, bpmn.Message(sent.name, sent.key, sent.data), **around)
    recording.write(connection, case, moved, by=None)


def _settle(connection: sa.Connection, incident_id: int) -> None:
    connection.execute(sa.update(tables.incidents).where(_i.id == incident_id).values(resolved_at=clock.now()))


def operation(message: bpmn.Throw) -> dict[str, object]:
    """Return what an incident remembers of a message or signal, to give it again."""
    data = {name: bpmn.typed.dump(value) for name, value in message.data.items()}
    return {"kind": message.kind, "message": message.name, "key": message.key, "data": data}


def own_fault() -> errors.RoutineFault:
    """Return what an incident says of a fault of the product's own."""
    return errors.RoutineFault(phrases.say("Saken kunne ikke ta imot en melding utenfra. Meldingen er tatt vare på."))
