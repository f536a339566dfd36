"""The wire: values and rows as psycopg has them, errors as psycopg raises them, and what is prepared."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
import pytest
import sqlalchemy as sa
from psycopg.types.json import Jsonb

from engine import db
from engine.db import wire

pytestmark = pytest.mark.usefixtures("database")

_PREPARED = "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'sk%'"


def test_values_come_back_as_they_were_sent(line: wire.Wire) -> None:
    token: UUID = uuid4()
    values = [1, -(2**40), "æøå «'\\", date(2026, 1, 5), datetime(2026, 1, 5, 8, tzinfo=UTC), token, True, None]
    text = "SELECT $1::INT, $2::BIGINT, $3::TEXT, $4::DATE, $5::TIMESTAMPTZ, $6::UUID, $7::BOOL, $8::TEXT"

    ((row,),) = exchange(line, [(text, values)])

    assert list(row) == values


def test_lists_and_json_come_back_as_they_were_sent(line: wire.Wire) -> None:
    content = {"tekst": '«"x"» \\n', "tall": [1, None]}
    values = [["a", "b, c", 'd"e'], [1, 2], [], Jsonb(content)]

    ((row,),) = exchange(line, [("SELECT $1::TEXT[], $2::BIGINT[], $3::UUID[], $4::JSONB", values)])

    assert list(row) == [["a", "b, c", 'd"e'], [1, 2], [], content]


def test_the_answers_come_in_order_also_when_they_are_larger_than_what_the_socket_holds(line: wire.Wire) -> None:
    large = "x" * 2_000_000

    answers = exchange(line, [("SELECT $1::TEXT", [large + str(number)]) for number in range(8)])

    assert [one[0][0][-1] for one in answers] == list("01234567")
    assert len(answers[0][0][0]) == len(large) + 1


def test_the_first_error_is_raised_and_nothing_after_it_is_done(line: wire.Wire) -> None:
    with pytest.raises(psycopg.errors.UniqueViolation):
        exchange(line, [("BEGIN", ()), ("SELECT 1", ()), (_TWICE, ()), ("SELECT 1/0", ())])

    line.driver.rollback()
    assert exchange(line, [("SELECT 2", ())]) == [[(2,)]]


def test_a_value_that_cannot_be_sent_leaves_the_connection_as_it_was(line: wire.Wire) -> None:
    with pytest.raises(psycopg.DataError):
        exchange(line, [("SELECT $1::TEXT", ["a\0b"])])

    assert exchange(line, [("SELECT $1::TEXT", ["a"])]) == [[("a",)]]


def test_a_statement_is_prepared_once_and_thrown_away_when_it_is_forgotten(line: wire.Wire) -> None:
    for _ in range(3):
        exchange(line, [("SELECT 1", ())])
    before = exchange(line, [(_PREPARED, ())])

    line.forget()
    after = exchange(line, [(_PREPARED, ())])

    assert (before, after) == ([[(2,)]], [[(1,)]])


def test_what_psycopg_throws_away_when_it_undoes_is_prepared_again() -> None:
    asked = sa.text("SELECT count(*) FROM people WHERE id = :id")
    for _ in range(8):
        with contextlib.suppress(LookupError), db.transaction() as connection:
            for number in range(6):
                connection.scalar(asked, {"id": number})
            db.lock_case(connection, 1) if connection.scalar(sa.text("SELECT count(*) FROM cases")) else None
            raise LookupError

    with db.transaction() as connection:
        assert connection.scalar(asked, {"id": 1}) == 0


def test_what_waits_for_a_lock_lets_other_threads_go_on(line: wire.Wire) -> None:
    exchange(line, [("SELECT pg_advisory_lock(4711)", ())])
    done = threading.Event()

    def wait() -> None:
        with db.transaction() as connection:
            own = wire.Wire(connection.connection.driver_connection)  # type: ignore[arg-type]
            exchange(own, [("SELECT pg_advisory_xact_lock(4711)", ())])
            done.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not done.wait(0.2)
    exchange(line, [("SELECT pg_advisory_unlock(4711)", ())])
    waiting.join()

    assert done.is_set()


def test_a_connection_that_the_server_ends_is_closed_and_says_so(line: wire.Wire) -> None:
    (pid,) = exchange(line, [("SELECT pg_backend_pid()", ())])[0][0]
    with sa.create_engine(db.current().pool.url, poolclass=sa.NullPool).connect() as server:
        server.execute(sa.text("SELECT pg_terminate_backend(:pid, 300000)"), {"pid": pid})

    with pytest.raises(psycopg.OperationalError):
        exchange(line, [("SELECT 1", ())])

    assert line.driver.closed


def exchange(line: wire.Wire, asked: Sequence[wire.Asked]) -> list[wire.Rows]:
    return line.exchange(line.ready(asked))


_TWICE = "INSERT INTO municipalities (id, name, revision) VALUES (1, 'a', 'r'), (1, 'b', 'r')"


@pytest.fixture
def line() -> Iterator[wire.Wire]:
    with psycopg.connect(_address(), autocommit=True) as driver:
        yield wire.Wire(driver)


def _address() -> str:
    return db.current().pool.url.set(drivername="postgresql").render_as_string(hide_password=False)
