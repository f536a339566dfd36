"""How long it takes to move many running cases to another version, through the real command, each case by itself."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass

from engine import cases, clock, routines
from engine.benchmark import ours
from engine.play import stage

_TASKS = 20
_BUDGET_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """`cases` that were moved, in how many seconds; `trial_seconds` is the same as a dry run."""

    cases: int
    moved: int
    seconds: float
    trial_seconds: float

    def as_json(self) -> dict[str, object]:
        """Return the row as `--json` prints it."""
        return {**asdict(self), "budget_seconds": _BUDGET_SECONDS}


def moves(url: str, *, count: int = 1000) -> Row:
    """Open `count` cases of a routine of some steps, publish it with a step more, and move them all."""
    with stage.schema(url), clock.use(clock.Clock(clock.now())):
        cast = stage.cast({})
        by, owner = cast.people["rektor"], cast.people["prosesseier"]
        for tasks in (_TASKS, _TASKS + 1):
            files = {"maaling.bpmn": ours.chain(tasks), "forms/notat.form": ours.FORM}
            (version,) = routines.publish(files, ["maaling"], municipality_id=cast.municipality_id, by=None)
            if version.number == 1:
                for _ in range(count):
                    cases.open_case(by=by, routine="maaling", raw={"notat": "x"}, token=secrets.token_hex(8))
        found = cases.cases_to_move(by=owner, routine="maaling", to=version.number)
        began = time.perf_counter()
        for case_id in found:
            cases.judge_move(case_id, by=owner, to=version.number)
        tried = time.perf_counter()
        done = [cases.move_case(case_id, by=owner, to=version.number, reason="måling") for case_id in found]
        ended = time.perf_counter()
    moved = sum(one.is_moved for one in done)
    return Row(count, moved, round(ended - tried, 2), round(tried - began, 2))
