"""In a real browser: buttons pressed right after one at a row do what they say, at the row that they stood at."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import diagrams
import factories
import pytest
from playwright.sync_api import Page, expect

from engine import cases, model
from tests.webforms.holding import Held

LIST = {
    "type": "dynamiclist", "id": "l1", "path": "tiltak", "label": "Tiltak", "defaultRepetitions": 0,
    "properties": {"tiltakskatalog": "tiltakskatalogen"},
    "components": [diagrams.text_field("hva", label="Hva skal gjøres?")],
}  # fmt: skip


@pytest.fixture
def routine(municipality: factories.Town) -> str:
    """Publish a routine whose one task has a list of measures."""
    step = diagrams.task("PLAN", diagrams.form_of("plan"))
    diagram = diagrams.chain("prove", step, lanes={"Kontaktlærer/Rektor": ["inn", "PLAN"]})
    diagrams.publish(municipality.id, "prove", diagram, plan=diagrams.form("plan", LIST))
    return "prove"


@pytest.fixture
def page(open_task: Callable[[str], Page], municipality: factories.Town) -> Page:
    """A task whose list has three rows."""
    opened = open_task("rektor")
    rows = [{"hva": text} for text in ("Første", "Andre", "Tredje")]
    task_id = UUID(opened.url.rpartition("/")[2])
    cases.save_draft(by=municipality.person("rektor"), content={"tiltak": rows}, version=0, task_id=task_id)
    opened.reload()
    return opened


@pytest.mark.parametrize(
    ("pressed", "left"),
    [
        (("Legg til flere Tiltak", "Fjern Tiltak 1", "Fjern Tiltak 2"), ["Tredje", ""]),
        (("Flytt opp Tiltak 3", "Flytt ned Tiltak 1", "Fjern Tiltak 3"), ["Første", "Andre"]),
    ],
)
def test_each_of_several_is_done_to_the_row_that_it_stood_at(
    page: Page, pressed: tuple[str, ...], left: list[str]
) -> None:
    held = Held(page, "**/oppgave/*")

    for name in pressed:
        page.get_by_role("button", name=name).click()
    held.wait().continue_()

    expect_rows(page, left)


def test_measure_is_fetched_to_the_row_that_it_was_asked_for(page: Page) -> None:
    held = Held(page, "**/oppgave/*")

    page.get_by_role("button", name="Fjern Tiltak 1").click()
    page.get_by_role("button", name="Hent fra tiltakskatalogen Tiltak 2").click()
    held.wait().continue_()

    page.wait_for_url("**/tiltakskatalog?rad=tiltak.0")


def test_task_is_not_completed_before_the_row_is_taken_away(page: Page, site: str, case: model.CaseRef) -> None:
    page.clock.install()
    held = Held(page, "**/oppgave/*")
    page.get_by_role("button", name="Fjern Tiltak 1").click()
    row = held.wait()

    page.get_by_role("button", name="Fullfør oppgaven").click()
    page.clock.run_for(5000)
    expect(page.locator("[data-saved]")).to_contain_text("nettet er tregt")
    row.continue_()

    expect(page.get_by_text("«Steg PLAN» er fullført")).to_be_visible()
    page.goto(f"{site}/sak/{case.number}/svar")
    expect(page.get_by_text("Tredje")).to_be_visible()
    expect(page.get_by_text("Første")).to_have_count(0)


def expect_rows(page: Page, texts: list[str]) -> None:
    """Expect the list to have these rows, in this order."""
    rows = page.locator("[name^='tiltak.'][name$='.hva']")
    expect(rows).to_have_count(len(texts))
    for number, text in enumerate(texts):
        expect(rows.nth(number)).to_have_value(text)
