"""What a move counts anew: the deadlines that become others, as they were and as they will be. Touches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from engine import bpmn, rows
from engine.cases import surroundings


@dataclass(frozen=True, slots=True)
class Recounted:
    """A deadline that is counted anew: of which step, what it was and what it will be."""

    step: str
    was: bpmn.Due | None
    due: bpmn.Due


def told(
    connection: sa.Connection, case: rows.CaseRow, old: bpmn.Definition, new: bpmn.Definition, step: bpmn.Step
) -> tuple[Recounted, ...]:
    """Return the deadlines that become others by `step`, which moves the case from `old` to `new`."""
    was = _dues(bpmn.correct(old, case.state, {}, **surroundings.of(connection, case)))
    open_now = [(one.token, one.path, 0 if one.is_only else one.instance) for one in step.open]
    open_now += [(one.token, one.path, 0) for one in step.timers]
    names = bpmn.open_names(new, [(path, number) for _token, path, number in open_now])
    now = _dues(step)
    found = ((name, token, now[token]) for name, (token, _path, _number) in zip(names, open_now, strict=True))
    return tuple(
        Recounted(name, was[token], due)
        for name, token, due in found
        if due is not None and token in was and due != was[token]
    )


def _dues(step: bpmn.Step) -> Mapping[UUID, bpmn.Due | None]:
    """Return the deadline of all that is open, by its token."""
    timers = {one.token: bpmn.Due(one.due, straks=False, explained="") for one in step.timers}
    return {one.token: one.due for one in step.open} | timers
