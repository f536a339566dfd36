"""Several clock processes: they share the work, one that hangs holds up one case, and one that slept catches up."""

from __future__ import annotations

import os
import signal
from datetime import timedelta
from uuid import uuid4

import factories
import psycopg
import sqlalchemy as sa
import waiting

from engine import cases, clock, db, model, tables
from tests.crashes import processes

CASES = 30


def test_two_clock_processes_share_what_is_due_and_each_timer_fires_once(
    installation: processes.Installation, town: factories.Town
) -> None:
    for _ in range(CASES):
        stand_at_b(town)
    for _ in range(2):
        installation.clock()

    waiting.until(lambda: len(fired()) == CASES, "all timers to fire")

    assert len(told()) == CASES
    assert len(set(told())) == CASES


def test_a_clock_that_hangs_with_a_case_holds_up_no_other_and_loses_it_after_a_while(
    installation: processes.Installation, town: factories.Town, database_url: str
) -> None:
    installation.settings["SKOLEMILJO_LOCK_HOLD_SECONDS"] = "2"
    held, other = stand_at_b(town), stand_at_b(town)
    with psycopg.connect(database_url) as holder:
        # the sweep has claimed the first case and stands before the log
        holder.execute("LOCK TABLE events IN EXCLUSIVE MODE")
        hanging = installation.clock()
        waiting.until(lambda: waiting.somebody_waits_for_a_lock(database_url), "the sweep to write its log")
        os.kill(hanging.popen.pid, signal.SIGSTOP)
        holder.rollback()
    installation.clock()

    waiting.until(lambda: other.id in fired(), "the other case to go on")
    waiting.until(lambda: held.id in fired(), "the database to take the case from the hanging clock")
    os.kill(hanging.popen.pid, signal.SIGCONT)
    waiting.until(lambda: swept(hanging.popen.pid), "the clock to wake and sweep on")
    assert sorted(told()) == sorted([held.id, other.id])


def test_a_clock_that_was_suspended_sweeps_once_when_it_wakes(
    installation: processes.Installation, town: factories.Town
) -> None:
    sleeping = installation.clock()
    waiting.until(lambda: swept(sleeping.popen.pid), "the clock to sweep")
    os.kill(sleeping.popen.pid, signal.SIGSTOP)
    case = stand_at_b(town)

    os.kill(sleeping.popen.pid, signal.SIGCONT)

    waiting.until(lambda: fired() == [case.id], "the clock to wake")
    assert told() == [case.id]
    assert "Traceback" not in sleeping.log.read_text()


def stand_at_b(town: factories.Town) -> model.CaseRef:
    """Open a case and bring it to B, yesterday: its timer of three hours is overdue for a clock of today."""
    with clock.at(clock.now() - timedelta(days=1)):
        raw = {"elev": str(town.pupil().id), "hva": "Står alene"}
        case = cases.open_case(by=town.person("ansatt"), routine="prove", raw=raw, token=uuid4().hex)
        t = tables.tasks.c
        with db.reading() as connection:
            task = connection.scalar(sa.select(t.id).where(t.case_id == case.id, t.element_id == "A"))
        cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=None)
    return case


def fired() -> list[int]:
    return _column("SELECT case_id FROM timers WHERE kind = 'engine' AND fired_at IS NOT NULL ORDER BY case_id")


def told() -> list[int]:
    return _column("SELECT case_id FROM events WHERE kind = 'timer-fired' ORDER BY case_id")


def swept(process: int) -> bool:
    """Tell whether that process has swept within the last seconds."""
    query = "SELECT process FROM sweeps WHERE job = 'frister' AND ran_at > now() - interval '2 seconds'"
    return any(f":{process}:" in name for name in _column(query))


def _column(query: str) -> list:  # type: ignore[type-arg]
    with db.reading() as connection:
        return list(connection.exec_driver_sql(query).scalars())
