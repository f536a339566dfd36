"""Sessions: whose they are, and when they are over."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from engine import clock, db, people, tables
from engine.people import sessions


def test_a_session_is_known_by_its_token_alone(rektor):
    token = people.open_session(rektor)

    assert people.session(token) == rektor
    assert people.session("noe annet") is None
    with db.reading() as connection:
        assert token not in str(connection.execute(sa.select(tables.sessions)).all())


def test_a_closed_session_is_over_at_once(rektor):
    token, other = people.open_session(rektor), people.open_session(rektor)

    people.close_session(token)

    assert people.session(token) is None
    assert people.session(other) == rektor


def test_a_session_ends_when_it_is_not_used(rektor, stopped):
    used, unused = people.open_session(rektor), people.open_session(rektor)

    for _ in range(2):
        stopped.set(clock.now() + timedelta(minutes=90))
        assert people.session(used) == rektor

    assert people.session(unused) is None


def test_a_session_ends_however_much_it_is_used(rektor, stopped):
    token = people.open_session(rektor)

    for _ in range(10):
        assert people.session(token) == rektor
        stopped.set(clock.now() + timedelta(hours=1))

    assert people.session(token) is None


def test_sessions_that_are_over_are_thrown_away(rektor, stopped):
    people.open_session(rektor)
    stopped.set(clock.now() + timedelta(hours=11))

    people.open_session(rektor)

    with db.reading() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(tables.sessions)) == 1


def test_reading_pages_seldom_writes(rektor, stopped):
    token, began = people.open_session(rektor), clock.now()

    stopped.set(began + timedelta(seconds=30))
    people.session(token)

    with db.reading() as connection:
        assert connection.scalar(sa.select(tables.sessions.c.seen_at)) == began
    stopped.set(began + sessions.SEEN_EVERY)
    people.session(token)
    with db.reading() as connection:
        assert connection.scalar(sa.select(tables.sessions.c.seen_at)) == clock.now()
