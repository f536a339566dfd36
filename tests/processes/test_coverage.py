"""Bærum's table is all there: every row an element with all five columns, every label as printed.

That a story passes each of them is `test_stories`'.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from engine import settings
from tests.processes import elements

PROCESSES = settings.ROOT / "processes"

# the five columns of the table, in its own words: Fase, Oppgave, Ansvar, Dokumentasjon, Tid
TABLE = {
    "BAE-H-01": (
        "Bekymring", "Bekymring/henvendelse knyttet til en elevs skolemiljø",
        "Rektor/kontaktlærer", "Referat", "Ved kjennskap/mistanke"),
    "BAE-H-02": ("Undersøkelse", "Rektor undersøker saken", "Rektor/kontaktlærer", "", "Umiddelbart"),
    "BAE-H-03": (
        "Undersøkelse", "Samtaler med eleven som blir krenket/mobbet", "Rektor/kontaktlærer", "Referat", "Umiddelbart"),
    "BAE-H-04": (
        "Undersøkelse", "Samtaler med foresatte til eleven som blir krenket/mobbet (samme dag som eleven)",
        "Rektor/kontaktlærer", "Referat, Melding om mottatt bekymring", "Umiddelbart"),
    "BAE-H-05": (
        "Undersøkelse", "Samtaler med eleven(e) som krenker/mobber",
        "Rektor/kontaktlærer", "Referat", "Snarest mulig"),
    "BAE-H-06": (
        "Undersøkelse", "Samtaler med foresatte til eleven(e) som krenker/mobber (samme dag som eleven)",
        "Rektor/kontaktlærer", "Referat", "Snarest mulig"),
    "BAE-H-07": (
        "Undersøkelse", "Undersøkelser fortsetter",
        "Rektor/kontaktlærer", "Spørreundersøkelser/observasjoner/elevsamtaler", "Snarest mulig"),
    "BAE-H-08": (
        "Utforme tiltak", "Rektor nedsetter et team for intervensjonen",
        "Rektor/kontaktlærer", "Referat og utkast til Aktivitetsplan", "Snarest"),
    "BAE-H-09": ("Utforme tiltak", "Møte med elev og foresatte", "Rektor/kontaktlærer", "Referat", "Snarest"),
    "BAE-H-10": (
        "Iverksette tiltak", "Iverksette tiltak", "Intervensjonsteam", "Fylle ut aktivitetsplanen løpende", "Snarest"),
    "BAE-H-11": (
        "Iverksette tiltak", "Jevnlige oppfølgingssamtaler med involverte elever", "Intervensjonsteam", "", "Snarest"),
    "BAE-H-12": (
        "Evaluere tiltak", "Møte med foresatte",
        "Intervensjonsteam og rektor", "Referat", "Ved behov, senest etter seks uker"),
    "BAE-H-13": (
        "Følge opp", "Oppfølging etter at den negative atferden har opphørt", "Rektor", "Referat", ""),
}  # fmt: skip

DUE = {
    "Ved kjennskap/mistanke": "umiddelbart",
    "Umiddelbart": "umiddelbart",
    "Snarest mulig": "snarest mulig",
    "Snarest": "snarest",
    "Ved behov, senest etter seks uker": "tidligst av (=evalueringsdato, 6 uker fra iverksatt)",
}
SAME_DAY = {"BAE-H-04": "samme dag fra samtale_elev", "BAE-H-06": "samme dag fra samtale.tid"}

VEDLEGG_12 = (
    "PLANEN GJELDER FOR:", "Navn:", "Klasse:", "MELDINGEN BLE MOTTATT:", "Dato og type:", "Mottaker:",
    "BAKGRUNN FOR VARSLINGEN/BESKRIVELSE AV PROBLEMET:", "INFORMASJON OM UNDERSØKELSENE SKOLEN HAR GJORT:",
    "Barnet og foreldrenes perspektiv har blitt ivaretatt på følgende måte:",
    "SAMLEDE UNDERSØKELSER OG BARNETS BESTE VURDERING VISER:", "Konkrete individuelle tiltak",
    "Konkrete klasse/systemtiltak", "Beskrivelse av tiltaket:", "Begrunnelse for tiltaket:",
    "Medvirkning fra elev (når og hvordan) og foresatte:", "Dato for igangsetting av tiltaket:",
    "Ansvarlig for tiltaket:", "Dato og deltakere på evalueringsmøtet:", "Konklusjon fra evalueringsmøte:",
    "Noter her, eller legg ved et eget notat.", "Dersom tiltaket avsluttes, skriv dette spesifikt.",
    "KOORDINATOR FOR AKTIVITETSPLANEN:", "Navn på ansatt:",
    "VURDERE DET BESTE FOR ELEVEN (se vedlegg til aktivitetsplanmal for punkter i vurderingen):",
)  # fmt: skip

MOMENTS = (
    "Barnets synspunkter", "Barnets identitet (kultur)", "Familiemiljø og nære relasjoner",
    "Beskyttelse, omsorg og sikkerhet",
    "Sårbarhet (utsatt for vold (mobbing defineres som vold) minoritet, evt. diagnoser, sosioøkonomiske forhold, "
    "flyttinger, klassemiljø, lærerbytter o.l.)",
    "Sosiale relasjoner", "Rett til helse og vurder helsetilstand (fysisk og psykisk)", "Retten til utdanning",
)  # fmt: skip
COLUMNS = ("Informasjon om dette", "Evaluering av info", "Notater", "Vekte")


def test_the_inventory_has_every_id_once_and_as_many_as_each_source_has():
    assert Counter(one[:3] for one in elements.IDS) == {"UDT": 35, "UDO": 19, "OYR": 71, "BAE": 124, "ELL": 48}
    assert len(set(elements.IDS)) == len(elements.IDS) == 297


@pytest.mark.parametrize("row", elements.ROWS)
def test_every_row_of_the_table_is_an_element_with_all_five_columns(row):
    phase, name, responsible, record, time = TABLE[row]

    found = elements.all_elements()[row]

    assert (found.name, found.lane) == (name, responsible)
    assert (found.properties.get("fase"), found.properties.get("dokumentasjon", "")) == (phase, record)
    assert found.properties.get("tid", "") == time
    assert found.form, "the record that the step leaves behind"
    assert found.documentation, "the guidance shown to staff"
    assert not time or found.due == SAME_DAY.get(row, DUE[time])


def test_the_activity_plan_has_every_label_of_vedlegg_12():
    said = "\n".join(_texts("aktivitetsplan"))

    assert [label for label in VEDLEGG_12 if label not in said] == []


def test_the_best_interest_form_has_all_moments_and_columns_of_vedlegg_13():
    groups = {one["label"]: one["components"] for one in _form("barnets-beste")["components"] if one["type"] == "group"}

    assert tuple(groups) == MOMENTS
    assert {tuple(field["label"] for field in fields) for fields in groups.values()} == {COLUMNS}


def test_the_evaluation_is_never_later_than_six_weeks_though_a_later_date_is_agreed():
    assert elements.all_elements()["BAE-H-12"].due.startswith("tidligst av")
    assert "6 uker fra iverksatt" in elements.all_elements()["BAE-H-12"].due


def _form(name: str) -> dict:
    return json.loads((PROCESSES / "forms" / f"{name}.form").read_text(encoding="utf-8"))


def _texts(name: str) -> list[str]:
    found: list[str] = []

    def walk(one: object) -> None:
        if isinstance(one, dict):
            found.extend(str(one[key]) for key in ("label", "dateLabel", "text", "description") if key in one)
        for inner in one.values() if isinstance(one, dict) else one if isinstance(one, list) else ():
            walk(inner)

    walk(_form(name))
    return found
