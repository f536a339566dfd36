"""The pages' questions in a municipality as large as design 12 asks (`crowd`): inbox, task page, leader's overview.

Measures the questions of `engine.overview`, which is where the time goes; drawing the page is not in it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from uuid import UUID

import sqlalchemy as sa

from engine import clock, db, model, overview, people, tables
from engine.benchmark import crowd
from engine.play import stage

_h, _t, _r, _c = tables.holdings.c, tables.tasks.c, tables.task_roles.c, tables.cases.c


@dataclass(frozen=True, slots=True)
class Row:
    """One question, asked `asked` times by as many persons; its budget is of design 12."""

    page: str
    asked: int
    p50_ms: float
    p95_ms: float
    budget_ms: float

    def as_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        return asdict(self)


def web(url: str, *, staff: int = 100_000, open_cases: int = 50_000, persons: int = 40) -> Iterator[Row]:
    """Gather the crowd, and ask each question of each person."""
    with stage.schema(url), clock.use(clock.Clock(clock.now())):
        cast = stage.cast({})
        crowd.gather(cast, staff=staff, open_cases=open_cases)
        leaders = _leaders(persons)
        yield _row("inbox", [partial(overview.my_tasks, by) for by in leaders], 50)
        tasks = [(by, task) for by in leaders for task in _tasks(by)]
        yield _row("task", [partial(overview.task_page, task, by) for by, task in tasks], 50)
        yield _row("overview-school", [partial(overview.standing, by) for by in leaders], 150)
        owner = cast.people["skoleeier"]
        yield _row("overview-municipality", [partial(overview.standing, owner)] * 3, 150)


def _leaders(count: int) -> list[model.Person]:
    with db.reading() as connection:
        found = connection.scalars(
            sa.select(_h.person_id).where(_h.role == "rektor").order_by(_h.id).limit(count)
        ).all()
    return [people.person(one) for one in found]


def _tasks(by: model.Person) -> list[UUID]:
    """Return one open task of the person."""
    with db.reading() as connection:
        query = (
            sa.select(_t.id)
            .join(tables.task_roles, _r.task_id == _t.id)
            .join(tables.holdings, sa.and_(_h.role == _r.role, _h.scope == _r.scope))
            .where(_h.person_id == by.id)
            .limit(1)
        )
        return list(connection.scalars(query))


def _row(page: str, deeds: list[Callable[[], object]], budget_ms: float) -> Row:
    deeds[0]()  # warm: parsed diagrams, compiled statements
    times = []
    for deed in deeds:
        began = time.perf_counter()
        deed()
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return Row(page, len(times), round(times[len(times) // 2], 1), round(times[int(len(times) * 0.95)], 1), budget_ms)
