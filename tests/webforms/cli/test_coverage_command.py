"""`skolemiljo coverage`: the ids, where each lives, what passes it; and what it says of a mapping that is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import click.testing
import diagrams
import pytest

from engine import errors, settings
from webforms import cli

GOOD = """\
BAE-H-01: {element: [prove#BAE-H-01], field: [samtale#referat], story: [prove.rett-fram]}
BAE-V-11:1-2a: {guidance: [samtale#hjelp], test: [tests/test_prove.py::test_it_holds]}
"""
Run = Callable[..., click.testing.Result]


def test_every_id_is_told_with_its_home_and_its_proof(run: Run) -> None:
    told = run(GOOD)

    assert told.output.splitlines() == [
        "BAE-H-01         M  steg prove#BAE-H-01; felt samtale#referat  ← fortelling prove.rett-fram",
        "BAE-V-11:1-2a    I  veiledning samtale#hjelp  ← test tests/test_prove.py::test_it_holds",
        "2 of 2 covered",
    ]
    assert told.exit_code == 0


def test_json_gives_one_object_an_id_and_the_numbers_last(run: Run) -> None:
    lines = [json.loads(line) for line in run(GOOD, "--json").output.splitlines()]

    assert lines[0] == {
        "id": "BAE-H-01",
        "force": "M",
        "covered": True,
        "where": {"element": ["prove#BAE-H-01"], "field": ["samtale#referat"]},
        "passed_by": {"story": ["prove.rett-fram"]},
        "problems": [],
    }
    assert lines[-1] == {"covered": 2, "of": 2}


def test_id_without_a_row_is_not_covered(run: Run) -> None:
    told = run(GOOD.splitlines()[0])

    assert "ingen rad i dekningen" in told.output
    assert (told.output.splitlines()[-1], told.exit_code) == ("1 of 2 covered", 1)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("{element: [prove#BORTE], story: [prove.rett-fram]}", "steget «prove#BORTE» står ikke i noe diagram"),
        ("{field: [samtale#borte], story: [prove.rett-fram]}", "feltet «samtale#borte» står ikke i noe skjema"),
        ("{letter: [borte], story: [prove.rett-fram]}", "brevet «borte» finnes ikke"),
        ("{setting: [borte], story: [prove.rett-fram]}", "innstillingen «borte» finnes ikke"),
        ("{check: [borte], story: [prove.rett-fram]}", "funnkoden «borte» finnes ikke"),
        ("{page: [/borte], story: [prove.rett-fram]}", "siden «/borte» finnes ikke"),
        ("{element: [prove#BAE-H-01], story: [borte]}", "fortellingen «borte» finnes ikke"),
        ("{element: [prove#BAE-H-01], test: [tests/test_prove.py::test_borte]}", "testen «tests/test_prove.py::test_"),
        ("{sted: [her], story: [prove.rett-fram]}", "«sted» er ikke noe sted"),
        ("{element: [prove#BAE-H-01]}", "ingen fortelling eller test går gjennom den"),
        ("{story: [prove.rett-fram]}", "det står ikke hvor den er"),
        ("{guidance: [samtale#hjelp], story: [prove.rett-fram]}", "styrke M kan ikke være bare veiledning"),
    ],
)
def test_row_that_names_what_is_not_there_or_is_too_weak_is_not_covered(run: Run, entry: str, said: str) -> None:
    told = run(f"BAE-H-01: {entry}\n{GOOD.splitlines()[1]}")

    assert said in told.output
    assert (told.output.splitlines()[-1], told.exit_code) == ("1 of 2 covered", 1)


@pytest.mark.parametrize(
    "entry",
    [
        "{setting: [plannavn], story: [prove.rett-fram]}",
        "{page: [/oppgaver], check: [xml-broken], story: [prove.rett-fram]}",
    ],
)
def test_setting_page_and_finding_are_known(run: Run, entry: str) -> None:
    assert run(f"BAE-H-01: {entry}\n{GOOD.splitlines()[1]}").exit_code == 0


def test_row_of_an_id_that_no_source_has_is_told_and_fails(run: Run) -> None:
    told = run(GOOD + "BAE-X-99: {element: [prove#BORTE], story: [prove.rett-fram]}")

    assert "BAE-X-99: id-en står ikke i noen kilde." in told.output
    assert "BAE-X-99: steget «prove#BORTE» står ikke i noe diagram." in told.output
    assert ("2 of 2 covered" in told.output, told.exit_code) == (True, 1)


def test_ids_are_read_out_of_a_text_ranges_spread_and_groups_left_out(run: Run, tmp_path: Path) -> None:
    (tmp_path / "domene.md").write_text(
        "| BAE-H-01 | …, LAW-10 | *V-11* (BAE-V-11:1)\n| BAE-V-11:1-2a | UDT-Q-01..03 |"
    )

    told = run(GOOD, str(tmp_path / "domene.md"))

    ids = [line.split()[0] for line in told.output.splitlines()[:-1]]
    assert ids == ["BAE-H-01", "BAE-V-11:1-2a", "UDT-Q-01", "UDT-Q-02", "UDT-Q-03"]
    assert told.output.splitlines()[-1] == "2 of 5 covered"


@pytest.mark.parametrize("mapping", ["BAE-H-01: {element: [", "- BAE-H-01", "BAE-H-01: {element: tekst}", None])
def test_mapping_that_cannot_be_read_is_one_sentence_and_no_listing(run: Run, mapping: str | None) -> None:
    told = run(mapping)

    assert isinstance(told.exception, errors.CoverageUnreadable)
    assert "dekning.yaml" in told.exception.message


def test_tests_that_cannot_be_read_are_one_sentence(run: Run, tmp_path: Path) -> None:
    (tmp_path / "tests" / "test_prove.py").write_text("def test_it_holds(:")

    told = run(GOOD)

    assert isinstance(told.exception, errors.CoverageUnreadable)
    assert "test_prove.py:1" in told.exception.message


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Return `run(mapping, *arguments)` on a small repository: one routine, one form, one story, one test."""
    folder = tmp_path / "processes"
    for name in ("forms", "stories", "kilder"):
        (folder / name).mkdir(parents=True)
    form = diagrams.form(
        "samtale", diagrams.text_field("referat"), {"type": "text", "id": "hjelp", "text": "Hør på eleven."}
    )
    lanes = {"Rektor": ["inn", "BAE-H-01"]}
    diagram = diagrams.chain("prove", diagrams.task("BAE-H-01", diagrams.form_of("samtale")), lanes=lanes)
    (folder / "prove.bpmn").write_bytes(diagram)
    (folder / "forms" / "samtale.form").write_bytes(form)
    (folder / "stories" / "prove.rett-fram.yaml").write_text("routine: prove")
    (folder / "kilder" / "ids.txt").write_text("BAE-H-01\nBAE-V-11:1-2a\n")
    (folder / "kilder" / "styrke.txt").write_text("BAE-H-01 M\nBAE-V-11:1-2a I\nUDT-Q-01 I\n")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_prove.py").write_text("def test_it_holds(): ...")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "findings.md").write_text("| `xml-broken` `xml-doctype` | … | … |")
    monkeypatch.setenv("SKOLEMILJO_PROCESSES", str(folder))
    settings.load.cache_clear()

    def answer(mapping: str | None, *arguments: str) -> click.testing.Result:
        if mapping is not None:
            (folder / "kilder" / "dekning.yaml").write_text(mapping)
        return click.testing.CliRunner().invoke(cli.cli, ["coverage", *arguments])

    yield answer
    settings.load.cache_clear()
