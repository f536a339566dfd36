"""`check` of files in several folders: each with the forms beside it, none standing for another unseen."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import click.testing
import diagrams
import pytest

from engine import errors, model, publishing
from webforms import cli
from webforms.cli import checking


def _routine(folder: Path, name: str, key: str) -> Path:
    """Write a routine whose form `notat` has one field, in a folder of its own."""
    (folder / "forms").mkdir(parents=True)
    (folder / "forms" / "notat.form").write_bytes(diagrams.form("notat", diagrams.text_field(key)))
    raw = diagrams.chain(name, diagrams.task("A", diagrams.form_of("notat")), lanes={"Rektor": ["A"]})
    (folder / "rutine.bpmn").write_bytes(raw)
    return folder / "rutine.bpmn"


def test_files_with_the_same_name_cannot_stand_together(tmp_path: Path) -> None:
    one, other = _routine(tmp_path / "a", "en", "antall"), _routine(tmp_path / "b", "to", "annet")

    with pytest.raises(errors.DiagramRefused, match=r"b/rutine\.bpmn: en annen fil heter også rutine\.bpmn"):
        publishing.gather_all([one, other])
    with pytest.raises(errors.DiagramRefused, match=r"b/forms/notat\.form: en annen fil heter også forms/notat\.form"):
        publishing.gather_all([one, other.rename(other.with_name("annen.bpmn"))])


def test_each_folder_is_checked_with_the_forms_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = [_routine(tmp_path / "a", "en", "antall"), _routine(tmp_path / "b", "to", "annet")]
    monkeypatch.setattr(checking.guarding, "check", _gathered)  # without the process that guards it

    told = click.testing.CliRunner().invoke(cli.cli, ["check", *map(str, both)])

    read = [line.partition(": feil")[0] for line in told.stdout.splitlines() if "er lest" in line]
    assert sorted(read) == sorted(
        f"{path.parent}/{file}" for path in both for file in ("rutine.bpmn", "forms/notat.form")
    )
    assert told.exit_code == 1


def test_a_called_routine_is_looked_at_with_what_calls_it(tmp_path: Path) -> None:
    call = '<bpmn:callActivity id="KALL" name="Kall"><bpmn:extensionElements><zeebe:calledElement processId="kalt" />'
    call += "</bpmn:extensionElements></bpmn:callActivity>"
    caller, middle, called = (tmp_path / f"{name}.bpmn" for name in ("kaller", "mellom", "kalt"))
    caller.write_bytes(diagrams.chain("kaller", call.replace("kalt", "mellom"), lanes={"Rektor": ["KALL"]}))
    middle.write_bytes(diagrams.chain("mellom", call, lanes={"Rektor": ["KALL"]}, start=""))
    called.write_bytes(diagrams.chain("kalt", diagrams.task("A"), lanes={"Rektor": ["A"]}, start=""))

    assert publishing.callers([called]) == [middle, caller]
    assert publishing.callers([called, caller]) == [middle]
    assert publishing.callers([called, middle]) == [caller]
    assert publishing.callers([caller]) == []


def _gathered(paths: Collection[Path], *, has_callers: bool, roles_file: Path | None) -> list[model.Finding]:
    assert (has_callers, roles_file) == (True, None)
    files, _routines = publishing.gather_all(paths)
    return [model.Finding(file, "x", "error", "", "", None, "er lest") for file in files]


def test_a_diagram_that_is_too_large_is_a_finding_like_any_other(tmp_path: Path) -> None:
    large = tmp_path / "stor.bpmn"
    large.write_bytes(b"<a>" + b" " * 5_300_000 + b"</a>")

    assert [(one.file, one.code) for one in publishing.check([large])] == [("stor.bpmn", "xml-too-large")]


def test_what_is_found_in_the_others_is_told_where_one_cannot_be_read(tmp_path: Path) -> None:
    one = _routine(tmp_path / "a", "en", "antall")
    (tmp_path / "mappe").mkdir()

    told = click.testing.CliRunner().invoke(cli.cli, ["check", str(one), str(tmp_path / "mappe"), "borte.bpmn"])

    assert "rutine.bpmn:3: feil [form-unknown]" in told.stdout
    assert "1 fil: " in told.stdout
    assert told.stdout.endswith(", 2 kan ikke leses.\n")
    assert "mappe: filen kan ikke leses (det er en mappe)." in told.stderr
    assert "borte.bpmn: filen kan ikke leses (den finnes ikke)." in told.stderr
    assert told.exit_code == 2


def test_programs_get_what_is_found_in_the_others_too(tmp_path: Path) -> None:
    one = _routine(tmp_path, "en", "antall")

    told = click.testing.CliRunner().invoke(cli.cli, ["check", "--json", "borte.bpmn", str(one)])

    assert {json.loads(line)["file"] for line in told.stdout.splitlines()} == {"rutine.bpmn"}
    assert (told.stderr.count("borte.bpmn"), told.exit_code) == (1, 2)


def test_files_that_cannot_stand_together_are_told_of_beside_one_that_cannot_be_read(tmp_path: Path) -> None:
    both = [_routine(tmp_path / "a", "en", "antall"), _routine(tmp_path / "b", "to", "annet")]

    told = click.testing.CliRunner().invoke(cli.cli, ["check", *map(str, both), str(tmp_path / "b")])

    assert [f"{one}:3: feil [form-unknown]" in told.stdout for one in both] == [True, True]
    assert (told.exit_code, told.stderr) == (2, f"{tmp_path}/b: filen kan ikke leses (det er en mappe).\n")


def test_the_fault_of_a_story_is_told_with_its_line_and_the_path_once(tmp_path: Path) -> None:
    one = _routine(tmp_path, "en", "antall")
    (tmp_path / "stories").mkdir()
    head = "routine: en\nat: skolen\nstart: {by: rektor}\n"
    for name, rest in {"to-ord": "steps: []\nukjent: 1\n", "yaml": "steps:\n  - do: [A\n", "uten": ""}.items():
        (tmp_path / "stories" / f"{name}.yaml").write_text(head + rest, encoding="utf-8")

    found = {item.file: item for item in publishing.check([one]) if item.code == "story-unreadable"}

    assert {file: item.line for file, item in found.items()} == {
        "stories/to-ord.yaml": 5, "stories/yaml.yaml": 6, "stories/uten.yaml": None,
    }  # fmt: skip
    assert [file for file, item in found.items() if file in item.what] == []
    assert found["stories/to-ord.yaml"].what.startswith("Ukjent nøkkel «ukjent».")
    assert checking.sentence(found["stories/to-ord.yaml"]).count("to-ord.yaml") == 1


def test_a_finding_is_one_line_whatever_it_quotes() -> None:
    forged = model.Finding("a.bpmn", "x", "error", "A", "To\nlinjer", 3, "I «=1\nb.bpmn:1: feil [y]» mangler noe.")

    assert checking.sentence(forged) == "a.bpmn:3: feil [x] A «To linjer»: I «=1 b.bpmn:1: feil [y]» mangler noe."
