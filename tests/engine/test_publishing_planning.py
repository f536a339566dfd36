"""A property of the plan or of the catalogue that does nothing is found, and what was meant is said."""

from __future__ import annotations

import json
from pathlib import Path

import diagrams
import pytest

from engine import bpmn, publishing
from engine.publishing import planning

PROCESSES = Path(__file__).resolve().parents[2] / "processes"
NAME = diagrams.text_field("navn", properties={"plan": "navn", "tiltakskatalog": "tittel"})
STATUS = diagrams.text_field("tilstand", properties={"plan": "status"})
CATALOGUE = "navn: Prøve\ntiltak:\n  - {id: A, tittel: Tittel, nivå: individ, veiledning: Slik}\n"
Field = dict[str, object]


def listed(*fields: Field, **properties: str) -> Field:
    own = {"plan": "tiltak", "plan-nivå": "individ", **properties}
    return {
        "type": "dynamiclist", "path": "liste", "id": "Field_liste", "label": "Liste", "components": [*fields],
        "properties": {key: text for key, text in own.items() if text},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("field", "task", "said"),
    [
        (listed(NAME), {"plan": "versjn"}, "«plan» sier «versjn», som ikke finnes; mente du «versjon»?"),
        (diagrams.text_field("hva"), {"plan": "versjon"}, "ingen liste i skjemaet er tiltakene"),
        (listed(NAME), {"plan": "status"}, "ingen felt i skjemaet er «status»"),
        (listed(NAME), {"plan": "evaluering"}, "ingen felt i skjemaet er «konklusjon»"),
        (listed(NAME), {"plan": "avslutning"}, "ingen felt i skjemaet er «uttalelse»"),
        (listed(STATUS), {"plan": "status"}, "ingen av feltene er navnet"),
        (listed(NAME, **{"plan-nivå": "indivd"}), {}, "mente du «individ»"),
        (listed(NAME, diagrams.text_field("x", properties={"plan": "ansvarleg"})), {}, "mente du «ansvarlig»"),
        (diagrams.text_field("x", properties={"plan": "konklusjon"}), {}, "«plan» sier «konklusjon»"),
        (listed(STATUS, NAME, tiltakskatalog="prøv"), {}, "«tiltakskatalog» sier «prøv»"),
        (listed(STATUS, tiltakskatalog="prøve"), {}, "ingen av feltene tar imot tittelen"),
        (listed(NAME), {}, "listen det står i, henter ikke fra noen"),
        (diagrams.text_field("x", properties={"tiltakskatalog": "titel"}), {}, "mente du «tittel»"),
        (listed(NAME), {"paln": "versjon"}, "«paln» finnes ikke; mente du «plan»"),
    ],
)
def test_what_does_nothing_is_found(tmp_path: Path, field: Field, task: dict[str, str], said: str) -> None:
    assert [one for one in found(tmp_path, field, task) if said in one]


@pytest.mark.parametrize(
    ("field", "task"),
    [
        (listed(NAME, tiltakskatalog="prøve"), {"plan": "versjon"}),
        (listed(NAME, tiltakskatalog="prøve"), {"plan": "endring"}),
        (listed(NAME, STATUS, tiltakskatalog="prøve", **{"plan-nivå": ""}), {"plan": "status"}),
        (STATUS, {"plan": "status", "plan-om": "ett.navn"}),
    ],
)
def test_what_is_right_is_no_finding(tmp_path: Path, field: Field, task: dict[str, str]) -> None:
    assert found(tmp_path, field, task) == []


@pytest.mark.parametrize("own", [{"plan": "endring"}, {"plan": "versjon", "for-hand": "rektor"}])
def test_an_event_that_cannot_begin_a_change_of_the_plan_is_found(own: dict[str, str]) -> None:
    waits = bpmn.Event(kind="message", name="endres")
    event = bpmn.Element(id="MÅ", kind="boundaryEvent", name="Må endres", process="p", event=waits, properties=own)

    assert ["gjør ingenting her" in what for _key, what, _remedy in planning.of_task(event, None)] == [True]


def test_a_fault_in_a_catalogue_that_a_form_offers_is_found(tmp_path: Path) -> None:
    wrong = CATALOGUE.replace("nivå: individ", "nivå: trinn")

    assert "Nivået «trinn» finnes ikke." in found(tmp_path, listed(NAME, tiltakskatalog="prøve"), {}, wrong)


@pytest.mark.parametrize(
    "routine", ["baerum-handtering", "baerum-skjerpet-aktivitetsplikt", "oyer-skolemiljo", "ellingsrudasen-skolemiljo"]
)
def test_each_municipalitys_routine_has_a_plan_that_is_told_of_and_closed(routine: str) -> None:
    files, _routines = publishing.gather_all([PROCESSES / f"{routine}.bpmn"])
    text = " ".join(content.decode() for path, content in files.items() if path.endswith(".bpmn"))

    needed = {"versjon", "endring", "evaluering", "avslutning"}
    assert {kind for kind in needed if f'name="plan" value="{kind}"' in text} == needed
    assert [path for path in files if path.startswith("tiltak/")]


def found(folder: Path, field: Field, task: dict[str, str], catalogue: str = CATALOGUE) -> list[str]:
    """Return what the check says of a form with `field`, asked by a task with the properties `task`."""
    properties = "".join(f'<zeebe:property name="{name}" value="{value}" />' for name, value in task.items())
    own = [f"<zeebe:properties>{properties}</zeebe:properties>"] if task else []
    lanes = {"Rektor": ["inn", "A", "slutt"]}
    (folder / "prove.bpmn").write_bytes(
        diagrams.chain("prove", diagrams.task("A", diagrams.form_of("plan"), *own), lanes=lanes)
    )
    (folder / "forms").mkdir()
    (folder / "forms/melding.form").write_bytes(diagrams.REPORT)
    (folder / "forms/plan.form").write_text(json.dumps({"id": "plan", "components": [field]}))
    (folder / "tiltak").mkdir()
    (folder / "tiltak/prøve.yaml").write_text(catalogue)
    codes = ("property-idle", "catalogue-wrong", "catalogue-unknown")
    return [one.what for one in publishing.check([folder / "prove.bpmn"], judge=diagrams.judge) if one.code in codes]
