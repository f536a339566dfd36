"""On another release's tables no command begins: it says so, and what to do, instead of failing half-way."""

from __future__ import annotations

from collections.abc import Callable

import click.testing
import pytest
import sqlalchemy as sa

from engine import db, errors, migrations

VERSION = sa.text(f"UPDATE {migrations.VERSION_TABLE} SET version_num = :to")


@pytest.mark.parametrize("arguments", [("clock",), ("user", "list"), ("serve", "--port", "47653"), ("verify-log",)])
def test_a_command_refuses_the_tables_of_a_later_release(
    later: None, command: Callable[..., click.testing.Result], arguments: tuple[str, ...]
) -> None:
    refused = command(*arguments)

    assert refused.exit_code != 0
    assert isinstance(refused.exception, errors.DatabaseTooNew), refused.output


@pytest.fixture
def later(database: db.Database) -> object:
    """Let the tables be those of a release to come."""
    with db.transaction() as connection:
        connection.execute(VERSION, {"to": "9999"})
    yield
    with db.transaction() as connection:
        connection.execute(VERSION, {"to": migrations.head()})
