"""What the tests of stories share: a small routine with one of everything, in a folder as a process owner has it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import diagrams
import pytest

from engine import db, play, publishing

MESSAGE = (
    '<bpmn:message id="svar-ute" name="svar-utenfra"><bpmn:extensionElements>'
    '<zeebe:subscription correlationKey="= sak.nummer" /></bpmn:extensionElements></bpmn:message>'
)
WAITING = (
    '<bpmn:intermediateCatchEvent id="VENT" name="Vent på svar"><bpmn:messageEventDefinition id="m" '
    'messageRef="svar-ute" /></bpmn:intermediateCatchEvent>'
)
BOUNDARY = (
    '<bpmn:boundaryEvent id="A.frist" name="Tre timer" attachedToRef="A" cancelActivity="false">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT3H</bpmn:timeDuration>'
    "</bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)
TELL = (
    '<bpmn:serviceTask id="SI_FRA" name="Si fra til rektor"><bpmn:extensionElements>'
    '<zeebe:taskDefinition type="varsel" /><zeebe:taskHeaders><zeebe:header key="til" value="Rektor" />'
    "</zeebe:taskHeaders></bpmn:extensionElements></bpmn:serviceTask>"
)
STORY = """\
routine: prove
at: 2026-01-05 10:00
people: {vikar: Vikar Eksempel}
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {task: A, roles: [kontaktlærer], due: 2026-01-08, straks: false}
  - see: {message: ny-oppgave, to: kontaktlærer}
  - see: {timer: A.frist, at: 2026-01-05 13:00}
  - refuse: {do: A, by: rektor, because: not-allowed}
  - refuse: {do: A, by: kontaktlærer, because: invalid}
  - refuse: {do: B, by: rektor, because: not-open}
  - wait: PT3H
  - see: {message: SI_FRA, to: rektor}
  - see: {timer: A.frist, at: none}
  - hold: A
    by: kontaktlærer
  - do: A
    by: kontaktlærer
    answers: {notat: ferdig}
  - see: {tasks: [B]}
  - see: {some-tasks: [B]}
  - refuse: {do: A, by: kontaktlærer, answers: {notat: igjen}, because: not-open}
  - do: B
    by: rektor
  - see: {tasks: []}
  - see: {ended: none}
  - send: {message: svar-utenfra, key: sak.nummer}
  - see: {ended: slutt}
  - see: {incident: none}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with prove.bpmn, its forms, and one story that holds."""
    elements = {
        "A": diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")),
        "A.frist": BOUNDARY,
        "SI_FRA": TELL,
        "sagt": '<bpmn:endEvent id="sagt" name="Sagt fra" />',
        "B": diagrams.task("B"),
        "VENT": WAITING,
        "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    }
    pairs = [("inn", "A"), ("A", "B"), ("B", "VENT"), ("VENT", "slutt"), ("A.frist", "SI_FRA"), ("SI_FRA", "sagt")]
    lanes = {"Kontaktlærer": ["inn", "A", "A.frist", "SI_FRA", "sagt"], "Rektor": ["B", "VENT", "slutt"]}
    diagram = diagrams.routine("prove", elements, [diagrams.flow(*pair) for pair in pairs], lanes=lanes)
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    (tmp_path / "prove.bpmn").write_bytes(diagram.replace(b"<bpmn:process ", MESSAGE.encode() + b"<bpmn:process ", 1))
    for name, content in (("melding", diagrams.REPORT), ("notat", note)):
        (tmp_path / "forms").mkdir(exist_ok=True)
        (tmp_path / "forms" / f"{name}.form").write_bytes(content)
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "prove.yaml").write_text(STORY)
    return tmp_path


@pytest.fixture(scope="module")
def schema(database_url: str) -> Iterator[db.Database]:
    """A private schema to play in."""
    with play.stage.schema(database_url) as one:
        yield one


Played = Callable[[str], play.Result]


@pytest.fixture
def played(folder: Path, schema: db.Database) -> Played:
    """Return `played(text)`: the story `text` on the folder's routine, as its files are then."""

    def run(text: str) -> play.Result:
        path = folder / "stories" / "annen.yaml"
        path.write_text(text)
        files = publishing.gather([folder / "prove.bpmn"], "prove")
        return play.play(play.read(path), files, database=schema)

    return run
