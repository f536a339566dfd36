"""Who signs a letter: the person who answered the step that it is made from, and the role they answered in.

A decision is made by a person, so its letter says who and in which role (forvaltningsloven §§ 23–27). Knows answers and
roles; how a signature looks is the template's (`underskrift.navn`, `underskrift.rolle`). A correction does not
change who decided.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import bpmn, model, people, rights, roles, rows, tables
from engine.cases.letters import letter_data

PATH = "underskrift"

_a, _t = tables.answers.c, tables.tasks.c


def of_step(
    connection: sa.Connection, case: rows.CaseRow, element_id: str, at: bpmn.Stand | None = None
) -> dict[str, str]:
    """Return `{navn, rolle}` of who gave the newest accepted answers of the step; empty where nobody has.

    `at` is where the letter is made: who answered in another instance of that does not sign it.
    """
    newest = (
        sa.select(_a.person_id, _t.role_text, _t.path, _t.instance, _t.local)
        .outerjoin(tables.tasks, _t.id == _a.task_id)
        .where(
            _a.case_id == case.id, _a.element_id == element_id,
            _a.standing == model.Standing.ACCEPTED, _a.corrects_id.is_(None),
        )
        .order_by(_a.id.desc())
    )  # fmt: skip
    given = connection.execute(newest)
    row = next((one for one in given if not letter_data.is_anothers(connection, case, at, one)), None)
    if row is None or row.person_id is None:
        return {}
    return said(connection, case, row.person_id, row.role_text or "")


def said(connection: sa.Connection, case: rows.CaseRow, person_id: int, role_text: str) -> dict[str, str]:
    """Return `{navn, rolle}` of the person in a task of `role_text`: the first of its roles that they hold in the case.

    No role where they hold none of them there now; what they are at another school says nothing here.
    """
    ways = roles.rule(connection, case.place.municipality_id, role_text).alternatives if role_text else ()
    asked = (role for way in ways for role in sorted(way))
    held = (role for role in asked if rights.has_role(connection, case, person_id, role))
    return {"navn": people.name_of(connection, str(person_id)), "rolle": next(held, "")}
