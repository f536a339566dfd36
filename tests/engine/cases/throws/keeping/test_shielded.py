"""What a shielded case sends, kept or not, stays among those who may open it."""

from __future__ import annotations

import diagrams
import drawing
import factories
import pytest
import sqlalchemy as sa

from engine import db, model, tables
from tests.engine.cases import crossing, looking


@pytest.mark.parametrize("is_kept", [True, False])
@pytest.mark.parametrize("event", ["message", "signal"])
def test_the_data_of_a_shielded_case_stays_among_the_shielded(
    town: factories.Town, event: str, *, is_kept: bool
) -> None:
    if is_kept and event == "signal":
        return  # a signal is not kept
    if event == "signal":
        crossing.publish_waiting(town, drawing.on_signal("brann"))
    symbol = drawing.on_message("svar") if event == "message" else drawing.on_signal("brann")
    _publish_shielded(town, symbol, "skoleeier")
    waiting = crossing.opened(town, "venter")
    if not is_kept:
        crossing.do(town, waiting.id, "A")

    thrower = crossing.opened(town, "skjermet")
    if is_kept:
        crossing.do(town, waiting.id, "A")

    assert looking.open_now(waiting.id) == ["B"]
    assert "hemmelig" not in diagrams.variables_of(waiting.id)
    assert diagrams.event_kinds(thrower.id).count(model.EventKind.DATA_WITHHELD) == 1


@pytest.mark.parametrize(("role", "is_same_school", "is_told"), [
    ("skoleeier", False, True), ("rektor", True, True), ("rektor", False, False),
])  # fmt: skip
def test_it_goes_to_a_case_that_the_same_people_may_open(
    town: factories.Town, role: str, *, is_same_school: bool, is_told: bool
) -> None:
    _publish_shielded(town, drawing.on_message("svar"), role)
    waiting = crossing.opened(town, "venter")
    crossing.do(town, waiting.id, "A")
    c, school = tables.cases.c, town.schools[0 if is_same_school else 1].id
    with db.transaction() as connection:
        change = {"shielded_role": role, "school_id": school}
        connection.execute(sa.update(tables.cases).where(c.id == waiting.id).values(change))

    crossing.opened(town, "skjermet")

    assert ("hemmelig" in diagrams.variables_of(waiting.id)) == is_told


def test_what_a_schools_shielded_case_opens_stays_at_that_school(town: factories.Town) -> None:
    start = drawing.node("startEvent", drawing.on_message("ut"))
    crossing.publish(town, "startet", "rop > D > slutt", rop=start, D=crossing.TASK, slutt=crossing.END)
    _publish_shielded(town, drawing.on_message("ut"), "rektor", name="skole", value='="Vika skule"')

    thrower = crossing.opened(town, "skjermet")

    (started,) = looking.cases_of("startet")
    (threw,) = [one for one in looking.cases_of("skjermet") if one.id == thrower.id]
    assert (started.school_id, started.shielded_role) == (threw.school_id, "rektor")


def _publish_shielded(
    town: factories.Town, symbol: str, role: str, name: str = "frist", value: str = '="hemmelig"'
) -> None:
    throw = drawing.node("intermediateThrowEvent", symbol, ext=drawing.io(inputs={name: value}))
    shield = drawing.action("skjerm", rolle=role)
    crossing.publish(
        town, "skjermet", "inn > S > K > C > slutt", S=shield, K=throw, C=crossing.TASK, slutt=crossing.END
    )
