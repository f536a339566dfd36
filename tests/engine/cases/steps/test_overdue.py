"""What is overdue while no clock goes fires before a submit or a message, all of it, in the order of its instants."""

from __future__ import annotations

from datetime import timedelta

import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, model, tables
from tests.engine.cases import crossing, looking

EACH = '<zeebe:properties><zeebe:property name="tapte" value="hver"/></zeebe:properties>'
BESIDE = {
    "purring": drawing.boundary("A", drawing.timer("R5/P2D", kind="timeCycle"), is_interrupting=False, ext=EACH),
    "frist": drawing.boundary("A", drawing.timer("P3D"), is_interrupting=False),
    "P": drawing.node("endEvent"),
    "F": drawing.node("endEvent"),
}


@pytest.fixture
def case(municipality: factories.Town, own: clock.Clock) -> model.CaseRef:
    """A case in a step that a message ends too; a reminder each second day and a deadline have been due for days."""
    kom = drawing.boundary("A", drawing.on_message("svar"))
    flows = "inn > A > slutt; kom > B > slutt; purring > P; frist > F"
    given = {"A": crossing.TASK, "B": crossing.TASK, "slutt": crossing.END, "kom": kom}
    crossing.publish(municipality, "rutine", flows, **given, **BESIDE)
    opened = crossing.opened(municipality, "rutine")
    own.set(clock.now() + timedelta(days=7))
    return opened


def fired(case: model.CaseRef) -> list[str]:
    """Return what has fired, in the log's order."""
    e = tables.events.c
    with db.reading() as connection:
        mine = sa.select(e.element_id).where(e.case_id == case.id, e.kind == "timer-fired")
        return list(connection.scalars(mine.order_by(e.sequence)))


def test_each_firing_that_was_missed_comes_before_a_submit(municipality: factories.Town, case: model.CaseRef) -> None:
    crossing.do(municipality, case.id, "A")

    assert fired(case) == ["purring", "frist", "purring", "purring"]
    assert looking.case(case.id).status == "ended"


def test_it_comes_before_a_message_that_takes_the_step_away(municipality: factories.Town, case: model.CaseRef) -> None:
    assert crossing.send(municipality, "noe") == [case.id]

    assert fired(case) == ["purring", "frist", "purring", "purring"]
    assert looking.open_now(case.id) == ["B"]
