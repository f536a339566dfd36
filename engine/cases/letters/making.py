"""Letters of a case: their facts frozen, rendered once, kept with checksum (design 5, 6 letter data).

The letter's language is the school's hovudmål (domain.md LAW-16). What a letter says is taken from the newest
accepted answers when it is made; later corrections do not change it.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from engine import audit, bpmn, documents, errors, letters, model, phrases, routines, rows
from engine.cases.letters import letter_data, signing
from engine.municipality import places

_NOTHING = letter_data.Beside()


def make(
    connection: sa.Connection, case: rows.CaseRow, template: str, action: bpmn.Action, *, by: model.Person | None
) -> int:
    """Render `template` for the case, keep it, and return the document's id; raise `RoutineFault` where it fails."""
    at = letter_data.Beside(at=bpmn.Stand(action.path, action.instance, action.variables))
    letter = render(connection, case, template, headers=action.headers, element=action.element_id, beside=at)
    origin = documents.Origin(case.id, action.element_id, action.path, by)
    return documents.keep_letter(connection, letter, name=f"{template}-{case.number}.pdf", origin=origin)


def make_all_again(connection: sa.Connection, case: rows.CaseRow, *, by: model.Person) -> list[audit.Entry]:
    """Mark the case's letters as about another pupil, and make the newest of each anew; return the log entries.

    A letter that cannot be made now (its facts are not there for this pupil) is marked only.
    """
    entries = []
    for old in documents.outdate_letters(connection, case.id):
        try:
            with connection.begin_nested():
                made = _make_again(connection, case, old, by=by)
        except errors.RoutineFault:
            continue
        if made is not None:
            entries.append(made)
    return entries


def _make_again(
    connection: sa.Connection, case: rows.CaseRow, old: documents.Outdated, *, by: model.Person
) -> audit.Entry | None:
    """Make a letter anew as the case is now; return the log entry, None for an element that makes letters no longer.

    Raises `RoutineFault` where it fails, or where what it says depends on variables or the instance of that time.
    """
    definition = routines.definition(connection, case.publication_id, case.routine)
    element = definition.elements.get(old.element_id)
    if element is None or element.action_type != "brev":
        return None
    is_computed = any(str(text).startswith("=") for text in element.headers.values())
    if is_computed or bpmn.is_repeated(definition, old.path):  # nobody knows any more for which instance it was
        raise errors.RoutineFault(element=old.element_id)
    template = str(element.headers.get("mal", ""))
    letter = render(connection, case, template, headers=element.headers, element=old.element_id)
    origin = documents.Origin(case.id, old.element_id, old.path, by)
    document_id = documents.keep_letter(connection, letter, name=f"{template}-{case.number}.pdf", origin=origin)
    facts = {"letter": template, "document": document_id, "pupil": case.pupil_id}
    return audit.Entry(model.EventKind.LETTER_MADE, old.element_id, old.path, person_id=by.id, facts=facts)


def render(
    connection: sa.Connection,
    case: rows.CaseRow,
    template: str,
    *,
    headers: Mapping[str, object],
    element: str,
    beside: letter_data.Beside = _NOTHING,
) -> letters.Letter:
    """Render without keeping."""
    language = places.language(connection, case.place)
    data = letter_data.assemble(connection, case, language=language, headers=headers, beside=beside)
    bundle = routines.letter_bundle(connection, case.publication_id)
    try:
        spec = letters.spec(template, bundle=bundle)
        data[signing.PATH] = dict(beside.signed) or _signature(connection, case, headers, spec, beside.at)
        return letters.render(template, bundle=bundle, data=data, locale=language)
    except errors.LetterFailed as failure:
        if case.pupil_id is None and _asks_for_pupil(failure):
            remedy = phrases.say("Den som leder saken, kobler den til eleven på sakssiden og trykker «Prøv igjen».")
            raise errors.PupilNotConnected(element=element, remedy=remedy) from failure
        said = phrases.say(
            "Brevet «%(letter)s» kunne ikke lages: %(problem)s", letter=template, problem=failure.message
        )
        raise errors.RoutineFault(said, **{**failure.details, "element": element}) from failure


def _signature(
    connection: sa.Connection,
    case: rows.CaseRow,
    headers: Mapping[str, object],
    spec: letters.Spec,
    at: bpmn.Stand | None,
) -> dict[str, str]:
    """Return who signs: who answered the step that the letter is made from, where the template says so at all."""
    if not any(path.startswith(f"{signing.PATH}.") for path in spec.paths):
        return {}
    return signing.of_step(connection, case, str(headers.get("kilde") or spec.source), at)


def _asks_for_pupil(failure: errors.LetterFailed) -> bool:
    missing = failure.details.get("missing")
    return isinstance(missing, list) and any(str(path).startswith("sak.elev.") for path in missing)
