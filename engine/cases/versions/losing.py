"""What a move leaves behind in a case: fields that the new forms have no more, values that nothing reads.

Answers that were sent are evidence and stay. A draft's text in a field that is gone stands beside the form until it is
sent, and a value that the new version does not read is forgotten: both are told before the case is moved.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import bpmn, phrases, routines, rows, tables

_d = tables.drafts.c


def told(connection: sa.Connection, case: rows.CaseRow, mover: bpmn.Mover, step: bpmn.Step, to: str) -> tuple[str, ...]:
    """Return what the case loses by `step`, the case in publication `to`, in sentences; nothing where it loses none."""
    said = []
    now = {task.token: task for task in step.open}
    for row in rows.open_tasks(connection, case.id).values():
        task = now.get(row.token)
        if task is None or row.form_id is None:
            continue
        gone = _gone(connection, (case.publication_id, row.form_id), (to, mover.new.definition.at(task.path).form_id))
        if gone:
            said.append(_fields(connection, row, gone))
    return (*said, *_values(case, mover))


def _fields(connection: sa.Connection, row: rows.TaskRow, gone: dict[str, str]) -> str:
    named = phrases.series([f"«{label}»" for label in gone.values()])
    drafts = connection.scalars(sa.select(_d.content).where(_d.task_id == row.id))
    if any(draft.get(key) not in (None, "", [], {}) for draft in drafts for key in gone):
        return phrases.say(
            "«%(step)s» har ikke lenger %(fields)s, og det står tekst der i et utkast: den vises utenfor skjemaet.",
            step=row.name, fields=named,
        )  # fmt: skip
    return phrases.say("«%(step)s» har ikke lenger %(fields)s.", step=row.name, fields=named)


def _values(case: rows.CaseRow, mover: bpmn.Mover) -> tuple[str, ...]:
    has = bpmn.variables(mover.old.definition, case.state)
    forgotten = mover.old.definition.variables - mover.new.definition.variables
    names = sorted(name for name in forgotten if has.get(name) is not None)
    if not names:
        return ()
    return (phrases.say("Rutinen leser ikke lenger %(names)s; svarene står i saken.", names=phrases.series(names)),)


def _gone(connection: sa.Connection, old: tuple[str, str], new: tuple[str, str | None]) -> dict[str, str]:
    """Return key → label of the fields that the old form has and the new one has not."""
    now = {} if new[1] is None else _labels(connection, new[0], new[1])
    return {key: label for key, label in _labels(connection, *old).items() if key not in now}


def _labels(connection: sa.Connection, publication: str, form_id: str) -> dict[str, str]:
    form = routines.form(connection, publication, form_id)
    return {field.key: field.label or field.key for field in form.inputs() if field.key and field.place == field.key}
