"""Reports on an employee or the leadership, in the real routine: one role knows that the case exists, nobody else."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import factories
import pytest
import sqlalchemy as sa

from engine import access, cases, clock, db, errors, model, overview, publishing, routines, tables, timers

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
REPORT = {"kilde": "observasjon", "hva": "Noe som ikke skal synes for andre", "sted": ["friminutt"]}
ROLE = {"ansatt": "rektor", "ledelse": "skoleeier"}  # whom a report is about → who alone may know
ABOUT = pytest.mark.parametrize("about", list(ROLE))


@ABOUT
def test_one_role_has_the_case_and_nobody_else(town: factories.Town, about: str) -> None:
    case = report(town, about)

    seeing = {role for role, who in everybody(town) if may_open(case, who)}
    having = {role for role, who in everybody(town) if overview.my_tasks(who).counts["alle"]}

    assert seeing == having == {ROLE[about]}


@ABOUT
def test_messages_and_notices_go_to_that_role_only(town: factories.Town, own: clock.Clock, about: str) -> None:
    report(town, about)
    own.set(own.now() + timedelta(days=60))
    timers.fire_due()

    told = set(_all(sa.select(tables.messages.c.person_id)))

    assert told == {town.person(ROLE[about]).id}


@ABOUT
def test_standing_list_of_the_other_leader_is_empty(town: factories.Town, own: clock.Clock, about: str) -> None:
    case = report(town, about)
    own.set(own.now() + timedelta(days=60))

    standing = {
        role: {row.case_number for row in overview.standing(town.person(role)).rows} for role in ("rektor", "skoleeier")
    }

    assert standing == {role: {case.number} if role == ROLE[about] else set() for role in standing}


@ABOUT
def test_nothing_can_be_done_to_it_by_the_other_leader(town: factories.Town, about: str) -> None:
    case = report(town, about)
    other = town.person("skoleeier" if ROLE[about] == "rektor" else "rektor")
    task = _all(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case.id))[0]

    for deed in (
        lambda: overview.task_page(task, other),
        lambda: cases.complete_task(task, by=other, raw={}, seen_version=None),
        lambda: cases.take_task(task, by=other),
        lambda: cases.mark_held(task, by=other),
        lambda: cases.add_member(case.id, by=other, person_id=other.id, reason="x"),
        lambda: cases.correct_pupil(case.id, by=other, pupil_id=town.pupil("Testelev B").id, reason="x"),
        lambda: cases.retry_incident(case.id, by=other),
    ):
        with pytest.raises((errors.NotAllowed, errors.CaseNotFound, errors.TaskNotFound)):
            deed()


@ABOUT
def test_nobody_is_named_who_knows_nothing_of_it(town: factories.Town, own: clock.Clock, about: str) -> None:
    case = report(town, about)
    leads = town.person(ROLE[about])
    task = _all(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case.id))[0]

    told = overview.receipt(case.number, town.person("lærer")).responsible
    steps = overview.case_page(case.number, leads).open_tasks
    own.set(own.now() + timedelta(days=60))
    late = overview.standing(leads).rows

    assert told == (ROLE[about],)
    assert {(one.responsible.roles, one.responsible.people) for one in steps} == {((ROLE[about],), (leads.name,))}
    assert overview.task_page(task, leads).responsible.people == (leads.name,)
    assert {row.at_whom for row in late} == {(leads.name,)}


def test_a_shielded_task_that_only_others_roles_have_stands_without_owner(town: factories.Town) -> None:
    case = factories.case(town, shielded_role="skoleeier")
    factories.task(case.id, opens_to=[("rektor", f"s:{town.schools[0].id}")])

    assert [(row.case_number, row.reason) for row in overview.standing(town.person("skoleeier")).rows] == [
        (case.number, "no-owner")
    ]


def test_a_shielded_step_of_two_roles_stands_once_for_the_role_that_knows_nothing(town: factories.Town) -> None:
    case, step = factories.case(town, shielded_role="skoleeier"), uuid.uuid4()
    for role, scope in (("rektor", f"s:{town.schools[0].id}"), ("skoleeier", f"m:{town.id}")):
        factories.task(case.id, opens_to=[(role, scope)], part=role, part_of=step, due_at=clock.now())

    own = overview.standing(town.person("skoleeier"))

    assert [(row.case_number, row.reason) for row in own.rows] == [(case.number, "no-owner")]


@ABOUT
def test_count_of_running_cases_does_not_give_it_away(town: factories.Town, about: str) -> None:
    def counts() -> list[int]:
        return [one.running for one in overview.in_force(town.person("lærer"))]

    before = counts()
    report(town, about)

    assert counts() == before


def test_shielding_takes_tasks_from_those_who_had_them(town: factories.Town) -> None:
    """A case that is shielded while others have tasks in it: they neither see nor do them, and hear nothing."""
    school = town.schools[0]
    case = factories.case(town, shielded_role="rektor")
    task = factories.task(
        case.id, opens_to=[("kontaktlærer", f"c:{school.classes['5A']}"), ("rektor", f"s:{school.id}")]
    )
    teacher, rektor = town.person("kontaktlærer"), town.person("rektor")

    assert [overview.my_tasks(who).counts["alle"] for who in (teacher, rektor)] == [0, 1]
    with pytest.raises(errors.CaseNotFound):
        cases.take_task(task, by=teacher)
    with pytest.raises(errors.CaseNotFound):
        overview.task_page(task, teacher)


def test_task_handed_out_before_the_shield_is_hidden_too(town: factories.Town) -> None:
    teacher = town.person("kontaktlærer")
    case = factories.case(town, shielded_role="rektor")
    task = factories.task(case.id, assignee_id=teacher.id)

    assert overview.my_tasks(teacher).counts["alle"] == 0
    with pytest.raises(errors.CaseNotFound):
        cases.give_back_task(task, by=teacher)


def test_task_of_a_shielded_case_is_handed_to_nobody_who_may_not_open_it(town: factories.Town) -> None:
    school, rektor, teacher = town.schools[0], town.person("rektor"), town.person("kontaktlærer")
    case = factories.case(town, shielded_role="rektor")
    task = factories.task(
        case.id, opens_to=[("kontaktlærer", f"c:{school.classes['5A']}"), ("rektor", f"s:{school.id}")]
    )

    offered = overview.holders(task, rektor)
    with pytest.raises(errors.NotAllowed, match="skjermet"):
        cases.hand_over_task(task, by=rektor, to=teacher.id)

    assert offered == []
    cases.add_member(case.id, by=rektor, person_id=teacher.id, reason="Skal følge opp")
    assert [one["value"] for one in overview.holders(task, rektor)] == [str(teacher.id)]
    cases.hand_over_task(task, by=rektor, to=teacher.id)


def test_named_member_of_a_shielded_case_has_it_in_the_list(town: factories.Town) -> None:
    school, teacher = town.schools[0], town.person("kontaktlærer")
    case = factories.case(town, shielded_role="rektor")
    factories.task(case.id, opens_to=[("kontaktlærer", f"c:{school.classes['5A']}")])

    cases.add_member(case.id, by=town.person("rektor"), person_id=teacher.id, reason="Skal følge opp")

    assert overview.my_tasks(teacher).counts["alle"] == 1


def everybody(town: factories.Town) -> list[tuple[str, model.Person]]:
    """Return everybody with a role in the municipality; the other school's with a mark."""
    own = list(town.people.items()) + list(town.schools[0].people.items())
    return own + [(f"{role} ved den andre skolen", who) for role, who in town.schools[1].people.items()]


def may_open(case: model.CaseRef, who: model.Person) -> bool:
    try:
        overview.case_page(case.number, who)
    except errors.CaseNotFound:
        return False
    return True


def report(town: factories.Town, about: str) -> model.CaseRef:
    """Let lærer report about Testelev A."""
    raw = {**REPORT, "gjelder": about, "elev": str(town.pupil().id)}
    return cases.open_case(by=town.person("lærer"), routine="baerum-handtering", raw=raw, token=about)


def _all(query: sa.Select[tuple[object]]) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.scalars(query))


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality where Bærum's own routine is in force."""
    files, names = publishing.gather_all([PROCESSES / "baerum-handtering.bpmn"])
    routines.publish(files, names, municipality_id=municipality.id, by=None)
    assert access.LEADS_MUNICIPALITY in municipality.people
    return municipality
