"""What tests of commands share: a clock that stands, and short ways to look at rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import clock


@pytest.fixture
def own(clock_at: Callable[[str], clock.Clock]) -> clock.Clock:
    """A clock that stands at Monday 5 January 2026, 10:00."""
    return clock_at("2026-01-05 10:00")
