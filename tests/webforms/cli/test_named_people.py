"""A person named in plain text in a diagram: the check warns, publishing says whom the municipality does not have."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click.testing
import drawing
import factories
import pytest

from engine import accounts, publishing

NAMED = '<zeebe:assignmentDefinition {} candidateGroups="rektor"/>'


@pytest.mark.parametrize(("given", "is_told"), [
    ('assignee="Rektor Eksempel"', True), ('candidateUsers="en.ansatt, en.annen"', True), ('assignee="=hvem"', False),
])  # fmt: skip
def test_the_check_warns_of_a_person_in_plain_text(tmp_path: Path, given: str, *, is_told: bool) -> None:
    found = publishing.check([_write(tmp_path, given)])

    assert [(one.level, one.element) for one in found if one.code == "person-literal"] == [("warning", "A")] * is_told


def test_publishing_tells_whom_the_municipality_does_not_have(
    tmp_path: Path, municipality: factories.Town, command: Callable[..., click.testing.Result]
) -> None:
    owner = municipality.person("prosesseier")
    accounts.create(person_id=owner.id, username="prosesseier", password="et langt passord 1")
    file = _write(tmp_path, f'candidateUsers="{municipality.person("rektor").name}, Ingen Kjent"')

    told = command("publish", "--municipality", municipality.name, "--by", "prosesseier", str(file))

    assert told.exit_code == 0, told.output
    assert [line for line in told.output.splitlines() if "person-unknown" in line and "Ingen Kjent" in line]
    assert not [line for line in told.output.splitlines() if "person-unknown" in line and "Rektor" in line]


def _write(folder: Path, given: str) -> Path:
    task = drawing.node("userTask", ext=NAMED.format(given))
    file = folder / "prove.bpmn"
    file.write_bytes(drawing.draw("start > A > slutt", process="prove", A=task))
    return file
