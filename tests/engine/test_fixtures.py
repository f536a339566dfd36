"""The shared fixtures themselves: an empty database each time, a clock that stands."""

from __future__ import annotations

import sqlalchemy as sa

from engine import clock, db, tables


def test_a_municipality_has_people_in_every_role(municipality):
    holders = sa.select(sa.func.count()).select_from(tables.holdings)

    with db.reading() as connection:
        assert connection.scalar(holders) > 60
    assert municipality.person("rektor").name == "Rektor Eksempel"
    assert municipality.person("rektor", 1).name == "Rektor Døme"


def test_the_next_test_starts_empty_and_counts_from_one(municipality):
    assert municipality.id == 1


def test_the_clock_stands(clock_at):
    own = clock_at("2026-01-05 10:00")

    assert clock.now() == own.moment
    assert clock.oslo(clock.now()).hour == 10
