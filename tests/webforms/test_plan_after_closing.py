"""Sak, Plan: what the plan is called when the case has ended, and when somebody has corrected it since."""

from __future__ import annotations

import factories
import pytest
from flask import Flask

from engine import cases, clock
from tests.webforms import browser as browsers
from tests.webforms import plan_states
from tests.webforms.browser import words
from tests.webforms.plan_states import ADULT, EVALUATED, PLACES, Planned

CLOSE = {"eleven_sier": "ja", "elevens_uttalelse": "Det er bra nå", "uttalelse_dato": "2026-03-02",
         "beslutning": "avslutt", "begrunnelse": "Eleven er trygg"}  # fmt: skip
AT_THE_END = "Planen slik den var da saken ble avsluttet"


def test_a_plan_corrected_after_the_case_ended_is_not_called_the_plan_it_ended_with(
    closed: Planned, app: Flask, own: clock.Clock
) -> None:
    before = plan(app, closed)
    own.set(factories.moment("2026-03-03 12:00"))
    fixed = closed.plan(ADULT, system=(PLACES,))
    cases.correct_answers(closed.last_answer("PLAN"), by=closed.rektor, raw=fixed, reason="Skrev feil")

    after = plan(app, closed)

    assert AT_THE_END in before
    assert "Planen slik den er rettet etter at saken ble avsluttet" in after
    assert AT_THE_END not in after


@pytest.fixture
def closed(municipality: factories.Town, own: clock.Clock) -> Planned:
    made = plan_states.baerum(municipality)
    made.do("PLAN", made.plan(ADULT))
    made.do("STATUS", {"status": [{"tiltak": "Tryggperson", "tilstand": "i_gang"}]})
    own.set(factories.moment("2026-03-02 12:00"))
    made.do("EVAL", {**EVALUATED, "elev_trygg": "ja"})
    made.do("AVSLUTT", CLOSE)
    return made


def plan(app: Flask, made: Planned) -> str:
    return words(browsers.browser(app, made.rektor).get(f"/sak/{made.case.number}/plan"))
