"""What tests of accounts share: rektor, who has one, and a clock that stands."""

from __future__ import annotations

from collections.abc import Callable

import factories
import pytest

from engine import clock, model
from engine.people import accounts
from tests.engine.people.trying import PASSWORD


@pytest.fixture
def rektor(municipality: factories.Town) -> model.Person:
    """Rektor, with an account called `rektor`."""
    person = municipality.person("rektor")
    accounts.create(person_id=person.id, username="rektor", password=PASSWORD)
    return person


@pytest.fixture
def stopped(clock_at: Callable[[str], clock.Clock]) -> clock.Clock:
    """A clock that stands at Monday 5 January 2026, 10:00."""
    return clock_at("2026-01-05 10:00")
