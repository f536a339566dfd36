"""What a letter may say: `{sak, skole, kommune, innstilling, mottaker, dato, maalform, svar, hode, underskrift}`
(design 6).

Persons of the register stand by name, not by id. Dates are ISO text; the template writes them in its language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine import bpmn, clock, form_values, model, people, routines, rows, tables
from engine.cases.subjects import pupils
from engine.cases.tasks import parts
from engine.municipality import places, policy, setting_versions

_a, _p, _t = tables.answers.c, tables.people.c, tables.tasks.c


@dataclass(frozen=True, slots=True)
class Beside:
    """What the case does not hold: `answers` not yet given and who gives them (*Se over*); what a maker was asked.

    `at` is where the letter is made: what was answered in another instance of that is not said in it.
    """

    answers: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    filled: Mapping[str, object] = field(default_factory=dict)
    signed: Mapping[str, str] = field(default_factory=dict)
    at: bpmn.Stand | None = None


def assemble(
    connection: sa.Connection,
    case: rows.CaseRow,
    *,
    language: str,
    headers: Mapping[str, object],
    beside: Beside,
) -> dict[str, object]:
    """Return the facts of a letter, frozen as they are now."""
    given = pupils.said(connection, case, {**newest_answers(connection, case, beside.at), **beside.answers})
    return {
        "sak": {
            "nummer": case.number,
            "opprettet": _day(case.opened_at),
            "elev": _pupil(connection, case),
        },
        "skole": places.school_facts(connection, case.place.school_id),
        "kommune": places.municipality_facts(connection, case.place.municipality_id, opened_at=case.opened_at),
        policy.NAME: setting_versions.names(connection, case.place.municipality_id, clock.oslo(case.opened_at).date()),
        "mottaker": {"navn": headers.get("mottaker", ""), "rolle": headers.get("mottaker", "")},
        "dato": clock.today().isoformat(),
        "maalform": language,
        "svar": {element: named(connection, case, element, content) for element, content in given.items()},
        "hode": dict(headers),
        "utfylt": dict(beside.filled),
    }


def newest_answers(
    connection: sa.Connection, case: rows.CaseRow, at: bpmn.Stand | None = None
) -> dict[str, Mapping[str, object]]:
    """Return the newest accepted content of each element; a correction stands where what it corrects stood.

    Where several did their part of one task, it is what they say together. Nothing of other instances than that which
    `at` stands in.
    """
    query = (
        sa.select(_a.id, _a.corrects_id, _a.element_id, _a.content, _t.part_of, _t.path, _t.instance, _t.local)
        .outerjoin(tables.tasks, _t.id == _a.task_id)
        .where(_a.case_id == case.id, _a.standing == model.Standing.ACCEPTED)
        .order_by(_a.id)
    )
    found = [row for row in connection.execute(query) if not is_anothers(connection, case, at, row)]
    first = rows.first_records((row.id, row.corrects_id) for row in found)
    standing = [row for _first, row in sorted({first[row.id]: row for row in found}.items())]
    whole = parts.together_by_task((row.part_of, row.content) for row in standing)
    return {standing[place].element_id: content for place, content in whole}


def is_anothers(connection: sa.Connection, case: rows.CaseRow, at: bpmn.Stand | None, row: Any) -> bool:
    """Tell whether the task of a row (`path`, `instance`, `local`) stands in another instance than `at`."""
    if at is None or row.path is None:
        return False
    definition = routines.definition(connection, case.publication_id, case.routine)
    return bpmn.is_anothers(definition, at, bpmn.Stand(row.path, row.instance, row.local))


def named(
    connection: sa.Connection, case: rows.CaseRow, element_id: str, content: Mapping[str, object]
) -> dict[str, object]:
    """Return `content` with the register's persons by name instead of by id, rows of lists included."""
    definition = routines.definition(connection, case.publication_id, case.routine)
    element = definition.elements.get(element_id)
    if element is None or element.form_id is None:
        return dict(content)
    form = routines.form(connection, case.publication_id, element.form_id)
    return form_values.named(form, content, lambda value: people.name_of(connection, value))


def _pupil(connection: sa.Connection, case: rows.CaseRow) -> dict[str, object]:
    if case.pupil_id is None:
        return {"navn": "", "fodselsdato": "", "klasse": "", "trinn": None}
    row = connection.execute(sa.select(_p.name, _p.born).where(_p.id == case.pupil_id)).one()
    k = tables.classes.c
    own = connection.execute(sa.select(k.name, k.grade).where(k.id == case.place.class_id)).one_or_none()
    born = row.born.isoformat() if row.born else ""
    return {
        "navn": row.name,
        "fodselsdato": born,
        "klasse": own.name if own else "",
        "trinn": own.grade if own else None,
    }


def _day(moment: datetime) -> str:
    return clock.oslo(moment).date().isoformat()
