"""A case follows its pupil from class to class: the class of the former year has other pupils, and another teacher."""

from __future__ import annotations

from datetime import date, timedelta

import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables
from tests.engine.cases import looking
from tests.engine.cases.versions import routine


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    return routine.opened(municipality)


@pytest.fixture
def teacher_of_5b(municipality: factories.Town) -> model.Person:
    teacher = factories.person(municipality.id, "Ny Lærer")
    factories.hold(teacher.id, "kontaktlærer", f"c:{municipality.schools[0].classes['5B']}")
    return teacher


def test_tasks_go_to_the_teacher_of_the_new_class_from_its_first_day(
    municipality: factories.Town, case: model.CaseRef, teacher_of_5b: model.Person, own: clock.Clock
) -> None:
    former = municipality.person("kontaktlærer")
    [task] = looking.open_tasks(case.id)
    cases.take_task(task.id, by=former)
    cases.save_draft(by=former, content={"notat": "halvt"}, version=0, task_id=task.id)
    goes_to(municipality, "5B")

    assert cases.follow_classes() == 0  # not before it is so
    own.set(own.now() + timedelta(days=1))
    assert [cases.follow_classes(), cases.follow_classes()] == [1, 0]

    assert [len(looking.inbox(one)) for one in (former, teacher_of_5b)] == [0, 1]
    assert told("ny-oppgave") == [former.id, teacher_of_5b.id]
    assert diagrams.event_kinds(case.id).count("class-followed") == 1
    with pytest.raises(errors.NotAllowed):
        cases.take_task(task.id, by=former)
    cases.complete_task(task.id, by=teacher_of_5b, raw={}, seen_version=None)


def test_another_school_is_for_who_leads_the_case_to_decide(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    goes_to(municipality, "7A", school=1)
    own.set(own.now() + timedelta(days=1))

    assert cases.follow_classes() == 0
    assert len(looking.inbox(municipality.person("kontaktlærer"))) == 1


def test_who_leads_the_case_of_a_pupil_at_another_school_is_told_once_for_each_time_they_move(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    rektor = municipality.person("rektor")
    for number, school in enumerate((1, 0, 1), start=1):
        goes_to(municipality, "7A" if school else "5A", school)
        cases.follow_classes()  # not before it is so
        own.set(own.now() + timedelta(days=number))
        for _sweep in range(2):
            cases.follow_classes()

    assert told("elev-flyttet") == [rektor.id, rektor.id]


def test_nobody_is_told_once_more_of_a_pupil_who_gets_another_class_at_the_other_school(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    there = municipality.schools[1]
    there.classes["8A"] = factories.insert(tables.classes, school_id=there.id, name="8A", grade=8)
    for class_name in ("7A", "8A"):
        goes_to(municipality, class_name, 1)
        own.set(own.now() + timedelta(days=1))
        cases.follow_classes()

    assert told("elev-flyttet") == [municipality.person("rektor").id]


def test_nobody_is_told_of_a_case_that_has_followed_its_pupil_or_whose_pupil_goes_to_both_schools(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    today, theirs = clock.today(), municipality.schools[1].classes["7A"]
    row = {"pupil_id": municipality.pupil().id, "class_id": theirs, "first_day": today}
    factories.insert(tables.enrolments, **row)
    cases.follow_classes()
    assert told("elev-flyttet") == []

    leaves_class(municipality.pupil(), municipality.schools[0].classes["5A"])
    own.set(own.now() + timedelta(days=1))
    cases.transfer(case.id, by=municipality.person("rektor"), reason="Eleven har flyttet")
    cases.follow_classes()
    assert told("elev-flyttet") == []


def test_a_pupil_who_has_left_the_school_keeps_the_teacher_until_the_class_is_another(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    teacher, rektor, today = municipality.person("kontaktlærer"), municipality.person("rektor"), clock.today()
    mates = members(municipality) - 1
    leaves(municipality.pupil())
    own.set(own.now() + timedelta(days=2))
    for number in range(mates):
        comes(municipality, f"Ny elev {number}", today + timedelta(days=1))
        assert cases.follow_classes() == 0  # as many as were there when the pupil left

    comes(municipality, "Enda en elev", today + timedelta(days=1))
    assert [cases.follow_classes(), cases.follow_classes()] == [1, 0]

    assert looking.inbox(teacher) == []
    assert told("ny-oppgave") == [teacher.id, rektor.id]
    assert diagrams.event_kinds(case.id).count("class-left") == 1
    found = [(row.case_number, row.reason) for row in overview.standing(rektor).rows]
    assert found == [(case.number, "no-owner")]


def test_a_case_that_has_ended_stays_what_it_was(
    municipality: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    cases.intervene(case.id, by=municipality.person("rektor"), deed=cases.Deed("stop"), reason="x")
    goes_to(municipality, "5B")
    own.set(own.now() + timedelta(days=1))

    assert cases.follow_classes() == 0


def test_all_cases_follow_however_few_are_read_at_a_time(
    municipality: factories.Town, case: model.CaseRef, teacher_of_5b: model.Person, own: clock.Clock
) -> None:
    second = routine.opened(municipality, "to")
    goes_to(municipality, "5B")
    own.set(own.now() + timedelta(days=1))

    assert cases.follow_classes(at_once=1) == 2
    assert {one.case_number for one in looking.inbox(teacher_of_5b)} == {case.number, second.number}


def goes_to(town: factories.Town, class_name: str, school: int = 0) -> None:
    """Let the pupil be in another class from tomorrow."""
    e, pupil, today = tables.enrolments, town.pupil(), clock.today()
    with db.transaction() as connection:
        connection.execute(sa.update(e).where(e.c.pupil_id == pupil.id).values(last_day=today))
        row = {"pupil_id": pupil.id, "class_id": town.schools[school].classes[class_name]}
        connection.execute(sa.insert(e).values(row | {"first_day": today + timedelta(days=1)}))


def leaves_class(pupil: model.Person, home: int) -> None:
    """Let the pupil be in one of their classes for the last time today."""
    e = tables.enrolments
    with db.transaction() as connection:
        mine = sa.and_(e.c.pupil_id == pupil.id, e.c.class_id == home)
        connection.execute(sa.update(e).where(mine).values(last_day=clock.today()))


def leaves(pupil: model.Person) -> None:
    """Let the pupil be in no class from tomorrow."""
    e = tables.enrolments
    with db.transaction() as connection:
        connection.execute(sa.update(e).where(e.c.pupil_id == pupil.id).values(last_day=clock.today()))


def comes(town: factories.Town, name: str, first_day: date) -> None:
    """Let a pupil whom nobody knew be in 5A from `first_day`."""
    pupil, home = factories.person(town.id, name), town.schools[0].classes["5A"]
    with db.transaction() as connection:
        row = {"pupil_id": pupil.id, "class_id": home, "first_day": first_day}
        connection.execute(sa.insert(tables.enrolments).values(row))


def members(town: factories.Town) -> int:
    """Return how many pupils 5A has."""
    e = tables.enrolments
    with db.reading() as connection:
        query = sa.select(sa.func.count()).where(e.c.class_id == town.schools[0].classes["5A"])
        return int(connection.scalar(query) or 0)


def told(kind: str) -> list[int]:
    m = tables.messages.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(m.person_id).where(m.kind == kind).order_by(m.id)))
