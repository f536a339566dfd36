"""Roles that answers give in a case: by name as the register writes it, ended and given again the same day."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, people, roles, rows, tables
from engine.cases import telling
from tests.engine.cases import looking


def test_who_is_named_gets_the_role_in_this_case_and_its_tasks(town: factories.Town) -> None:
    case = report(town)

    say_who(town, case, "A", ["lærer", "assistent"])

    assert whose(town, case) == {"lærer", "assistent"}
    assert diagrams.event_kinds(case.id).count("role-given") == 2


def test_who_is_not_named_the_next_time_is_out_at_once_and_who_is_named_again_the_same_day_is_in(
    town: factories.Town,
) -> None:
    case = report(town)

    say_who(town, case, "A", ["lærer", "assistent"])
    say_who(town, case, "B", ["lærer"])
    assert whose(town, case) == {"lærer"}
    say_who(town, case, "C", ["lærer", "assistent"])

    assert whose(town, case) == {"lærer", "assistent"}


def test_a_correction_takes_the_role_from_who_was_named_by_mistake(town: factories.Town) -> None:
    case = report(town)
    say_who(town, case, "A", ["lærer"])

    correct(town, case, "A", ["assistent"])

    assert whose(town, case) == {"assistent"}


def test_a_correction_of_who_was_named_first_is_nothing_to_who_was_named_later(town: factories.Town) -> None:
    case = report(town)
    say_who(town, case, "A", ["lærer"])
    say_who(town, case, "B", ["lærer"])

    correct(town, case, "A", ["assistent"])

    assert whose(town, case) == {"lærer"}


def test_who_gets_the_role_by_a_correction_hears_of_the_open_task_once(town: factories.Town) -> None:
    case = report(town)
    say_who(town, case, "A", ["lærer"])

    for named in (["assistent"], ["lærer"], ["assistent"]):
        correct(town, case, "A", named)

    assert told(town.person("assistent")) == 1
    assert whose(town, case) == {"assistent"}


def test_who_has_lost_the_role_does_not_get_it_back_by_a_correction_of_who_else_is_named(town: factories.Town) -> None:
    case = report(town)
    say_who(town, case, "A", ["lærer"])
    h = tables.holdings.c
    with db.transaction() as connection:
        ended = sa.update(tables.holdings).where(h.scope == f"k:{case.id}")
        connection.execute(ended.values(last_day=clock.today() - timedelta(days=1)))

    correct(town, case, "A", ["lærer", "assistent"])

    assert whose(town, case) == {"assistent"}


def report(town: factories.Town) -> model.CaseRef:
    return cases.open_case(by=town.person("lærer"), routine="team", raw={}, token="t1", school_id=town.schools[0].id)


def say_who(town: factories.Town, case: model.CaseRef, step: str, named: list[str]) -> None:
    (task,) = [one for one in looking.open_tasks(case.id) if one.element_id == step]
    raw = {"team": [str(town.person(role).id) for role in named]}
    cases.complete_task(task.id, by=town.person("rektor"), raw=raw, seen_version=None)


def whose(town: factories.Town, case: model.CaseRef) -> set[str]:
    """Return which of the two have the team's own task in their list."""
    return {
        role for role in ("lærer", "assistent") if any(one.name == "Steg T" for one in looking.inbox(town.person(role)))
    }


@pytest.fixture(params=["intervensjonsteam", "Trygghetsteam"])
def town(request: pytest.FixtureRequest, municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where rektor names a team three times in `team`, beside the team's own task."""
    with db.transaction() as connection:
        roles.install(connection, municipality.id, {request.param: "case"})
    asked = {
        "type": "taglist", "key": "team", "id": "Field_team", "label": "Hvem er med?", "valuesKey": "ansatte",
        "properties": {"register": "ansatt", "rolle": request.param},
    }  # fmt: skip
    elements = {
        "DEL": '<bpmn:parallelGateway id="DEL" />',
        **{step: diagrams.task(step, diagrams.form_of("team")) for step in "ABC"},
        "T": diagrams.task("T"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    ways = [("inn", "DEL"), ("DEL", "A"), ("A", "B"), ("B", "C"), ("C", "slutt"), ("DEL", "T"), ("T", "slutt")]
    lanes = {"Rektor": ["inn", "DEL", "A", "B", "C", "slutt"], request.param: ["T"]}
    drawn = diagrams.routine("team", elements, [diagrams.flow(*way) for way in ways], lanes=lanes)
    diagrams.publish(municipality.id, "team", drawn, team=diagrams.form("team", asked))
    return municipality


def correct(town: factories.Town, case: model.CaseRef, step: str, named: list[str]) -> None:
    """Let rektor correct who is named in the newest answers of a step."""
    a = tables.answers.c
    with db.reading() as connection:
        newest = sa.select(sa.func.max(a.id)).where(a.case_id == case.id, a.element_id == step)
        answer = connection.scalar(newest)
    raw = {"team": [str(town.person(role).id) for role in named]}
    cases.correct_answers(answer, by=town.person("rektor"), raw=raw, reason="Feil person")


def told(person: model.Person) -> int:
    """Return how often the person has been told of a new task."""
    m = tables.messages.c
    with db.reading() as connection:
        mine = sa.and_(m.person_id == person.id, m.kind == model.MessageKind.NEW_TASK)
        return connection.scalar(sa.select(sa.func.count()).where(mine))


def test_who_has_left_the_municipality_has_nothing_in_a_case_until_they_are_back(town: factories.Town) -> None:
    case, teacher, rektor = report(town), town.person("lærer"), town.person("rektor")
    say_who(town, case, "A", ["lærer"])
    (task,) = [one.id for one in looking.inbox(teacher)]
    leaves(teacher)

    assert looking.inbox(teacher) == []
    assert people.holdings(teacher.id, clock.today()) == []
    assert [(row.task_id, row.reason) for row in overview.standing(rektor).rows if row.task_id == task] == [
        (task, "no-owner")
    ]
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, teacher)
    with pytest.raises(errors.NotAllowed):
        cases.take_task(task, by=teacher)

    factories.hold(teacher.id, "vikar", f"s:{town.schools[0].id}")
    cases.take_task(task, by=teacher)
    assert [one.id for one in looking.inbox(teacher)] == [task]


def test_who_has_left_and_sits_in_a_council_as_a_parent_has_nothing_in_a_case(town: factories.Town) -> None:
    case, teacher = report(town), town.person("lærer")
    say_who(town, case, "A", ["lærer"])
    leaves(teacher)
    factories.hold(teacher.id, "FAU", f"s:{town.schools[0].id}")

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, teacher)


def test_who_has_left_with_a_taken_task_is_not_told_of_its_deadline(town: factories.Town) -> None:
    case, teacher = report(town), town.person("lærer")
    say_who(town, case, "A", ["lærer", "assistent"])
    (task,) = [one.id for one in looking.inbox(teacher)]
    cases.take_task(task, by=teacher)
    leaves(teacher)

    assert cases.return_tasks() == 1
    with db.reading() as connection:
        having = telling.task_holders(connection, rows.case(connection, case.id), task)
    assert [one.person_id for one in having] == [town.person("assistent").id]


def leaves(person: model.Person) -> None:
    """End all that the register says of a person; it knows of no cases."""
    h = tables.holdings.c
    with db.transaction() as connection:
        ended = sa.update(tables.holdings).where(h.person_id == person.id, ~h.scope.startswith("k:"))
        connection.execute(ended.values(last_day=clock.today() - timedelta(days=1)))
