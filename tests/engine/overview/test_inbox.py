"""The inbox: what the person owes, and what was begun and never sent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import diagrams
import factories
import pytest

from engine import cases, clock, overview


def test_concern_that_was_begun_and_not_sent_is_shown(town: factories.Town) -> None:
    teacher = town.person("lærer")
    cases.save_draft(by=teacher, content={"hva": "halvt"}, version=0, routine="prove")

    inbox = overview.my_tasks(teacher)

    assert [one.routine for one in inbox.unsent] == ["prove"]
    assert overview.my_tasks(town.person("rektor")).unsent == ()


def test_sent_concern_is_no_longer_unsent(town: factories.Town) -> None:
    teacher = town.person("lærer")
    cases.save_draft(by=teacher, content={"hva": "halvt"}, version=0, routine="prove")

    cases.open_case(by=teacher, routine="prove", raw={"hva": "helt"}, token="t1")

    assert overview.my_tasks(teacher).unsent == ()


def test_groups_follow_the_calendar_and_fill_a_page_in_order_of_urgency(town: factories.Town) -> None:
    case = cases.open_case(by=town.person("lærer"), routine="prove", raw={}, token="t1")
    dues = {
        "forfalt": "2026-01-05 09:59", "idag": "2026-01-05 23:59", "uken": "2026-01-11 23:59",
        "senere": "2026-01-12 00:00",
    }  # fmt: skip
    for name, due in dues.items():
        role = [("rektor", f"s:{town.schools[0].id}")]
        factories.task(case.id, opens_to=role, name=name, due_at=datetime.fromisoformat(due).replace(tzinfo=clock.OSLO))

    inbox = overview.my_tasks(town.person("rektor"))

    found = {group: [one.name for one in rows if one.name in dues] for group, rows in inbox.groups.items()}
    assert found == {"forfalt": ["forfalt"], "straks": [], "idag": ["idag"], "uken": ["uken"], "senere": ["senere"]}


@pytest.mark.parametrize("today", ["2026-01-09", "2026-01-10", "2026-01-11"])
def test_from_friday_on_monday_is_not_later_and_comes_before_what_is(
    town: factories.Town, clock_at: Callable[[str], object], today: str
) -> None:
    case = cases.open_case(by=town.person("lærer"), routine="prove", raw={}, token="t1")
    clock_at(f"{today} 10:00")
    for name in ("2026-01-12 23:59", "2026-01-13 00:00"):
        role = [("rektor", f"s:{town.schools[0].id}")]
        due_at = datetime.fromisoformat(name).replace(tzinfo=clock.OSLO)
        factories.task(case.id, opens_to=role, name=name, due_at=due_at)

    inbox = overview.my_tasks(town.person("rektor"))

    found = {group: [one.name for one in rows if one.due_at] for group, rows in inbox.groups.items()}
    assert (found["uken"], found["senere"]) == (["2026-01-12 23:59"], ["2026-01-13 00:00"])


def test_a_page_holds_fifty_and_the_counts_are_of_all(town: factories.Town) -> None:
    case = cases.open_case(by=town.person("lærer"), routine="prove", raw={}, token="t1")
    rektor = town.person("rektor")
    for number in range(55):
        taken = {"assignee_id": rektor.id} if number < 3 else {}
        factories.task(case.id, opens_to=[("rektor", f"s:{town.schools[0].id}")], **taken)

    pages = [overview.my_tasks(rektor, page=number) for number in (1, 2, 9)]
    mine = overview.my_tasks(rektor, view="mine")

    assert [sum(map(len, one.groups.values())) for one in pages] == [50, 6, 6]
    assert (pages[0].counts, pages[2].page, pages[2].last) == ({"alle": 56, "mine": 3, "rolle": 53}, 2, 2)
    assert sum(map(len, mine.groups.values())) == 3


@pytest.fixture
def town(municipality: factories.Town, clock_at: Callable[[str], object]) -> factories.Town:
    """A municipality where the routine `prove` is in force."""
    clock_at("2026-01-05 10:00")
    diagrams.publish(
        municipality.id, "prove", diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
    )
    return municipality
