"""Named actions: whom a message of the diagram reaches."""

from __future__ import annotations

from uuid import uuid4

import factories
import pytest
import sqlalchemy as sa

from engine import bpmn, db, errors, model, rights, roles, rows, tables
from engine.cases.steps import acting


def test_message_of_a_shielded_case_reaches_nobody_who_may_not_open_it(municipality: factories.Town) -> None:
    case = factories.case(municipality)

    told_of(case.id, [("skjerm", {"rolle": "rektor"}), ("varsel", {"til": "kontaktlærer, rektor"})])

    with db.reading() as connection:
        told = set(connection.scalars(sa.select(tables.messages.c.person_id)))
    assert told == {municipality.person("rektor").id}


@pytest.mark.parametrize(
    "role", ["kommunalsjef", "kontaktlærer", "intervensjonsteam", "FAU", "rektor, skoleeier", "vekter"]
)
def test_a_case_is_not_shielded_for_who_could_not_see_it(town_case, role: str) -> None:
    town, case = town_case

    with pytest.raises(errors.RoutineFault, match="kan ikke skjermes"):
        told_of(case.id, [("skjerm", {"rolle": role})])

    assert who_may_open(case.id, town.person("rektor"))


def test_a_case_can_be_shielded_for_a_school_s_own_role_however_it_is_written(town_case) -> None:
    town, case = town_case
    leader = town.person("ansatt")
    with db.transaction() as connection:
        roles.install(connection, town.id, {"Trygghetsleder": "school"})
    factories.hold(leader.id, "Trygghetsleder", f"s:{town.schools[0].id}")

    told_of(case.id, [("skjerm", {"rolle": "trygghetsleder"})])

    assert who_may_open(case.id, leader, town.person("rektor")) == [leader]


def test_insight_into_a_shielded_case_is_given_to_the_role_s_holders_by_name_and_once(town_case) -> None:
    town, case = town_case
    owner = town.person("skoleeier").id

    told_of(case.id, [("skjerm", {"rolle": "rektor"}), ("varsel", {"til": "skoleeier"})])
    before = _told()
    told_of(case.id, [("innsyn", {"rolle": "skoleeier"}), ("innsyn", {"rolle": "skoleeier, rektor"})])
    told_of(case.id, [("varsel", {"til": "skoleeier"})])

    with db.reading() as connection:
        members = list(connection.execute(sa.select(tables.case_members.c.person_id, tables.case_members.c.reason)))
    assert (before, _told(), members) == (set(), {owner}, [(owner, "Varsle")])


@pytest.mark.parametrize(("reason", "said"), [("Har kontakt med hjemmet", "Har kontakt med hjemmet"), ("", "Varsle")])
def test_insight_is_given_for_the_reason_that_was_written_else_for_the_step(town_case, reason: str, said: str) -> None:
    _town, case = town_case

    told_of(case.id, [("innsyn", {"rolle": "skoleeier", "grunn": reason})])

    with db.reading() as connection:
        assert connection.scalars(sa.select(tables.case_members.c.reason)).all() == [said]


def test_insight_into_a_shielded_case_is_not_given_to_whom_it_is_about(town_case) -> None:
    town, case = town_case
    accused = town.person("kommunalsjef").id
    with db.transaction() as connection:
        connection.execute(sa.insert(tables.case_subjects).values(case_id=case.id, person_id=accused, field="hvem"))

    told_of(case.id, [("skjerm", {"rolle": "skoleeier"}), ("innsyn", {"rolle": "kommunalsjef, rektor"})])

    with db.reading() as connection:
        members = connection.scalars(sa.select(tables.case_members.c.person_id)).all()
    assert members == [town.person("rektor").id]


def who_may_open(case_id: int, *people: model.Person) -> list[model.Person]:
    with db.reading() as connection:
        case = rows.case(connection, case_id)
        return [one for one in people if rights.may_open(connection, case, one.id)]


def _told() -> set[int]:
    with db.reading() as connection:
        return set(connection.scalars(sa.select(tables.messages.c.person_id)))


@pytest.fixture
def town_case(municipality: factories.Town) -> tuple[factories.Town, model.CaseRef]:
    """A municipality and a case in it."""
    return municipality, factories.case(municipality)


def told_of(case_id: int, actions: list[tuple[str, dict[str, object]]]) -> None:
    """Do the actions of one step, as the step does them: with the case as it was before the first."""
    with db.transaction(case_id) as connection:
        case = rows.case(connection, case_id)
        for kind, headers in actions:
            action = bpmn.Action("S", "S", "Varsle", uuid4(), None, kind, headers, {})
            acting.act(connection, case, action, by=None)
