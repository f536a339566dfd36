"""The pool: connections that the server has closed are never handed out."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from engine import db

pytestmark = pytest.mark.usefixtures("database")


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
