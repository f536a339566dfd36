"""What tests of commands share: a municipality on the day that the clock stands at."""

from __future__ import annotations

import factories
import pytest

from engine import clock


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on that Monday; most files have one of their own, with routines in it."""
    return municipality
