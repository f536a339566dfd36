"""Many timers due at once: two clock processes fire them, one is killed midway (design 12).

The clocks are real `skolemiljo clock` processes on a database of their own; what they did is counted from the rows.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import exc

from engine import cases, clock, db, errors, migrations, routines, tables
from engine.benchmark import copying, ours
from engine.play import stage

DUE = 10_000
BUDGET_SECONDS = 60
PATIENCE_SECONDS = 900
CLOCKS = 2
_HOURS = 3
_PREFIX = "maaling_"
_EVENT = (
    '<bpmn:boundaryEvent id="FRIST" attachedToRef="T0" cancelActivity="false"><bpmn:timerEventDefinition>'
    f"<bpmn:timeDuration>PT{_HOURS}H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>"
    '<bpmn:userTask id="PURRING" name="Purring" /><bpmn:endEvent id="purret" />'
    '<bpmn:sequenceFlow id="FRIST-PURRING" sourceRef="FRIST" targetRef="PURRING" />'
    '<bpmn:sequenceFlow id="PURRING-purret" sourceRef="PURRING" targetRef="purret" />'
)
_t, _e, _k = tables.timers.c, tables.events.c, tables.tasks.c


@dataclass(frozen=True, slots=True)
class Row:
    """`due` timers at once, `clocks` processes of which `killed` were; counted from the rows afterwards.

    `lost` are still pending; `doubled` have opened more or less than one reminder, or stand twice in a log.
    """

    due: int
    clocks: int
    killed: int
    seconds: float
    fired: int
    lost: int
    doubled: int

    def as_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        return {**asdict(self), "budget_seconds": BUDGET_SECONDS}


def timers(url: str, *, due: int = DUE) -> Row:
    """Let `due` timers, one a case, fall due; start two clocks, kill one midway, and count."""
    with _database(url) as own:
        _open_cases(due)
        began = time.perf_counter()
        clocks = [_clock(own) for _ in range(CLOCKS)]
        try:
            _wait(lambda: _fired() >= due // 2, clocks)
            clocks[0].kill()
            clocks[0].wait()
            _wait(lambda: _fired() >= due, clocks[1:])
            seconds = time.perf_counter() - began
        finally:
            for one in clocks:
                one.kill()
                one.wait()
        fired = _fired()
        return Row(due, CLOCKS, 1, round(seconds, 1), fired, due - fired, _doubled(due))


@contextlib.contextmanager
def _database(url: str) -> Iterator[str]:
    """Give the address of a new database on the server; those that killed measures have left are dropped."""
    name = f"{_PREFIX}{secrets.token_hex(6)}"
    own = sa.make_url(url).set(database=name).render_as_string(hide_password=False)
    keeper = sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with keeper.connect() as connection:
        for left in connection.scalars(sa.text(f"SELECT datname FROM pg_database WHERE datname LIKE '{_PREFIX}%'")):  # noqa: S608
            with contextlib.suppress(exc.OperationalError):  # another measure is at it
                connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{left}"')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        database = db.connect(own, pool_size=2)
        try:
            migrations.upgrade(database)
            with db.using(database):
                yield own
        finally:
            database.pool.dispose()
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    keeper.dispose()


def _open_cases(due: int) -> None:
    """Open one case through the real command some hours ago, and copy its rows: the firing is what is measured."""
    cast = stage.cast({})
    files = {"maaling.bpmn": _diagram(), "forms/notat.form": ours.FORM}
    routines.publish(files, ["maaling"], municipality_id=cast.municipality_id, by=None)
    with clock.at(clock.now() - timedelta(hours=_HOURS, minutes=1)):
        by, token = cast.people["rektor"], secrets.token_hex(8)
        case = cases.open_case(by=by, routine="maaling", raw={"notat": "x"}, token=token)
        copying.copy(case.id, due - 1)
    with db.current().pool.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def _diagram() -> bytes:
    """Return one task with a reminder at its edge, which opens a task."""
    end = "<bpmn:flowNodeRef>slutt</bpmn:flowNodeRef>"
    more = "".join(f"<bpmn:flowNodeRef>{one}</bpmn:flowNodeRef>" for one in ("FRIST", "PURRING", "purret"))
    text = ours.chain(1).decode().replace("3 virkedager", "30 virkedager").replace(end, end + more)
    return text.replace("</bpmn:process>", f"{_EVENT}</bpmn:process>").encode()


def _clock(url: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "DATABASE_URL": url, "SKOLEMILJO_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "webforms.cli", "clock", "--with-parent"]
    # what it would mail goes to its console, and nowhere
    return subprocess.Popen(  # noqa: S603
        command,
        env={**environment, "SKOLEMILJO_SMTP_HOST": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )


def _wait(holds: Callable[[], bool], clocks: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > until or any(one.poll() is not None for one in clocks):
            raise errors.SkolemiljoError("Klokka stoppet før alle fristene var gått. Se meldingen over.")
        time.sleep(0.1)


def _fired() -> int:
    with db.reading() as connection:
        query = sa.select(sa.func.count()).where(_t.kind == "engine", _t.fired_at.is_not(None))
        return connection.scalar(query) or 0


def _doubled(due: int) -> int:
    """Return how many cases have not exactly one reminder and one line in the log for a timer that has fired."""
    fired = (
        sa.select(_t.case_id, sa.func.count().label("times"))
        .where(_t.kind == "engine", _t.fired_at.is_not(None)).group_by(_t.case_id).subquery()
    )  # fmt: skip
    opened = sa.select(_k.case_id).where(_k.element_id == "PURRING")
    told = sa.select(_e.case_id).where(_e.kind == "timer-fired", _e.element_id == "FRIST")
    with db.reading() as connection:
        several = connection.scalar(sa.select(sa.func.count()).where(fired.c.times != 1)) or 0
        wrong = 0
        for rows in (opened, told):
            per_case = sa.select(sa.func.count().label("times")).select_from(rows.subquery()).group_by("case_id")
            grouped = per_case.subquery()
            wrong += connection.scalar(sa.select(sa.func.count()).where(grouped.c.times != 1)) or 0
        return several + wrong if due else 0
