"""Figures of design 12: completing a task durably, beside the bare SQL and beside other engines that do the same.

All in one run, on one machine and one PostgreSQL with fsync on, in a private schema. Medians in milliseconds; ratios
are what to quote, since the machine is noisy. Every contestant stores the answers, commits, locks, and writes the same
rows (`same`); SpiffWorkflow and bpmn-engine move their own case between and store its whole JSON.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass

import psycopg

from engine import clock, db
from engine.benchmark import bare, node, ours, same, stock
from engine.play import stage

TASKS = (10, 50, 200)
TEXT_KB = (1, 200)
# a contestant that needs this long for one size has been measured well enough, after so many rounds
ENOUGH_SECONDS, LEAST_ROUNDS = 10.0, 5
WARM = 8  # rounds before the measure: the database prepares a statement after five


@dataclass(frozen=True, slots=True)
class Row:
    """One size: `tasks` in the diagram, `done` before measuring, `text_kb` in the answers of each; medians."""

    tasks: int
    done: int
    text_kb: int
    ours_ms: float
    sql_ms: float
    stock_ms: float
    node_ms: float
    state_bytes: int
    stock_bytes: int

    def as_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        return asdict(self)


def engine(url: str, *, rounds: int = 30) -> Iterator[Row]:
    """Measure each size half-way and at the end, all kinds interleaved round by round, so that drift meets them alike.

    Raises `AssetMissing` where Node or its packages are not here.
    """
    for text_kb in TEXT_KB:
        for tasks in TASKS:
            with stage.schema(url) as database, clock.use(clock.Clock(clock.now())):
                yield from _sizes(database, url, tasks, text_kb, rounds)


def _sizes(database: db.Database, url: str, tasks: int, text_kb: int, rounds: int) -> Iterator[Row]:
    text = "ord " * (text_kb * 256)
    own = ours.Ours(stage.cast({}), tasks, text)
    with bare.connected(url, database.schema) as connection:
        other = node.Node(url, database.schema)
        try:
            for done in (tasks // 2, tasks - 1):
                own.stand(done)
                yield _measure(own, other, connection, _Size(tasks, done, text_kb, text), rounds)
        finally:
            other.stop()


@dataclass(frozen=True, slots=True)
class _Size:
    tasks: int
    done: int
    text_kb: int
    text: str


def _measure(own: ours.Ours, other: node.Node, connection: psycopg.Connection, size: _Size, rounds: int) -> Row:
    """Measure one size; each contestant has a case of its own."""
    is_last = size.done == size.tasks - 1
    theirs = [same.Rows(connection, own.new_case(), size.text, is_last=is_last) for _ in range(3)]
    library = stock.Stock(theirs[1], size.tasks, size.done, size.text)
    other.stand(theirs[2], size.tasks, size.done, size.text)
    state_bytes = own.state_bytes
    medians = _medians(
        {
            "ours_ms": own.complete,
            "sql_ms": bare.Bare(theirs[0]).complete,
            "stock_ms": library.complete,
            "node_ms": other.complete,
        },
        rounds,
    )
    return Row(size.tasks, size.done, size.text_kb, **medians, state_bytes=state_bytes, stock_bytes=library.state_bytes)


def _medians(deeds: Mapping[str, Callable[[], Callable[[], float | None]]], rounds: int) -> dict[str, float]:
    times: dict[str, list[float]] = {name: [] for name in deeds}
    for number in range(WARM + rounds):
        for name, deed in deeds.items():
            if number < LEAST_ROUNDS or sum(times[name]) < ENOUGH_SECONDS:
                times[name].append(_timed(deed))
    return {
        name: round(statistics.median(found[min(WARM, len(found) // 2) :]) * 1000, 3) for name, found in times.items()
    }


def _timed(deed: Callable[[], Callable[[], float | None]]) -> float:
    """Prepare outside the measure, then time the one act, unless it tells its time itself."""
    act = deed()
    began = time.perf_counter()
    told = act()
    return time.perf_counter() - began if told is None else told
