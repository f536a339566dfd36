"""Which letters somebody can make by hand in a case now («Lag brev»), as pages ask it.

Knows the case and its reader; what is on offer is `cases.letters.by_hand`'s.
"""

from __future__ import annotations

from engine import db, errors, model
from engine.cases.letters import by_hand
from engine.overview import heads


def letters_on_offer(number: str, person: model.Person) -> list[by_hand.Offer]:
    """Return the letters that can be made in the case; raise `CaseNotFound` unless the person may open it."""
    with db.reading() as connection:
        case = heads.visible_case(connection, heads.case_id_of(connection, number, person), person)
        return by_hand.offers(connection, case)


def letter_on_offer(number: str, person: model.Person, template: str, element: str) -> by_hand.Offer:
    """Return one of them; raise `DocumentNotFound` where it is not on offer."""
    found = [one for one in letters_on_offer(number, person) if (one.template, one.element) == (template, element)]
    if not found:
        raise errors.DocumentNotFound()
    return found[0]
