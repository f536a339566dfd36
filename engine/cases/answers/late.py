"""Answers that come when the task is closed, or no longer the person's: kept, and nothing moves (design 5, 6).

Who has had this very task may be late with it; who has not is answered as if there were no task. What is kept stands
in the case as late, also where the form would not have taken it: nothing that was written is lost. But a person's late
texts in one task have an end: what is over is refused in words, and stays with the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

import sqlalchemy as sa

from engine import audit, db, documents, errors, form_values, model, rights, routines, rows, tables
from engine.cases.answers import answering, drafting
from engine.municipality import setting_versions

_a, _d, _r, _t = tables.answers.c, tables.drafts.c, tables.reads.c, tables.tasks.c
PAGES = ("oppgave", "se-over")  # where a task's form stands, as `audit.read` calls them
MOST = 5  # so many different texts of one person are kept for one task


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a late text is read with: the form, what the host gives it, and the person's draft."""

    form: Mapping[str, object] | None
    options: Mapping[str, object]
    draft: model.Draft
    is_full: bool  # there is no room for one more text of the person, nor for its files


def sheet(task_id: UUID, person: model.Person) -> Sheet:
    """Return what the text of a late request is read with; raise `TaskNotFound` as `keep_late`."""
    with db.reading() as connection:
        task, case = _had(connection, task_id, person)
        form = routines.form(connection, case.publication_id, task.form_id) if task.form_id else None
        asker, town = answering.asker(case, person, task.local), case.place.municipality_id
        return Sheet(
            setting_versions.form_json(connection, town, case.publication_id, task.form_id, law_of=asker.law_of),
            answering.options(connection, form, asker) if form else {},
            drafting.find(connection, person, task_id, ""),
            _count(connection, task, person) >= MOST,
        )


def keep_late(task_id: UUID, *, by: model.Person, raw: Mapping[str, object]) -> model.Standing:
    """Keep `raw` as a late answer of `by`, once however often it is sent; return how it stands.

    `ACCEPTED`: it is what `by` completed the task with, sent once more. Raises `TaskNotFound` for who never had the
    task, and while it is open to `by`; `LateAnswersFull`, `CaseBusy`.
    """
    with db.reading() as connection:
        case_id = _had(connection, task_id, by)[1].id
    with db.transaction(case_id) as connection:
        task, case = _had(connection, task_id, by)
        answered = _answered(connection, case, task, by, raw)
        given = answering.Given(answered, task.element_id, by, task.id)
        drafting.drop(connection, by, task.id, "")
        if answering.accepted_before(connection, given) is not None:
            return model.Standing.ACCEPTED
        answer_id = answering.store(connection, case, given, standing=model.Standing.LATE)
        if answer_id is None:
            return model.Standing.LATE
        _require_room(connection, task, by)
        kind = model.EventKind.ANSWERS_STORED
        kept = audit.Entry(kind, task.element_id, task.path, task.instance, by.id, {"answer": answer_id})
        audit.record(connection, case_id, [kept])
        if answered.form is not None:
            documents.adopt(connection, case_id, form_values.files(answered.form, answered.content), by=by)
        return model.Standing.LATE


def _had(connection: sa.Connection, task_id: UUID, person: model.Person) -> tuple[rows.TaskRow, rows.CaseRow]:
    """Return the task and its case; raise `TaskNotFound` unless the person has had it, and has it no more."""
    task = rows.task(connection, task_id)
    seen = sa.exists().where(_r.task_id == task_id, _r.person_id == person.id, _r.page.in_(PAGES))
    begun = sa.exists().where(_d.task_id == task_id, _d.person_id == person.id)
    # the row remembers a taker whose right has ended
    taken = sa.exists().where(_t.id == task_id, _t.assignee_id == person.id)
    if not connection.scalar(sa.select(sa.or_(seen, begun, taken))) or is_theirs(connection, task, person):
        raise errors.TaskNotFound()
    return task, rows.case(connection, task.case_id)


def is_theirs(connection: sa.Connection, task: rows.TaskRow, person: model.Person) -> bool:
    """Tell whether the task is open to the person: then its own page takes the answer."""
    if task.status != model.TaskStatus.OPEN:
        return False
    try:
        rights.require_task(connection, task, person)
    except (errors.NotAllowed, errors.CaseNotFound):
        return False
    return True


def _require_room(connection: sa.Connection, task: rows.TaskRow, by: model.Person) -> None:
    """Raise `LateAnswersFull` where the text just stored is one too many; the caller's transaction takes it back."""
    if _count(connection, task, by) > MOST:
        raise errors.LateAnswersFull()


def _count(connection: sa.Connection, task: rows.TaskRow, person: model.Person) -> int:
    mine = sa.and_(_a.task_id == task.id, _a.person_id == person.id, _a.standing != model.Standing.ACCEPTED)
    return int(connection.scalar(sa.select(sa.func.count()).where(mine)) or 0)


def _answered(
    connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, by: model.Person, raw: Mapping[str, object]
) -> answering.Answered:
    """Return the answers as the form takes them, with what stands beside it; as they were written where it does not."""
    asker = answering.asker(case, by, task.local)
    try:
        found = answering.clean(connection, case.publication_id, task.form_id, raw, asker)
        beside = {key: one for key, one in form_values.storable(raw).items() if key == form_values.BESIDE}
        return replace(found, content={**found.content, **beside})
    except errors.AnswersInvalid:
        form = routines.form(connection, case.publication_id, task.form_id or "")
        offered = answering.options(connection, form, asker)
        known = {str(one["value"]) for name in form_values.REGISTERS.values() for one in _people(offered.get(name))}
        written = form_values.numbered(form, form_values.storable(raw), known | {str(case.pupil_id)})
        return answering.Answered(case.publication_id, form, written)


def _people(listed: object) -> list[Mapping[str, object]]:
    """Return the persons of a list that the form was offered; none where it was not."""
    return list(listed) if isinstance(listed, list | tuple) else []
