"""Who is told of the tasks that a step opens; asked before anything is written, and foreseen where it can be.

The caller holds the case's lock. Those who may do a new task are told, but for the person whose own act opened it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import sqlalchemy as sa

from engine import audit, bpmn, clock, model, people, roles, rows
from engine.cases import telling
from engine.cases.tasks import task_rows
from engine.db import statements

Opened = Sequence[tuple[str, str]]  # role, scope
Having = Mapping[str, Sequence[model.Recipient]]  # by the text that names the roles


def ahead(connection: sa.Connection, case: rows.CaseRow, element_id: str) -> Opened:
    """Return whom the task after `element_id` opens to, where one flow leads to one task that its lane has whole.

    A guess of what will be asked: where the case goes elsewhere, that is asked when it has gone. None is made of a
    routine that this process has not read: reading it may fail, and the answers are not stored yet.
    """
    definition = bpmn.known(case.publication_id, case.routine)
    if definition is None:
        return ()
    targets = [flow.target for flow in definition.flows.values() if flow.source == element_id]
    task = definition.elements.get(targets[0]) if len(targets) == 1 else None
    if task is None or not task.is_task or not task.lane or task.groups or task.users or task.assignee:
        return ()
    if roles.rule(connection, case.place.municipality_id, task.lane).parts:
        return ()
    return sorted(task_rows.opens_to(connection, case, task.lane))


def foreseen(opened: Opened) -> tuple[statements.Asked, ...]:
    """Return what `having` asks of them (`statements.foresee`)."""
    return (people.asked_for_holders(opened, clock.today()),) if opened else ()


def having(
    connection: sa.Connection, case: rows.CaseRow, new: Collection[bpmn.OpenTask], definition: bpmn.Definition
) -> Having:
    """Return who has the roles of each of `new` that no named person has; asks before its rows are written."""
    found: dict[str, Sequence[model.Recipient]] = {}
    for task in new:
        if task_rows.named_for(connection, case, task, definition).people:
            continue
        for part in task_rows.parts_of(connection, case, task, definition):
            text = part or task_rows.role_text(case, task, definition)
            if text not in found:
                found[text] = telling.holders(connection, sorted(task_rows.opens_to(connection, case, text)))
    return found


def announce(
    connection: sa.Connection,
    case: rows.CaseRow,
    new: Collection[bpmn.OpenTask],
    known: Having,
    *,
    by: model.Person | None,
    definition: bpmn.Definition,
) -> list[audit.Entry]:
    """Tell everybody who may do one of `new`, but for `by`, whose own act just opened it; return the log entries.

    `known` is who has their roles (`having`); where nobody has, who leads the case is told. Who has several parts
    of one task hears of it once. Where the diagram names somebody who cannot have it, the log says so.
    """
    entries: list[audit.Entry] = []
    for task in new:
        told = {by.id} if by else set()
        named = task_rows.named_for(connection, case, task, definition)
        if named.is_missing:
            kind = model.EventKind.TASK_PERSON_MISSING
            entries.append(audit.Entry(kind, task.element_id, task.path, task.instance))
        for part in task_rows.parts_of(connection, case, task, definition):
            task_id = task_rows.row_id(task, part)
            if named.people:
                to: Sequence[model.Recipient] = telling.task_holders(connection, case, task_id)
            else:  # nobody is named, and nobody can have taken it yet: the roles have it
                to = known[part or task_rows.role_text(case, task, definition)]
            to = telling.having_or_leading(connection, case, to)
            others = [one for one in to if one.person_id not in told]
            told |= {one.person_id for one in others}
            entries += telling.tell(connection, case, others, task_rows.news(task_id, task.element_id, task.name))
    return entries
