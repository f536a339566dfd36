"""Øyer's routines say what the plan says: who, when, and every label and word of its lists (issue 4).

That a story passes each of them is `test_stories`'.
"""

from __future__ import annotations

import json

import pytest

from engine import settings
from tests.processes import elements

FORMS = settings.ROOT / "processes" / "forms"

# row of the plan: (name begins with, who, deadline)
STEPS = {
    "OYR-2-01": ("Få oversikt, grip inn og forklar hvorfor", "Ansatt", "straks"),
    "OYR-2-02": ("Kontaktlærer leder samtale med elevene", "Kontaktlærer", "straks"),
    "OYR-2-03": ("Få elevene ut av situasjonen", "Ansatt", "straks"),
    "OYR-2-05": ("Elevsamtaler med de involverte elevene", "Ansatt", "snarest"),
    "OYR-3-01": ("Meld ifra til rektor", "Ansatt", "tidligst av (samme dag fra mistanke_tid, samme dag)"),
    "OYR-3-03": ("Loggfør mottatt beskjed", "Rektor", "straks"),
    "OYR-3-04": ("Ta imot varselet fra foreldre", "Rektor/kontaktlærer", "straks"),
    "OYR-3-05": ("Ta imot varselet fra andre", "Rektor/kontaktlærer", "straks"),
    "OYR-3-06": ("Eleven får beskjed", "Rektor", "tidligst av (samme dag fra mottatt, samme dag)"),
    "OYR-3-08": ("Dokumenter mottatt varsel", "Skoleeier/kommunalsjef", "snarest"),
    "OYR-4-02": ("Møte med foreldre", "Rektor/kontaktlærer", "tidligst av (dagen etter fra mottatt, dagen etter)"),
    "OYR-5-03": ("Fyll ut aktivitetsplanen", "Rektor", "snarest"),
    "OYR-A-03": ("Ta initiativ til årlig revidering", "Rådgiver hos skoleeier", "=last day of month(today())"),
}
WORDS = {
    "oyer-melding": (
        "Elever er på vei inn i en konflikt",
        "Konflikten fortsetter og eleven/e reagerer negativt på den ansattes inngripen",
        "Elevene fortsetter konflikten selv om ansatt har grepet inn", "Eleven klarer ikke å roe seg ned",
        "Profesjonell observasjon (av alle barns uttrykk og adferd, endring av væremåte)",
        "Tilstedeværelse", "Samtaler"),
    "oyer-barnets-beste": (
        "Barns syn", "Identiteten, karaktertrekkene og egenskapene til barnet", "Familiemiljø og nære relasjoner",
        "Barns rett til vern, omsorg og trygghet", "Sårbarheten til barnet", "Barns rett til liv og utvikling",
        "Den fysiske og psykiske helsen til barnet", "Elevens rett til utdanning",
        "Hva er best for barna som er involvert?", "Ved motstrid, hvilke hensyn skal tillegges størst vekt?",
        "Er det mulig å harmonisere det som er det beste for barnet med andre hensyn, og med hensynet til andre barn?",
        "Forklar hvordan barns beste er undersøkt og hvordan vi har kommet fram til hva som er det beste for barnet.",
        "Forklare hvilken vekt barns beste har fått i forhold til andre hensyn."),
    "oyer-aktivitetsplan": (
        "a) hvilket problem tiltakene skal løse", "b) hvilke tiltak skolen har planlagt",
        "c) når tiltakene skal gjennomføres", "d) hvem som er ansvarlig for gjennomføringen av tiltakene",
        "e) når tiltakene skal evalueres", "f) vurderinga av barnets beste", "Tiltak som skaper trygghet"),
    "oyer-dokumenthode": (
        "Dokument-ID", "Sted og prosess", "Sist godkjent dato", "Dato endret", "Dokumentkategori",
        "Siste revisjonsdato", "Neste revisjonsdato", "§ 10-1", "Grunnloven § 104"),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_has_the_name_the_person_and_the_deadline_of_the_plan(step):
    assert elements.unlike(step, *STEPS[step]) == []


@pytest.mark.parametrize("form", WORDS)
def test_a_form_has_the_plans_own_words(form):
    said = json.dumps(json.loads((FORMS / f"{form}.form").read_text("utf-8")), ensure_ascii=False)

    assert [word for word in WORDS[form] if word not in said] == []


def test_the_plan_of_measures_opens_only_after_the_pupil_is_heard():
    diagram = (settings.ROOT / "processes" / "oyer-tiltaksrunde.bpmn").read_text("utf-8")

    order = [
        f'sourceRef="{one}" targetRef="{two}"' for one, two in (("OYR-5-01", "OYR-5-02"), ("OYR-5-02", "OYR-5-03"))
    ]

    assert all(flow in diagram for flow in order)
