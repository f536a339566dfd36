"""Letters of a case: their facts frozen, rendered once, kept with checksum (design 5, 6 letter data).

The letter's language is the school's hovudmål (domain.md LAW-16). What a letter says is taken from the newest
accepted answers when it is made; later corrections do not change it.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine import bpmn, documents, errors, letters, model, phrases, places, routines, rows
from engine.cases import letter_data


def make(
    connection: sa.Connection, case: rows.CaseRow, template: str, action: bpmn.Action, *, by: model.Person | None
) -> int:
    """Render `template` for the case, keep it, and return the document's id; raise `RoutineFault` where it fails."""
    letter = render(connection, case, template, headers=action.headers, element=action.element_id)
    origin = documents.Origin(case.id, action.element_id, action.path, by)
    return documents.keep_letter(connection, letter, name=f"{template}-{case.number}.pdf", origin=origin)


def render(
    connection: sa.Connection,
    case: rows.CaseRow,
    template: str,
    *,
    headers: Mapping[str, object],
    element: str,
    answers: Mapping[str, Mapping[str, object]] | None = None,
) -> letters.Letter:
    """Render without keeping; `answers` (element → content) stand in for those not yet given (*Se over*)."""
    language = places.language(connection, case.place)
    data = letter_data.assemble(connection, case, language=language, headers=headers, answers=answers or {})
    bundle = routines.letter_bundle(connection, case.publication_id)
    try:
        return letters.render(template, bundle=bundle, data=data, locale=language)
    except errors.LetterFailed as failure:
        said = phrases.say(
            "Brevet «%(letter)s» kunne ikke lages: %(problem)s", letter=template, problem=failure.message
        )
        raise errors.RoutineFault(said, **{**failure.details, "element": element}) from failure
