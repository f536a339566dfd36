"""The municipality's own words: inserts in forms, guidance and letters, and what `check` says of a wrong one."""

from __future__ import annotations

import json

import diagrams
import sqlalchemy as sa

from engine import cases, db, overview, publishing, tables
from engine.municipality import policy, setting_versions

NAMES = {"plannavn": "tiltaksplan", "Plannavn": "Tiltaksplan", "straks_timer": 2.5, "rar": "{{sak.nummer}}"}


def test_an_insert_is_filled_in_exactly_and_nothing_else_is_touched():
    text = "{{innstilling.Plannavn}}: {{ innstilling.plannavn }}en, {{innstilling.straks_timer}}, {{elev}} innstilling"

    assert policy.fill(text, NAMES) == "Tiltaksplan: tiltaksplanen, 2,5, {{elev}} innstilling"


def test_an_unknown_insert_stays_and_a_value_never_becomes_an_insert():
    assert policy.fill("{{innstilling.plan}} {{innstilling.rar}}", NAMES) == "{{innstilling.plan}} { {sak.nummer}}"


def test_json_stays_json_whatever_the_word_is():
    filled = policy.fill_json(json.dumps({"label": "{{innstilling.plannavn}}"}), {"plannavn": 'a "b"\n\\'})

    assert json.loads(filled) == {"label": 'a "b"\n\\'}


def test_a_letter_can_name_a_setting_only_if_there_is_one():
    assert "innstilling.Plannavn" in policy.declared().paths
    assert "innstilling.planer" not in policy.declared().paths


def test_the_task_page_speaks_the_municipalitys_words_and_the_diagram_follows_its_choice(municipality):
    setting_versions.change(
        by=municipality.person("skoleeier"),
        wanted={"plannavn": "tiltaksplan", "rekkefolge_12_5": "ansatt"},
        reason="Slik sier vi det",
    )
    diagrams.publish(municipality.id, "prove", DIAGRAM, plan=PLAN)
    rektor = municipality.person("rektor")
    raw = {"elev": str(municipality.pupil().id), "hva": "uro"}
    case = cases.open_case(by=rektor, routine="prove", raw=raw, token="en", school_id=municipality.schools[0].id)

    with db.reading() as connection:
        task = connection.scalar(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case.id))
    page = overview.task_page(task, rektor)

    assert page.task.name == "Steg ANSATT"
    assert page.form["components"][0]["label"] == "Tiltaksplan"
    assert page.options["innstilling"]["plannavn"] == "tiltaksplan"
    assert page.guidance == "Skriv tiltaksplanen."
    assert page.known["frist"] == "6 uker"


def test_check_tells_of_settings_that_there_are_none_of_with_the_nearest(tmp_path):
    (tmp_path / "forms").mkdir()
    wrong = DIAGRAM.replace(b"innstilling.plannavn", b"innstilling.plannvn").replace(b".rekkefolge", b".rekkefolg")
    plan = PLAN.replace(b"Plannavn", b"Plannamn").replace(b"evaluering_maks", b"evaluering_max")
    for name, content in {"melding": diagrams.REPORT, "plan": plan}.items():
        (tmp_path / "forms" / f"{name}.form").write_bytes(content)
    (tmp_path / "prove.bpmn").write_bytes(wrong)

    found = {(one.code, one.element) for one in publishing.check([tmp_path / "prove.bpmn"])}

    assert {
        ("setting-unknown", "ANSATT"),
        ("setting-unknown", "xor-ANSATT"),
        ("name-unknown", "plan"),
        ("property-idle", "frist"),
    } <= found


PLAN = diagrams.form(
    "plan",
    diagrams.text_field("plan", label="{{innstilling.Plannavn}}"),
    diagrams.text_field("frist", properties={"hent": "innstilling.evaluering_maks"}),
)
STEP = diagrams.task("ANSATT", diagrams.form_of("plan")).replace(
    "<bpmn:extensionElements>",
    "<bpmn:documentation>Skriv {{innstilling.plannavn}}en.</bpmn:documentation><bpmn:extensionElements>",
)
DIAGRAM = diagrams.routine(
    "prove",
    {
        "xor": '<bpmn:exclusiveGateway id="xor" name="Hvem først?" default="xor-ELEV" />',
        "ANSATT": STEP,
        "ELEV": diagrams.task("ELEV"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    },
    [
        diagrams.flow("inn", "xor"),
        diagrams.flow("xor", "ANSATT", '=innstilling.rekkefolge_12_5 = "ansatt"'),
        diagrams.flow("xor", "ELEV"),
        diagrams.flow("ANSATT", "slutt"),
        diagrams.flow("ELEV", "slutt"),
    ],
    lanes={"Rektor": ["ANSATT", "ELEV"]},
)
