"""Who had a task by name, and has no other part in the case, is told that it is gone; not of a shielded case."""

from __future__ import annotations

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, outbox, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


@pytest.mark.parametrize(("shield", "told"), [("", ["oppgave-borte"]), ("rektor", [])])
def test_who_was_handed_it_by_the_leader(
    municipality: factories.Town, own: clock.Clock, shield: str, told: list[str]
) -> None:
    routine.publish(municipality, diagrams.task("A"), diagrams.task("B"), lanes={"Rektor": ["inn", "A", "B"]})
    case = routine.opened(municipality)
    rektor, helper = municipality.person("rektor"), municipality.person("assistent")
    [task] = looking.open_tasks(case.id)
    cases.hand_over_task(task.id, by=rektor, to=helper.id)

    cases.intervene(case.id, by=rektor, deed=cases.Deed("skip", task.id), reason="Gjort på telefon")
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role=shield))

    assert [one for one in reached(helper) if one != "ny-oppgave"] == told


def reached(person: model.Person) -> list[str]:
    """Return the kinds of the waiting messages to the person that a sender would send now."""
    with db.reading() as connection:
        mine = [one for one in outbox.due(connection, 50) if one.person_id == person.id]
        return [one.kind for one in mine if outbox.reaching(connection, one)]
