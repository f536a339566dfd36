"""Bærum's table is all there: every row an element that a story passes, every end reached, every label as printed."""

from __future__ import annotations

import json
import re
from collections import Counter
from xml.etree import ElementTree as ET

import pytest

from engine import bpmn, expressions, model, play, publishing, settings

PROCESSES = settings.ROOT / "processes"
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
ZEEBE = "{http://camunda.org/schema/zeebe/1.0}"
IDS = (PROCESSES / "kilder" / "ids.txt").read_text(encoding="utf-8").split()
ROWS = [one for one in IDS if one.startswith("BAE-H-")]
PASSING = (model.EventKind.TASK_COMPLETED, model.EventKind.ELEMENT_PASSED, model.EventKind.TIMER_FIRED)
STORIES = sorted((PROCESSES / "stories").glob("*.yaml"))

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
    assert Counter(one[:3] for one in IDS) == {"UDT": 35, "UDO": 19, "OYR": 71, "BAE": 124, "ELL": 48}
    assert len(set(IDS)) == len(IDS) == 297


@pytest.mark.parametrize("row", ROWS)
def test_every_row_of_the_table_is_an_element_with_all_five_columns(row, elements):
    phase, name, responsible, record, time = TABLE[row]

    found = elements[row]

    assert (found.name, found.lane) == (name, responsible)
    assert (found.properties.get("fase"), found.properties.get("dokumentasjon", "")) == (phase, record)
    assert found.properties.get("tid", "") == time
    assert found.form, "the record that the step leaves behind"
    assert found.documentation, "the guidance shown to staff"
    assert not time or found.due == SAME_DAY.get(row, DUE[time])


def test_every_row_of_the_table_is_passed_by_a_story(passed):
    missing = [row for row in ROWS if not any(re.fullmatch(rf"{row}(\..+)?", one) for one in passed)]

    assert (missing, set(ROWS) - passed) == ([], set())


def test_every_task_is_completed_and_every_end_is_reached_in_a_story(passed, elements):
    wanted = {one.id for one in elements.values() if one.kind in ("userTask", "sendTask", "serviceTask", "endEvent")}

    assert wanted - passed == set()


def test_the_activity_plan_has_every_label_of_vedlegg_12():
    said = "\n".join(_texts("aktivitetsplan"))

    assert [label for label in VEDLEGG_12 if label not in said] == []


def test_the_best_interest_form_has_all_moments_and_columns_of_vedlegg_13():
    groups = {one["label"]: one["components"] for one in _form("barnets-beste")["components"] if one["type"] == "group"}

    assert tuple(groups) == MOMENTS
    assert {tuple(field["label"] for field in fields) for fields in groups.values()} == {COLUMNS}


def test_the_evaluation_is_never_later_than_six_weeks_though_a_later_date_is_agreed(elements):
    assert elements["BAE-H-12"].due.startswith("tidligst av")
    assert "6 uker fra iverksatt" in elements["BAE-H-12"].due


class _Element:
    """What the diagram says of one element."""

    def __init__(self, one: ET.Element, lane: str) -> None:
        self.id, self.kind, self.name, self.lane = one.get("id", ""), one.tag.removeprefix(BPMN), one.get("name"), lane
        self.documentation = one.findtext(f"{BPMN}documentation")
        own = one.find(f"{BPMN}extensionElements")
        found = [] if own is None else list(own.iter())
        self.properties = {two.get("name"): two.get("value") for two in found if two.tag == f"{ZEEBE}property"}
        self.form = next((two.get("formId") for two in found if two.tag == f"{ZEEBE}formDefinition"), None)
        self.due = next((two.get("dueDate", "") for two in found if two.tag == f"{ZEEBE}taskSchedule"), "")


@pytest.fixture(scope="module")
def elements() -> dict[str, _Element]:
    """Every element of the two diagrams by its id; what is in a sub-process has the sub-process's lane."""
    found = {}
    for path in sorted(PROCESSES.glob("*.bpmn")):
        root = ET.fromstring(path.read_bytes())
        lanes = {
            ref.text: one.get("name", "") for one in root.iter(f"{BPMN}lane") for ref in one.iter(f"{BPMN}flowNodeRef")
        }
        for part in root.iter(f"{BPMN}subProcess"):
            lanes |= {one.get("id"): lanes.get(part.get("id"), "") for one in part}
        found |= {i: _Element(one, lanes[i]) for one in root.iter() if (i := one.get("id")) in lanes}
    return found


@pytest.fixture(scope="module")
def passed(new_database) -> set[str]:
    """All elements that the stories pass; every story holds."""
    expressions.start()
    found: set[str] = set()
    with play.stage.schema(new_database("stories")) as database:
        for path in STORIES:
            story = play.read(path)
            files = publishing.gather(publishing.beside(path, story.routine), story.routine)
            result = play.play(story, files, database=database, is_straight=True)
            assert result.failure is None, str(result.failure)
            found |= {one.element for one in result.happenings if one.kind in PASSING}
            found |= {one.element for one in result.happenings if one.kind == model.EventKind.CASE_ENDED}
    bpmn.forget()
    return found


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
