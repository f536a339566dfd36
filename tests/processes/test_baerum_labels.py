"""The forms of Bærum's appendices have their labels as printed, and suggest what they say they suggest."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from engine import expressions, settings

FORMS = settings.ROOT / "processes" / "forms"
V6 = (
    "Er det særlig sårbare elever i gruppa?", "Har noen av elevene tidligere vært involvert i mobbing?",
    "Er det ekskluderende atferd i gruppa?", "Har det vært enkeltepisoder med krenkelser?",
    "Har det vært endringer i forholdet til de voksne i gruppa?",
    "Ser det ut til at det er uvanlig mange klikker i gruppa?", "Er det elever som har høy status i gruppa?",
    "Er det elever som har lav status i gruppa?", "Har det vært episoder med utagering/vold?",
)  # fmt: skip
V8_1 = (
    "Hva ønsker dere å finne ut?", "Hvem skal dere observere?",
    "Hva er det dere skal fokusere på i samhandlingen mellom dem?",
    "Hva slags type observasjon egner seg best til formålet?",
    "Skal dere konstruere noen situasjoner eller studere naturlige situasjoner?", "Hvem skal foreta observasjonen?",
    "Når skal det gjøres?", "Hvilket tidsrom og hvilke tidspunkt?", "Hvor lang tid skal brukes hver gang?",
    "Hvordan skal observasjonen nedtegnes?", "Når skal den nedtegnes?",
    "Hvordan skal dere nyttiggjøre dere det som nedtegnes?",
    "Hva er tidsplan for analyse og planlegging av tiltak i etterkant av observasjonen?", "Hva trenger vi å vite?",
    "1. Temperament", "2. Sosial kompetanse", "3. Språk", "4. Samspill og kommunikasjon mellom elever",
)  # fmt: skip
V8_2 = ("Mål", "Plan", "Ansatte", "Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag")
V8_3 = (
    "Klasse", "Enkeltelev", "Observatør", "Varighet", "Dato", "1. Organisering", "2. Klassemiljø",
    "3. Eleven i klasserommet", "4. Overgangssituasjoner", "5. Friminutt", "6. Oppsummering",
    "Undervisningsform: HVA SER DU?", "Tilsyn: KOMMENTARER", "Eleven i klassen: HVA HAR DU SETT?",
    "Eleven i klassen: KOMMENTAR",
)  # fmt: skip
APPENDICES = {
    "sjekkliste-mobbing": V6,
    "observasjon-forberedelse": V8_1,
    "observasjon-organisering": V8_2,
    "observasjonslogg": V8_3,
}
CHANNELS = {"observasjon", "elev", "medelev", "foresatte", "mobbeknappen"}
KEYS = (
    "sarbare", "tidligere", "ekskluderende", "enkeltepisoder", "endringer", "klikker", "hoy_status", "lav_status",
    "utagering",
)  # fmt: skip


@pytest.mark.parametrize("form", APPENDICES)
def test_the_form_has_every_label_of_its_appendix(form: str) -> None:
    said = [one.get("label") or one.get("dateLabel") for one in fields(form)]

    assert [label for label in APPENDICES[form] if label not in said] == []


@pytest.mark.parametrize(("yes", "is_suggested"), [(0, False), (1, False), (2, True), (9, True)])
def test_two_yes_suggest_the_mobbing_track_and_one_does_not(yes: int, is_suggested: bool) -> None:
    suggestion = next(one for one in fields("sjekkliste-mobbing") if "conditional" in one)
    answers = {key: "ja" if at < yes else "nei" for at, key in enumerate(KEYS)}

    is_hidden = expressions.evaluate(suggestion["conditional"]["hide"].removeprefix("="), answers)

    assert is_hidden is not is_suggested


def test_the_stopp_samtale_has_six_and_nine_steps_in_the_order_of_vedlegg_9() -> None:
    victim, other = options("referat", "steg_utsatt"), options("samtale-stopp", "steg")

    assert [len(victim), len(other)] == [6, 9]
    assert (victim[-1], other[-2:]) == ("Kontakt elevens foresatte", ["Hent ut neste elev", other[-1]])
    assert other[-1].startswith("Kontakt eleven(e)s foresatte")


def test_a_concern_comes_through_one_of_the_five_channels() -> None:
    kinds = {one["value"] for one in field("bekymring", "kilde")["values"]}

    assert kinds >= CHANNELS


def test_reporting_to_the_police_is_considered_in_every_case() -> None:
    assert field("mottak", "politianmeldelse_vurdert")["label"] == "Vurdert politianmeldelse"


def field(form: str, key: str) -> dict:
    return next(one for one in fields(form) if one.get("key") == key)


def options(form: str, key: str) -> list[str]:
    return [one["label"] for one in field(form, key)["values"]]


def fields(form: str) -> Iterator[dict]:
    """Give every component of the form, those in groups and lists too."""
    open_ones = list(json.loads((FORMS / f"{form}.form").read_text(encoding="utf-8"))["components"])
    while open_ones:
        one = open_ones.pop(0)
        yield one
        open_ones = [*one.get("components", []), *open_ones]
