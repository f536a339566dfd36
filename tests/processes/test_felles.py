"""The shared routines keep what the sources demand: consents before the group, the pupil's own words, three things of
an intervention (issue 4). That a story passes each step is `test_stories`'.
"""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import pytest

from engine import expressions, publishing, settings
from tests import drawing

PROCESSES = settings.ROOT / "processes"
WORDS = {
    "fysisk-inngrep-melding": ("Kort omtale av hendelsen", "Inngrepet som ble gjort", "Elevens syn på saken"),
    "oppfolging-etter-sak": (
        "Elevens behov", "Elevens egne forslag", "Universelle tiltak", "Spesifikke tiltak", "Fravær",
        "Faglig utvikling", "Resosialisering", "Informasjon til hjemmet og hjelpetjenester", "Neste samtale",
        "psykiske eller fysiske plager, som søvnproblemer, vondt i magen eller anspenhet",
        "at eleven trekker seg tilbake, er nervøs eller utagerer", "læringsutfordringer", "fravær fra skolen"),
    "oppfolging-slutt": ("Er vi sikre på at eleven har det bra igjen?", "Begrunnelse", "Dato for elevens uttalelse"),
    "aktivitet-vilkar": (
        "den ansatte ønske å forbedre sin relasjon til eleven",
        "den ansatte ta hensyn til elevens ønsker og interesser",
        "skoleledelsen gi tiltaket tid og mulighet til å bli gjennomført",
        "de ansatte som gjennomfører tiltaket samarbeide og utveksle erfaringer og ideer",
        "eleven og foreldrene være informert og støtte opp om tiltaket"),
    "aktivitet-treff": (
        "følge eleven i aktiviteten og ikke være styrende",
        "oppmuntre og støtte elevens initiativ, vise interesse og følge sensitivt med",
        "komme med gjennomtenkte og anerkjennende utsagn"),
    "elevgruppe-start": ("Hensikten med gruppa", "Leder av gruppa"),
}  # fmt: skip
CALLED_ONLY = "felles-skjerpet-aktivitetsplikt.bpmn"
STARTED = {"elev": "1", "leder": "9", "hensikt": "Ha noen å være med"}


@pytest.mark.parametrize(
    "path", sorted({*PROCESSES.glob("felles-*.bpmn")} - {PROCESSES / CALLED_ONLY}), ids=lambda path: path.stem
)
def test_a_shared_routine_can_be_published_without_those_that_call_it(path):
    assert [one for one in publishing.check([path]) if one.level == "error"] == []


@pytest.mark.parametrize("form", WORDS)
def test_a_form_has_the_sources_own_words(form):
    said = json.dumps(json.loads((PROCESSES / "forms" / f"{form}.form").read_text("utf-8")), ensure_ascii=False)

    assert [word for word in WORDS[form] if word not in said] == []


@pytest.mark.parametrize(("who", "told"), [("7", None), (None, "Meldt av en annen")])
def test_who_is_named_for_an_intervention_is_not_given_what_another_has_reported(who, told):
    text = (PROCESSES / "baerum-handtering.bpmn").read_text("utf-8")
    sent = text[text.index('<bpmn:sendTask id="Begynn_inngrep_b"') :].partition("</bpmn:sendTask>")[0]
    (source,) = re.findall('source="([^"]*)" target="hendelsen"', sent)

    assert expressions.evaluate(source, {"hvem_grep_inn": who, "hva": "Meldt av en annen"}) == told


@pytest.mark.parametrize(
    ("routine", "answers", "day"),
    [
        ("baerum-handtering", {"mottatt_tid": datetime.fromisoformat("2026-01-05T00:30:00+01:00")}, "2026-01-05"),
        ("baerum-handtering", {"mottatt_tid": None}, None),
        ("oyer-skolemiljo", {"rektor_mottatt": datetime.fromisoformat("2026-01-05T23:50:00+01:00")}, "2026-01-05"),
        (
            "ellingsrudasen-skolemiljo",
            {"gjelder": "elev", "meldt_tid": datetime.fromisoformat("2026-01-05T09:30:00+01:00")},
            "2026-01-05",
        ),
        (
            "ellingsrudasen-skolemiljo",
            {"gjelder": "ledelse", "meldt_tid": datetime.fromisoformat("2026-01-05T09:30:00+01:00")},
            None,
        ),
    ],
)
def test_the_day_rektor_heard_of_the_case_comes_with_it_to_the_enforcement(routine, answers, day):
    text = (PROCESSES / f"{routine}.bpmn").read_text("utf-8")
    (source,) = re.findall("source='([^']*)' target=\"tatt_opp\"", text)

    found = expressions.evaluate(source, {"krenker": "nei", **answers})

    assert found == (day and date.fromisoformat(day))


def test_a_text_that_is_changed_after_the_pupil_approved_it_must_be_approved_anew(group):
    assert group.open == ["Spor_medelev", "Spor_medelev"]

    changed = group.correct(tekst="En annen tekst")

    assert changed.do("Spor_medelev[1]", medelev_vil="ja", engasjert="ja").open == ["Eleven_godkjenner"]


def test_a_named_peer_who_withdraws_is_out_and_the_others_stay(group):
    group.send("elevgruppe-samtykke-trukket", trekker="3")

    assert [one.instance for one in group.step.open] == [1]
    assert [one.element_id for one in group.actions] == ["Si_fra_leder"]


def test_the_group_stops_when_its_own_pupil_withdraws(group):
    assert group.send("elevgruppe-samtykke-trukket", trekker="1").open == ["Fortell_gruppa"]


@pytest.fixture
def group():
    """A group where the pupil has approved the text, and two peers are to be asked."""
    diagram = (PROCESSES / "felles-elevgruppe.bpmn").read_bytes()
    played = drawing.play(diagram, process="felles-elevgruppe").start(**STARTED)
    played.do("Spor_eleven", vil_ha_gruppe="ja").do("Samtykke_eleven", elev_samtykker="ja", foresatte_samtykker="ja")
    played.do("Velg_medelever", trygg_pa=[{"medelev": "2"}], bli_kjent=[{"medelev": "3"}])
    return played.do("Skriv_tekst", tekst="Vi vil være sammen.").do("Eleven_godkjenner", tekst_godkjent="ja")
