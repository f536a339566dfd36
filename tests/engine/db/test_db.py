"""The pool: connections that the server has closed are never handed out, and one lost in use is told as that."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable

import losing
import pytest
import racing
import sqlalchemy as sa
from sqlalchemy import exc

from engine import db, errors, settings
from engine.db import statements

pytestmark = pytest.mark.usefixtures("database")

_ONE = sa.select(sa.literal_column("1").label("one"))
_NEVER = sa.select(sa.literal_column("1 / 0").label("never"))
Ask = Callable[[sa.Connection, sa.Select[tuple[int]]], object]
_by_either_way = pytest.mark.parametrize("ask", [statements.rows, sa.Connection.execute], ids=["wire", "sqlalchemy"])


def test_work_goes_on_after_the_server_has_closed_idle_connections() -> None:
    closed = sa.text(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
        "AND datname = current_database() AND application_name = 'closed by a test'"
    )
    with db.transaction() as one:
        one.execute(sa.text("SET application_name = 'closed by a test'"))
        with db.transaction() as other:
            other.execute(sa.text("SET application_name = 'closed by a test'"))
    with sa.create_engine(db.current().pool.url, poolclass=sa.NullPool).connect() as server:
        assert server.scalar(closed) == 2

    with db.transaction() as one, db.reading() as other:
        answers = [one.scalar(sa.text("SELECT 1")), other.scalar(sa.text("SELECT 2"))]

    assert answers == [1, 2]


def test_what_a_connection_has_prepared_lasts_from_one_piece_of_work_to_the_next() -> None:
    asked = sa.text("SELECT count(*) FROM people WHERE id = :id")
    for number in range(10):
        with db.reading() as connection:
            connection.scalar(asked, {"id": number})

    with db.transaction() as connection:
        prepared = connection.scalars(sa.text("SELECT statement FROM pg_prepared_statements")).all()

    assert "SELECT count(*) FROM people WHERE id = $1" in prepared


@_by_either_way
def test_a_connection_that_is_lost_in_a_transaction_is_a_database_that_does_not_answer(ask: Ask) -> None:
    with pytest.raises(errors.DatabaseUnavailable):
        ask_around(losing.end, ask)

    assert db.current().pool.pool.checkedout() == 0  # type: ignore[attr-defined]
    ask_around(lambda _connection: None, ask)  # the next one has another


@_by_either_way
def test_a_transaction_that_is_cut_off_for_being_idle_is_a_database_that_does_not_answer(ask: Ask) -> None:
    with pytest.raises(errors.DatabaseUnavailable):
        ask_around(losing.idle_too_long, ask)


@_by_either_way
def test_a_loss_that_somebody_has_caught_is_told_all_the_same(ask: Ask) -> None:
    def catch(connection: sa.Connection, asked: sa.Select[tuple[int]]) -> None:
        with contextlib.suppress(exc.DBAPIError), connection.begin_nested():
            ask(connection, asked)

    with pytest.raises(errors.DatabaseUnavailable):
        ask_around(losing.end, catch)


def test_work_that_finds_every_connection_taken_is_told_that_the_database_does_not_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SKOLEMILJO_LOCK_WAIT_SECONDS", "0.05")
    settings.load.cache_clear()
    small = db.connect(db.current().pool.url.render_as_string(hide_password=False), pool_size=1)
    settings.load.cache_clear()

    with db.using(small), db.reading(), db.reading(), pytest.raises(errors.DatabaseUnavailable), db.reading():
        pass

    small.pool.dispose()


def test_of_two_that_wait_for_each_other_one_is_told_to_try_again() -> None:
    lock = sa.text("SELECT pg_advisory_xact_lock(:number)")
    both_have_one, told = threading.Barrier(2), []

    def take(first: int, second: int) -> None:
        try:
            with db.transaction() as connection:
                connection.execute(lock, {"number": first})
                both_have_one.wait()
                connection.execute(lock, {"number": second})
        except errors.CaseBusy:
            told.append(first)

    racing.at_once(lambda: take(1, 2), lambda: take(2, 1))

    assert len(told) == 1


@pytest.mark.parametrize("state", ["disk_full", "out_of_memory"])
def test_a_database_without_room_is_one_that_does_not_answer(state: str) -> None:
    with pytest.raises(errors.DatabaseUnavailable), db.transaction() as connection:
        connection.execute(sa.text(f"DO 'BEGIN RAISE {state}; END'"))


def test_the_server_looks_within_half_a_minute_whether_our_side_is_still_there() -> None:
    names = ("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count")

    with db.reading() as connection:
        idle, interval, count = (int(connection.scalar(sa.text(f"SELECT current_setting('{one}')"))) for one in names)

    assert idle + interval * count <= 30


def test_nothing_is_done_after_a_transaction_that_has_failed() -> None:
    done: list[str] = []

    def catch(connection: sa.Connection) -> None:
        db.after_commit(lambda: done.append("told"))
        with contextlib.suppress(exc.DataError):
            statements.rows(connection, _NEVER)

    with pytest.raises(exc.InternalError), db.transaction() as connection:
        catch(connection)

    assert done == []


def ask_around(deed: Callable[[sa.Connection], object], ask: Ask) -> None:
    with db.transaction() as connection:
        ask(connection, _ONE)
        deed(connection)
        ask(connection, _ONE)
