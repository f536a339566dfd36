"""A plan that is changed in a step of its own between evaluations is told as that: no new round, no correction."""

from __future__ import annotations

from typing import Any

import factories
import pytest

from engine import clock
from tests.webforms import plan_states
from tests.webforms.browser import As, find

VERSIONS = "//section[@aria-labelledby='utgaver']//li/h3/text()"
ADULT = {"navn": "Fast voksen", "naar": "2026-01-07"}
GROUP = {"navn": "Lekegruppe", "naar": "2026-01-12"}
BUTTON = "//section[@aria-labelledby='tiltak']//form/button/text()"


def test_a_changed_plan_is_the_plan_in_force_and_says_that_it_was_changed(
    made: plan_states.Planned, as_role: As, own: clock.Clock
) -> None:
    made.do("PLAN", plan_states.oyer_plan(made, ADULT))
    own.set(factories.moment("2026-01-09 09:00"))
    begin(as_role("rektor"), made)
    made.do("ENDRE", plan_states.oyer_plan(made, ADULT, GROUP))

    page = as_role("rektor").get(f"/sak/{made.case.number}/plan")

    assert find(page, VERSIONS) == ["Utgave 2: Endret plan", "Utgave 1: Godkjent plan"]
    assert "Lekegruppe" in "".join(find(page, "//section[@aria-labelledby='tiltak']//text()"))


def test_who_may_change_the_plan_begins_it_beside_the_plan(made: plan_states.Planned, as_role: As) -> None:
    before = find(as_role("rektor").get(f"/sak/{made.case.number}/plan"), BUTTON)
    made.do("PLAN", plan_states.oyer_plan(made, ADULT))

    begin(as_role("rektor"), made)

    assert before == []
    assert set(made.open_tasks()) == {"EVAL", "ENDRE"}
    assert find(as_role("kontaktlærer").get(f"/sak/{made.case.number}/plan"), BUTTON) == []


def begin(rektor: Any, made: plan_states.Planned) -> None:
    page = rektor.get(f"/sak/{made.case.number}/plan")
    assert find(page, BUTTON) == ["Planen må endres"]
    hidden = {one.name: one.value for one in find(page, "//form[.//button[.='Planen må endres']]/input")}
    assert rektor.post(f"/sak/{made.case.number}/begynn", hidden).status_code == 303


@pytest.fixture
def made(municipality: factories.Town, own: clock.Clock) -> plan_states.Planned:
    return plan_states.changed(municipality)
