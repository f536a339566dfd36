"""Who may, as pure rules: roles count in their place and on their days; shielding leaves one role."""

from __future__ import annotations

from datetime import date

import pytest

from engine import access, model

TODAY = date(2026, 1, 5)
HERE = model.Place(1, school_id=2, class_id=3, case_id=4)


def holding(role: str, scope: str, first: str = "2025-08-01", last: str | None = None) -> model.Holding:
    return model.Holding(role, scope, date.fromisoformat(first), date.fromisoformat(last) if last else None)


def facts(**given: object) -> access.CaseFacts:
    return access.CaseFacts(
        **{
            "place": HERE,
            "shielded_role": "",
            "is_member": False,
            "has_open_task": False,
            "has_done_task": False,
            **given,
        }
    )


@pytest.mark.parametrize(
    ("holdings", "may"),
    [
        ([holding("rektor", "s:2")], True),
        ([holding("rektor", "s:9")], False),
        ([holding("rektor", "s:2", "2026-01-06")], False),
        ([holding("rektor", "s:2", last="2026-01-04")], False),
        ([holding("rektor", "s:2", last="2026-01-05")], True),
        ([holding("kontaktlærer", "c:3"), holding("skoleeier", "m:1"), holding("ansatt", "s:2")], False),
        ([], False),
    ],
)
def test_case_is_open_to_rektor_of_that_school_on_the_days_of_the_role(
    holdings: list[model.Holding], may: bool
) -> None:
    assert access.case(facts(), holdings, day=TODAY).allowed is may


@pytest.mark.parametrize("part", ["is_member", "has_open_task", "has_done_task"])
def test_part_in_a_case_opens_it_with_a_sentence(part: str) -> None:
    verdict = access.case(facts(**{part: True}), [], day=TODAY)

    assert verdict.allowed
    assert verdict.why.startswith("Du ser saken fordi")


@pytest.mark.parametrize(
    ("role", "holder", "may"),
    [
        ("rektor", holding("rektor", "s:2"), True),
        ("rektor", holding("rektor", "s:9"), False),
        ("rektor", holding("skoleeier", "m:1"), False),
        ("skoleeier", holding("skoleeier", "m:1"), True),
        ("skoleeier", holding("rektor", "s:2"), False),
    ],
)
def test_shielded_case_is_open_to_its_own_role_only(role: str, holder: model.Holding, may: bool) -> None:
    shielded = facts(shielded_role=role, has_open_task=True, has_done_task=True)

    assert access.case(shielded, [holder], day=TODAY).allowed is may
    assert access.leads(shielded, [holder], day=TODAY).allowed is may


def test_case_without_a_school_has_no_rektor() -> None:
    nowhere = facts(place=model.Place(1))

    assert not access.case(nowhere, [holding("rektor", "s:2"), holding("rektor", "s:None")], day=TODAY).allowed


def test_case_without_a_school_is_led_by_skoleeier() -> None:
    nowhere, skoleeier = facts(place=model.Place(1)), [holding("skoleeier", "m:1")]

    assert access.leads(nowhere, skoleeier, day=TODAY).allowed
    assert access.case(nowhere, skoleeier, day=TODAY).allowed
    assert not access.case(nowhere, [holding("skoleeier", "m:2")], day=TODAY).allowed
    assert not access.leads(facts(), skoleeier, day=TODAY).allowed
    hidden = facts(place=model.Place(1), shielded_role="rektor")  # there is no rektor yet: else nobody would see it
    assert access.case(hidden, skoleeier, day=TODAY).allowed
    assert access.leads(hidden, skoleeier, day=TODAY).allowed
    assert not access.case(hidden, [holding("skoleeier", "m:2"), holding("rektor", "s:2")], day=TODAY).allowed


@pytest.mark.parametrize("shielded_role", ["rektor", "skoleeier"])
def test_a_shielded_case_is_closed_to_whom_it_is_about_whatever_they_are(shielded_role: str) -> None:
    everything = [holding("rektor", "s:2"), holding("skoleeier", "m:1")]
    about_them = facts(
        shielded_role=shielded_role, is_member=True, has_open_task=True, has_done_task=True, is_subject=True
    )

    assert not access.case(about_them, everything, day=TODAY).allowed
    assert not access.leads(about_them, everything, day=TODAY).allowed
    assert access.case(facts(is_subject=True), everything, day=TODAY).allowed


def test_task_says_by_which_roles_it_is_mine() -> None:
    task = access.TaskFacts((("rektor", "s:2"), ("kontaktlærer", "c:3")), None)
    mine = [holding("rektor", "s:2"), holding("kontaktlærer", "c:3")]

    assert access.task(task, mine, person_id=7, day=TODAY).why == (
        "Du ser oppgaven fordi du er kontaktlærer og rektor i saken."
    )
    assert not access.task(task, [holding("kontaktlærer", "c:8")], person_id=7, day=TODAY).allowed


def test_task_is_open_to_whom_it_was_handed_without_the_role() -> None:
    assert access.task(access.TaskFacts((), 7), [], person_id=7, day=TODAY).allowed
    assert not access.task(access.TaskFacts((), 7), [], person_id=8, day=TODAY).allowed
