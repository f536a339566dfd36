"""A letter or form that tells of a deadline the routine no longer has is warned of, by file and place."""

from __future__ import annotations

import shutil
from pathlib import Path

import diagrams
import pytest

from engine import model, publishing
from engine.publishing import telling

ROOT = Path(__file__).resolve().parents[2]
WEEKS = telling.Known(frozenset({("dag", 28), ("dag", 3), ("time", 24)}), frozenset({"uke", "dag", "time"}))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Senest seks uker etter at tiltaket er satt i gang.", "seks uker"),
        ("Er datoen ikke avtalt, gjelder seks uker.", "seks uker"),
        ("Seinast seks\n  veker etter.", "seks veker"),
        ("Svar innen 6 dager.", "6 dager"),
        ("Ring innen 48 timer.", "48 timer"),
        ("Svar innen en uke.", "en uke"),
    ],
)
def test_length_that_no_deadline_has_is_told(text: str, words: str) -> None:
    assert [one.words for one in telling.unknown(text, WEEKS)] == [words]


@pytest.mark.parametrize(
    "text",
    [
        "Senest fire uker etter.",
        "Innen 28 dager.",
        "Senest om tre skoledager.",
        "Eleven var borte i to dager.",
        "Samtalen varer i to timer.",
        "Er det mindre enn en uke siden?",
        "Det skjedde for to uker siden.",
        "Evalueres etter seks måneder.",
    ],
)
def test_known_length_another_matter_or_another_unit_is_not_told(text: str) -> None:
    assert telling.unknown(text, WEEKS) == []


def test_six_weeks_that_became_four_are_found_in_letter_and_form(shelf: Path) -> None:
    for drawing in shelf.glob("baerum-*.bpmn"):
        drawing.write_text(drawing.read_text().replace("6 uker", "4 uker"))

    found = told(shelf, "baerum-handtering.bpmn")

    places = {(one.file, one.element) for one in found}
    assert places >= {("forms/aktivitetsplan.form", "evalueringsdato"), ("letters/aktivitetsplan.typ", "")}
    assert any("«evalueringsmote» sier «seks uker»" in one.what for one in found)
    line = next(one.line for one in found if one.file == "letters/aktivitetsplan.typ")
    assert "seks uker" in (shelf / "letters/aktivitetsplan.typ").read_text().splitlines()[(line or 0) - 1]


def test_another_diagram_that_still_has_six_weeks_hides_nothing(shelf: Path) -> None:
    drawing = shelf / "baerum-tiltaksrunde.bpmn"
    drawing.write_text(drawing.read_text().replace("6 uker", "4 uker"))

    found = told(shelf, "baerum-[ht]*.bpmn")

    assert ("letters/aktivitetsplan.typ", "") in {(one.file, one.element) for one in found}
    assert all("baerum-tiltaksrunde.bpmn" in one.what for one in found if one.file.startswith("letters/"))


def test_who_only_registers_that_a_letter_is_sent_need_not_have_its_deadlines(shelf: Path) -> None:
    found = told(shelf, "baerum-handtering.bpmn")  # a changed plan is sent there, and made in the round of measures

    assert [one.what for one in found if one.file == "letters/aktivitetsplan.typ"] == []


def test_letters_that_the_routine_does_not_use_are_not_looked_in(shelf: Path) -> None:
    (shelf / "letters" / "annet.typ").write_text("Senest åtte uker etter.")

    assert told(shelf, "baerum-handtering.bpmn") == []


def test_what_a_step_says_of_its_own_form_is_not_said_again(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    text = {"type": "text", "id": "T1", "text": "Skal skje innen seks uker."}
    (tmp_path / "forms" / "mote.form").write_bytes(diagrams.form("mote", text))
    task = diagrams.task("MOTE", diagrams.form_of("mote"), diagrams.due("4 uker"))
    lanes = {"Rektor": ["inn", "MOTE", "slutt"]}
    (tmp_path / "prove.bpmn").write_bytes(diagrams.chain("prove", task, lanes=lanes, start=""))

    assert [one.element for one in told(tmp_path)] == ["MOTE"]


def told(folder: Path, diagrams_of: str = "*.bpmn") -> list[model.Finding]:
    return [
        one
        for one in publishing.check(sorted(folder.glob(diagrams_of)), judge=diagrams.judge)
        if one.code == "deadline-said"
    ]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "processes", tmp_path / "processes")
    return tmp_path / "processes"
