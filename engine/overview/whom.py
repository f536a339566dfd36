"""Which child a task is for, where a step stands once for each: nobody can tell `(1)` from `(2)` (ux.md Mine oppgaver).

Knows open tasks with what their instance was given, and their forms: the child is whom a field of the register shows,
else the text that stands in its place (a name outside the register, in a locked field whose key ends in `navn`).
Asked only for tasks that the reader may do: the form says the same. Never told in titles, addresses, mail or log.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from engine import bpmn, form_values, forms, model, routines, tables

NAME = "navn"
_c, _v, _p = tables.cases.c, tables.versions.c, tables.people.c


def of(connection: sa.Connection, tasks: Iterable[sa.Row[Any]], reader: model.Person) -> dict[UUID, str]:
    """Return the child's name by task, for rows of `inbox.shown`; nothing for tasks that are not one of several."""
    given = [row for row in tasks if row.local and row.form_id]
    if not given:
        return {}
    versions = (
        sa.select(_c.id, _c.routine, _v.publication_id)
        .join(tables.versions, _v.id == _c.version_id)
        .where(_c.id.in_({row.case_id for row in given}))
    )
    where = {row.id: (row.publication_id, row.routine) for row in connection.execute(versions)}
    found: dict[UUID, int | str] = {}
    for row in given:
        publication, routine = where[row.case_id]
        if _is_one_of_several(routines.definition(connection, publication, routine), row.path):
            found[row.id] = _child(routines.form(connection, publication, row.form_id), row.local)
    names = _names(connection, {one for one in found.values() if isinstance(one, int)}, reader)
    return {task: one if isinstance(one, str) else names.get(one, "") for task, one in found.items()}


def _names(connection: sa.Connection, ids: Collection[int], reader: model.Person) -> Mapping[int, str]:
    """Return the names of those of `ids` that are in the reader's own municipality."""
    if not ids:
        return {}
    mine = sa.select(_p.id, _p.name).where(_p.id.in_(ids), _p.municipality_id == reader.municipality_id)
    return dict(connection.execute(mine).all())


def _is_one_of_several(definition: bpmn.Definition, path: str) -> bool:
    """Tell whether the step, or what it stands in, is repeated for each of something."""
    for ident in path.split("/"):
        at = ident
        while at in definition.elements:
            loop = definition.elements[at].loop
            if loop is not None and loop.item:
                return True
            at = definition.elements[at].parent
    return False


def _child(form: forms.Form, local: Mapping[str, object]) -> int | str:
    """Return the pupil's number, else the name in words; empty where the form shows no child."""
    keys = [use.key for use in form_values.register_fields(form) if use.register == "elev"]
    shown = {one.key: local.get(one.key) for one in form.inputs() if one.get("readonly") is True and one.key in local}
    pupils = [number for key in keys if (number := model.row_id(shown.get(key))) is not None]
    words = [str(value) for key, value in shown.items() if keys and key.endswith(NAME) and value]
    return pupils[0] if pupils else next(iter(words), "")
