"""Completing a task: answers first, then the step; races, late text, crashes between the two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from uuid import UUID

import diagrams
import factories
import pytest
import racing
import sqlalchemy as sa

from engine import cases, clock, db, errors, model, settings, tables
from engine.cases.steps import accepting, completing
from tests.engine.cases import looking


def test_submit_moves_the_case_to_the_next_task(town: factories.Town) -> None:
    task = _open_task(town)

    done = cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "gjort"}, seen_version=1)

    assert [row.element_id for row in looking.inbox(town.person("rektor"))] == ["B"]
    assert not done.is_incident


def test_last_submit_ends_the_case(town: factories.Town) -> None:
    task = _open_task(town)
    cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "a"}, seen_version=1)

    done = cases.complete_task(
        looking.inbox(town.person("rektor"))[0].id, by=town.person("rektor"), raw={}, seen_version=1
    )

    assert done.case.ended_by_event == "slutt"


def test_invalid_answers_store_nothing(town: factories.Town) -> None:
    task = _open_task(town)

    with pytest.raises(errors.AnswersInvalid) as refused:
        cases.complete_task(task, by=town.person("kontaktlærer"), raw={}, seen_version=1)

    assert refused.value.details["errors"] == {"notat": ["required"]}
    assert _standings() == ["accepted"]  # the report's own


def test_who_has_not_the_role_is_refused(town: factories.Town) -> None:
    task = _open_task(town)

    with pytest.raises(errors.NotAllowed):
        cases.complete_task(task, by=town.person("rektor"), raw={"notat": "x"}, seen_version=1)


def test_page_drawn_before_a_colleague_took_the_task_is_stale(town: factories.Town) -> None:
    task = _open_task(town)
    cases.take_task(task, by=town.person("kontaktlærer"))

    with pytest.raises(errors.StaleVersion):
        cases.complete_task(task, by=town.person("kontaktlærer"), raw={"notat": "x"}, seen_version=1)


def test_of_two_submits_at_once_one_is_told_who_was_first_and_keeps_the_text(town: factories.Town) -> None:
    task = _open_task(town)
    second = factories.person(town.id, "Vikar Eksempel")
    factories.hold(second.id, "kontaktlærer", f"c:{town.schools[0].classes['5A']}")
    told: list[str] = []

    def submit(by: model.Person) -> None:
        try:
            cases.complete_task(task, by=by, raw={"notat": f"fra {by.name}"}, seen_version=1)
        except errors.TaskNotOpen as refused:
            told.append(refused.message)

    racing.at_once(lambda: submit(town.person("kontaktlærer")), lambda: submit(second))

    assert len(told) == 1
    assert "ble fullført av" in told[0]
    assert sorted(_standings())[:2] == ["accepted", "accepted"]
    assert len(_standings()) == 3
    assert diagrams.event_kinds(_case_id()).count(model.EventKind.TASK_COMPLETED) == 1


def test_submit_to_a_closed_task_is_kept_as_late(town: factories.Town) -> None:
    task = _open_task(town)
    teacher = town.person("kontaktlærer")
    cases.complete_task(task, by=teacher, raw={"notat": "først"}, seen_version=1)

    with pytest.raises(errors.TaskNotOpen):
        cases.complete_task(task, by=teacher, raw={"notat": "for sent"}, seen_version=1)

    assert _standings() == ["accepted", "accepted", "late"]


def test_answers_left_by_a_crash_are_completed_by_the_clock_as_that_person(town: factories.Town) -> None:
    task = _open_task(town)
    accepting.store(task, by=town.person("kontaktlærer"), raw={"notat": "trygt"}, seen_version=1)
    own = clock.Clock(clock.now() + timedelta(minutes=1))

    with clock.use(own):
        completed = [cases.complete_accepted(), cases.complete_accepted()]

    assert completed == [1, 0]
    assert _done_by(task) == town.person("kontaktlærer").id


def test_text_whose_task_a_timer_took_away_meanwhile_is_kept_as_late(town: factories.Town) -> None:
    task = _open_task(town)
    kept = accepting.store(task, by=town.person("kontaktlærer"), raw={"notat": "trygt"}, seen_version=1)
    with db.transaction() as connection:
        connection.execute(sa.update(tables.tasks).where(tables.tasks.c.id == task).values(status="cancelled"))

    with pytest.raises(errors.TaskNotOpen):
        completing._advance(kept.case.id, kept.id, kept)

    assert _standings() == ["accepted", "late"]


def test_answers_whose_case_is_held_are_received_and_complete_the_task_when_sent_again(
    town: factories.Town, impatient: db.Database
) -> None:
    task, teacher = _open_task(town), town.person("kontaktlærer")

    with db.transaction(_case_id()), db.using(impatient):
        waiting = cases.complete_task(task, by=teacher, raw={"notat": "trygt"}, seen_version=1)
    again = cases.complete_task(task, by=teacher, raw={"notat": "trygt"}, seen_version=1)

    assert (waiting.is_waiting, waiting.case.number) == (True, again.case.number)
    assert not again.is_waiting
    assert _standings() == ["accepted", "accepted"]
    assert diagrams.event_kinds(_case_id()).count(model.EventKind.TASK_COMPLETED) == 1


def test_same_answers_of_who_completed_the_task_are_no_late_text(town: factories.Town) -> None:
    task, teacher = _open_task(town), town.person("kontaktlærer")

    for _press in range(2):
        assert not cases.complete_task(task, by=teacher, raw={"notat": "trygt"}, seen_version=1).is_waiting

    assert _standings() == ["accepted", "accepted"]
    assert diagrams.event_kinds(_case_id()).count(model.EventKind.TASK_COMPLETED) == 1


def test_answers_that_the_clock_completed_meanwhile_stay_accepted(town: factories.Town) -> None:
    task, teacher = _open_task(town), town.person("kontaktlærer")
    kept = accepting.store(task, by=teacher, raw={"notat": "trygt"}, seen_version=1)
    with clock.use(clock.Clock(clock.now() + timedelta(minutes=1))):
        cases.complete_accepted()

    completing._advance(kept.case.id, kept.id, kept)

    assert _standings() == ["accepted", "accepted"]


def test_characters_that_no_database_keeps_do_not_cost_the_text(town: factories.Town) -> None:
    task = _open_task(town)
    teacher = town.person("kontaktlærer")

    cases.save_draft(by=teacher, content={"notat": "halvt\x00 ord"}, version=0, task_id=task)
    done = cases.complete_task(task, by=teacher, raw={"notat": "et\x00 ord \ud800"}, seen_version=1)

    assert not done.is_incident
    assert _newest_note() == "et\ufffd ord \ufffd"


def test_fresh_answers_are_left_to_their_own_web_process(town: factories.Town) -> None:
    task = _open_task(town)
    accepting.store(task, by=town.person("kontaktlærer"), raw={"notat": "trygt"}, seen_version=1)

    assert cases.complete_accepted() == 0


def _open_task(town: factories.Town) -> UUID:
    raw = {"elev": str(town.pupil("Testelev A").id)}
    cases.open_case(by=town.person("lærer"), routine="prove", raw=raw, token="t1")
    return looking.inbox(town.person("kontaktlærer"))[0].id


def _newest_note() -> str:
    with db.reading() as connection:
        newest = sa.select(tables.answers.c.content).order_by(tables.answers.c.id.desc()).limit(1)
        return str(connection.execute(newest).scalar_one()["notat"])


def _standings() -> list[str]:
    with db.reading() as connection:
        return list(connection.scalars(sa.select(tables.answers.c.standing).order_by(tables.answers.c.id)))


def _case_id() -> int:
    with db.reading() as connection:
        return int(connection.scalar(sa.select(tables.cases.c.id)))


def _done_by(task: UUID) -> int:
    with db.reading() as connection:
        return int(connection.scalar(sa.select(tables.tasks.c.done_by).where(tables.tasks.c.id == task)))


@pytest.fixture
def impatient(town: factories.Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[db.Database]:
    """The same database for who waits for no lock."""
    monkeypatch.setenv("SKOLEMILJO_LOCK_WAIT_SECONDS", "0.01")
    settings.load.cache_clear()
    own = db.connect(db.current().pool.url.render_as_string(hide_password=False), pool_size=2)
    settings.load.cache_clear()
    yield own
    own.pool.dispose()


@pytest.fixture
def town(municipality: factories.Town, clock_at: Callable[[str], object]) -> factories.Town:
    """A municipality where `prove` is in force: A (kontaktlærer, a form with a required note), then B (rektor)."""
    clock_at("2026-01-05 10:00")
    diagram = diagrams.chain(
        "prove",
        diagrams.task("A", diagrams.form_of("notat")),
        diagrams.task("B"),
        lanes={"Kontaktlærer": ["inn", "A"], "Rektor": ["B", "slutt"]},
    )
    note = diagrams.form("notat", diagrams.text_field("notat", required=True))
    diagrams.publish(municipality.id, "prove", diagram, notat=note)
    return municipality
