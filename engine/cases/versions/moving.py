"""Move running cases to another version of their routine, one transaction each, and one case back (DECISIONS 24).

A case is moved where its verdict (`verdict`) is *safe* with the choices given; else nothing is touched. Here stand the
rows; what `restoring` keeps is given again by moving back.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import audit, bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases import surroundings
from engine.cases.answers import reasons
from engine.cases.steps import firing, recording
from engine.cases.tasks import following
from engine.cases.versions import choosing, restoring, verdict

_c, _m, _v = tables.cases.c, tables.moves.c, tables.versions.c


def move(
    case_id: int, *, by: model.Person, to: int, reason: str, choices: bpmn.Choices = verdict.NO_CHOICES
) -> verdict.Moved:
    """Move a case to version number `to` of its routine where that is safe with `choices`; else change nothing.

    Timers that are overdue fire before, by the version they were drawn in.
    Raises `AnswersInvalid` without a reason, `NotAllowed`, `CaseNotFound`, `RoutineNotFound`, `CaseBusy`.
    """
    reasons.require(reason)
    with db.reading() as connection:
        choosing.case_of(connection, case_id, by)
    firing.fire_overdue_of(case_id)
    with db.transaction(case_id) as connection:
        case = choosing.case_of(connection, case_id, by)
        target = choosing.version(connection, by.municipality_id, case.routine, to)
        found, step = verdict.judged(connection, case, target, choices)
        if step is None:
            return found
        before = _keep(connection, case, target, by, reason)
        _set_version(connection, case_id, target.id)
        entry = _entry(by, before, target, reason)
        _write(connection, verdict.in_version(case, target.publication_id), step, by=by, entry=entry)
    return verdict.Moved(case_id, case.number, found.verdict, is_moved=True, notes=found.notes)


def move_back(case_id: int, *, by: model.Person, reason: str) -> model.CaseRef:
    """Move a case back to where it was before its last move.

    Raises `MoveRefused` where it was not moved, or something has happened since; else as `move`.
    """
    reasons.require(reason)
    with db.transaction(case_id) as connection:
        case = choosing.case_of(connection, case_id, by)
        last = connection.execute(
            sa.select(tables.moves).where(_m.case_id == case_id, _m.undone_at.is_(None)).order_by(_m.id.desc()).limit(1)
        ).one_or_none()
        if last is None:
            raise errors.MoveRefused(phrases.say("Sak %(number)s er ikke flyttet.", number=case.number))
        if last.left_at != case.state_version:
            since = phrases.say(
                "Sak %(number)s kan ikke flyttes tilbake: det har skjedd noe i den etter at den ble flyttet.",
                number=case.number,
            )
            raise errors.MoveRefused(since)
        old = connection.execute(sa.select(_v.number, _v.publication_id).where(_v.id == last.from_version)).one()
        step = _restored(connection, case, old.publication_id, last.state)
        facts = {"version": old.number, "reason": reason.strip()}
        entry = audit.Entry(model.EventKind.CASE_MOVED_BACK, person_id=by.id, facts=facts)
        _set_version(connection, case_id, last.from_version)
        as_before = verdict.in_version(case, old.publication_id)
        ref = _write(connection, as_before, step, by=by, entry=entry, is_back=True)
        restoring.give_back(connection, case.id, last.held)
        connection.execute(sa.update(tables.moves).where(_m.id == last.id).values(undone_at=clock.now()))
    return ref


def _keep(
    connection: sa.Connection, case: rows.CaseRow, target: routines.Version, by: model.Person, reason: str
) -> int:
    """Keep what the case was, so that it can be moved back; the step that moves it makes its version one more."""
    was = sa.select(_c.version_id).where(_c.id == case.id).scalar_subquery()
    values = {
        "case_id": case.id, "at": clock.now(), "moved_by": by.id, "reason": reason.strip(), "state": case.state,
        "from_version": was, "to_version": target.id, "left_at": case.state_version + 1,
        "held": restoring.held(connection, case.id),
    }  # fmt: skip
    former = connection.execute(sa.insert(tables.moves).values(values).returning(_m.from_version)).scalar_one()
    return int(connection.execute(sa.select(_v.number).where(_v.id == former)).scalar_one())


def _entry(by: model.Person, before: int, target: routines.Version, reason: str) -> audit.Entry:
    facts = {"from": before, "version": target.number, "reason": reason.strip()}
    return audit.Entry(model.EventKind.CASE_MOVED, person_id=by.id, facts=facts)


def _set_version(connection: sa.Connection, case_id: int, version_id: int) -> None:
    connection.execute(sa.update(tables.cases).where(_c.id == case_id).values(version_id=version_id))


def _write(
    connection: sa.Connection,
    case: rows.CaseRow,
    step: bpmn.Step,
    *,
    by: model.Person,
    entry: audit.Entry,
    is_back: bool = False,
) -> model.CaseRef:
    """Bring the rows to `step`; the case has its new version."""
    still = {task.token for task in step.open}
    before = rows.open_tasks(connection, case.id)
    gone = [row for row in before.values() if row.token not in still]
    told = following.tell_gone(connection, case, gone, by=by)
    if is_back:
        told += following.reopen(connection, case, step)
        before = rows.open_tasks(connection, case.id)
    told += following.follow(connection, case, step, before=before)
    audit.record(connection, case.id, [entry, *told])
    mine = _c.id == case.id
    touched = connection.scalar(sa.select(_c.touched_at).where(mine))
    moved = recording.write(connection, case, step, by=by)
    # to be moved with many others is no work on a case: how long it has stood must still show
    connection.execute(sa.update(tables.cases).where(mine).values(touched_at=touched))
    return moved


def _restored(connection: sa.Connection, case: rows.CaseRow, publication: str, state: str) -> bpmn.Step:
    """Return the case as it was, as a step."""
    definition = routines.definition(connection, publication, case.routine)
    return bpmn.correct(definition, state, {}, **surroundings.of(connection, case))
