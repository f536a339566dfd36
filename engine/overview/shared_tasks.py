"""What a page says of a task that several roles must do (`A og B` in a lane, design 7): whose part, and who is left."""

from __future__ import annotations

import sqlalchemy as sa

from engine import access, clock, form_values, forms, model, pages, rights, rows
from engine.cases.tasks import parts


def part(
    connection: sa.Connection, case: rows.CaseRow, task: rows.TaskRow, person: model.Person
) -> pages.TaskPart | None:
    """Return which part of the task this is, who has done theirs, and who is left; None where it is whole."""
    if not task.part:
        return None
    left = parts.awaited(connection, case, task)
    held = rights.holdings(connection, person.id)
    mine_too = any(
        other.part in left and access.my_roles(rights.task_facts(connection, other), held, day=clock.today())
        for other in rows.open_tasks(connection, case.id).values()
        if other.part_of == task.part_of
    )
    return pages.TaskPart(task.part, tuple(parts.finished(connection, task)), left, is_mine_too=mine_too)


def known(connection: sa.Connection, form: forms.Form | None, task: rows.TaskRow) -> dict[str, object]:
    """Return what those who have done their part wrote: the next one sees it, and signs it or changes it.

    Files are left with the one who gave them; they stay in the case all the same.
    """
    if form is None:
        return {}
    said = form_values.without_files(form, parts.said(connection, task))
    return {key: value for key, value in said.items() if value not in (None, "", [])}
