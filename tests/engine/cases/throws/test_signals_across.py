"""Signals between cases: each case by itself, a fault in one stops none, and each arrives once."""

from __future__ import annotations

import contextlib

import diagrams
import drawing
import factories
import pytest
import racing
import sqlalchemy as sa

from engine import cases, db, errors, model, overview, tables
from tests.engine.cases import crossing, looking


def test_a_signal_reaches_all_cases_that_wait_and_one_that_fails_stops_no_other(town: factories.Town) -> None:
    crossing.publish(town, "ventende", **crossing.waiting())
    crossing.publish(town, "kaster", **crossing.throwing())
    first, faulty, third = (crossing.opened(town, "ventende", hva) for hva in ("a", "feil", "b"))

    thrower = crossing.opened(town, "kaster")

    assert [looking.open_now(one.id) for one in (first, faulty, third, thrower)] == [["B"], [], ["B"], ["C"]]
    assert [row.case_number for row in overview.standing(town.person("rektor")).rows] == [faulty.number]
    assert _left() == 0


def test_a_case_that_failed_on_a_signal_gets_it_again_after_a_mend(town: factories.Town) -> None:
    crossing.publish(town, "ventende", **crossing.waiting())
    crossing.publish(town, "kaster", **crossing.throwing())
    faulty = crossing.opened(town, "ventende", "feil")
    state = diagrams.variables_of(faulty.id)
    crossing.opened(town, "kaster")

    _set_state(faulty, state.replace('"feil"', '"bra"'))
    assert cases.retry_incident(faulty.id, by=town.person("rektor")) == 1

    assert looking.open_now(faulty.id) == ["B"]
    assert overview.standing(town.person("rektor")).rows == ()


def test_what_a_step_threw_is_not_sent_when_the_step_is_undone(town: factories.Town) -> None:
    crossing.publish(town, "ventende", **crossing.waiting())
    throw = drawing.node("intermediateThrowEvent", drawing.on_signal("brann"))
    broken = drawing.node("exclusiveGateway")
    flows = "inn > K > xor; xor > C : =hva > 3; xor > D : =hva > 4"
    crossing.publish(town, "kaster", flows, K=throw, xor=broken, C=crossing.TASK, D=crossing.TASK)
    waiting = crossing.opened(town, "ventende", "a")

    with pytest.raises(errors.RoutineFault):
        crossing.opened(town, "kaster", "ikke et tall")

    assert looking.open_now(waiting.id) == []
    assert _left() == 0


def test_a_case_that_is_held_by_others_gets_the_signal_at_the_clocks_next_sweep(town: factories.Town) -> None:
    crossing.publish(town, "ventende", **crossing.waiting())
    crossing.publish(town, "kaster", **crossing.throwing())
    waiting = crossing.opened(town, "ventende", "a")

    with db.transaction(waiting.id):
        crossing.opened(town, "kaster")
    assert (looking.open_now(waiting.id), _left()) == ([], 1)

    assert cases.deliver() == 1
    assert (looking.open_now(waiting.id), _left()) == (["B"], 0)


def test_a_signal_arrives_once_with_two_clocks_delivering(town: factories.Town) -> None:
    crossing.publish(town, "ventende", **crossing.waiting())
    crossing.publish(town, "kaster", **crossing.throwing())
    waiting = [crossing.opened(town, "ventende", f"sak {number}") for number in range(8)]
    with contextlib.ExitStack() as held:
        for case in waiting:
            held.enter_context(db.transaction(case.id))
        crossing.opened(town, "kaster")
    assert _left() == 8

    racing.at_once(cases.deliver, cases.deliver)
    cases.deliver()

    assert [looking.open_now(one.id) for one in waiting] == [["B"]] * 8
    assert [diagrams.event_kinds(one.id).count(model.EventKind.TASK_OPENED) for one in waiting] == [1] * 8


def test_cases_that_set_each_other_off_without_end_are_stopped(town: factories.Town) -> None:
    start, end = (drawing.node(kind, drawing.on_signal("brann")) for kind in ("startEvent", "endEvent"))
    crossing.publish(town, "evig", "inn > slutt2; rop > slutt", rop=start, slutt=end, slutt2=end)

    crossing.opened(town, "evig")
    cases.deliver()

    assert 2 < len(looking.cases_of("evig")) < 50
    assert _left() == 0


def _left() -> int:
    b = tables.broadcasts.c
    with db.reading() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).where(b.done_at.is_(None))) or 0)


def _set_state(case: model.CaseRef, state: str) -> None:
    c = tables.cases.c
    with db.transaction() as connection:
        change = {"state": state, "state_version": c.state_version + 1}
        connection.execute(sa.update(tables.cases).where(c.id == case.id).values(change))
