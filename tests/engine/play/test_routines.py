"""The routines' own stories hold, and together they pass every row of Bærum's table (issue 2, Shown by 2 and 3)."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import db, play, publishing

PROCESSES = Path(__file__).resolve().parents[3] / "processes"
STORIES = sorted((PROCESSES / "stories").glob("*.yaml"))
IDS = [one for one in (PROCESSES / "kilder" / "ids.txt").read_text().split() if re.fullmatch(r"BAE-H-\d\d", one)]


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_holds(path: Path, stage: db.Database) -> None:
    result = played(path, stage)

    assert result.failure is None, str(result.failure)


def test_ids_are_the_rows_of_the_table() -> None:
    assert [f"BAE-H-{number:02}" for number in range(1, 14)] == IDS


@pytest.mark.parametrize("row", IDS)
def test_every_row_of_the_table_is_an_element_of_a_diagram(row: str) -> None:
    elements = {one for path in PROCESSES.glob("*.bpmn") for one in re.findall(r'\bid="([^"]+)"', path.read_text())}

    assert any(means(element, row) for element in elements)


def test_every_row_of_the_table_is_passed_by_a_story(stage: db.Database) -> None:
    left = set(IDS)
    for path in sorted(STORIES, key=lambda path: -path.stat().st_size):
        done = {one.element for one in played(path, stage).happenings if one.kind == "task-completed"}
        left -= {row for row in left if any(means(element, row) for element in done)}
        if not left:
            break

    assert left == set()


def means(element: str, row: str) -> bool:
    """Tell whether an element is (a part of) a row of the table: `BAE-H-03`, `BAE-H-03.a`."""
    return element == row or element.startswith(f"{row}.")


@functools.cache
def _files(routine: str) -> dict[str, bytes]:
    return publishing.gather([PROCESSES / f"{routine}.bpmn"], routine)


_results: dict[Path, play.Result] = {}


def played(path: Path, stage: db.Database) -> play.Result:
    """Return the story played, once a process."""
    if path not in _results:
        story = play.read(path)
        _results[path] = play.play(story, _files(story.routine), database=stage)
    return _results[path]


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[db.Database]:
    """A private schema to play in."""
    with play.stage.schema(database_url) as one:
        yield one
