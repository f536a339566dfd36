"""What somebody has half-written in a task that is no more theirs: done by another, handed over, of a role that ended.

A draft belongs to its person and outlives all of that (`engine.cases.answers.drafting`). Nobody else can read it, so
its person is told where it stands, and says what becomes of it: kept in the case as a late answer, or thrown away.
Knows drafts and rights; changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import db, errors, form_values, model, pages, phrases, rights, rows, tables
from engine.cases.answers import drafting, late
from engine.overview import tasks

_a, _d, _t = tables.answers.c, tables.drafts.c, tables.tasks.c
_PERSON: sa.BindParameter[int] = sa.bindparam("reader", type_=sa.BigInteger())
MOST = 5  # so many are told of at once, the newest first; the next when these are settled


def _query() -> sa.Select[Any]:
    """Return the question for the drafts of a person in tasks, but those whose text has gone on in the same step.

    It goes on from what was taken away (`tasks.again`), not from what another has done: the next round is a new paper.
    """
    its, other = tables.tasks.alias("its").c, tables.drafts.alias("other").c
    given = sa.exists().where(_a.task_id == its.id, _a.person_id == _d.person_id, _a.at >= _d.saved_at)
    copied = sa.exists().where(
        other.task_id == its.id, other.person_id == _d.person_id, other.saved_at >= _d.saved_at, its.id != _t.id
    )
    goes_on = sa.or_(its.id == _t.id, _t.status == model.TaskStatus.CANCELLED)
    return (
        sa.select(_d.task_id, _d.content, _d.saved_at)
        .join(tables.tasks, _t.id == _d.task_id)
        .where(_d.person_id == _PERSON)
        .where(~given.where(drafting.same_step(its), goes_on))
        .where(~copied.where(drafting.same_step(its), goes_on, its.opened_at > _t.opened_at))
        .order_by(_d.saved_at.desc(), _d.id)
    )


_DRAFTS = _query()


def left_drafts(person: model.Person) -> tuple[pages.LeftDraft, ...]:
    """Return the newest of them."""
    with db.reading() as connection:
        return tuple(islice(_found(connection, _DRAFTS, person), MOST))


def left_draft(task_id: UUID, person: model.Person) -> pages.LeftDraft:
    """Return one of them; raise `TaskNotFound` for anything else."""
    with db.reading() as connection:
        found = next(_found(connection, _DRAFTS.where(_d.task_id == task_id), person), None)
    if found is None:
        raise errors.TaskNotFound()
    return found


def _found(connection: sa.Connection, asked: sa.Select[Any], person: model.Person) -> Iterator[pages.LeftDraft]:
    for draft in connection.execute(asked, {"reader": person.id}).all():
        task = rows.task(connection, draft.task_id)
        if form_values.is_blank(draft.content) or late.is_theirs(connection, task, person):
            continue
        case = rows.case(connection, task.case_id)
        if not _is_hidden(connection, person, case):
            yield _told(connection, person, task, case, draft.saved_at)


def _is_hidden(connection: sa.Connection, person: model.Person, case: rows.CaseRow) -> bool:
    """Tell whether the case is shielded from the person, whom it is about: then nothing tells that it goes on."""
    return bool(case.shielded_role) and rights.case_facts(connection, case, person.id).is_subject


def _told(
    connection: sa.Connection, person: model.Person, task: rows.TaskRow, case: rows.CaseRow, saved_at: datetime
) -> pages.LeftDraft:
    is_shown = rights.may_open(connection, case, person.id)
    why: str = phrases.say("Oppgaven er ikke din lenger.")
    if is_shown and task.status != model.TaskStatus.OPEN:
        why = tasks.closed(connection, task, case).message
    return pages.LeftDraft(task.id, task.name, case.id, case.number, why, saved_at, is_shown)
