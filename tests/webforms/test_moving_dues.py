"""Flytte saker: who chooses to count deadlines anew sees what they become before any case is moved."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, clock, model, overview
from tests.webforms.browser import As, find, words

PATH = "/rutiner/prove/utgave/2/flytt"
KEY = "deadlines.SAMTALE"
WAS = "mandag 19. januar kl. 16"


def publish(town: factories.Town, due: str) -> None:
    """Publish the next version, with another deadline of its only step."""
    drawn = diagrams.chain("prove", diagrams.task("SAMTALE", diagrams.due(due)), lanes={"Rektor": ["inn", "SAMTALE"]})
    diagrams.publish(town.id, "prove", drawn)


def opened(town: factories.Town, number: int) -> model.CaseRef:
    """Open a case."""
    raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
    return cases.open_case(by=town.person("ansatt"), routine="prove", raw=raw, token=f"flere-{number}")


@pytest.fixture
def first(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case opened on Monday 5 January at 10, whose deadline is 14 days; it is 8 January now."""
    publish(municipality, "14 dager")
    found = opened(municipality, 0)
    own.set(factories.moment("2026-01-08 09:00"))
    return found


def test_the_new_deadline_of_each_case_is_said_before_it_is_moved(
    municipality: factories.Town, first: model.CaseRef, as_role: As
) -> None:
    second = opened(municipality, 1)
    publish(municipality, "PT48H")
    owner = as_role("prosesseier")
    page = owner.get(PATH)
    assert "Nye frister" not in words(page)

    seen = owner.fill(page, {KEY: "recount"}, "_gjor=se")

    lines = [" ".join(one.text_content().split()) for one in find(seen, "//section[h2='Hva som kan flyttes']//li")]
    assert lines == [
        f"Sak {first.number}: onsdag 7. januar kl. 10 (for 23 t siden), ute med en gang. Nå: {WAS}.",
        f"Sak {second.number}: lørdag 10. januar kl. 09 (om 2 dager). Nå: torsdag 22. januar kl. 16.",
    ]
    assert "Nye frister: «Steg SAMTALE»" in words(seen)
    owner.fill(seen, {"grunn": "Ny frist"}, "_gjor=flytt")
    (task,) = overview.case_page(second.number, municipality.person("rektor")).open_tasks
    assert f"{clock.oslo(task.task.due_at):%d.%m. %H:%M}" == "10.01. 09:00"


def test_of_many_cases_the_first_and_the_last_are_said_and_how_many_are_out(
    municipality: factories.Town, first: model.CaseRef, as_role: As
) -> None:
    for number in range(1, 12):
        opened(municipality, number)
    publish(municipality, "PT48H")
    owner = as_role("prosesseier")

    seen = owner.fill(owner.get(PATH), {KEY: "recount"}, "_gjor=se")

    said = words(seen)
    assert "12 frister, fra onsdag 7. januar kl. 10 til lørdag 10. januar kl. 09. 1 av dem er ute med en gang." in said
    assert len(find(seen, "//details[summary[contains(., 'Sak for sak')]]//li")) == 12


def test_many_that_become_the_same_are_said_to_be_that(
    municipality: factories.Town, own: clock.Clock, as_role: As
) -> None:
    publish(municipality, "14 dager")
    for number in range(11):
        opened(municipality, number)
    publish(municipality, "PT48H")
    owner = as_role("prosesseier")

    seen = owner.fill(owner.get(PATH), {KEY: "recount"}, "_gjor=se")

    assert "11 frister, alle onsdag 7. januar kl. 10." in words(seen)


def test_a_deadline_that_is_kept_is_no_new_one(municipality: factories.Town, first: model.CaseRef, as_role: As) -> None:
    publish(municipality, "straks")
    owner = as_role("prosesseier")

    kept = owner.fill(owner.get(PATH), {KEY: "keep"}, "_gjor=se")
    anew = owner.fill(kept, {KEY: "recount"}, "_gjor=se")

    assert "Nye frister" not in words(kept)
    assert f"Sak {first.number}: straks. Nå: {WAS}." in words(anew)
