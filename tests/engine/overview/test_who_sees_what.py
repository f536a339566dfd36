"""Who sees a case: rektor of that school, those who hold its tasks, named members; the reporter sees the receipt."""

from __future__ import annotations

from datetime import timedelta

import factories
import pytest

from engine import cases, clock, errors, model, overview


def test_rektor_of_the_school_and_who_holds_a_task_open_the_case(town: factories.Town, case: model.CaseRef) -> None:
    seen = [overview.case_page(case.number, town.person(role)).case.pupil_name for role in ("rektor", "kontaktlærer")]

    assert seen == ["Testelev A", "Testelev A"]


@pytest.mark.parametrize("role", ["lærer", "ansatt", "helsesykepleier", "skoleeier", "avdelingsleder"])
def test_others_are_told_that_there_is_no_such_case(town: factories.Town, case: model.CaseRef, role: str) -> None:
    with pytest.raises(errors.CaseNotFound) as hidden:
        overview.case_page(case.number, town.person(role))
    with pytest.raises(errors.CaseNotFound) as absent:
        overview.case_page("2026-9999", town.person(role))

    assert hidden.value.message == absent.value.message


@pytest.mark.parametrize("role", ["rektor", "kontaktlærer", "lærer"])
def test_staff_of_another_school_see_nothing(town: factories.Town, case: model.CaseRef, role: str) -> None:
    other = town.person(role, school=1)

    assert tasks(other) == []
    assert overview.standing(other).rows == ()
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, other)


def test_same_number_in_another_municipality_opens_nothing(town: factories.Town, case: model.CaseRef) -> None:
    neighbour = factories.municipality("Nabo kommune")

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, neighbour.person("rektor"))


def test_reporter_sees_the_receipt_and_nothing_else(town: factories.Town, case: model.CaseRef) -> None:
    reporter = town.person("lærer")

    receipt = overview.receipt(case.number, reporter)

    assert (receipt.next_steps, receipt.responsible) == (("Steg A",), ("kontaktlærer",))
    assert "Testelev" not in repr(receipt)
    for somebody in ("rektor", "kontaktlærer"):
        with pytest.raises(errors.CaseNotFound):
            overview.receipt(case.number, town.person(somebody))


def test_who_has_done_a_task_still_sees_the_case(town: factories.Town, case: model.CaseRef) -> None:
    teacher = town.person("kontaktlærer")

    cases.complete_task(tasks(teacher)[0].id, by=teacher, raw={"notat": "x"}, seen_version=1)

    assert tasks(teacher) == []
    assert overview.case_page(case.number, teacher).case.number == case.number


def test_role_that_has_ended_closes_the_case_and_the_list(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    stand_in = factories.person(town.id, "Vikar Eksempel")
    today = clock.today()
    factories.hold(stand_in.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}", last_day=today)
    assert [one.element_id for one in tasks(stand_in)] == ["A"]

    own.set(own.now() + timedelta(days=1))

    assert tasks(stand_in) == []
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, stand_in)


def test_member_sees_the_case_until_the_end_that_was_set(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    nurse = town.person("helsesykepleier")
    end = own.now() + timedelta(hours=2)

    cases.add_member(case.id, by=town.person("rektor"), person_id=nurse.id, reason="Følger opp eleven", to_at=end)

    assert overview.case_page(case.number, nurse).case.number == case.number
    own.set(end)
    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, nurse)


def test_member_who_is_taken_out_is_out_at_once_and_stays_as_evidence(
    town: factories.Town, case: model.CaseRef
) -> None:
    nurse, rektor = town.person("helsesykepleier"), town.person("rektor")
    member = cases.add_member(case.id, by=rektor, person_id=nurse.id, reason="Følger opp eleven")

    cases.remove_member(member, by=rektor)

    with pytest.raises(errors.CaseNotFound):
        overview.case_page(case.number, nurse)
    assert [one.name for one in overview.case_page(case.number, rektor).members] == ["Helsesykepleier Eksempel"]


@pytest.mark.parametrize("role", ["kontaktlærer", "skoleeier", "lærer"])
def test_only_rektor_of_the_school_adds_and_removes_members(
    town: factories.Town, case: model.CaseRef, role: str
) -> None:
    nurse, other = town.person("helsesykepleier"), town.person(role)
    member = cases.add_member(case.id, by=town.person("rektor"), person_id=nurse.id, reason="x")

    with pytest.raises((errors.NotAllowed, errors.CaseNotFound)):
        cases.add_member(case.id, by=other, person_id=other.id, reason="nysgjerrig")
    with pytest.raises((errors.NotAllowed, errors.CaseNotFound)):
        cases.remove_member(member, by=other)
    with pytest.raises((errors.NotAllowed, errors.CaseNotFound)):
        cases.add_member(case.id, by=town.person("rektor", school=1), person_id=nurse.id, reason="x")

    assert [one.is_ended for one in overview.case_page(case.number, town.person("rektor")).members] == [False]


def test_nobody_of_another_municipality_becomes_a_member(town: factories.Town, case: model.CaseRef) -> None:
    stranger = factories.municipality("Nabo kommune").person("rektor")

    with pytest.raises(errors.PersonNotFound):
        cases.add_member(case.id, by=town.person("rektor"), person_id=stranger.id, reason="x")


def test_only_who_leads_the_case_gets_the_pupils_of_other_schools(town: factories.Town, case: model.CaseRef) -> None:
    led = [one["label"] for one in overview.pupils(case.number, town.person("rektor"))]
    held = [one["label"] for one in overview.pupils(case.number, town.person("kontaktlærer"))]

    assert any("Testelev D" in label for label in led)
    assert [label.split(" (")[0] for label in held] == ["Testelev A", "Testelev B", "Testelev C"]


def test_task_page_says_why_and_hides_from_others(town: factories.Town, case: model.CaseRef) -> None:
    teacher = town.person("kontaktlærer")
    task = tasks(teacher)[0].id

    assert overview.task_page(task, teacher).why == "Du ser oppgaven fordi du er kontaktlærer i saken."
    for somebody in (town.person("rektor"), town.person("lærer"), town.person("kontaktlærer", school=1)):
        with pytest.raises(errors.TaskNotFound):
            overview.task_page(task, somebody)
    for stranger in (town.person("lærer"), town.person("kontaktlærer", school=1), town.person("rektor", school=1)):
        with pytest.raises((errors.NotAllowed, errors.TaskNotFound)):
            overview.holders(task, stranger)


def test_draft_is_the_persons_own(town: factories.Town, case: model.CaseRef) -> None:
    teacher, colleague = town.person("kontaktlærer"), factories.person(town.id, "Vikar Eksempel")
    factories.hold(colleague.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    task = tasks(teacher)[0].id

    cases.save_draft(by=teacher, content={"notat": "mine ord"}, version=0, task_id=task)

    assert overview.task_page(task, teacher).draft.content == {"notat": "mine ord"}
    assert overview.task_page(task, colleague).draft == model.Draft()


def tasks(person: model.Person) -> list[object]:
    """Return the person's open tasks."""
    return [task for group in overview.my_tasks(person).groups.values() for task in group]
