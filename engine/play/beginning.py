"""How a story's case begins where nobody opens it: `start: {event: ID}`, `{message, key, data}`, `{signal}` (design 9).

The real commands do it: the message or signal comes from outside, and for a timer start the story's clock moves on to
when it is due.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa

from engine import bpmn, cases, clock, db, errors, model, tables
from engine.play import stage

_c, _e = tables.cases.c, tables.events.c
Deed = Callable[[], model.CaseRef]


def unasked(
    routine: str, body: Mapping[str, object], cast: stage.Cast, definition: bpmn.Definition, own: clock.Clock
) -> Deed | None:
    """Return what opens the story's case; None where a person does. Raises `StoryUnreadable`."""
    data = body.get("data") or {}
    if not isinstance(data, Mapping):
        raise errors.StoryUnreadable("«start: data» må være «navn: verdi».")
    start = _start(body, definition)
    if start is None or start.event is None:
        return None
    name, municipality = start.event.name, cast.municipality_id
    _stage(data, cast)

    def begin() -> model.CaseRef:
        if start.event and start.event.kind == "message":
            cases.receive_message(municipality_id=municipality, message=name, key=body.get("key"), data=data)
        elif start.event and start.event.kind == "signal":
            cases.receive_signal(municipality_id=municipality, signal=name, data=data)
        else:
            _await_clock(routine, start.id, cast, own)
        found = _opened(routine, start.id, cast)
        if found is None:
            raise errors.MessageNotAwaited("Det ble ikke åpnet noen sak.")
        return found

    return begin


def _stage(data: Mapping[str, object], cast: stage.Cast) -> None:
    """Let the pupil and the school that the message or signal names be there."""
    if "elev" in data:
        stage.add_pupil(cast, str(data["elev"]))
    if "skole" in data:
        stage.name_school(cast, str(data["skole"]))


def _start(body: Mapping[str, object], definition: bpmn.Definition) -> bpmn.Element | None:
    """Return the start event that the story names, where it waits for something."""
    for kind in ("message", "signal"):
        if kind in body:
            named = (kind, str(body[kind]))
            found = [one for one in definition.openings if one.event and (one.event.kind, one.event.name) == named]
            if not found:
                raise errors.StoryUnreadable(f"Rutinen har ingen starthendelse som venter på «{body[kind]}».")
            return found[0]
    return next((one for one in definition.openings if one.id == body.get("event")), None)


def _await_clock(routine: str, event: str, cast: stage.Cast, own: clock.Clock) -> None:
    """Move the clock from timer start to timer start, until this one has opened a case."""
    while _opened(routine, event, cast) is None:
        due = cases.next_start()
        if due is None:
            raise errors.StoryUnreadable(f"Timeren i starthendelsen «{event}» går aldri.")
        own.set(max(due, own.now()))
        cases.open_due()


def _opened(routine: str, event: str, cast: stage.Cast) -> model.CaseRef | None:
    """Return the newest case that began at the event, at the stage's school where there is one for each school."""
    newest = (
        sa.select(_c.id, _c.number, _c.state_version, _c.ended_by_event)
        .join(tables.events, _e.case_id == _c.id)
        .where(_c.routine == routine, _e.kind == model.EventKind.CASE_OPENED, _e.element_id == event)
        .where(sa.or_(_c.school_id.is_(None), _c.school_id == cast.school_id))
        .order_by(_c.id.desc())
        .limit(1)
    )
    with db.reading() as connection:
        row = connection.execute(newest).one_or_none()
    return model.CaseRef(*row) if row else None
