"""Counts in the command line's sentences."""

from __future__ import annotations

from pathlib import Path

import click.testing
import diagrams
import drawing

from webforms import cli
from webforms.cli import counting

NAMED = '<zeebe:assignmentDefinition candidateUsers="en.ansatt" candidateGroups="rektor"/>'


def test_one_is_singular_and_all_else_plural() -> None:
    assert [counting.stories(count) for count in (0, 1, 2)] == ["0 fortellinger", "1 fortelling", "2 fortellinger"]


def test_check_counts_one_warning_as_one(tmp_path: Path) -> None:
    (tmp_path / "prove.bpmn").write_bytes(diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["A"]}))

    told = click.testing.CliRunner().invoke(cli.cli, ["check", str(tmp_path / "prove.bpmn")])

    assert told.stdout.splitlines()[-1].startswith("1 fil: ")
    assert "1 advarsler" not in told.stdout


def test_strict_check_ends_with_1_on_a_warning_too(tmp_path: Path) -> None:
    (tmp_path / "prove.bpmn").write_bytes(drawing.draw("start > A > slutt", A=drawing.node("userTask", ext=NAMED)))

    told = [
        click.testing.CliRunner().invoke(cli.cli, ["check", *strict, str(tmp_path / "prove.bpmn")])
        for strict in ((), ("--strict",))
    ]

    assert [one.exit_code for one in told] == [0, 1]
    assert "advarsel" in told[1].stdout
