"""The outline shows what may really come: steps on branches not taken are gone, called routines are followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import bpmn, publishing, routines
from engine.overview import outline

PROCESSES = Path(__file__).resolve().parents[3] / "processes"


def test_steps_of_a_branch_not_taken_are_not_ahead(handling: bpmn.Definition) -> None:
    ahead = outline.reachable(handling, {"BAE-H-01"})

    assert not {"BAE-V-11_2-1.b", "Vurder_grunnlos"} & ahead
    assert {"BAE-H-03", "BAE-H-13", "trygt-og-godt"} <= ahead


def test_steps_of_a_called_routine_are_ahead_of_its_caller(handling: bpmn.Definition) -> None:
    assert {"BAE-H-08", "BAE-H-12"} <= outline.reachable(handling, {"BAE-V-11_1-4.b"})


def test_a_token_in_a_called_routine_can_leave_it_and_come_again(handling: bpmn.Definition) -> None:
    ahead = outline.reachable(handling, {"BAE-H-12"})

    assert {"BAE-H-13", "BAE-H-08"} <= ahead
    assert "BAE-H-03" not in ahead


@pytest.fixture(scope="module")
def handling() -> bpmn.Definition:
    """The routine as it stands in the repository."""
    files = publishing.gather([PROCESSES / "baerum-handtering.bpmn"], "baerum-handtering")
    return bpmn.definition(routines.publication_id(files), routines.diagrams(files), "baerum-handtering")
