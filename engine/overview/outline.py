"""The routine as a list: what is done, what stands now, what lies ahead (ux.md: the text beside the picture).

Made of the diagram's elements and the case's log, so that it says the same as the picture to those who cannot see it.
"""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from engine import bpmn, model, pages, rows, tables

_e, _t = tables.events.c, tables.tasks.c

_DONE = (model.EventKind.TASK_COMPLETED, model.EventKind.ELEMENT_PASSED, model.EventKind.TIMER_FIRED)


def of(connection: sa.Connection, case: rows.CaseRow, definition: bpmn.Definition) -> tuple[pages.Step, ...]:
    """Return the elements in reading order with their state in this case."""
    passed = Counter(
        connection.scalars(sa.select(_e.element_id).where(_e.case_id == case.id, _e.kind.in_(_DONE))).all()
    )
    cancelled = set(
        connection.scalars(
            sa.select(_e.element_id).where(_e.case_id == case.id, _e.kind == model.EventKind.TASK_CANCELLED)
        )
    )
    now = set(
        connection.scalars(sa.select(_t.element_id).where(_t.case_id == case.id, _t.status == model.TaskStatus.OPEN))
    )
    return tuple(
        pages.Step(
            element_id=element.id,
            name=element.name or element.id,
            kind=element.kind,
            lane=element.lane,
            state=_state(element.id, now, passed, cancelled),
            count=passed[element.id],
            path=element.process,
        )
        for element in definition.outline
    )


def _state(element_id: str, now: set[str], passed: Counter[str], cancelled: set[str]) -> str:
    if element_id in now:
        return "now"
    if passed[element_id]:
        return "done"
    return "cancelled" if element_id in cancelled else "ahead"
