"""A letter that somebody makes by hand, of what was answered in a step: «Lag brev» (processes/README.md `lag-brev`).

The diagram names on each step the letters that can be made of its answers. Whoever may open the case may make one; it
is kept like those the routine makes, and the log says who made it. What the letter asks beside the answers is in it
alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from engine import audit, bpmn, clock, db, documents, errors, letters, model, phrases, rights, routines, rows
from engine.cases.answers import reasons
from engine.cases.letters import letter_data, making
from engine.municipality import policy, setting_versions


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter that can be made now: of which step's answers, and what is asked beside them with what to start from."""

    template: str
    title: str
    element: str
    step: str
    asked: tuple[letters.Asked, ...]
    start: Mapping[str, str]


def offers(connection: sa.Connection, case: rows.CaseRow) -> list[Offer]:
    """Return the letters that can be made of the case's answers, in the order of the routine's steps."""
    given = letter_data.newest_answers(connection, case)
    definition = routines.definition(connection, case.publication_id, case.routine)
    bundle = routines.letter_bundle(connection, case.publication_id)
    return [
        _offer(connection, case, element, letters.spec(template, bundle=bundle), given[element.id])
        for element in definition.elements.values()
        if element.id in given
        for template in _known(element, bundle)
    ]


def make_letter(case_id: int, *, by: model.Person, template: str, element: str, filled: Mapping[str, str]) -> int:
    """Make the letter and keep it; return the document's id.

    Raises `NotAllowed` or `CaseNotFound` for who may not open the case, `DocumentNotFound` for a letter that is not on
    offer, `AnswersInvalid` where something that it needs is not filled in or is too long, or it calls in to a meeting
    in the past, `RoutineFault` where it cannot be made.
    """
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        rights.require_case(connection, case, by)
        offer = next(
            (one for one in offers(connection, case) if (one.template, one.element) == (template, element)), None
        )
        if offer is None:
            raise errors.DocumentNotFound()
        missing = [one.key for one in offer.asked if one.is_needed and not filled.get(one.key, "").strip()]
        if missing:
            empty = phrases.say("Fyll ut det som er merket med «må fylles ut».")
            raise errors.AnswersInvalid(empty, errors={key: ["required"] for key in missing})
        for one in offer.asked:
            if one.is_to_come:
                _require_to_come(one, filled.get(one.key, ""))
        said = {one.key: filled.get(one.key, "") for one in offer.asked}
        for one in offer.asked:
            reasons.require_short(said[one.key], key=one.key, label=one.label, most=reasons.MOST_IN_LETTER)
        headers = {"kilde": element, "mal": template}
        letter = making.render(
            connection, case, template, headers=headers, element=element, beside=letter_data.Beside(filled=said)
        )
        origin = documents.Origin(case.id, element, element, by)
        document = documents.keep_letter(connection, letter, name=f"{template}-{case.number}.pdf", origin=origin)
        facts = {"letter": template, "document": document, "pupil": case.pupil_id}
        audit.record(
            connection, case.id, [audit.Entry(model.EventKind.LETTER_MADE, element, person_id=by.id, facts=facts)]
        )
    return document


def _require_to_come(one: letters.Asked, written: str) -> None:
    """Raise `AnswersInvalid` for a moment that has passed; what is none is for the letter itself to refuse."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return
    if clock.aware(moment) < clock.now():
        passed = phrases.both(
            f"«{one.label}»: {moment:%d.%m.%Y kl. %H:%M} har vært. Skriv en tid som kommer.",
            f"«{one.label}»: {moment:%d.%m.%Y kl. %H:%M} har vore. Skriv ei tid som kjem.",
        )
        raise errors.AnswersInvalid(passed, errors={one.key: ["min"]})


def _known(element: bpmn.Element, bundle: letters.Bundle) -> Iterator[str]:
    there = letters.templates(bundle)
    yield from (template for template in bpmn.letters_by_hand(element) if template in there)


def _offer(
    connection: sa.Connection,
    case: rows.CaseRow,
    element: bpmn.Element,
    spec: letters.Spec,
    given: Mapping[str, object],
) -> Offer:
    content = letter_data.named(connection, case, element.id, given)
    start = {one.key: _start(one, content.get(one.start.removeprefix("kilde."))) for one in spec.asked if one.start}
    own = setting_versions.names(connection, case.place.municipality_id, clock.oslo(case.opened_at).date())
    title = letters.title(spec, {policy.NAME: own}, "nb")
    return Offer(spec.id, title, element.id, element.name or element.id, spec.asked, start)


def _start(one: letters.Asked, value: object) -> str:
    """Return what the field starts from; a moment as it is asked for: Oslo's wall clock, which says no offset."""
    said = _text(value)
    if one.kind != "tidspunkt":
        return said
    try:
        moment = datetime.fromisoformat(said)
    except ValueError:
        return said
    return clock.oslo(clock.aware(moment)).replace(tzinfo=None).isoformat(timespec="minutes")


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
