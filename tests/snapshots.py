"""What a test database holds, taken once and put back: a tenth of the time it takes to build it anew.

Knows PostgreSQL's COPY; not what stands in the tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg import sql

_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
_KEPT = {"schema_version"}  # as an emptied database has it


@dataclass(frozen=True)
class Snapshot:
    """The rows of each table that has any, as COPY writes them, and how far each sequence has come."""

    rows: Mapping[str, bytes]
    numbers: Mapping[str, int]

    def restore(self, connection: psycopg.Connection) -> None:
        """Fill an empty database; the order does not matter, for nothing is checked again."""
        connection.execute("SET LOCAL session_replication_role = replica")
        for table, rows in self.rows.items():
            with connection.cursor().copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                copy.write(rows)
        for sequence, number in self.numbers.items():
            connection.execute("SELECT setval(%s::regclass, %s)", [sequence, number])


def take(connection: psycopg.Connection) -> Snapshot:
    """Return what the database holds now."""
    names = [name for (name,) in connection.execute(_TABLES) if name not in _KEPT]
    rows = {name: _copied(connection, name) for name in names}
    numbers = {str(name): int(value) for name, value in connection.execute(_NUMBERS)}
    return Snapshot({name: found for name, found in rows.items() if found}, numbers)


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(copy)
