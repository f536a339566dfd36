"""The outbox: a message exists when its step does, once, and is handed to one sender at a time."""

from __future__ import annotations

import contextlib
import itertools
from datetime import timedelta

import factories
import pytest
import sqlalchemy as sa

from engine import clock, db, errors, model, outbox, phrases, tables


def test_a_message_is_queued_with_its_step_or_not_at_all(message):
    with contextlib.suppress(errors.RoutineFault), db.transaction() as connection:
        outbox.queue(connection, **message)
        raise errors.RoutineFault

    assert _handed_out() == []


def test_the_same_happening_is_one_message(message):
    with db.transaction() as connection:
        outbox.queue(connection, **message)
        outbox.queue(connection, **message)
        outbox.queue(connection, **{**message, "once_key": "ny-oppgave:2:1"})

    assert len(_handed_out()) == 2


@pytest.mark.parametrize("key", ["elev", "hva", "navn"])
def test_a_message_cannot_hold_anything_about_a_child(message, key):
    with db.transaction() as connection, pytest.raises(ValueError, match=key):
        outbox.queue(connection, **{**message, "facts": {"sak": "2026-0001", key: "Testelev A"}})


def test_a_message_knows_its_reader_and_the_tasks_deadline_as_it_stands(message, municipality, case):
    due = factories.moment("2026-01-09 16:00")
    task = factories.task(case.id, due_at=due, due_explained="3 skoledager fra 6.1")
    with db.transaction() as connection:
        outbox.queue(connection, **{**message, "task_id": task})

    (handed,) = _handed_out()

    assert (handed.name, handed.email) == ("Rektor Eksempel", "rektor.eksempel@eksempel.invalid")
    assert (handed.due_at, handed.due_explained, handed.is_straks) == (due, "3 skoledager fra 6.1", False)


def test_a_stored_sentence_is_handed_out_with_its_nynorsk(message, case):
    counted = phrases.both("3 skoledager fra 6.1", "3 skuledagar frå 6.1")
    task = factories.task(case.id, due_at=factories.moment("2026-01-09 16:00"), due_explained=counted)
    with db.transaction() as connection:
        outbox.queue(connection, **{**message, "task_id": task})

    (handed,) = _handed_out()

    assert phrases.spoken(handed.due_explained, "nn") == "3 skuledagar frå 6.1"


@pytest.mark.parametrize(("own", "school", "spoken"), [("", 0, "nb"), ("", 1, "nn"), ("nn", 0, "nn"), ("nb", 1, "nb")])
def test_a_message_speaks_its_readers_language_else_the_schools(message, municipality, own, school, spoken):
    here = factories.case(municipality, school=school, pupil=None)
    reader = municipality.person("rektor")
    with db.transaction() as connection:
        mine = tables.people.c.id == reader.id
        connection.execute(sa.update(tables.people).where(mine).values(language=own))
        outbox.queue(connection, **{**message, "case_id": here.id, "person_id": reader.id})

    (handed,) = _handed_out()

    assert handed.language == spoken


def test_what_one_sender_holds_another_passes_over(message):
    with db.transaction() as connection:
        outbox.queue(connection, **message)
        outbox.queue(connection, **{**message, "once_key": "annen"})

    with outbox.held() as first, outbox.held() as second, outbox.held() as third:
        assert {one.once_key for one in (first, second)} == {"ny-oppgave:1:1", "annen"}
        assert third is None
    with outbox.held() as again:
        assert again == first


def test_a_sender_that_fails_while_it_takes_a_message_holds_nothing(message):
    with db.transaction() as connection:
        outbox.queue(connection, **message)
    look_again = _failing(at=3)  # after looking and holding

    with pytest.raises(ZeroDivisionError), look_again, outbox.held():
        pass

    with db.reading() as connection:
        here = "database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        assert connection.scalar(sa.text(f"SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND {here}")) == 0


def test_a_sent_message_is_not_handed_out_again(message, stopped):
    (handed,) = _queued_and_handed(message)

    with db.transaction() as connection:
        outbox.mark_sent(connection, handed.id)

    stopped.set(clock.now() + timedelta(days=30))
    assert _handed_out() == []


def test_a_failed_message_waits_longer_each_time_and_dies_at_last(message, stopped):
    _queued_and_handed(message)
    waits = []

    for wait in (*outbox.BACK_OFF, timedelta(days=30)):
        (handed,) = _handed_out()
        with db.transaction() as connection:
            is_dead = outbox.mark_failed(connection, handed, "Svarer ikke.")
        assert _handed_out() == []
        waits.append(wait)
        stopped.set(clock.now() + wait)

    assert is_dead
    assert waits == sorted(waits)
    assert _handed_out() == []


def test_the_leader_sees_what_could_not_be_sent_and_can_try_again(message, municipality, stopped):
    (handed,) = _queued_and_handed(message)
    with db.transaction() as connection:
        outbox.mark_dead(connection, handed, "Rektor Eksempel har ingen e-postadresse i registeret.")

    (dead,) = _dead(tables.cases.c.school_id == municipality.schools[0].id)

    assert (dead.step, dead.name) == ("Undersøk saken", "Rektor Eksempel")
    assert dead.problem == "Rektor Eksempel har ingen e-postadresse i registeret."
    assert _dead(tables.cases.c.school_id == municipality.schools[1].id) == []
    assert outbox.retry(dead.id, by=municipality.person("rektor"))
    assert [again.attempts for again in _handed_out()] == [0]


def test_nobody_of_another_municipality_tries_again(message, stopped):
    (handed,) = _queued_and_handed(message)
    with db.transaction() as connection:
        outbox.mark_dead(connection, handed, "Nei.")
    stranger = model.Person(1, 999, "Fremmed Eksempel")

    assert not outbox.retry(handed.id, by=stranger)


@contextlib.contextmanager
def _failing(*, at):
    """Let the statement number `at` fail on our side, the connection staying as it is."""
    pool, count = db.current().pool, itertools.count(1)

    def fail(*_):
        if next(count) == at:
            raise ZeroDivisionError

    sa.event.listen(pool, "before_cursor_execute", fail)
    try:
        yield
    finally:
        sa.event.remove(pool, "before_cursor_execute", fail)


@pytest.fixture
def case(municipality):
    return factories.case(municipality)


@pytest.fixture
def message(municipality, case):
    return {
        "kind": "ny-oppgave",
        "municipality_id": municipality.id,
        "case_id": case.id,
        "task_id": None,
        "element_id": "BAE-H-04",
        "role": "rektor",
        "person_id": municipality.person("rektor").id,
        "facts": {"sak": case.number, "steg": "Undersøk saken", "skole": "Fjellet skole"},
        "once_key": "ny-oppgave:1:1",
    }


@pytest.fixture
def stopped(clock_at):
    return clock_at("2026-01-05 10:00")


def _queued_and_handed(message):
    with db.transaction() as connection:
        outbox.queue(connection, **message)
    return _handed_out()


def _handed_out():
    with db.reading() as connection:
        return outbox.due(connection, 100)


def _dead(cases: sa.ColumnElement[bool]):
    with db.reading() as connection:
        return outbox.dead(connection, cases)
