"""The inbox: what the person owes, and what was begun and never sent."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest

from engine import cases, overview


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


@pytest.fixture
def town(municipality: factories.Town, clock_at: Callable[[str], object]) -> factories.Town:
    """A municipality where the routine `prove` is in force."""
    clock_at("2026-01-05 10:00")
    diagrams.publish(
        municipality.id, "prove", diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A"]})
    )
    return municipality
