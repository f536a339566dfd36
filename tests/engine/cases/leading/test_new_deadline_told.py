"""A deadline that the leader has moved is announced and told of anew: the old one's mails are about another day."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, tables, timers
from tests.engine.cases import looking

LANES = {"Kontaktlærer": ["inn", "A", "slutt"]}
BOTH = ["kontaktlærer", "rektor"]


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    task = diagrams.task("A", diagrams.due("10 virkedager"))
    diagrams.publish(municipality.id, "rutine", diagrams.chain("rutine", task, lanes=LANES))
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=municipality.person("ansatt"), routine="rutine", raw=raw, token="en")


def test_the_second_deadline_is_told_of_as_the_first_was(
    case: model.CaseRef, own: clock.Clock, municipality: factories.Town
) -> None:
    pass_deadline(own)
    first = told()

    move(case, municipality, clock.now() + timedelta(days=30))
    pass_deadline(own)

    assert first == {"frist-naer": ["kontaktlærer"], "frist-passert": BOTH}
    assert told() == {"frist-naer": ["kontaktlærer"] * 2, "frist-passert": [*BOTH, *BOTH]}


def test_a_deadline_set_to_the_same_instant_is_told_of_once(
    case: model.CaseRef, own: clock.Clock, municipality: factories.Town
) -> None:
    due = looking.open_tasks(case.id)[0].due_at
    pass_deadline(own)
    move(case, municipality, clock.now() + timedelta(days=30))

    move(case, municipality, due)
    timers.fire_due()

    assert told()["frist-passert"] == BOTH


def pass_deadline(own: clock.Clock) -> None:
    own.set(own.now() + timedelta(days=40))
    timers.fire_due()


def move(case: model.CaseRef, town: factories.Town, due: object) -> None:
    [task] = looking.open_tasks(case.id)
    cases.intervene(
        case.id, by=town.person("rektor"), deed=cases.Deed("deadline", task.id, due=due), reason="Ferie"
    )  # fmt: skip


def told() -> dict[str, list[str]]:
    """Return the roles that were told of the deadline, by kind of message."""
    m = tables.messages.c
    query = sa.select(m.kind, m.role).where(m.kind.like("frist%")).order_by(m.id)
    with db.reading() as connection:
        found: dict[str, list[str]] = {}
        for kind, role in connection.execute(query):
            found.setdefault(kind, []).append(role)
    return found
