"""Move running cases to another version of their routine, one transaction each, and one case back (DECISIONS).

`engine.bpmn.Mover` judges and gives the case as it then is; here stand who may, what it is counted on, and the rows.
A case is moved where its verdict is *safe* with the choices given; else nothing is touched.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import access, audit, bpmn, clock, db, errors, model, phrases, routines, rows, tables
from engine.cases import answering, following, losing, moving, reasons, restoring, surroundings, timing

_a, _c, _m, _t, _v = tables.answers.c, tables.cases.c, tables.moves.c, tables.tasks.c, tables.versions.c
_NO_CHOICES = bpmn.Choices()
_movers: dict[tuple[str, str, str], bpmn.Mover] = {}
_KEPT = 50
MOST_VERSIONS = 2**31 - 1  # what a row can have


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of one case; `is_moved` is false in a trial, and where something is asked or stands in the way."""

    case_id: int
    number: str
    verdict: str
    is_moved: bool = False
    questions: tuple[bpmn.Question, ...] = ()
    reasons: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def to_move(
    *,
    by: model.Person,
    routine: str,
    to: int,
    from_version: int | None = None,
) -> list[int]:
    """Return the ids of the open cases of `routine` that follow another version than number `to`, oldest first.

    A shielded case is among them only where `by` may open it. Raises `NotAllowed`, `RoutineNotFound`.
    """
    with db.reading() as connection:
        require(connection, by)
        target = version(connection, by.municipality_id, routine, to)
        wanted = sa.and_(
            _c.municipality_id == by.municipality_id, _c.routine == routine, _c.status == model.CaseStatus.OPEN,
            _c.version_id != target.id,
            sa.true() if from_version is None else _v.number == from_version,
        )  # fmt: skip
        query = sa.select(_c.id, _c.shielded_role).join(tables.versions, _v.id == _c.version_id).where(wanted)
        found = connection.execute(query.order_by(_c.id)).all()
        return [row.id for row in found if not row.shielded_role or _may_open(connection, row.id, by)]


def judge(case_id: int, *, by: model.Person, to: int, choices: bpmn.Choices = _NO_CHOICES) -> Moved:
    """Return the verdict on a case, and touch nothing. Raises `NotAllowed`, `CaseNotFound`, `RoutineNotFound`."""
    with db.reading() as connection:
        case = case_of(connection, case_id, by)
        target = version(connection, by.municipality_id, case.routine, to)
        return _judged(connection, case, target, choices)[0]


def move(case_id: int, *, by: model.Person, to: int, reason: str, choices: bpmn.Choices = _NO_CHOICES) -> Moved:
    """Move a case to version number `to` of its routine where that is safe with `choices`; else change nothing.

    Raises `AnswersInvalid` without a reason, `NotAllowed`, `CaseNotFound`, `RoutineNotFound`, `CaseBusy`.
    """
    reasons.require(reason)
    with db.transaction(case_id) as connection:
        case = case_of(connection, case_id, by)
        target = version(connection, by.municipality_id, case.routine, to)
        found, step = _judged(connection, case, target, choices)
        if step is None:
            return found
        before = _keep(connection, case, target, by, reason)
        _set_version(connection, case_id, target.id)
        entry = _entry(by, before, target, reason)
        _write(connection, _following(case, target.publication_id), step, by=by, entry=entry)
    return Moved(case_id, case.number, found.verdict, is_moved=True, notes=found.notes)


def move_back(case_id: int, *, by: model.Person, reason: str) -> model.CaseRef:
    """Move a case back to where it was before its last move.

    Raises `MoveRefused` where it was not moved, or something has happened since; else as `move`.
    """
    reasons.require(reason)
    with db.transaction(case_id) as connection:
        case = case_of(connection, case_id, by)
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
        as_before = _following(case, old.publication_id)
        ref = _write(connection, as_before, step, by=by, entry=entry, is_back=True)
        restoring.give_back(connection, case.id, last.held)
        connection.execute(sa.update(tables.moves).where(_m.id == last.id).values(undone_at=clock.now()))
    return ref


def version(connection: sa.Connection, municipality_id: int, routine: str, number: int) -> routines.Version:
    """Return version `number` of the routine; raise `RoutineNotFound`."""
    mine = sa.and_(_v.municipality_id == municipality_id, _v.routine == routine, _v.number == number)
    columns = (_v.id, _v.routine, _v.number, _v.publication_id, _v.name, _v.start_form, _v.published_at)
    row = connection.execute(sa.select(*columns).where(mine)).one_or_none() if number <= MOST_VERSIONS else None
    if row is None:
        none = phrases.say("Rutinen «%(routine)s» har ingen utgave %(number)s.", routine=routine, number=number)
        raise errors.RoutineNotFound(none)
    return routines.Version(*row)


def may_move(connection: sa.Connection, by: model.Person) -> bool:
    """Tell whether the person may move the municipality's cases."""
    today = clock.today()
    return any(one.role in access.MOVES_CASES and one.counts_on(today) for one in rows.holdings(connection, by.id))


# -- who


def require(connection: sa.Connection, by: model.Person) -> None:
    """Raise `NotAllowed` unless the person answers for the municipality's routines."""
    if not may_move(connection, by):
        refused = phrases.say(
            "Saker flyttes til en ny utgave av den som eier rutinene, eller av skoleeier. "
            "Spør prosesseieren i kommunen."
        )
        raise errors.NotAllowed(refused)


def case_of(connection: sa.Connection, case_id: int, by: model.Person) -> rows.CaseRow:
    """Return a case that the person may move; raise `NotAllowed`, `CaseNotFound`."""
    require(connection, by)
    case = rows.case(connection, case_id)
    is_hidden = bool(case.shielded_role) and not rows.may_open(connection, case, by.id)
    if is_hidden or case.place.municipality_id != by.municipality_id:
        raise errors.CaseNotFound()
    return case


def _may_open(connection: sa.Connection, case_id: int, by: model.Person) -> bool:
    return rows.may_open(connection, rows.case(connection, case_id), by.id)


# -- the verdict


def _judged(
    connection: sa.Connection, case: rows.CaseRow, target: routines.Version, choices: bpmn.Choices
) -> tuple[Moved, bpmn.Step | None]:
    if target.publication_id == case.publication_id:
        same = phrases.say("Saken følger utgave %(number)s fra før.", number=target.number)
        return Moved(case.id, case.number, bpmn.BLOCKED, reasons=(same,)), None
    mover = _mover(connection, case, target)
    names = mover.new.definition.variables - mover.old.definition.variables
    ground = ground_of(connection, case, names, counts=choices.recounts)
    found = mover.move(case.state, choices=choices, ground=ground)
    told = Moved(case.id, case.number, found.verdict, False, found.questions, found.reasons, found.notes)
    if found.step is None:
        return told, None
    as_it_will_be = _following(case, target.publication_id)
    problem = following.problem(connection, as_it_will_be, found.step)
    if problem:
        return Moved(case.id, case.number, bpmn.BLOCKED, reasons=(problem,)), None
    lost = losing.told(connection, case, mover, found.step, target.publication_id)
    return replace(told, notes=(*told.notes, *lost)), found.step


def ground_of(
    connection: sa.Connection, case: rows.CaseRow, names: frozenset[str] = frozenset(), *, counts: bool = False
) -> bpmn.Ground:
    """Return what a case is counted on; `names` are taken from the newest answers that have them.

    `counts`: deadlines may be counted anew, from when each began.
    """
    newest = _newest(connection, case, names)
    since = _since(connection, case.id) if counts else {}
    return bpmn.Ground(**surroundings.of(connection, case), newest=newest, since=since)


def _newest(connection: sa.Connection, case: rows.CaseRow, names: frozenset[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    if not names:
        return found
    said = (
        sa.select(_a.publication_id, _a.form_id, _a.content)
        .where(_a.case_id == case.id, _a.standing == model.Standing.ACCEPTED, _a.form_id.is_not(None))
        .order_by(_a.id)
    )
    for row in connection.execute(said):
        form = routines.form(connection, row.publication_id, row.form_id)
        found |= answering.Answered(row.publication_id, form, row.content).variables(names)
    return found


def _since(connection: sa.Connection, case_id: int) -> dict[UUID, datetime]:
    opened = sa.select(sa.func.coalesce(_t.part_of, _t.id), _t.opened_at).where(
        _t.case_id == case_id, _t.status == model.TaskStatus.OPEN
    )
    return {**timing.set_when(connection, case_id), **dict(connection.execute(opened).all())}


def _mover(connection: sa.Connection, case: rows.CaseRow, target: routines.Version) -> bpmn.Mover:
    key = (case.publication_id, target.publication_id, case.routine)
    mover = _movers.get(key)
    if mover is None:
        both = (routines.definition(connection, one, case.routine) for one in key[:2])
        mover = bpmn.Mover(*both)
        if len(_movers) >= _KEPT:
            _movers.clear()
        _movers[key] = mover  # another thread may have emptied it since
    return mover


# -- the rows


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


def _following(case: rows.CaseRow, publication: str) -> rows.CaseRow:
    return replace(case, publication_id=publication)


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
        following.reopen(connection, case, step)
        before = rows.open_tasks(connection, case.id)
    told += following.follow(connection, case, step, before=before)
    audit.record(connection, case.id, [entry, *told])
    mine = _c.id == case.id
    touched = connection.scalar(sa.select(_c.touched_at).where(mine))
    moved = moving.write(connection, case, step, by=by)
    # to be moved with many others is no work on a case: how long it has stood must still show
    connection.execute(sa.update(tables.cases).where(mine).values(touched_at=touched))
    return moved


def _restored(connection: sa.Connection, case: rows.CaseRow, publication: str, state: str) -> bpmn.Step:
    """Return the case as it was, as a step."""
    definition = routines.definition(connection, publication, case.routine)
    return bpmn.correct(definition, state, {}, **surroundings.of(connection, case))
