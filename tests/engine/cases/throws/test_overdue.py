"""What another case throws comes after the deadlines of the receiving case that have passed while no clock went."""

from __future__ import annotations

from datetime import timedelta

import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, model, tables
from tests.engine.cases import crossing, looking


@pytest.mark.parametrize("symbol", [drawing.on_message("svar"), drawing.on_signal("brann")], ids=["message", "signal"])
def test_overdue_deadlines_come_before_what_takes_the_step_away(
    town: factories.Town, own: clock.Clock, symbol: str
) -> None:
    given = {"A": crossing.TASK, "B": crossing.TASK, "slutt": crossing.END, "F": drawing.node("endEvent")}
    edges = {
        "kom": drawing.boundary("A", symbol),
        "frist": drawing.boundary("A", drawing.timer("P3D"), is_interrupting=False),
    }
    crossing.publish(town, "venter", "inn > A > slutt; kom > B > slutt; frist > F", **given, **edges)
    crossing.publish(town, "kaster", "inn > slutt", slutt=drawing.node("endEvent", symbol))
    case = crossing.opened(town, "venter")
    own.set(clock.now() + timedelta(days=7))

    crossing.opened(town, "kaster")

    assert fired(case) == ["frist"]
    assert looking.open_now(case.id) == ["B"]


def test_a_deadline_that_takes_the_step_away_leaves_the_message_to_who_waits_next(
    town: factories.Town, own: clock.Clock
) -> None:
    given = {"A": crossing.TASK, "B": crossing.TASK, "C": crossing.TASK, "slutt": crossing.END}
    edges = {
        "kom": drawing.boundary("A", drawing.on_message("svar")),
        "frist": drawing.boundary("A", drawing.timer("P3D")),
    }
    crossing.publish(town, "venter", "inn > A > slutt; kom > B > slutt; frist > C > slutt", **given, **edges)
    crossing.publish(town, "kaster", "inn > slutt", slutt=drawing.node("endEvent", drawing.on_message("svar")))
    case = crossing.opened(town, "venter")
    own.set(clock.now() + timedelta(days=7))

    crossing.opened(town, "kaster")

    assert looking.open_now(case.id) == ["C"]
    with db.reading() as connection:
        kept = sa.select(tables.kept_messages.c.name)
        assert list(connection.scalars(kept)) == ["svar"]


def fired(case: model.CaseRef) -> list[str]:
    """Return what has fired, in the log's order."""
    e = tables.events.c
    with db.reading() as connection:
        mine = sa.select(e.element_id).where(e.case_id == case.id, e.kind == "timer-fired")
        return list(connection.scalars(mine.order_by(e.sequence)))
