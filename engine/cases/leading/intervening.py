"""Interventions by who leads a case: shown before they are done, done with a reason that is logged (DECISIONS).

`engine.bpmn.moving.intervening` gives the case as it would be; `preview` tells what that means for people,
`intervene` writes it, unless something has happened since the preview (`changed`). Nothing is shown of a case that the
person may not lead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

import sqlalchemy as sa

from engine import audit, bpmn, clock, db, errors, model, phrases, rights, routines, rows, tables
from engine.cases import surroundings, timing
from engine.cases.answers import reasons
from engine.cases.leading import changed, valuing
from engine.cases.steps import firing, recording
from engine.cases.tasks import following, task_rows
from engine.cases.versions import verdict

Kind = Literal["skip", "drop", "go", "deadline", "set", "stop"]
_EVENTS: Mapping[Kind, model.EventKind] = {
    "skip": model.EventKind.STEP_SKIPPED,
    "drop": model.EventKind.BRANCH_ENDED,
    "go": model.EventKind.STEP_CHOSEN,
    "deadline": model.EventKind.DEADLINE_SET,
    "set": model.EventKind.VARIABLE_SET,
    "stop": model.EventKind.CASE_STOPPED,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody wants to do: at which open step (a task's id, or the engine's token), and what it asks beside."""

    kind: Kind
    at: UUID | None = None
    target: str = ""
    due: datetime | None = None
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class OpenStep:
    """Something open that can be intervened in: a task, or an event that is waited for."""

    token: UUID
    path: str
    name: str
    roles: tuple[str, ...]
    due: datetime | None
    is_task: bool
    targets: tuple[tuple[str, str], ...]  # id, name


@dataclass(frozen=True, slots=True)
class Preview:
    """What an intervention would do: tasks that go (name, roles) and come, and what is dangerous about it.

    `seen` is how far the case had come: what is done must be what was shown. `again` are the steps of the way back
    that have stood before, `later` those that have not. `taken_for` says what a written value was read as.
    """

    seen: changed.Seen
    step: str
    gone: tuple[tuple[str, tuple[str, ...]], ...]
    come: tuple[tuple[str, tuple[str, ...]], ...]
    timers_gone: int
    actions: tuple[str, ...]
    again: tuple[str, ...]
    later: tuple[str, ...]
    warnings: tuple[str, ...]
    ends: bool
    taken_for: str = ""


def open_steps(case_id: int, *, by: model.Person) -> tuple[OpenStep, ...]:
    """Return what is open in the case, in reading order. Raises `NotAllowed`, `CaseNotFound`."""
    with db.reading() as connection:
        case = _led(connection, case_id, by)
        if case.status != model.CaseStatus.OPEN:
            return ()
        definition = routines.definition(connection, case.publication_id, case.routine)
        step = bpmn.correct(definition, case.state, {}, **surroundings.of(connection, case))
        open_now = [(task.path, 0 if task.is_only else task.instance) for task in step.open]
        called = bpmn.open_names(definition, [*open_now, *((timer.path, 0) for timer in step.timers)])
        found = []
        for task, name in zip(step.open, called, strict=False):
            roles = task_rows.roles_of(connection, case, task, definition)
            due = task.due.at if task.due else None
            named = tuple(sorted({role for role, _scope in roles}))
            found.append(OpenStep(task.token, task.path, name, named, due, True, _targets(definition, task.path)))
        for timer, name in zip(step.timers, called[len(step.open) :], strict=True):
            element = definition.at(timer.path)
            targets = () if element.kind in {"boundaryEvent", "startEvent"} else _targets(definition, timer.path)
            found.append(OpenStep(timer.token, timer.path, name, (), timer.due, False, targets))
        return tuple(found)


def preview(case_id: int, *, by: model.Person, deed: Deed) -> Preview:
    """Return what `deed` would do, and do nothing. Raises as `intervene`, but for the reason."""
    with db.reading() as connection:
        case = _led(connection, case_id, by)
        found, step = _outlay(connection, case, deed)
        definition = routines.definition(connection, case.publication_id, case.routine)
        before = rows.open_tasks(connection, case_id)
        still = {task.token for task in found.step.open}
        known = {row.token for row in before.values()}
        come = [task for task in found.step.open if task.token not in known]
        roles = {task.token: task_rows.roles_of(connection, case, task, definition) for task in come}
        was = bpmn.correct(definition, case.state, {}, **surroundings.of(connection, case)).timers
        stood = _stood(connection, case) | {timer.element_id for timer in was}
        opened = {task.element_id for task in come}
        return Preview(
            seen=changed.seen(connection, case),
            step=step,
            gone=tuple((row.name, (row.for_whom,)) for row in before.values() if row.token not in still),
            come=tuple((task.name, tuple(sorted({role for role, _scope in roles[task.token]}))) for task in come),
            timers_gone=len({timer.token for timer in was} - {timer.token for timer in found.step.timers}),
            actions=tuple(action.name or action.element_id for action in found.step.actions),
            again=tuple(definition.names.get(one, one) for one in found.again if one in stood),
            later=tuple(definition.names.get(one, one) for one in found.again if one not in stood | opened),
            warnings=found.warnings,
            ends=found.step.ended is not None,
            taken_for=valuing.kind_of(valuing.value_of(deed.value)) if deed.kind == "set" else "",
        )


def intervene(
    case_id: int, *, by: model.Person, deed: Deed, reason: str, seen: changed.Seen | None = None
) -> model.CaseRef:
    """Do `deed`; those who lose a task are told, those who get one too, and the log has the reason.

    Timers that are overdue fire before, as before a task is completed. `seen` comes with the preview.
    Raises `AnswersInvalid` without a reason, `NotAllowed`, `CaseNotFound`, `StaleVersion` where the case has moved
    since `seen`, `TaskNotOpen`, `RoutineFault` where the routine cannot go on like that (nothing is changed),
    `CaseBusy`.
    """
    reasons.require(reason)
    with db.reading() as connection:
        _led(connection, case_id, by)
    firing.fire_overdue_of(case_id)
    with db.transaction(case_id) as connection:
        case = _led(connection, case_id, by)
        if seen is not None:
            changed.require_same(connection, case, seen)
        found, _step = _outlay(connection, case, deed)
        still = {task.token for task in found.step.open}
        before = rows.open_tasks(connection, case_id)
        gone = [row for row in before.values() if row.token not in still]
        told = following.tell_gone(connection, case, gone, by=by)
        audit.record(connection, case_id, [_entry(connection, case, deed, by, reason), *told])
        audit.record(connection, case_id, following.follow(connection, case, found.step, before=before))
        if found.step.ended:
            stopped = sa.update(tables.incidents).where(
                tables.incidents.c.case_id == case_id, tables.incidents.c.resolved_at.is_(None)
            )
            connection.execute(stopped.values(resolved_at=clock.now()))
        return recording.write(connection, case, found.step, by=by)


def variables(case_id: int, *, by: model.Person) -> dict[str, object]:
    """Return the case's own variables as plain values. Raises `NotAllowed`, `CaseNotFound`."""
    with db.reading() as connection:
        case = _led(connection, case_id, by)
        definition = routines.definition(connection, case.publication_id, case.routine)
        found = bpmn.variables(definition, case.state)
        return {name: bpmn.typed.plain(value) for name, value in found.items()}


# -- the case


@dataclass(frozen=True, slots=True)
class _Place:
    """An open step: the engine's token, the element, and what it is called."""

    token: UUID
    element_id: str = ""
    path: str = ""
    name: str = ""


def _stood(connection: sa.Connection, case: rows.CaseRow) -> set[str]:
    """Return the elements that the case has stood in or passed."""
    e, kinds = tables.events.c, (model.EventKind.TASK_OPENED, model.EventKind.ELEMENT_PASSED)
    return set(connection.scalars(sa.select(e.element_id).where(e.case_id == case.id, e.kind.in_(kinds))))


def _led(connection: sa.Connection, case_id: int, by: model.Person) -> rows.CaseRow:
    case = rows.case(connection, case_id)
    rights.require_case(connection, case, by)
    rights.require_lead(connection, case, by)
    return case


def _outlay(connection: sa.Connection, case: rows.CaseRow, deed: Deed) -> tuple[bpmn.Outlay, str]:
    """Return the case as it would be, and the name of the step that it is about."""
    if case.status != model.CaseStatus.OPEN:
        raise errors.TaskNotOpen(phrases.say("Saken er avsluttet. Det er ingenting å gjøre i den."))
    definition = routines.definition(connection, case.publication_id, case.routine)
    ground = verdict.ground_of(connection, case)
    if deed.kind == "stop":
        return bpmn.stop(definition, case.state, ground=ground), ""
    if deed.kind == "set":
        value = valuing.value_of(deed.value)
        valuing.require_same_kind(bpmn.variables(definition, case.state).get(deed.name), value)
        return bpmn.set_variable(definition, case.state, deed.name, value, ground=ground), deed.name
    at = _place(connection, case, deed)
    if deed.kind == "go":
        return bpmn.go_to(definition, case.state, at.token, deed.target, ground=ground), at.name
    if deed.kind == "deadline":
        if deed.due is None or clock.oslo(deed.due).year not in model.YEARS:
            raise errors.AnswersInvalid(phrases.say("Skriv den nye fristen."), errors={"due": ["required"]})
        return bpmn.set_deadline(definition, case.state, at.token, deed.due, ground=ground), at.name
    act = bpmn.skip if deed.kind == "skip" else bpmn.drop
    return act(definition, case.state, at.token, ground=ground), at.name


def _place(connection: sa.Connection, case: rows.CaseRow, deed: Deed) -> _Place:
    """Return where the deed is done; a part of a task stands for the whole."""
    if deed.at is None:
        raise errors.TaskNotOpen(phrases.say("Velg hvilket steg det gjelder."))
    for row in rows.open_tasks(connection, case.id).values():
        if deed.at in (row.id, row.token):
            return _Place(row.token, row.element_id, row.path, row.name)
    t = tables.timers.c
    event = connection.execute(
        sa.select(t.element_id, t.path)
        .where(t.case_id == case.id, t.token == deed.at, t.kind == timing.ENGINE)
        .where(t.fired_at.is_(None), t.cancelled_at.is_(None))
    ).first()
    if event is None:
        return _Place(deed.at)
    names = routines.definition(connection, case.publication_id, case.routine).names
    return _Place(deed.at, event.element_id, event.path, names.get(event.element_id, event.element_id))


def _entry(connection: sa.Connection, case: rows.CaseRow, deed: Deed, by: model.Person, reason: str) -> audit.Entry:
    at = None if deed.at is None else _place(connection, case, deed)
    element, path = (at.element_id, at.path) if at else ("", "")
    facts: dict[str, object] = {"reason": reason.strip()}
    if deed.target:
        facts["from"], element, path = element, deed.target, ""
    if deed.due is not None:
        facts["due"] = deed.due.isoformat()
    if deed.name:
        facts["variable"] = deed.name
    return audit.Entry(_EVENTS[deed.kind], element, path, person_id=by.id, facts=facts)


def _targets(definition: bpmn.Definition, path: str) -> tuple[tuple[str, str], ...]:
    found = bpmn.targets(definition, path)
    return tuple((one.id, name) for one, name in zip(found, bpmn.told_apart(definition, found), strict=True))
