"""What the engine did, in the words of the reference model: what can be seen, what happened, and values by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine import bpmn
from tests.engine.bpmn.model.outcomes import Seen, multiset
from tests.engine.bpmn.model.state import Mark, Names, Value

MORNING = datetime(2026, 1, 5, 8, tzinfo=UTC)
_CANCELLED = {"task", "receive", "catch", "sub", "trans", "call", "adhoc"}


@dataclass(frozen=True)
class Observed:
    """What the engine did: what can be seen, and what happened; or the element where it stopped."""

    seen: Seen | None
    marks: frozenset[tuple[Mark, int]] = frozenset()
    fault: str | None = None


def listed(name: str, value: bool | int | None) -> Value:
    """Return what a name is in the model: a collection is true, false, true …"""
    return tuple(number % 2 == 0 for number in range(int(value or 0))) if name.startswith("m") else value


def given(name: str, value: bool | int | None) -> object:
    """Return what a name is to the engine."""
    found = listed(name, value)
    return list(found) if isinstance(found, tuple) else found


def seen(step: bpmn.Step, names: Mapping[object, Names]) -> Seen:
    """Return what can be seen in the case; `names` by the token of the task that sees them."""
    hours = [(one.path, int((one.due - MORNING) / timedelta(hours=1)), one.left) for one in step.timers]
    return Seen(
        multiset((one.path, one.instance, names.get(one.token, ())) for one in step.open),  # type: ignore[arg-type]
        multiset(hours),  # type: ignore[arg-type]
        multiset((one.path, one.message) for one in step.waiting),  # type: ignore[arg-type]
        multiset((one.path, one.signal) for one in step.signals),  # type: ignore[arg-type]
        step.ended is not None,
    )


def marks(trace: Iterable[bpmn.Mark], kinds: Mapping[str, str]) -> frozenset[tuple[Mark, int]]:
    """Return what the engine's trace says happened, and how often."""
    every = Counter((one.kind, one.path, one.instance) for one in trace if one.kind != "entered")
    return shown(frozenset(every.items()), kinds)


def shown(marks: Iterable[tuple[Mark, int]], kinds: Mapping[str, str]) -> frozenset[tuple[Mark, int]]:
    """Leave out what was cancelled and is no activity."""
    return frozenset(
        (mark, count)
        for mark, count in marks
        if mark[0] != "cancelled" or kinds[mark[1].rpartition("/")[2]] in _CANCELLED
    )


def readable(observed: Observed) -> str:
    """Return it in a line, for who reads a disagreement."""
    if observed.fault is not None:
        return f"stopped at «{observed.fault}»"
    every = observed.seen
    assert every
    parts = {"tasks": every.tasks, "timers": every.timers, "waiting": every.waiting, "signals": every.signals}
    told = [f"{name} {sorted(dict(part).items(), key=repr)}" for name, part in parts.items()]
    marks = sorted(f"{kind} {path}[{number}]x{count}" for (kind, path, number), count in observed.marks)
    return f"{' '.join(told)} over {every.is_over} marks {marks}"
