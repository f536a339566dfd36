"""Access is by what one has today: a role that ends takes the task back, and in the end the case (DECISIONS 17)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, people, tables


def test_task_of_a_taker_whose_role_has_ended_is_the_roles_again(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    stand_in, teacher = stand_in_until(town, own), town.person("kontaktlærer")
    task = tasks(teacher)[0].id
    cases.take_task(task, by=stand_in)
    assert tasks(teacher) == []

    own.set(own.now() + timedelta(days=1))

    assert [one.id for one in tasks(teacher)] == [task]
    assert overview.task_page(task, teacher).may_complete
    assert overview.case_page(case.number, teacher).open_tasks[0].responsible.people == (teacher.name,)
    assert_shut(case, task, stand_in)
    assert cases.complete_task(task, by=teacher, raw={"notat": "x"}, seen_version=None).opened


def test_sweep_writes_down_that_the_task_went_back_and_tells_the_role(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    stand_in, teacher = stand_in_until(town, own), town.person("kontaktlærer")
    task = tasks(teacher)[0].id
    cases.take_task(task, by=stand_in)
    assert cases.return_tasks() == 0
    before = told(teacher)

    own.set(own.now() + timedelta(days=1))

    assert [cases.return_tasks(), cases.return_tasks()] == [1, 0]
    assert diagrams.event_kinds(case.id).count("task-returned") == 1
    assert told(teacher) == before + 1
    assert tasks(teacher)[0].version == 3


def test_leader_is_told_where_nobody_has_the_role(town: factories.Town, case: model.CaseRef, own: clock.Clock) -> None:
    teacher, rektor = town.person("kontaktlærer"), town.person("rektor")
    task = tasks(teacher)[0].id
    cases.take_task(task, by=teacher)
    end_all(teacher)
    before = told(rektor)

    assert cases.return_tasks() == 1

    assert told(rektor) == before + 1
    assert [(row.task_id, row.reason) for row in overview.standing(rektor).rows] == [(task, "no-owner")]


def test_task_of_one_person_without_a_role_stands_without_owner_once_that_person_has_left(
    town: factories.Town, case: model.CaseRef
) -> None:
    nurse, rektor = town.person("helsesykepleier"), town.person("rektor")
    task = factories.task(case.id, assignee_id=nurse.id)
    assert [one.id for one in tasks(nurse)] == [task]
    assert task not in [row.task_id for row in overview.standing(rektor).rows]

    end_all(nurse)

    assert tasks(nurse) == []
    assert_shut(case, task, nurse)
    assert (task, "no-owner", ()) in [(row.task_id, row.reason, row.at_whom) for row in overview.standing(rektor).rows]


def test_who_did_a_task_sees_the_case_while_working_there_and_while_it_is_open(
    town: factories.Town, case: model.CaseRef
) -> None:
    teacher = town.person("kontaktlærer")
    cases.complete_task(tasks(teacher)[0].id, by=teacher, raw={"notat": "mine ord"}, seen_version=None)
    assert overview.case_page(case.number, teacher).case.number == case.number

    end_all(teacher)

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, teacher)


def test_ended_case_is_closed_to_who_once_did_a_task(town: factories.Town, case: model.CaseRef) -> None:
    teacher, rektor = town.person("kontaktlærer"), town.person("rektor")
    cases.complete_task(tasks(teacher)[0].id, by=teacher, raw={"notat": "mine ord"}, seen_version=None)

    cases.complete_task(tasks(rektor)[0].id, by=rektor, raw={}, seen_version=None)

    assert overview.case_page(case.number, rektor).case.status == "ended"
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, teacher)


@pytest.mark.parametrize("shielded_role", ["", "rektor"])
def test_member_sees_the_case_while_having_some_role_in_the_municipality(
    town: factories.Town, case: model.CaseRef, shielded_role: str
) -> None:
    nurse, number = town.person("helsesykepleier"), case.number
    cases.add_member(case.id, by=town.person("rektor"), person_id=nurse.id, reason="Følger opp eleven")
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role=shielded_role))
    assert overview.case_page(number, nurse).case.number == number

    end_all(nurse)

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(number, nurse)


def test_own_words_can_be_read_by_who_wrote_them_and_nobody_elses(town: factories.Town, case: model.CaseRef) -> None:
    teacher, reporter = town.person("kontaktlærer"), town.person("lærer")
    cases.complete_task(tasks(teacher)[0].id, by=teacher, raw={"notat": "mine ord"}, seen_version=None)
    end_all(teacher)

    mine, reported = overview.receipt(case.number, teacher), overview.receipt(case.number, reporter)

    assert [(one.step_name, one.content["notat"]) for one in mine.own_answers] == [("Steg A", "mine ord")]
    assert (mine.is_reporter, mine.next_steps, mine.responsible) == (False, (), ())
    assert [one.content["hva"] for one in reported.own_answers] == ["uro"]
    assert reported.is_reporter
    with pytest.raises(errors.CaseNotFound):
        overview.receipt(case.number, town.person("rektor"))


def test_shielded_case_tells_nothing_even_to_who_wrote_in_it(town: factories.Town, case: model.CaseRef) -> None:
    teacher = town.person("kontaktlærer")
    cases.complete_task(tasks(teacher)[0].id, by=teacher, raw={"notat": "mine ord"}, seen_version=None)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.cases).values(shielded_role="rektor"))

    with pytest.raises(errors.CaseNotFound):
        overview.receipt(case.number, teacher)
    assert overview.receipt(case.number, town.person("lærer")).is_reporter


def stand_in_until(town: factories.Town, own: clock.Clock) -> model.Person:
    """Return somebody who has the task's role today only, and works on at the school."""
    who = factories.person(town.id, "Vikar Eksempel")
    factories.hold(who.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}", last_day=clock.today())
    return who


def end_all(person: model.Person) -> None:
    """End every role of the person."""
    h = tables.holdings.c
    with db.reading() as connection:
        found = list(connection.scalars(sa.select(h.id).where(h.person_id == person.id)))
    for number in found:
        people.end_role(number)


def assert_shut(case: model.CaseRef, task: UUID, person: model.Person) -> None:
    """Nothing of the task or the case is open to the person."""
    for deed in (
        lambda: overview.task_page(task, person),
        lambda: overview.case_page(case.number, person),
        lambda: cases.complete_task(task, by=person, raw={"notat": "x"}, seen_version=None),
        lambda: cases.give_back_task(task, by=person),
    ):
        with pytest.raises((errors.TaskNotFound, errors.CaseNotFound, errors.NotAllowed)):
            deed()
    assert tasks(person) == []


def tasks(person: model.Person) -> list[object]:
    return [task for group in overview.my_tasks(person).groups.values() for task in group]


def told(person: model.Person) -> int:
    m = tables.messages.c
    query = sa.select(sa.func.count()).where(m.person_id == person.id, m.kind == model.MessageKind.NEW_TASK)
    with db.reading() as connection:
        return int(connection.scalar(query) or 0)
