"""A municipality where a step has parts."""

from __future__ import annotations

import factories
import pytest

from engine import clock
from tests.engine.cases.tasks.parts import steps


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer og rektor), then B (rektor) where `valg` is b."""
    steps.publish(municipality, lane="Kontaktlærer og rektor")
    return municipality
