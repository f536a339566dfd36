"""Grip inn, «Sett en verdi»: values are told as people know them, and a choice is written by its words."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import cases, clock, model
from tests.webforms.browser import As, find, words
from tests.webforms.conftest import TALK

READS = "=[elev, gjennomfort, hva, trygg, utregnet, tiltak]"


@pytest.fixture
def talked(municipality: factories.Town, own: clock.Clock, as_role: As) -> model.CaseRef:
    """A case whose talk is written down: its routine goes by the pupil, the time, a choice, and names of no form."""
    talk = diagrams.task("SAMTALE", diagrams.form_of("samtale"))
    drawn = diagrams.chain(
        "prove", talk, diagrams.task("NESTE"), diagrams.task("SIST", diagrams.due(READS)),
        lanes={"Kontaktlærer/Rektor": ["inn", "SAMTALE", "NESTE", "SIST"]},
    )  # fmt: skip
    diagrams.publish(municipality.id, "prove", drawn, samtale=TALK)
    raw = {"elev": str(municipality.pupil().id), "hva": "Står alene"}
    case = cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="engang-1")
    rektor = as_role("rektor")
    held = {"gjennomfort:dato": "2026-01-05", "gjennomfort:kl": "09:30", "trygg": "nei", "referat": "Nei"}
    assert rektor.fill(rektor.task_page(), held).status_code == 302
    return case


def test_values_have_the_labels_and_words_of_their_fields(talked: model.CaseRef, as_role: As) -> None:
    page = as_role("rektor").get(f"/sak/{talked.number}/grip-inn")

    said = [" ".join(one.text_content().split()) for one in find(page, "//select[@name='navn']//option")]
    assert said == [
        "Velg …", "Elev · nå: Testelev A", "Er eleven trygg? · nå: Nei", "Hva · nå: Står alene",
        "Samtalen ble holdt · nå: mandag 5. januar 2026 kl. 09:30", "Tiltak", "utregnet",
    ]  # fmt: skip
    assert find(page, "//optgroup[@label='Verdier som ikke står i noe skjema']/option/@value") == ["utregnet"]


@pytest.mark.parametrize(
    ("name", "before", "written"),
    [("trygg", "Er eleven trygg? · nå: Nei", "Ja"), ("elev", "Elev · nå: Testelev A", "Testelev B")],
)
def test_a_choice_is_written_by_its_words_and_looked_over_so(
    municipality: factories.Town, talked: model.CaseRef, as_role: As, name: str, before: str, written: str
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{talked.number}/grip-inn"
    stored = {"trygg": "ja", "elev": str(municipality.pupil("Testelev B").id)}[name]

    seen = rektor.fill(rektor.get(path), {"hva": "set", "navn": name, "verdi": written, "grunn": "x"}, "_gjor=se-over")

    assert before in words(seen)
    assert f"Ny verdi: {written}" in words(seen)
    assert "leses som" not in words(seen)
    assert rektor.fill(seen, {}, "_gjor=gjor").status_code == 302
    assert cases.variables(talked.id, by=municipality.person("rektor"))[name] == stored
    assert f"nå: {written}" in words(rektor.get(path))


def test_a_time_that_no_form_asks_for_is_said_as_everywhere_else(
    municipality: factories.Town, talked: model.CaseRef, as_role: As
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{talked.number}/grip-inn"
    chosen = {"hva": "set", "navn": "utregnet", "verdi": "2026-01-31T16:00", "grunn": "x"}

    seen = rektor.fill(rektor.get(path), chosen, "_gjor=se-over")

    assert rektor.fill(seen, {}, "_gjor=gjor").status_code == 302
    assert "utregnet · nå: lørdag 31. januar kl. 16" in words(rektor.get(path))


@pytest.mark.parametrize("written", ["2026-01-31 16:00", "2026-02-31", "31-01"])
def test_a_text_that_is_almost_a_time_is_said_as_it_is_written(
    municipality: factories.Town, talked: model.CaseRef, as_role: As, written: str
) -> None:
    rektor, path = as_role("rektor"), f"/sak/{talked.number}/grip-inn"
    chosen = {"hva": "set", "navn": "utregnet", "verdi": f'"{written}"', "grunn": "x"}

    seen = rektor.fill(rektor.get(path), chosen, "_gjor=se-over")

    assert rektor.fill(seen, {}, "_gjor=gjor").status_code == 302
    page = rektor.get(path)
    assert page.status_code == 200
    assert f"utregnet · nå: {written}" in words(page)


def test_a_value_of_another_kind_is_refused_by_what_stands_there_in_words(talked: model.CaseRef, as_role: As) -> None:
    rektor, path = as_role("rektor"), f"/sak/{talked.number}/grip-inn"

    page = rektor.fill(
        rektor.get(path), {"hva": "set", "navn": "gjennomfort", "verdi": "i går", "grunn": "x"}, "_gjor=se-over"
    )

    assert page.status_code == 422
    assert "Det står en dato med klokkeslett der nå, og det du skrev, er en tekst." in words(page)
    assert "gjennomfort" not in words(page)
