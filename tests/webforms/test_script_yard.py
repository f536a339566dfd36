"""In a real browser: a map of the schoolyard that has all the marks it takes says so."""

from __future__ import annotations

from collections.abc import Callable

import diagrams
import factories
import pytest
from playwright.sync_api import Page, expect

from engine import cases
from tests.webforms import test_yards

FULL = "Det er satt 200 merker, og det kan ikke være flere. Fjern ett for å sette et nytt."


@pytest.fixture
def page(open_task: Callable[[str], Page], site: str, municipality: factories.Town) -> Page:
    """A sheet of the schoolyard's map with 200 marks."""
    diagram = diagrams.chain("skolegard", start="ark", lanes={"Kontaktlærer": ["inn"]})
    diagrams.publish(municipality.id, "skolegard", diagram, ark=test_yards.SHEET)
    opened = open_task("kontaktlærer")
    marks = [{"merke": "leker", "x": "50", "y": "50"}] * 200
    cases.save_draft(by=municipality.person("kontaktlærer"), content={"kryss": marks}, version=0, routine="skolegard")
    opened.goto(f"{site}/meld/skolegard")
    return opened


def test_mark_too_many_is_refused_in_words(page: Page) -> None:
    field, told = page.locator("[data-yard-map]"), page.locator("[data-yard-told]")

    field.press("Enter")

    expect(told).to_have_text(FULL)
    expect(told).not_to_have_class("ds-sr-only")
    field.press("Delete")
    expect(told).to_have_class("ds-sr-only")
    field.press("Enter")
    expect(page.locator("[data-yard-rows] > li")).to_have_count(200)
    page.get_by_role("button", name="Legg til et merke i en rute").click()
    expect(told).to_have_text(FULL)
    expect(told).to_be_in_viewport()
