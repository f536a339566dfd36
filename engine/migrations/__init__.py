"""Numbered steps that bring a database to the tables of this release (design 4 `migrations`).

Knows Alembic and where the steps stand. All missing steps run in one transaction, so that a database is never half
upgraded; an advisory lock of the schema makes two starters take turns. `head` is a file beside the steps: two steps
made at the same time then collide in git instead of in production. `schema.sql` is the tables as one text, for the
private schemas of stories.
"""

from __future__ import annotations

import dataclasses
import logging
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.dialects import postgresql

from engine import db, errors, tables

HERE = Path(__file__).parent
SCHEMA_SQL = HERE.parent / "schema.sql"
VERSION_TABLE = "schema_version"
# another starter may be at work on a large database; it is waited for, the tables themselves are not
_WAIT_FOR_ANOTHER = sa.text("SELECT set_config('lock_timeout', '600s', true)")
_TURN = sa.text("SELECT pg_advisory_xact_lock(hashtextextended('skolemiljo-migrations:' || current_schema(), 0))")
# a step may rewrite a large table; older servers do not know the limit
_TAKE_TIME = sa.text("SELECT set_config(name, '0', true) FROM pg_settings WHERE name = 'transaction_timeout'")
_WAIT_FOR_TABLES = sa.text("SELECT set_config('lock_timeout', '30s', true)")


def head() -> str:
    """Return the number of the last step of this release."""
    return (HERE / "head").read_text().strip()


def upgrade(database: db.Database | None = None) -> str:
    """Run the missing steps; return the number of the step where the database now stands.

    Safe to call from any number of starters. Raises `DatabaseTooNew` when a later release has been here.
    """
    # without the demo's clock: its row is not there before the first step
    plain = dataclasses.replace(database or db.current(), has_moving_clock=False)
    with db.using(plain), db.transaction() as connection:
        connection.execute(_TAKE_TIME)
        connection.execute(_WAIT_FOR_ANOTHER)
        connection.execute(_TURN)
        connection.execute(_WAIT_FOR_TABLES)
        if _missing(connection):
            command.upgrade(config(connection), "head")
    return head()


def require_current(database: db.Database | None = None) -> None:
    """Raise `DatabaseOutdated` when steps are missing, `DatabaseTooNew` when a later release has been here."""
    plain = dataclasses.replace(database or db.current(), has_moving_clock=False)
    with db.using(plain), db.reading() as connection:
        missing = _missing(connection)
    if missing:
        raise errors.DatabaseOutdated(missing=missing)


def config(connection: sa.Connection | None = None) -> Config:
    """Return Alembic's settings, made here: there is no ini file to keep in step."""
    made = Config()
    made.set_main_option("script_location", str(HERE).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    made.attributes["connection"] = connection
    # a library of ours has no business setting up logging, and the steps are told to the caller
    logging.getLogger("alembic").setLevel(logging.WARNING)
    return made


def options() -> dict[str, Any]:
    """Return how Alembic compares and writes: one table of its own, types and defaults compared."""
    return {
        "target_metadata": tables.metadata,
        "version_table": VERSION_TABLE,
        "compare_type": True,
        "compare_server_default": True,
    }


def ddl() -> str:
    """Return all tables as one SQL text without a schema's name: the content of `schema.sql`."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    parts = ["-- Made by python -m tools.migration from engine/tables.py. Do not edit.\n"]
    for table in tables.metadata.sorted_tables:
        parts.append(str(sa.schema.CreateTable(table).compile(dialect=dialect)).strip() + ";\n")
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        parts += [f"{sa.schema.CreateIndex(index).compile(dialect=dialect)};\n" for index in indexes]
    return "\n".join(line.rstrip() for line in "\n".join(parts).splitlines()) + "\n"


def _missing(connection: sa.Connection) -> list[str]:
    steps = [step.revision for step in ScriptDirectory.from_config(config()).walk_revisions()][::-1]
    done = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE}).get_current_revision()
    if done is None:
        return steps
    if done not in steps:
        raise errors.DatabaseTooNew(found=done, newest=steps[-1])
    return steps[steps.index(done) + 1 :]
