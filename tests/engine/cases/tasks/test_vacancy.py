"""A role that nobody has: who leads the case hears of its tasks and deadlines, else skoleeier."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, people, tables, timers


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `prove` is in force: kontaktlærer has A (within 3 school days) and B (straks) beside it."""
    drawn = diagrams.routine(
        "prove",
        {
            "DEL": '<bpmn:parallelGateway id="DEL" />',
            "A": diagrams.task("A", diagrams.due("3 skoledager")),
            "B": diagrams.task("B", diagrams.due("straks")),
            "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
        },
        [diagrams.flow(*way) for way in (("inn", "DEL"), ("DEL", "A"), ("DEL", "B"), ("A", "slutt"), ("B", "slutt"))],
        lanes={"Kontaktlærer": ["A", "B"], "Rektor": ["inn", "DEL", "slutt"]},
    )
    diagrams.publish(municipality.id, "prove", drawn)
    return municipality


def test_who_leads_hears_of_what_nobody_has(town: factories.Town, own: clock.Clock) -> None:
    leaves(town.person("kontaktlærer"))
    case = report(town)

    weeks_pass(own)

    rektor = town.person("rektor")
    assert heard(case, rektor) == [
        "frist-naer A", "frist-passert A", "intern-paaminnelse B", "ny-oppgave A", "ny-oppgave B",
    ]  # fmt: skip
    assert told(case) == {rektor.id}


def test_skoleeier_hears_where_the_school_has_no_rektor(town: factories.Town, own: clock.Clock) -> None:
    leaves(town.person("rektor"))
    case = report(town)

    weeks_pass(own)

    assert heard(case, town.person("skoleeier")) == ["frist-passert A"]
    assert "frist-passert A" in heard(case, town.person("kontaktlærer"))


def test_skoleeier_hears_of_all_where_neither_is_there(town: factories.Town, own: clock.Clock) -> None:
    for role in ("kontaktlærer", "rektor"):
        leaves(town.person(role))
    case = report(town)

    weeks_pass(own)

    assert {"frist-passert A", "intern-paaminnelse B", "ny-oppgave A"} <= set(heard(case, town.person("skoleeier")))


def test_of_a_shielded_case_skoleeier_hears_only_what_they_may_see(town: factories.Town, own: clock.Clock) -> None:
    leaves(town.person("kontaktlærer"))
    case = report(town)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role="rektor"))

    weeks_pass(own)

    assert heard(case, town.person("skoleeier")) == []
    assert "frist-passert A" in heard(case, town.person("rektor"))


def report(town: factories.Town) -> model.CaseRef:
    raw = {"elev": str(town.pupil().id), "hva": "uro"}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")


def weeks_pass(own: clock.Clock) -> None:
    for _day in range(14):
        own.set(own.now() + timedelta(days=1))
        timers.fire_due()


def heard(case: model.CaseRef, person: model.Person) -> list[str]:
    """Return what the person is told of the case: kind and step, in order of the alphabet."""
    m = tables.messages.c
    with db.reading() as connection:
        mine = sa.select(m.kind, m.element_id).where(m.case_id == case.id, m.person_id == person.id)
        return sorted(f"{row.kind} {row.element_id}" for row in connection.execute(mine))


def told(case: model.CaseRef) -> set[int]:
    m = tables.messages.c
    with db.reading() as connection:
        return set(connection.scalars(sa.select(m.person_id).where(m.case_id == case.id)))


def leaves(person: model.Person) -> None:
    """End every role of the person."""
    h = tables.holdings.c
    with db.reading() as connection:
        found = list(connection.scalars(sa.select(h.id).where(h.person_id == person.id)))
    for number in found:
        people.end_role(number)
