"""Cases that the clock opens: once however many clocks run, after a long sleep too, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import diagrams
import drawing
import factories
import pytest
import racing
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, overview, tables


def test_a_timer_start_opens_one_case_with_two_clocks_running(town: factories.Town, own: clock.Clock) -> None:
    for number in range(10):
        _publish(town, f"rutine{number}", "P1W")
    own.set(own.now() + timedelta(days=7))

    racing.at_once(cases.open_due, cases.open_due)

    assert sorted(row.routine for row in _cases()) == [f"rutine{number}" for number in range(10)]
    assert cases.open_due() == 0


def test_a_case_that_the_clock_opened_has_no_reporter_and_belongs_to_the_municipality(
    town: factories.Town, own: clock.Clock
) -> None:
    _publish(town, "ukentlig", "P1W")
    own.set(own.now() + timedelta(days=8))

    assert cases.open_due() == 1

    (case,) = _cases()
    assert (case.opened_by, case.school_id, case.pupil_id) == (None, None, None)
    assert _opened_facts(case.id) == {
        "routine": "ukentlig", "version": 1, "by": "clock", "due": "2026-01-12T09:00:00+00:00",
    }  # fmt: skip


def test_skoleeier_leads_a_case_without_a_school_and_hands_over_its_task(
    town: factories.Town, own: clock.Clock
) -> None:
    _publish(town, "ukentlig", "P1W")
    own.set(own.now() + timedelta(days=8))
    cases.open_due()
    (case,) = _cases()
    skoleeier, adviser = town.person("skoleeier"), town.person("rådgiver hos skoleeier")
    with db.reading() as connection:
        task = connection.scalars(sa.select(tables.tasks.c.id).where(tables.tasks.c.case_id == case.id)).one()

    assert overview.case_page(case.number, skoleeier).may_lead
    cases.hand_over_task(task, by=skoleeier, to=adviser.id)
    cases.complete_task(task, by=adviser, raw={}, seen_version=None)

    assert _cases()[0].status == "ended"


def test_a_timer_start_may_open_a_case_for_each_school(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "ukentlig", "P1W", per="skole")
    own.set(own.now() + timedelta(days=8))

    assert cases.open_due() == 1

    assert [case.school_id for case in _cases()] == [school.id for school in town.schools]
    assert _open_tasks() == ["A", "A"]


def test_a_cycle_opens_a_case_each_time(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "ukentlig", "R/P1W")

    for week in (1, 2, 3):
        own.set(clock.now() + timedelta(days=7))
        assert cases.open_due() == 1
        assert len(_cases()) == week


def test_times_that_passed_while_no_clock_ran_count_as_one_and_are_told(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "daglig", "R/P1D")
    own.set(own.now() + timedelta(days=30, hours=1))

    assert [cases.open_due(), cases.open_due()] == [1, 0]

    (case,) = _cases()
    assert _opened_facts(case.id)["missed"] == 29
    assert _pending() == ["2026-02-05 10:00"]


def test_a_cycle_of_so_many_times_ends(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "to", "R2/P1D")

    opened = []
    for _day in range(4):
        own.set(own.now() + timedelta(days=1))
        opened.append(cases.open_due())
    assert (opened, _pending()) == ([1, 1, 0, 0], [])


def test_a_new_version_replaces_the_timer_starts_of_the_one_before(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "ukentlig", "R/P1D")
    assert cases.next_start() is not None
    _publish(town, "ukentlig", "P4W")
    own.set(own.now() + timedelta(days=7))

    assert cases.open_due() == 0
    assert _cases() == []
    assert _pending() == ["2026-02-02 10:00"]


@pytest.mark.parametrize("is_set", [True, False])
def test_a_time_that_came_before_the_new_version_is_not_lost_while_no_clock_runs(
    town: factories.Town, own: clock.Clock, is_set: bool
) -> None:
    _publish(town, "ukentlig", "R/P1D")
    if is_set:
        assert cases.next_start() is not None
    own.set(own.now() + timedelta(days=3, hours=1))
    _publish(town, "ukentlig", "R/P4W")
    own.set(own.now() + timedelta(days=3))

    assert [cases.open_due(), cases.open_due()] == [1, 0]

    (case,) = _cases()
    facts = _opened_facts(case.id)
    assert (facts["due"], facts["missed"], facts["version"]) == ("2026-01-06T09:00:00+00:00", 2, 2)
    assert _pending() == ["2026-02-05 11:00"]


def test_a_routine_that_is_retired_starts_no_more(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "ukentlig", "R/P1D")
    assert cases.next_start() is not None
    with db.transaction() as connection:
        connection.execute(sa.update(tables.versions).values(retired_at=clock.now()))
    own.set(own.now() + timedelta(days=7))

    assert (cases.open_due(), _cases(), _pending()) == (0, [], [])


def test_a_fault_for_one_school_is_told_and_stops_no_other(town: factories.Town, own: clock.Clock) -> None:
    flows = 'ur > xor; xor > A : =skole.navn = "Vika skule"; A > slutt; xor > B : =false; B > slutt'
    given = {"xor": drawing.node("exclusiveGateway"), "B": _task()}
    _publish(town, "delvis", "P1W", per="skole", flows=flows, **given)
    own.set(own.now() + timedelta(days=8))

    assert cases.open_due() == 1

    assert [case.school_id for case in _cases()] == [town.schools[1].id]
    t = tables.start_timers.c
    with db.reading() as connection:
        assert "xor" in connection.scalars(sa.select(t.problem)).one()


def test_a_start_that_meets_a_lock_is_tried_again_and_no_failure(town: factories.Town, own: clock.Clock) -> None:
    _publish(town, "ukentlig", "P1W")
    cases.open_due()
    own.set(own.now() + timedelta(days=8))

    with db.transaction() as other:
        other.execute(sa.select(tables.municipalities).with_for_update())
        with pytest.raises(errors.CaseBusy):
            cases.open_due()

    assert (cases.open_due(), len(_cases())) == (1, 1)
    assert overview.undelivered(town.person("prosesseier")).starts == ()


def test_a_start_that_failed_is_shown_to_who_answers_for_routines_and_opened_after_a_mend(
    town: factories.Town, own: clock.Clock
) -> None:
    flows = 'ur > xor; xor > A : =skole.navn = "Vika skule"; A > slutt; xor > B : =false; B > slutt'
    given = {"xor": drawing.node("exclusiveGateway"), "B": _task()}
    _publish(town, "delvis", "P1W", per="skole", flows=flows, **given)
    own.set(own.now() + timedelta(days=8))
    cases.open_due()
    owner = town.person("prosesseier")
    (stands,) = overview.undelivered(owner).starts
    assert (stands.kind, stands.routine, "xor" in stands.problem) == ("clock", "delvis", True)
    assert overview.undelivered(town.person("lærer")).starts == ()
    with pytest.raises(errors.NotAllowed):
        cases.retry_start("clock", stands.id, by=town.person("rektor"))

    assert not cases.retry_start("clock", stands.id, by=owner)
    _publish(town, "delvis", "P1W", per="skole")
    assert cases.retry_start("clock", stands.id, by=owner)

    assert sorted(case.school_id for case in _cases()) == sorted(school.id for school in town.schools)
    assert overview.undelivered(owner).starts == ()
    with pytest.raises(errors.NothingToCorrect):
        cases.retry_start("clock", stands.id, by=owner)


def _publish(town: factories.Town, name: str, text: str, *, per: str = "", flows: str = "ur > A > slutt",
             **more: str) -> None:  # fmt: skip
    kind = "timeCycle" if text.startswith("R") else "timeDuration"
    ext = f'<zeebe:properties><zeebe:property name="per" value="{per}"/></zeebe:properties>' if per else ""
    start = drawing.node("startEvent", drawing.timer(text, kind=kind), ext=ext)
    given = {"ur": start, "A": _task(), "slutt": drawing.node("endEvent")} | more
    diagrams.publish(town.id, name, drawing.draw(flows, process=name, **given))


def _task() -> str:
    return drawing.node("userTask", ext='<zeebe:assignmentDefinition candidateGroups="rektor"/>')


def _cases() -> list[sa.Row]:
    with db.reading() as connection:
        return list(connection.execute(sa.select(tables.cases).order_by(tables.cases.c.id)))


def _open_tasks() -> list[str]:
    t = tables.tasks.c
    with db.reading() as connection:
        return list(connection.scalars(sa.select(t.element_id).where(t.status == "open")))


def _pending() -> list[str]:
    """When the next starts are due, in Oslo."""
    t = tables.start_timers.c
    with db.reading() as connection:
        waiting = sa.select(t.due_at).where(t.fired_at.is_(None), t.cancelled_at.is_(None))
        return [f"{clock.oslo(one):%Y-%m-%d %H:%M}" for one in connection.scalars(waiting)]


def _opened_facts(case_id: int) -> dict[str, object]:
    e = tables.events.c
    opened = sa.select(e.facts).where(e.case_id == case_id, e.kind == model.EventKind.CASE_OPENED)
    with db.reading() as connection:
        return dict(connection.scalars(opened).one())


@pytest.fixture
def town(municipality: factories.Town, own: Callable[[], object]) -> factories.Town:
    """A municipality on a Monday."""
    return municipality
