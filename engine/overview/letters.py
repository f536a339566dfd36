"""Which letters somebody can make by hand in a case now («Lag brev»), as pages ask it.

Knows the case and its reader; what is on offer is `cases.writing`'s.
"""

from __future__ import annotations

from engine import db, errors, model
from engine.cases import writing
from engine.overview import heads


def letters_on_offer(number: str, person: model.Person) -> list[writing.Offer]:
    """Return the letters that can be made in the case; raise `CaseNotFound` unless the person may open it."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        return writing.offers(connection, case)


def letter_on_offer(number: str, person: model.Person, template: str, element: str) -> writing.Offer:
    """Return one of them; raise `DocumentNotFound` where it is not on offer."""
    found = [one for one in letters_on_offer(number, person) if (one.template, one.element) == (template, element)]
    if not found:
        raise errors.DocumentNotFound()
    return found[0]
