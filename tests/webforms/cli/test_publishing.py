"""Who may publish: a version in force bears the name of somebody who answers for routines."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click.testing
import diagrams
import factories

from engine import errors, overview
from engine.people import accounts


def test_a_teacher_cannot_put_a_routine_into_force(
    tmp_path: Path, municipality: factories.Town, command: Callable[..., click.testing.Result]
) -> None:
    teacher = municipality.person("lærer")
    accounts.create(person_id=teacher.id, username="laerer", password="et langt passord 1")
    (tmp_path / "prove.bpmn").write_bytes(diagrams.chain("prove", diagrams.task("A"), lanes={"Rektor": ["A"]}))

    refused = command("publish", "--municipality", municipality.name, "--by", "laerer", str(tmp_path / "prove.bpmn"))

    assert isinstance(refused.exception, errors.NotAllowed)
    assert "kan ikke publisere rutiner" in refused.exception.message
    assert not overview.in_force(teacher)
