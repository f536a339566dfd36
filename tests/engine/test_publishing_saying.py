"""A text that still says another number than its deadline is warned of; a text that says the same is not."""

from __future__ import annotations

from pathlib import Path

import diagrams
import pytest

from engine import publishing
from engine.publishing import saying


@pytest.mark.parametrize(
    ("due", "text", "other"),
    [
        ("4 uker fra iverksatt", "Senest seks uker etter at det første tiltaket er satt i gang.", "seks uker"),
        ("tidligst av (=dato, 4 uker fra iverksatt)", "aldri senere enn seks uker etter", "seks uker"),
        ("P4W", "Møtet holdes innen 6 uker.", "6 uker"),
        ("4 uker", "Fristen er 42 dager.", "42 dager"),
        ("4 veker", "Møtet er innan seks veker.", "seks veker"),
        ("3 skoledager", "Gjør det innen fem skoledager.", "fem skoledager"),
        ("1 måned", "Evaluer senest seks uker etter.", "seks uker"),
        ("PT24H", "Ring innen 48 timer.", "48 timer"),
        ("samme dag", "Ring innen en uke.", "en uke"),
        ('=frist("2 uker", now())', "Innen tjueen dager.", "tjueen dager"),
    ],
)
def test_another_number_is_found(due: str, text: str, other: str) -> None:
    assert saying.differing(due, text) == other


@pytest.mark.parametrize(
    ("due", "text"),
    [
        ("6 uker fra iverksatt", "Senest seks uker etter."),
        ("6 uker", "Innen 42 dager."),
        ("P6W", "En 6-ukers periode."),
        ("2 uker", "Det tar to til tre uker."),
        ("PT48H", "Innen to døgn."),
        ("5 skoledager", "Innen en uke."),
        ("3 skoledager", "Ring to ganger; spør om en dag i uka."),
        ("3 skoledager", "Eleven er borte i to timer."),
        ("6 uker", "Møt etter to uker, og senest etter seks uker."),
        ("neste skoledag", "Gjør det innen én dag."),
        ("straks", "Samtalen varer i én time."),
        ("=evalueringsdato", "Avtal en dag innen seks uker."),
        ("6 uker", ""),
    ],
)
def test_the_same_number_another_matter_or_none_is_no_finding(due: str, text: str) -> None:
    assert saying.differing(due, text) == ""


def test_warning_names_the_element_and_both_texts(tmp_path: Path) -> None:
    told = "<bpmn:documentation>Skal skje innen seks uker.</bpmn:documentation>"
    task = diagrams.task("MOTE", diagrams.due("4 uker")).replace("<bpmn:extension", f"{told}<bpmn:extension", 1)
    (tmp_path / "prove.bpmn").write_bytes(
        diagrams.chain("prove", task, lanes={"Rektor": ["inn", "MOTE", "slutt"]}, start="")
    )

    found = [
        one for one in publishing.check([tmp_path / "prove.bpmn"], judge=diagrams.judge) if one.code == "deadline-said"
    ]

    assert [(one.level, one.element) for one in found] == [("warning", "MOTE")]
    assert "«4 uker»" in found[0].what
    assert "«seks uker»" in found[0].what
    assert found[0].line
