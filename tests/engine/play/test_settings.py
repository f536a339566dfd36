"""What a story's municipality has decided: `settings` on top of the story, followed by the routine."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import db, errors, play, publishing

STORY = """\
routine: prove
at: 2026-01-05 10:00
settings: {rekkefolge_12_5: ansatt, purretid_kvittere: PT2H}
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {tasks: [ANSATT]}
  - see: {timer: ANSATT.purring, at: 2026-01-05 12:00}
"""
REMINDER = (
    '<bpmn:boundaryEvent id="ANSATT.purring" name="Purring" attachedToRef="ANSATT" cancelActivity="false">'
    '<bpmn:timerEventDefinition id="tid"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">'
    "=innstilling.purretid_kvittere</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
)
ELEMENTS = {
    "xor": '<bpmn:exclusiveGateway id="xor" name="Hvem først?" default="xor-ELEV" />',
    "ANSATT": diagrams.task("ANSATT"),
    "ELEV": diagrams.task("ELEV"),
    "ANSATT.purring": REMINDER,
    "slutt": '<bpmn:endEvent id="slutt" name="Ferdig" />',
    "purret": '<bpmn:endEvent id="purret" name="Purret" />',
}
FLOWS = [
    diagrams.flow("inn", "xor"),
    diagrams.flow("xor", "ANSATT", '=innstilling.rekkefolge_12_5 = "ansatt"'),
    diagrams.flow("xor", "ELEV"),
    diagrams.flow("ANSATT", "slutt"),
    diagrams.flow("ELEV", "slutt"),
    diagrams.flow("ANSATT.purring", "purret"),
]
FILES = {
    "prove.bpmn": diagrams.routine("prove", ELEMENTS, FLOWS, lanes={"Rektor": ["ANSATT", "ELEV"]}),
    "forms/melding.form": diagrams.REPORT,
}


def test_the_routine_follows_what_the_story_says_its_municipality_has_decided(database: db.Database) -> None:
    assert played(STORY, database).failure is None


def test_without_settings_the_start_values_hold(database: db.Database) -> None:
    text = STORY.replace("settings: {rekkefolge_12_5: ansatt, purretid_kvittere: PT2H}\n", "").split("  - see: {timer")[
        0
    ]

    assert played(text.replace("[ANSATT]", "[ELEV]"), database).failure is None


def test_a_wrong_setting_makes_the_story_unreadable(database: db.Database) -> None:
    with pytest.raises(
        errors.StoryUnreadable, match="«settings»: Innstillingen «rekkefolge_12_5» kan ikke være «alle»"
    ):
        played(STORY.replace("12_5: ansatt", "12_5: alle"), database)


def test_check_accepts_the_routine(tmp_path: Path) -> None:
    for path, content in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes(content)

    assert [one.what for one in publishing.check([tmp_path / "prove.bpmn"]) if one.level == "error"] == []


def played(text: str, database: db.Database) -> play.Result:
    story = play.story.parse(text.encode(), Path("prove.yaml"))
    return play.play(story, FILES, database=database)
