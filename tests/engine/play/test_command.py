"""`skolemiljo play` as a process: exit 0, 1, 2; a sentence, never a traceback; one JSON object a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.engine.play.conftest import STORY

ROOT = Path(__file__).resolve().parents[3]

Play = Callable[..., subprocess.CompletedProcess[str]]


def test_all_held_is_0_and_a_changed_expectation_1(folder: Path, play: Play) -> None:
    other = folder / "stories" / "endret.yaml"
    other.write_text(STORY.replace("see: {tasks: [B]}", "see: {tasks: [A]}", 1))
    line = next(n for n, text in enumerate(other.read_text().splitlines(), 1) if "see: {tasks: [A]}" in text)

    held, failed = play("stories/prove.yaml"), play("stories/prove.yaml", "stories/endret.yaml")

    assert (held.returncode, held.stderr) == (0, "")
    assert "1 av 1 fortelling holdt." in held.stdout
    assert failed.returncode == 1
    assert f"stories/endret.yaml:{line}: ventet «see: tasks: ['A']», men åpne oppgaver er B." in failed.stderr
    assert "1 av 2 fortellinger holdt." in failed.stdout


def test_json_is_one_object_a_line(folder: Path, play: Play) -> None:
    told = play("--json", "stories/prove.yaml")

    lines = [json.loads(line) for line in told.stdout.splitlines()]
    assert told.returncode == 0
    assert [lines[0]["kind"], lines[-1]["kind"]] == ["case-opened", "case-ended"]
    assert "story" not in lines[0]


def test_json_of_several_stories_says_whose_each_line_is(folder: Path, play: Play) -> None:
    (folder / "stories" / "annen.yaml").write_text(STORY)

    told = play("--json", "stories/prove.yaml", "stories/annen.yaml")

    stories = [json.loads(line)["story"] for line in told.stdout.splitlines()]
    assert list(dict.fromkeys(stories)) == ["prove.yaml", "annen.yaml"]


def test_json_is_all_there_is_on_standard_output_where_a_message_is_kept(folder: Path, play: Play) -> None:
    early = STORY[: STORY.index("steps:")] + "steps:\n  - send: {message: svar-utenfra, key: ingen}\n"
    (folder / "stories" / "tidlig.yaml").write_text(early)

    told = play("--json", "stories/tidlig.yaml")

    assert told.returncode == 0
    assert [json.loads(line)["kind"] for line in told.stdout.splitlines()][:1] == ["case-opened"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, "annen.yaml"),
        ("routine: [", "ikke gyldig YAML"),
        (STORY.replace("routine: prove", "routine: ukjent"), "«ukjent» ved siden av"),
        (STORY.replace("wait: PT3H", "wait: en stund"), "annen.yaml:12"),
    ],
    ids=["missing", "no YAML", "no diagram", "unreadable wait"],
)
def test_what_cannot_be_read_is_2_with_one_sentence(folder: Path, play: Play, text: str | None, says: str) -> None:
    if text is not None:
        (folder / "stories" / "annen.yaml").write_text(text)

    told = play("stories/annen.yaml", *(["stories/prove.yaml"] if text is None else []))

    assert told.returncode == 2
    assert says in told.stderr
    assert "Traceback" not in told.stderr
    assert ("1 av 2 fortellinger holdt, 1 kan ikke leses." in told.stdout) is (text is None), "the others are played"


@pytest.fixture
def play(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Return `play(argument, …)`: the command in the folder, with a database of its own that ends with it."""
    var = tmp_path_factory.mktemp("var")
    environment = {**os.environ, "SKOLEMILJO_VAR": str(var), "PYTHONPATH": str(ROOT)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "webforms.cli", "play", *arguments]
        return subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
        )

    return run
