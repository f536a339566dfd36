"""The same statements as bare SQL: one psycopg connection, one round trip each, both commits, fsync on."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator

import psycopg

from engine.benchmark import same


@contextlib.contextmanager
def connected(url: str, schema: str) -> Iterator[psycopg.Connection]:
    """Give one connection to the schema."""
    with psycopg.connect(url, options=f"-c search_path={schema} -c timezone=UTC", autocommit=True) as connection:
        yield connection


def run(connection: psycopg.Connection, statements: Iterable[same.Statement]) -> None:
    """Run the statements one after the other, and take what they answer."""
    for sql, values in statements:
        cursor = connection.execute(sql, values)
        if cursor.description:
            cursor.fetchall()


class Bare:
    """Writes beside a real case what completing one of its tasks writes, and nothing else."""

    def __init__(self, rows: same.Rows) -> None:
        """Keep what is written."""
        self.rows = rows

    def complete(self) -> Callable[[], None]:
        """Return the act."""
        self.rows.prepare()
        return self._complete

    def _complete(self) -> None:
        rows, connection = self.rows, self.rows.connection
        with connection.transaction():
            run(connection, rows.answers())
        with connection.transaction():
            run(connection, [rows.lock, *rows.moved(), rows.save])
