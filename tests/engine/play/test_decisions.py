"""A decision table through the real commands: check, play, publish, a case on PostgreSQL and what its log tells."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import deciding
import diagrams
import factories
import pytest
import sqlalchemy as sa

from engine import cases, clock, db, model, publishing, routines, tables

ROOT = Path(__file__).resolve().parents[3]
RULE = (
    '<bpmn:businessRuleTask id="VURDER" name="Vurder alvor"><bpmn:extensionElements>'
    '<zeebe:calledDecision decisionId="alvor" resultVariable="grad" /></bpmn:extensionElements></bpmn:businessRuleTask>'
)
TABLE = deciding.table(
    "alvor", ["type: string", "antall: number"], ["grad: string"],
    ['"vold" | - | "høy"', '"mobbing" | > 2 | "høy"', '"mobbing" | <= 2 | "lav"'],
)  # fmt: skip
STORY = """\
routine: regel
at: 2026-01-05 10:00
start: {by: lærer, answers: {elev: Testelev A}}
steps:
  - do: A
    by: rektor
    answers: {type: TYPE, antall: 5}
  - see: {tasks: [OPEN]}
  - see: {incident: none}
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_check_and_play_take_the_table_beside_the_diagram(folder: Path, skolemiljo: Run) -> None:
    checked = skolemiljo("check", "--json", "regel.bpmn")
    played = skolemiljo("play", "stories/vold.yaml", "stories/mobbing.yaml")

    assert (checked.returncode, told(checked)) == (0, [])
    assert (played.returncode, "2 av 2 fortellinger holdt." in played.stdout) == (0, True), played.stderr


def test_check_tells_file_rule_and_near_names(folder: Path, skolemiljo: Run) -> None:
    table = folder / "decisions" / "alvor.dmn"
    table.write_bytes(table.read_bytes().replace(b'"mobbing"', b'"mobing"').replace(b"<text>antall", b"<text>antal"))

    found = told(skolemiljo("check", "--json", "regel.bpmn"))

    assert {(one["file"], one["code"], one["level"]) for one in found} == {
        ("decisions/alvor.dmn", "name-unknown", "error"),
        ("decisions/alvor.dmn", "feel-never", "warning"),
    }
    assert any("mente du «antall»?" in one["what"] for one in found)
    assert any("regel 2" in one["what"] and "Mente du «mobbing»?" in one["what"] for one in found)


def test_a_table_that_is_missing_is_refused(folder: Path, skolemiljo: Run) -> None:
    (folder / "decisions" / "alvor.dmn").unlink()

    found = told(skolemiljo("check", "--json", "regel.bpmn"))

    assert [(one["code"], one["element"]) for one in found] == [("decision-unknown", "VURDER")]


def test_a_published_case_decides_and_its_log_tells_the_rules(
    folder: Path, municipality: factories.Town, clock_at: Callable[[str], clock.Clock]
) -> None:
    clock_at("2026-01-05 10:00")
    files = publishing.gather([folder / "regel.bpmn"], "regel")
    routines.publish(files, ["regel"], municipality_id=municipality.id, by=None)
    raw = {"elev": str(municipality.pupil("Testelev A").id)}
    case = cases.open_case(by=municipality.person("lærer"), routine="regel", raw=raw, token="t1")

    answers = {"type": "mobbing", "antall": "1"}
    cases.complete_task(open_tasks()["A"], by=municipality.person("rektor"), raw=answers, seen_version=1)

    assert "decisions/alvor.dmn" in files
    assert set(open_tasks()) == {"LAV"}
    assert facts_of(case.id, "VURDER") == {"decisions": [{"name": "Alvor", "rules": [3], "default": False}]}


def told(checked: subprocess.CompletedProcess[str]) -> list[dict[str, str]]:
    """Return what a check found, but for the picture that these small diagrams do without."""
    found = [json.loads(line) for line in checked.stdout.splitlines()]
    return [one for one in found if one["code"] != "not-drawn"]


def open_tasks() -> dict[str, UUID]:
    """Return the open tasks by element."""
    t = tables.tasks.c
    with db.reading() as connection:
        found = connection.execute(sa.select(t.element_id, t.id).where(t.status == model.TaskStatus.OPEN))
        return {str(element): task for element, task in found}


def facts_of(case_id: int, element: str) -> object:
    """Return what the log says of an element."""
    at = tables.events.c
    with db.reading() as connection:
        return connection.execute(sa.select(at.facts).where(at.case_id == case_id, at.element_id == element)).scalar()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a routine, its forms, its table and two stories."""
    elements = {
        "A": diagrams.task("A", diagrams.form_of("vurdering")),
        "VURDER": RULE,
        "valg": '<bpmn:exclusiveGateway id="valg" default="valg-LAV" />',
        "LAV": diagrams.task("LAV"),
        "HOY": diagrams.task("HOY"),
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    pairs = [("inn", "A"), ("A", "VURDER"), ("VURDER", "valg"), ("valg", "LAV"), ("LAV", "slutt"), ("HOY", "slutt")]
    flows = [*(diagrams.flow(*pair) for pair in pairs), diagrams.flow("valg", "HOY", '=grad = "høy"')]
    (tmp_path / "regel.bpmn").write_bytes(diagrams.routine("regel", elements, flows, lanes={"Rektor": list(elements)}))
    values = [{"label": one, "value": one} for one in ("vold", "mobbing")]
    form = diagrams.form(
        "vurdering",
        {"type": "radio", "key": "type", "id": "Field_type", "label": "Type", "values": values},
        {"type": "number", "key": "antall", "id": "Field_antall", "label": "Antall"},
    )
    for path, content in {
        "forms/melding.form": diagrams.REPORT,
        "forms/vurdering.form": form,
        "decisions/alvor.dmn": deciding.file(TABLE),
        "stories/vold.yaml": STORY.replace("TYPE", "vold").replace("OPEN", "HOY").encode(),
        "stories/mobbing.yaml": STORY.replace("TYPE", "mobbing").replace("OPEN", "HOY").encode(),
    }.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


@pytest.fixture
def skolemiljo(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Return `skolemiljo(argument, …)`: the command in the folder, with a database of its own that ends with it."""
    environment = {**os.environ, "SKOLEMILJO_VAR": str(tmp_path_factory.mktemp("var")), "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "webforms.cli", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
        )

    return run
