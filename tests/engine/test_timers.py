"""Timers and notices: they fire once, in order, however many processes sweep, and after a long sleep."""

from __future__ import annotations

from datetime import timedelta

import diagrams
import factories
import losing
import pytest
import racing
import sqlalchemy as sa

from engine import cases, clock, db, model, tables, timers


def test_deadline_tells_those_responsible_and_the_leader_the_next_working_day(
    town: factories.Town, own: clock.Clock
) -> None:
    _report(town)

    own.set(own.now() + timedelta(days=40))
    timers.fire_due()

    told = [(kind, role) for kind, role in _messages() if kind.startswith("frist")]
    assert told == [("frist-naer", "kontaktlærer"), ("frist-passert", "kontaktlærer"), ("frist-passert", "rektor")]


@pytest.mark.parametrize(
    ("lane", "told"),
    [
        ("Rektor/kontaktlærer", [("frist-passert", "kontaktlærer"), ("frist-passert", "rektor")]),
        ("Rektor", [("frist-passert", "rektor"), ("frist-passert", "skoleeier")]),
    ],
)
def test_who_has_the_step_and_leads_the_case_is_told_once_that_its_deadline_has_passed(
    lane: str, told: list[tuple[str, str]], own: clock.Clock, municipality: factories.Town
) -> None:
    task = diagrams.task("A", diagrams.due("10 virkedager"))
    diagrams.publish(municipality.id, "prove", diagrams.chain("prove", task, lanes={lane: ["inn", "A", "slutt"]}))
    case = _report(municipality)

    own.set(own.now() + timedelta(days=40))
    timers.fire_due()

    assert [(kind, role) for kind, role in _messages() if kind == "frist-passert"] == told
    assert _roles_told(case.id) == [role for _kind, role in told]


def test_a_deadline_that_was_out_when_the_task_opened_is_told_the_leader_the_working_day_after(
    own: clock.Clock, municipality: factories.Town
) -> None:
    task = diagrams.task("A", diagrams.due("=hva"))
    diagrams.publish(
        municipality.id, "prove", diagrams.chain("prove", task, lanes={"Kontaktlærer": ["inn", "A", "slutt"]})
    )
    raw = {"elev": str(municipality.pupil().id), "hva": "2025-12-01"}
    cases.open_case(by=municipality.person("lærer"), routine="prove", raw=raw, token="t1")

    timers.fire_due()
    at_once = [role for kind, role in _messages() if kind == "frist-passert"]
    own.set(own.now() + timedelta(days=1))
    timers.fire_due()

    assert at_once == ["kontaktlærer"]
    assert [role for kind, role in _messages() if kind == "frist-passert"] == ["kontaktlærer", "rektor"]


def test_who_was_told_as_one_of_many_is_not_told_again_as_the_leader_once_another_has_the_step(
    own: clock.Clock, municipality: factories.Town
) -> None:
    task = diagrams.task("A", diagrams.due("10 virkedager"))
    lanes = {"Rektor/kontaktlærer": ["inn", "A", "slutt"]}
    diagrams.publish(municipality.id, "prove", diagrams.chain("prove", task, lanes=lanes))
    case = _report(municipality)
    t = tables.timers.c
    with db.reading() as connection:
        passed = connection.scalar(sa.select(t.due_at).where(t.case_id == case.id, t.kind == "frist-passert"))
    own.set(passed)
    timers.fire_due()
    cases.take_task(_open_tasks(case.id)[0], by=municipality.person("kontaktlærer"))

    own.set(own.now() + timedelta(days=9))
    timers.fire_due()

    assert [role for kind, role in _messages() if kind == "frist-passert"] == ["kontaktlærer", "rektor"]


def test_notices_are_sent_once_however_often_the_clock_sweeps(town: factories.Town, own: clock.Clock) -> None:
    _report(town)
    own.set(own.now() + timedelta(days=40))

    fired = [timers.fire_due() for _ in range(3)]

    assert fired[1:] == [0, 0]
    assert len(_messages()) == len(set(_messages()))


def test_done_task_gives_no_notice(town: factories.Town, own: clock.Clock) -> None:
    case = _report(town)
    task = _open_tasks(case.id)[0]
    cases.complete_task(task, by=town.person("kontaktlærer"), raw={}, seen_version=None)

    own.set(own.now() + timedelta(days=40))
    timers.fire_due()

    assert [kind for kind, _ in _messages() if kind.startswith("frist")] == []


def test_held_talk_has_met_its_deadline(town: factories.Town, own: clock.Clock) -> None:
    case = _report(town)
    cases.mark_held(_open_tasks(case.id)[0], by=town.person("kontaktlærer"))

    own.set(own.now() + timedelta(days=40))
    timers.fire_due()

    assert [kind for kind, _ in _messages() if kind.startswith("frist")] == []


def test_a_timer_that_cannot_be_read_lets_its_case_stand_and_others_go_on(
    town: factories.Town, own: clock.Clock
) -> None:
    bad, good = _report(town, token="t1"), _report(town, token="t2")
    with db.transaction() as connection:
        # an instant that PostgreSQL keeps and psycopg cannot read
        before_time = sa.text("update timers set due_at = '4000-01-01 00:00:00+00 BC' where case_id = :case")
        connection.execute(before_time, {"case": bad.id})
    own.set(own.now() + timedelta(days=40))

    timers.fire_due()

    with db.reading() as connection:
        stands = connection.scalars(sa.select(tables.incidents.c.case_id)).all()
        fired = connection.scalars(
            sa.select(tables.timers.c.case_id).where(tables.timers.c.fired_at.is_not(None))
        ).all()
    assert stands == [bad.id]
    assert set(fired) == {good.id}


def test_a_case_that_cannot_even_be_let_stand_holds_no_other_up(town: factories.Town, own: clock.Clock) -> None:
    bad, good = _report(town, token="t1"), _report(town, token="t2")
    with db.transaction() as connection:
        before_time = sa.text("update cases set opened_at = '4000-01-01 00:00:00+00 BC' where id = :case")
        connection.execute(before_time, {"case": bad.id})
    own.set(own.now() + timedelta(days=40))

    assert timers.fire_due() > 0

    t = tables.timers.c
    with db.reading() as connection:
        assert set(connection.scalars(sa.select(t.case_id).where(t.fired_at.is_not(None)))) == {good.id}


def test_a_timer_whose_connection_is_lost_waits_for_the_next_sweep(town: factories.Town, own: clock.Clock) -> None:
    _report(town)
    own.set(own.now() + timedelta(days=40))

    with losing.at("INSERT ON messages"):
        lost = timers.fire_due()
    with db.reading() as connection:
        stands = connection.scalars(sa.select(tables.incidents.c.id)).all()

    assert (lost, stands) == (0, [])
    assert timers.fire_due() > 0


def test_two_sweeps_at_once_fire_each_timer_once(town: factories.Town, own: clock.Clock) -> None:
    for number in range(6):
        _report(town, token=f"t{number}")
    own.set(own.now() + timedelta(days=40))
    racing.at_once(timers.fire_due, timers.fire_due)
    timers.fire_due()

    passed = [kind for kind, role in _messages() if (kind, role) == ("frist-passert", "kontaktlærer")]
    assert len(passed) == 6


def _report(town: factories.Town, token: str = "t1") -> model.CaseRef:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    return cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token=token)


def _open_tasks(case_id: int) -> list[object]:
    t = tables.tasks.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(t.id).where(t.case_id == case_id, t.status == "open")))


def _roles_told(case_id: int) -> list[object]:
    """Return the roles that the case's log says were told that a deadline had passed."""
    e = tables.events.c
    queued = sa.select(e.facts).where(e.case_id == case_id, e.kind == "message-queued").order_by(e.sequence)
    with db.reading() as connection:
        facts = connection.scalars(queued).all()
    return [one["to"] for one in facts if one["message"] == "frist-passert"]


def _messages() -> list[tuple[str, str]]:
    m = tables.messages.c
    with db.reading() as connection:
        return list(connection.execute(sa.select(m.kind, m.role).order_by(m.id)))


@pytest.fixture
def town(own: clock.Clock, municipality: factories.Town) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer, within 10 working days), then B."""
    diagram = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.due("10 virkedager")),
        diagrams.task("B"),
        lanes={"Kontaktlærer": ["inn", "A"], "Rektor": ["B", "slutt"]},
    )
    diagrams.publish(municipality.id, "prove", diagram)
    return municipality
