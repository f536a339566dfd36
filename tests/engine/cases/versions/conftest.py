"""A municipality with the routine's first version, and who may move cases."""

from __future__ import annotations

import diagrams
import factories
import pytest

from engine import clock, model
from tests.engine.cases.versions import routine


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on a Monday where the routine has two tasks, A and B."""
    routine.publish(municipality, routine.a_task(), diagrams.task("B"))
    return municipality


@pytest.fixture
def owner(town: factories.Town) -> model.Person:
    """Who answers for routines, and may move cases."""
    return town.person("prosesseier")
