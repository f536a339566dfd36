"""What tests of letters share: a press of their own, whose worker ends with the test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.letters import press


@pytest.fixture
def own_press() -> Iterator[press.Press]:
    """A press whose letters may take a second."""
    made = press.Press(seconds=1.0)
    yield made
    made.close()
