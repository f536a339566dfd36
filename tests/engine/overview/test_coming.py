"""What a page says comes next when a task is completed: what that opened, before what stood open already."""

from __future__ import annotations

from datetime import timedelta

import factories

from engine import cases, clock, model, overview


def test_what_a_completion_opened_comes_first_and_the_nearest_deadline_in_front(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    teacher, to = town.person("kontaktlærer"), [("kontaktlærer", f"c:{town.schools[0].classes['5A']}")]
    before, first = own.now(), overview.my_tasks(teacher).groups["uken"][0]
    own.set(before + timedelta(minutes=5))
    cases.complete_task(first.id, by=teacher, raw={"notat": "x"}, seen_version=1)
    now = own.now() + timedelta(seconds=1)
    own.set(now)
    for name, since, due in (("Fra før", before, 1), ("Fra før", now, 9), ("I dag", now, 2), ("Straks", now, None)):
        due_at = now + timedelta(hours=due) if due else None
        factories.task(case.id, opens_to=to, name=name, opened_at=since, due_at=due_at, is_straks=due is None)

    found = overview.coming(case.number, teacher)

    assert [(one.name, one.is_new) for one in found] == [
        ("Straks", True), ("I dag", True), ("Fra før", True), ("Steg B", True), ("Fra før", False),
    ]  # fmt: skip


def test_who_has_completed_nothing_is_told_of_nothing_new(town: factories.Town, case: model.CaseRef) -> None:
    assert [one.is_new for one in overview.coming(case.number, town.person("kontaktlærer"))] == [False]


def test_the_receipt_tells_what_is_asked_of_the_reporter_then_what_is_due_at_once(
    town: factories.Town, case: model.CaseRef, own: clock.Clock
) -> None:
    now, to, reporter = own.now(), [("rektor", f"s:{town.schools[0].id}")], town.person("lærer")
    factories.task(case.id, opens_to=to, name="I dag", due_at=now + timedelta(hours=5))
    factories.task(case.id, opens_to=to, name="Straks", is_straks=True)
    factories.task(case.id, name="Selv", due_at=now + timedelta(hours=9), assignee_id=reporter.id)

    receipt = overview.receipt(case.number, reporter)

    assert [one.name for one in receipt.coming] == ["Selv", "Straks", "I dag", "Steg A"]
    assert receipt.next_steps == ("Selv", "Straks", "I dag", "Steg A")


def test_who_was_chosen_by_name_is_named_to_who_has_the_case_and_not_to_the_reporter_alone(
    town: factories.Town, case: model.CaseRef
) -> None:
    teacher, reporter, chosen = town.person("kontaktlærer"), town.person("lærer"), town.person("rektor")
    factories.task(case.id, name="Samtale", assignee_id=chosen.id)
    for number in (chosen.id, teacher.id):
        factories.task(case.id, name="Svar", assignee_id=number)

    told = {one.name: one.people for one in overview.coming(case.number, teacher)}
    receipt = {one.name: one.people for one in overview.receipt(case.number, reporter).coming}

    assert told == {"Samtale": (chosen.name,), "Svar": (teacher.name, chosen.name), "Steg A": ()}
    assert receipt == {"Samtale": (), "Svar": (), "Steg A": ()}
