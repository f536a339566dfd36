"""`skolemiljo clock set`: forwards and back, and never in a real database."""

from __future__ import annotations

import pytest

from engine import errors


@pytest.mark.parametrize("offset", ["+P6W", "-P1D", "0"])
def test_the_clock_of_a_real_database_is_not_moved_either_way(command, offset):
    refused = command("clock", "set", offset).exception

    assert isinstance(refused, errors.NotAllowed)
