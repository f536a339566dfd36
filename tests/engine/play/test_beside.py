"""Which diagram a story without `--routine` is about: named after the routine, or as an editor has saved it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import errors, publishing


def test_the_diagram_may_have_any_name_beside_the_story_or_above_it(folder: Path) -> None:
    renamed = (folder / "prove.bpmn").rename(folder / "diagram (1).bpmn")
    (folder / "annet.bpmn").write_text("ikke XML")

    assert publishing.beside(folder / "stories" / "prove.yaml", "prove") == [renamed]
    assert publishing.beside(folder / "prove.yaml", "prove") == [renamed]


def test_a_story_of_the_present_folder_finds_its_diagram(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "prove.bpmn").rename(folder / "diagram.bpmn")
    monkeypatch.chdir(folder)

    assert publishing.beside(Path("prove.yaml"), "prove") == [Path("diagram.bpmn")]


def test_the_file_named_after_the_routine_comes_before_a_copy_of_it(folder: Path) -> None:
    (folder / "kopi.bpmn").write_bytes((folder / "prove.bpmn").read_bytes())

    assert publishing.beside(folder / "stories" / "prove.yaml", "prove") == [folder / "prove.bpmn"]


def test_two_diagrams_with_the_routine_are_told(folder: Path) -> None:
    (folder / "b.bpmn").write_bytes((folder / "prove.bpmn").read_bytes())
    (folder / "prove.bpmn").rename(folder / "a.bpmn")

    with pytest.raises(
        errors.RoutineNotFound, match=r"«prove» står i flere diagrammer: a.bpmn, b.bpmn. Bruk --routine."
    ):
        publishing.beside(folder / "stories" / "prove.yaml", "prove")


def test_no_diagram_with_the_routine_is_told(folder: Path) -> None:
    with pytest.raises(errors.RoutineNotFound, match="fant ikke et diagram med rutinen «ukjent»"):
        publishing.beside(folder / "stories" / "prove.yaml", "ukjent")
