"""Stories on a task that two roles must do: who did it is said, and what is left is seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import diagrams
import pytest

from engine import play

Played = Callable[[str], play.Result]

STORY = """\
routine: prove
at: 2026-01-05 10:00
people: {vikar: Vikar Eksempel}
start: {by: lærer, answers: {elev: Testelev A, hva: uro}}
steps:
  - see: {task: A, roles: [kontaktlærer, rektor], due: 2026-01-08}
  - see: {tasks: [A]}
  - refuse: {do: A, by: vikar, answers: {notat: x}, because: not-allowed}
  - do: A
    by: kontaktlærer
    answers: {notat: sett}
  - see: {task: A, roles: [rektor]}
  - see: {tasks: [A]}
  - refuse: {do: A, by: kontaktlærer, answers: {notat: igjen}, because: not-open}
  - wait: {until: 2026-01-08 16:00}
  - see: {message: frist-passert, to: rektor}
  - do: A
    by: rektor
  - see: {tasks: []}
  - see: {ended: slutt}
"""


def test_story_says_which_role_does_its_part_and_sees_what_is_left(played: Played) -> None:
    result = played(STORY)

    assert result.failure is None


def test_the_same_person_may_do_both_parts_by_name(played: Played) -> None:
    text = STORY.replace("people: {vikar: Vikar Eksempel}", "people: {kontaktlærer: Kari Eksempel}")
    text = text.replace("by: vikar", "by: sosiallærer").replace("by: kontaktlærer", "by: Kari Eksempel")

    assert played(text).failure is None


@pytest.mark.parametrize(
    ("was", "becomes", "seen"),
    [
        ("roles: [rektor]}", "roles: [kontaktlærer]}", "A har rollene rektor"),
        ("- see: {tasks: []}", "- see: {tasks: [A]}", "åpne oppgaver er ingen"),
        ("by: rektor\n  - see", "by: sosiallærer\n  - see", "ble avvist"),
    ],
)
def test_what_does_not_hold_is_told(played: Played, was: str, becomes: str, seen: str) -> None:
    text = STORY.replace(was, becomes, 1)
    assert text != STORY

    failure = played(text).failure

    assert seen in str(failure)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a routine whose one task is for `Kontaktlærer og rektor`."""
    diagram = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("notat"), diagrams.due("3 skoledager")),
        lanes={"Kontaktlærer og rektor": ["inn", "A", "slutt"]},
    )
    (tmp_path / "forms").mkdir()
    (tmp_path / "stories").mkdir()
    (tmp_path / "prove.bpmn").write_bytes(diagram)
    (tmp_path / "forms" / "melding.form").write_bytes(diagrams.REPORT)
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    (tmp_path / "forms" / "notat.form").write_bytes(note)
    return tmp_path
