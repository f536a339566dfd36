"""The settings in letters: the words of now, the law references of the day the case began, in the letter itself."""

from __future__ import annotations

import json

import diagrams
import pdf_reading
import pytest

from engine import cases, db, letters, rows, settings
from engine.cases.letters import letter_data
from engine.municipality import policy, setting_versions

FELLES = settings.ROOT / "processes" / "letters"
SPEC = {
    "tittel": {"nb": "Prøve", "nn": "Prøve"},
    "mottakere": ["foresatte"],
    "kilde": "A",
    "krever": ["innstilling.plannavn", "innstilling.Plannavn", "kommune.lover"],
    "valgfritt": [],
    "eksempel": {
        "innstilling": {"plannavn": "aktivitetsplan", "Plannavn": "Aktivitetsplan"},
        "kommune": {"lover": {"rett": "opplæringslova § 12-2"}},
        "svar": {"A": {}},
    },
}
TEMPLATE = """#import "felles.typ": *
#show: brev
= #innstilling.Plannavn
Vi lager #{innstilling.plannavn}en etter #lov("rett").
"""


def test_a_letter_says_the_words_of_now_and_the_law_of_the_cases_start(municipality):
    case = open_case(municipality)
    by = municipality.person("skoleeier")
    change = {"lov": "rett", "henvisning": "opplæringslova § 99-9", "gjelder_fra": "2020-01-01"}
    setting_versions.change(by=by, wanted={"lovendringer": [change], "plannavn": "tiltaksplan"}, reason="Ny lov")
    later = {**change, "henvisning": "opplæringslova § 77-7", "gjelder_fra": "2090-01-01"}
    setting_versions.change(by=by, wanted={"lovendringer": [change, later]}, reason="Enda en")

    pdf = letters.render("prove", bundle=bundle(), data=data_of(case), locale="nb").pdf

    assert pdf_reading.says(pdf, "Vi lager tiltaksplanen etter opplæringsloven § 99-9.")
    assert not pdf_reading.says(pdf, "77-7")


@pytest.mark.parametrize("template", ["aktivitetsplan", "aktivitetsplan-foresatte", "oyer-aktivitetsplan"])
def test_the_plan_is_called_what_the_municipality_calls_it(template):
    said = letters.sample(template, bundle=FELLES.parent) | {"innstilling": {"Plannavn": "Tiltaksplan"}}

    made = letters.render(template, bundle=FELLES.parent, data=said, locale="nn")

    assert made.title.removesuffix(": til føresette") == "Tiltaksplan"
    assert pdf_reading.says(made.pdf, "Tiltaksplan")
    assert not pdf_reading.says(made.pdf, "Aktivitetsplan")


def test_the_letters_own_laws_are_those_the_settings_start_with():
    own = json.loads((FELLES / "lover.json").read_text())

    start = policy.whole({})
    laws = {law: start[key] for law, key in policy.declared().laws.items()} | {"merking": start["merking"]}
    assert own.items() <= laws.items()


def open_case(municipality):
    diagram = diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["inn", "A", "slutt"]})
    diagrams.publish(municipality.id, "prove", diagram)
    raw = {"elev": str(municipality.pupil().id), "hva": "uro"}
    return cases.open_case(by=municipality.person("ansatt"), routine="prove", raw=raw, token="en")


def data_of(case):
    with db.reading() as connection:
        row = rows.case(connection, case.id)
        beside = letter_data.Beside(answers={"A": {"x": "y"}})
        return letter_data.assemble(connection, row, language="nb", headers={}, beside=beside)


def bundle() -> dict[str, bytes]:
    shared = {name: (FELLES / name).read_bytes() for name in ("felles.typ", "ord.typ", "lover.json", "ordliste.json")}
    return {**shared, "prove.typ": TEMPLATE.encode(), "prove.json": json.dumps(SPEC).encode()}
