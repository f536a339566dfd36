"""The routines' own stories hold, played straight and with the case saved and restored at every step (design 11).

Here and nowhere else are they played: what they pass together is asked of the same two plays.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import bpmn, db, expressions, model, play, publishing, settings
from tests.processes import claims, elements, missed

PROCESSES = settings.ROOT / "processes"
STORIES = sorted((PROCESSES / "stories").glob("*.yaml"))
PASSING = (
    model.EventKind.TASK_COMPLETED,
    model.EventKind.ELEMENT_PASSED,
    model.EventKind.TIMER_FIRED,
    model.EventKind.CASE_ENDED,
)
STORY_OF = functools.cache(play.read)
DONE = ("userTask", "sendTask", "serviceTask", "endEvent")


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_holds(path: Path, stage: db.Database) -> None:
    result = played(path, stage, is_straight=True)

    assert result.failure is None, str(result.failure)


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story_is_the_same_when_the_case_is_saved_and_restored_at_every_step(path: Path, stage: db.Database) -> None:
    straight, restored = (played(path, stage, is_straight=is_straight) for is_straight in (True, False))

    assert restored.failure is None, str(restored.failure)
    assert told(restored) == told(straight)


@pytest.mark.parametrize("row", elements.ROWS)
def test_every_row_of_the_table_is_passed_by_a_story(row: str, passed: set[str]) -> None:
    assert any(re.fullmatch(rf"{row}(\..+)?", one) for one in passed)
    assert row in passed


def test_every_task_is_completed_and_every_end_is_reached_in_a_story(passed: set[str]) -> None:
    wanted = {one.id for one in elements.all_elements().values() if one.kind in DONE}

    assert wanted - passed == set()


def test_every_end_of_every_diagram_is_reached_and_every_clock_goes_off_in_a_story(stage: db.Database) -> None:
    shown = set().union(*(missed.shown(played(path, stage, is_straight=True)) for path in STORIES))

    assert missed.ends() - shown == set()
    assert {one for one in missed.timers() if not missed.alike(one) & shown} == set()


def test_every_deadline_is_missed_in_a_story_that_says_who_is_told(stage: db.Database) -> None:
    late = set().union(*(missed.passed_over(played(path, stage, is_straight=True)) for path in STORIES))

    assert missed.due() - late == set()


def test_what_the_inventory_says_of_stories_is_true(stage: db.Database) -> None:
    seen = {path.stem: claims.passed(played(path, stage, is_straight=True)) for path in STORIES}

    assert [fault for ident, entry in claims.rows().items() for fault in claims.untrue(ident, entry, seen)] == []


def told(result: play.Result) -> list[dict[str, object]]:
    """Return what `play --json` would print."""
    return [one.as_json() for one in result.happenings]


@functools.cache
def played(path: Path, stage: db.Database, *, is_straight: bool) -> play.Result:
    """Return the story played, once a way."""
    story = STORY_OF(path)
    return play.play(story, _files(story.routine), database=stage, is_straight=is_straight)


@functools.cache
def _files(routine: str) -> dict[str, bytes]:
    return publishing.gather(publishing.beside(STORIES[0], routine), routine)


@pytest.fixture(scope="module")
def stage(database_url: str) -> Iterator[db.Database]:
    """A private schema to play in."""
    expressions.start()
    with play.stage.schema(database_url) as one:
        yield one
    bpmn.forget()


@pytest.fixture(scope="module")
def passed(stage: db.Database) -> set[str]:
    """All elements that the stories pass."""
    results = [played(path, stage, is_straight=True) for path in STORIES]
    return {one.element for result in results for one in result.happenings if one.kind in PASSING}
