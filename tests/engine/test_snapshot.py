"""Snapshots: what is kept of a municipality is right in every transaction, whoever changed it and whether it lasted."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
import sqlalchemy as sa

from engine import db, deadlines, errors, roles, snapshot
from engine.municipality import places


def test_asking_again_in_the_same_transaction_asks_the_database_nothing(municipality, counted):
    with db.reading() as connection:
        _names(connection, municipality)
        before = len(counted)
        _names(connection, municipality)
        roles.scope_kinds(connection, municipality.id)
        roles.scope_kinds(connection, municipality.id)

    assert len(counted) - before == 1


def test_a_new_transaction_asks_only_whether_it_is_still_right(municipality, counted):
    with db.reading() as connection:
        _names(connection, municipality)
    counted.clear()

    with db.reading() as connection:
        _names(connection, municipality)

    assert len(counted) == 1


def test_a_change_is_seen_in_its_own_transaction_and_in_the_next(municipality):
    with db.transaction() as connection:
        assert _names(connection, municipality) == []
        _close(connection, municipality, "vinterferie")
        assert _names(connection, municipality) == ["vinterferie"]

    with db.reading() as connection:
        assert _names(connection, municipality) == ["vinterferie"]


def test_a_change_that_was_undone_is_forgotten(municipality):
    with contextlib.suppress(errors.RoutineFault), db.transaction() as connection:
        _close(connection, municipality, "vinterferie")
        assert _names(connection, municipality) == ["vinterferie"]
        raise errors.RoutineFault

    with db.reading() as connection:
        assert _names(connection, municipality) == []


def test_a_transaction_that_began_before_a_change_keeps_what_it_saw(municipality):
    with db.reading() as early:
        assert _names(early, municipality) == []
        with db.transaction() as connection:
            _close(connection, municipality, "vinterferie")
        assert _names(early, municipality) == []

    with db.reading() as late:
        assert _names(late, municipality) == ["vinterferie"]


def test_a_municipality_that_does_not_exist_is_not_kept(municipality):
    with db.reading() as connection:
        assert roles.scope_kinds(connection, 999) == {}
        assert snapshot.kept(connection, 999, "anything", lambda: 1) == 1
        assert snapshot.kept(connection, 999, "anything", lambda: 2) == 2


def _close(connection, municipality, name):
    period = deadlines.Period(date(2026, 2, 16), date(2026, 2, 20), name)
    places.replace_calendar(connection, municipality.id, None, deadlines.SchoolCalendar((period,)))


def _names(connection, municipality):
    return [period.name for period in places.calendar(connection, municipality.place()).closed]


@contextlib.contextmanager
def _listening(pool, seen):
    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    sa.event.listen(pool, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(pool, "before_cursor_execute", note)


@pytest.fixture
def counted(database):
    with _listening(database.pool, []) as seen:
        yield seen
