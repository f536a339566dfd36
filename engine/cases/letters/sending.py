"""How and when a letter was sent, out of the answers of the step that asks for it (issue 2 Letters; design 5).

A task names the letter by its property `utsending`; three fields of its form say by the same property which of them
is the moment (`tidspunkt`), the way (`kanal`) and who got it (`mottaker`). Knows rows of documents and deliveries; the
caller holds the case's lock. What a person registers beside the routine is `deliveries`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast

import sqlalchemy as sa

from engine import bpmn, clock, documents, errors, form_values, forms, model, phrases, routines, rows, tables
from engine.cases.answers import reasons
from engine.cases.letters import deliveries

PROPERTY = "utsending"
MOMENT, CHANNEL, RECIPIENT = ASKED = ("tidspunkt", "kanal", "mottaker")

_d, _e, _x = tables.documents.c, tables.events.c, tables.deliveries.c


def record(
    connection: sa.Connection,
    task: rows.TaskRow,
    definition: bpmn.Definition,
    sent: Mapping[str, object] | None,
    by: model.Person,
) -> None:
    """Register `sent` on the newest letter of the kind that the task's element names, where there is one.

    In something that is repeated, on one that was made in the same instance.
    """
    letter = _letter(connection, task, definition) if sent else None
    if letter is not None and sent:
        deliveries.write(connection, task.case_id, letter, by, sent)


def correct(
    connection: sa.Connection, case_id: int, old: Mapping[str, object] | None, new: Mapping[str, object] | None
) -> None:
    """Say of the letters of the case that were sent as `old` tells, that they were sent as `new` tells."""
    if old is None or new is None:
        return
    mine = sa.select(_d.id).where(_d.case_id == case_id)
    reasons.require_year(cast("datetime", new["sent_at"]), key="sent_at")
    same = sa.and_(_x.document_id.in_(mine), *(_x[name] == value for name, value in old.items()))
    connection.execute(sa.update(tables.deliveries).where(same).values(dict(new)))


def require_year(form: forms.Form | None, content: Mapping[str, object]) -> None:
    """Raise `AnswersInvalid`, at its field, where the answers tell of a sending in a year that nobody can mean."""
    asked = _fields(form).get(MOMENT)
    sent_at = _moment(form_values.feel_values(form, content).get(asked.key)) if form and asked else None
    if asked is not None and sent_at is not None and sent_at.year not in model.YEARS:
        raise errors.AnswersInvalid(errors={asked.place: ["year"]})


def require_not_early(
    connection: sa.Connection,
    case: rows.CaseRow,
    task: rows.TaskRow,
    form: forms.Form | None,
    content: Mapping[str, object],
) -> None:
    """Raise `AnswersInvalid`, at its field, for a sending on a day before the letter that it is about was made.

    A correction is not asked: by then another round may have made a newer letter.
    """
    asked = _fields(form).get(MOMENT)
    sent_at = _moment(form_values.feel_values(form, content).get(asked.key)) if form and asked else None
    definition = routines.definition(connection, case.publication_id, case.routine) if sent_at else None
    letter = _letter(connection, task, definition) if definition else None
    if asked is None or sent_at is None or letter is None:
        return
    made = clock.oslo(connection.execute(sa.select(_d.at).where(_d.id == letter)).scalar_one())
    if clock.oslo(sent_at).date() < made.date():
        early = phrases.both(
            f"Brevet ble laget {made:%d.%m.%Y}. Det kan ikke være sendt før det. Rett tidspunktet.",
            f"Brevet blei laga {made:%d.%m.%Y}. Det kan ikkje vere sendt før det. Rett tidspunktet.",
        )
        raise errors.AnswersInvalid(errors={asked.place: [early]})


def told(form: forms.Form | None, content: Mapping[str, object]) -> dict[str, object] | None:
    """Return what the answers tell of a sending (`sent_at`, `channel`, `recipient`), None where that is not all.

    An old record may tell of a year that nobody can mean: that tells nothing, and the case goes on.
    """
    fields = _fields(form)
    if not form or not all(name in fields and content.get(fields[name].key) for name in ASKED):
        return None
    typed = form_values.feel_values(form, content)
    sent_at = _moment(typed[fields[MOMENT].key])
    channel, recipient = (_said(fields[name], content[fields[name].key]) for name in (CHANNEL, RECIPIENT))
    if sent_at is None or sent_at.year not in model.YEARS:
        return None
    return {"sent_at": sent_at, "channel": channel, "recipient": recipient}


def _fields(form: forms.Form | None) -> dict[str, forms.Field]:
    return {str(one.get("properties", PROPERTY)): one for one in form.inputs()} if form else {}


def _letter(connection: sa.Connection, task: rows.TaskRow, definition: bpmn.Definition) -> int | None:
    element = definition.elements.get(task.element_id)
    named = element.properties.get(PROPERTY, "") if element else ""
    makers = [one.id for one in definition.elements.values() if one.action_type == "brev"]
    makers = [one for one in makers if named and definition.elements[one].headers.get("mal") == named]
    made = documents.letters_made(connection, task.case_id, makers) if makers else []
    others = _others(connection, task, definition) if made else set()
    return next((one for one in made if one not in others), None)


def _others(connection: sa.Connection, task: rows.TaskRow, definition: bpmn.Definition) -> set[int]:
    """Return the case's letters that were made in another instance of what the task is repeated by."""
    if not bpmn.is_repeated(definition, task.path):
        return set()
    here = bpmn.Stand(task.path, task.instance, task.local)
    made = sa.select(_e.path, _e.instance, _e.facts["document"].as_integer().label("document"))
    made = made.where(_e.case_id == task.case_id, _e.kind == model.EventKind.LETTER_MADE)
    found = connection.execute(made)
    return {row.document for row in found if bpmn.is_anothers(definition, here, bpmn.Stand(row.path, row.instance))}


def _moment(value: object) -> datetime | None:
    """Return the instant; what has no offset is Oslo's wall clock, a day its midnight."""
    if isinstance(value, datetime):
        return clock.aware(value)
    return datetime.combine(value, time(), clock.OSLO) if isinstance(value, date) else None


def _said(field: forms.Field, value: object) -> str:
    """Return the answer as the form words it: a choice by its label."""
    raw: Any = field.get("values")
    labels = {str(one.get("value")): str(one.get("label")) for one in raw or [] if isinstance(one, Mapping)}
    chosen = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one), str(one)) for one in chosen)
