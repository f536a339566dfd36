"""Figures of design 12: completing a task durably, beside the bare SQL of the same rows and beside stock SpiffWorkflow.

All in one run, on one machine and one PostgreSQL with fsync on, in a private schema. Medians in milliseconds; ratios
are what to quote, since the machine is noisy.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

from engine import clock, db
from engine.benchmark import bare, ours, stock
from engine.play import stage

SIZES = ((10, 5, 1), (50, 25, 1), (200, 100, 1), (10, 5, 200), (200, 100, 200))


@dataclass(frozen=True, slots=True)
class Row:
    """One size: `tasks` in the diagram, `done` before measuring, `text_kb` in the answers of each; medians."""

    tasks: int
    done: int
    text_kb: int
    ours_ms: float
    sql_ms: float
    stock_ms: float
    state_bytes: int
    stock_bytes: int

    def as_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        return {**asdict(self), "ours_per_sql": round(self.ours_ms / self.sql_ms, 2)}


def engine(url: str, *, rounds: int = 30) -> Iterator[Row]:
    """Measure each size in turn, all kinds interleaved round by round, so that drift meets them alike."""
    for tasks, done, text_kb in SIZES:
        with stage.schema(url) as database, clock.use(clock.Clock(clock.now())):
            yield _measure(database, url, tasks, done, text_kb, rounds)


def _measure(database: db.Database, url: str, tasks: int, done: int, text_kb: int, rounds: int) -> Row:
    text = "ord " * (text_kb * 256)
    cast = stage.cast({})
    own = ours.Ours(cast, tasks, done, text)
    with bare.connected(url, database.schema) as connection:
        plain = bare.Bare(connection, own.reference(), text)
        library = stock.Stock(connection, tasks, done, text)
        times: dict[str, list[float]] = {"ours": [], "sql": [], "stock": []}
        for _ in range(rounds):
            times["ours"].append(_timed(own.complete))
            times["sql"].append(_timed(plain.complete))
            times["stock"].append(_timed(library.complete))
    medians = {name: round(statistics.median(found) * 1000, 3) for name, found in times.items()}
    return Row(
        tasks,
        done,
        text_kb,
        ours_ms=medians["ours"],
        sql_ms=medians["sql"],
        stock_ms=medians["stock"],
        state_bytes=own.state_bytes,
        stock_bytes=library.state_bytes,
    )


def _timed(deed: Callable[[], Callable[[], None]]) -> float:
    """Prepare outside the measure, then time the one act."""
    act = deed()
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
