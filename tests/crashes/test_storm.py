"""Web and clock processes are killed at random under a load of submits, timers and mails: nothing lost, nothing twice.

The short form of `make crash`; the seed is in the name of what fails.
"""

from __future__ import annotations

from pathlib import Path

import factories
import psycopg
import pytest

from engine import db
from tests.crashes import invariants, storm

KILLS = 15


@pytest.mark.parametrize("seed", [20261121])
def test_nothing_is_lost_or_done_twice_when_processes_are_killed_at_random(
    database: db.Database, database_url: str, municipality: factories.Town, tmp_path: Path, seed: int
) -> None:
    with storm.raised(database_url, tmp_path, municipality, seed) as raging:
        raging.rage(KILLS)
        storm.until_quiet(raging, database_url)

    assert sum(raging.killed.values()) == KILLS
    assert invariants.broken(database_url, raging.work.sent, raging.post.taken) == {}
    assert invariants.repeated(raging.post.taken) <= KILLS
    assert_that_there_was_a_load(database_url)


def assert_that_there_was_a_load(url: str) -> None:
    """A storm in which nobody could do anything would break nothing."""
    with psycopg.connect(url) as connection:
        query = "SELECT (SELECT count(*) FROM answers), (SELECT count(*) FROM timers WHERE fired_at IS NOT NULL)"
        done = connection.execute("SELECT DISTINCT element_id FROM tasks WHERE status = 'done'").fetchall()
        answers, fired = connection.execute(query).fetchone() or (0, 0)
    assert {step for (step,) in done} >= {"A", "C"}
    assert (answers > KILLS, fired > 0) == (True, True), f"{answers} answers, {fired} timers"
