"""Which pupil a case is about, and what follows when that is set right (design 6; domain.md 6.3 no. 6).

The pupil stands in the case's row, and in the variable that the start form's field of the register gives. What was
answered stays as it was written; variables, open tasks, half-written texts and what letters say are about the right
pupil.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine import bpmn, form_values, model, routines, rows, tables
from engine.cases import surroundings
from engine.cases.throws import awaiting

_a, _c, _d, _t = tables.answers.c, tables.cases.c, tables.drafts.c, tables.tasks.c


def field(connection: sa.Connection, case: rows.CaseRow) -> tuple[str, str] | None:
    """Return (element, key) of the start form's field that names the case's pupil; None where no form asks for one."""
    start = sa.select(_a.element_id, _a.form_id, _a.publication_id, _a.content).where(
        _a.case_id == case.id, _a.task_id.is_(None), _a.corrects_id.is_(None)
    )
    row = connection.execute(start.order_by(_a.id).limit(1)).one_or_none()
    if row is None or row.form_id is None:
        return None
    form = routines.form(connection, row.publication_id, row.form_id)
    keys = [use.key for use in form_values.register_fields(form) if use.register == "elev"]
    filled = [key for key in keys if row.content.get(key)]
    return (row.element_id, (filled or keys)[0]) if keys else None


def said(
    connection: sa.Connection, case: rows.CaseRow, answers: Mapping[str, Mapping[str, object]]
) -> dict[str, Mapping[str, object]]:
    """Return `answers` (element → content) with the case's pupil where the start form named one."""
    named = field(connection, case) if case.pupil_id is not None else None
    if named is None or named[0] not in answers:
        return dict(answers)
    element, key = named
    return {**answers, element: {**answers[element], key: str(case.pupil_id)}}


def set_right(connection: sa.Connection, case: rows.CaseRow) -> None:
    """Bring the variables of an open case, its open tasks and their drafts to the pupil that `case` is about now.

    Raises `RoutineFault` where the diagram cannot count with it.
    """
    named = field(connection, case)
    if named is None or case.status != model.CaseStatus.OPEN:
        return
    definition = routines.definition(connection, case.publication_id, case.routine)
    corrected = {named[1]: str(case.pupil_id)}
    step = bpmn.correct(definition, case.state, corrected, **surroundings.of(connection, case))
    change = {"state": step.state, "state_version": case.state_version + 1, "awaits": awaiting.texts(step)}
    connection.execute(sa.update(tables.cases).where(_c.id == case.id).values(change))
    inputs = {task.token: dict(task.local) for task in step.open}
    for row in rows.open_tasks(connection, case.id).values():
        _bring(connection, row, inputs.get(row.token, dict(row.local)))


def _bring(connection: sa.Connection, row: rows.TaskRow, local: dict[str, object]) -> None:
    """Give an open task its inputs anew; a page drawn before that is stale, and a draft of it says the same."""
    changed = {key: value for key, value in local.items() if row.local.get(key) != value}
    if not changed:
        return
    new = {"local": local, "version": row.version + 1}
    connection.execute(sa.update(tables.tasks).where(_t.id == row.id).values(new))
    for draft in connection.execute(sa.select(_d.id, _d.content).where(_d.task_id == row.id)).all():
        same = {key: value for key, value in changed.items() if draft.content.get(key) == row.local.get(key)}
        if same:
            content = {"content": {**draft.content, **same}, "version": _d.version + 1}
            connection.execute(sa.update(tables.drafts).where(_d.id == draft.id).values(content))
