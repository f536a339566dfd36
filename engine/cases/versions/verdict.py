"""What becomes of a case in another version of its routine: the verdict, and what it is counted on (DECISIONS 24).

`engine.bpmn.Mover` judges and gives the case as it then is. Touches nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from engine import bpmn, db, model, phrases, routines, rows, tables
from engine.cases import surroundings, timing
from engine.cases.answers import answering
from engine.cases.tasks import following
from engine.cases.versions import choosing, counted, losing

_a, _t = tables.answers.c, tables.tasks.c
NO_CHOICES = bpmn.Choices()
_movers: dict[tuple[str, str, str], bpmn.Mover] = {}
_KEPT = 50


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
    answered: tuple[bpmn.Question, ...] = ()
    recounted: tuple[counted.Recounted, ...] = ()


def judge(case_id: int, *, by: model.Person, to: int, choices: bpmn.Choices = NO_CHOICES) -> Moved:
    """Return the verdict on a case, and touch nothing. Raises `NotAllowed`, `CaseNotFound`, `RoutineNotFound`."""
    with db.reading() as connection:
        case = choosing.case_of(connection, case_id, by)
        target = choosing.version(connection, by.municipality_id, case.routine, to)
        return judged(connection, case, target, choices)[0]


def judged(
    connection: sa.Connection, case: rows.CaseRow, target: routines.Version, choices: bpmn.Choices
) -> tuple[Moved, bpmn.Step | None]:
    """Return the verdict, and the case as it then is where that is safe with `choices`."""
    if target.publication_id == case.publication_id:
        same = phrases.say("Saken følger utgave %(number)s fra før.", number=target.number)
        return Moved(case.id, case.number, bpmn.BLOCKED, reasons=(same,)), None
    mover = _mover(connection, case, target)
    names = mover.new.definition.variables - mover.old.definition.variables
    ground = ground_of(connection, case, names, counts=choices.recounts)
    found = mover.move(case.state, choices=choices, ground=ground)
    said = (found.questions, found.reasons, found.notes, found.answered)
    told = Moved(case.id, case.number, found.verdict, False, *said)
    if found.step is None:
        return told, None
    as_it_will_be = in_version(case, target.publication_id)
    problem = following.problem(connection, as_it_will_be, found.step)
    if problem:
        return Moved(case.id, case.number, bpmn.BLOCKED, reasons=(problem,)), None
    lost = losing.told(connection, case, mover, found.step, target.publication_id)
    both = (mover.old.definition, mover.new.definition)
    anew = counted.told(connection, case, *both, found.step) if choices.recounts else ()
    return replace(told, notes=(*told.notes, *lost), recounted=anew), found.step


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
    return {**timing.running_since(connection, case_id), **dict(connection.execute(opened).all())}


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


def in_version(case: rows.CaseRow, publication: str) -> rows.CaseRow:
    """Return the case as it is when it follows the version of that publication."""
    return replace(case, publication_id=publication)
