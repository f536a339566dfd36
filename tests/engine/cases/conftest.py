"""What tests of commands share: a clock that stands, and a municipality on that day."""

from __future__ import annotations

from collections.abc import Callable

import factories
import pytest

from engine import clock


@pytest.fixture
def own(clock_at: Callable[[str], clock.Clock]) -> clock.Clock:
    """A clock that stands at Monday 5 January 2026, 10:00."""
    return clock_at("2026-01-05 10:00")


@pytest.fixture
def town(municipality: factories.Town, own: clock.Clock) -> factories.Town:
    """A municipality on that Monday; most files have one of their own, with routines in it."""
    return municipality
