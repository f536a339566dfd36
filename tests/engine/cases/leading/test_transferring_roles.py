"""Roles that were given in the case (intervensjonsteam) end for who works at the former school alone."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine

TEAM = "intervensjonsteam"


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case whose team is the former school's teacher and its rektor, somebody of the municipality's, and a former."""
    routine.publish(municipality, routine.a_task(), diagrams.task("B"), lanes={TEAM: ["inn", "A", "B"]})
    case = routine.opened(municipality)
    for role in ("lærer", "rektor", "læringsmiljøteamet"):
        factories.hold(municipality.person(role).id, TEAM, f"k:{case.id}")
    return case


def test_who_works_at_the_former_school_alone_is_in_the_case_no_more(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    teacher, rektor, town = (municipality.person(one) for one in ("lærer", "rektor", "læringsmiljøteamet"))
    [task] = looking.open_tasks(case.id)
    moves_away(municipality, own)

    cases.transfer(case.id, by=rektor, reason="Eleven har flyttet")

    assert [len(looking.inbox(one)) for one in (teacher, rektor, town)] == [0, 0, 1]
    for one in (teacher, rektor):
        with pytest.raises(errors.CaseNotFound):
            overview.case_page(case.number, one)
    cases.complete_task(task.id, by=town, raw={}, seen_version=None)


def test_who_works_at_a_third_school_is_in_the_case_still(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    third = factories.insert(tables.schools, municipality_id=municipality.id, name="Elva skole")
    neighbour = factories.person(municipality.id, "Nabo Eksempel")
    factories.hold(neighbour.id, "lærer", f"s:{third}")
    factories.hold(neighbour.id, TEAM, f"k:{case.id}")
    moves_away(municipality, own)

    cases.transfer(case.id, by=municipality.person("rektor"), reason="Eleven har flyttet")

    assert len(looking.inbox(neighbour)) == 1


def test_a_pupil_connected_to_a_case_of_no_school_ends_none(municipality: factories.Town, case: model.CaseRef) -> None:
    c = tables.cases
    with db.transaction() as connection:
        connection.execute(sa.update(c).values(school_id=None, class_id=None, pupil_id=None))
    other = municipality.pupil("Testelev D")

    cases.correct_pupil(case.id, by=municipality.person("skoleeier"), pupil_id=other.id, reason="Vi vet hvem det er")

    assert len(looking.inbox(municipality.person("lærer"))) == 1


def test_it_is_theirs_who_lead_where_nobody_of_the_team_is_left(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    end(municipality.person("læringsmiljøteamet"))
    moves_away(municipality, own)

    cases.transfer(case.id, by=municipality.person("rektor"), reason="Eleven har flyttet")

    theirs = municipality.person("rektor", school=1)
    assert ("ny-oppgave", theirs.id) in told()
    assert "role-ended" in diagrams.event_kinds(case.id)


def test_a_pupil_set_right_to_one_at_another_school_ends_them_too(
    municipality: factories.Town, case: model.CaseRef
) -> None:
    teacher = municipality.person("lærer")
    other = municipality.pupil("Testelev D")

    cases.correct_pupil(case.id, by=municipality.person("rektor"), pupil_id=other.id, reason="Feil elev")

    assert looking.inbox(teacher) == []


def moves_away(town: factories.Town, own: clock.Clock) -> None:
    """Let the pupil be in a class of the other school from tomorrow, and let it be tomorrow."""
    e, pupil, tomorrow = tables.enrolments, town.pupil(), clock.today() + timedelta(days=1)
    with db.transaction() as connection:
        home = {"class_id": town.schools[1].classes["7A"], "first_day": tomorrow}
        connection.execute(sa.update(e).where(e.c.pupil_id == pupil.id).values(home))
    own.set(own.now() + timedelta(days=1))


def end(person: model.Person) -> None:
    h = tables.holdings
    with db.transaction() as connection:
        connection.execute(sa.delete(h).where(h.c.person_id == person.id, h.c.role == TEAM))


def told() -> list[tuple[str, int]]:
    m = tables.messages.c
    with db.reading() as connection:
        return [tuple(one) for one in connection.execute(sa.select(m.kind, m.person_id).order_by(m.id))]
