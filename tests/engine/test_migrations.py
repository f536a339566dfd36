"""Migrations: the steps lead from nothing to the tables of this release, once, whoever starts first."""

from __future__ import annotations

import dataclasses
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from engine import db, errors, migrations, tables

# every column, constraint and index as the database itself writes them
SHAPE = """
    SELECT 'column', table_name, column_name,
           concat_ws(' ', data_type, udt_name, is_nullable, column_default, is_identity)
      FROM information_schema.columns WHERE table_schema = %(schema)s
    UNION ALL
    SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = %(schema)s::regnamespace AND contype <> 'n'
    UNION ALL
    SELECT 'index', tablename, indexname, regexp_replace(indexdef, ' ON [a-z_]+\\.', ' ON ')
      FROM pg_indexes WHERE schemaname = %(schema)s
    ORDER BY 1, 2, 3
"""


def test_steps_are_numbered_without_holes_and_the_head_file_names_the_last():
    steps = [step.revision for step in ScriptDirectory.from_config(migrations.config()).walk_revisions()][::-1]

    assert steps == [f"{number:04}" for number in range(1, len(steps) + 1)]
    assert migrations.head() == steps[-1]


def test_an_empty_database_is_upgraded_and_then_left_alone(empty):
    migrations.upgrade(empty)

    assert migrations.upgrade(empty) == migrations.head()
    migrations.require_current(empty)


def test_models_equal_migrations(migrated):
    with migrated.pool.connect() as connection:
        context = MigrationContext.configure(connection, opts=migrations.options())
        missing = compare_metadata(context, tables.metadata)

    assert missing == [], "run python -m tools.migration"


def test_the_stored_text_is_made_from_the_tables():
    assert migrations.SCHEMA_SQL.read_text() == migrations.ddl(), "run python -m tools.migration"


def test_the_stored_text_makes_what_the_steps_make(migrated, migrated_url):
    with psycopg.connect(migrated_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA play_x")
        connection.execute("SET search_path TO play_x")
        connection.execute(migrations.SCHEMA_SQL.read_text())
        played = _shape(connection, "play_x")
        connection.execute("SET search_path TO public")
        stepped = _shape(connection, "public")

    assert played == [row for row in stepped if row[1] != migrations.VERSION_TABLE]


def test_two_starters_take_turns(empty):
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(migrations.upgrade, [empty, empty]))

    assert done == [migrations.head()] * 2


def test_a_demos_moving_clock_does_not_need_its_row_to_upgrade(empty):
    moving = dataclasses.replace(empty, has_moving_clock=True)

    assert migrations.upgrade(moving) == migrations.head()


def test_a_database_without_steps_is_outdated(empty):
    with pytest.raises(errors.DatabaseOutdated):
        migrations.require_current(empty)


def test_a_migrated_database_is_current(migrated):
    migrations.require_current(migrated)


def test_a_database_of_a_later_release_is_left_alone(migrated):
    with db.using(migrated), db.transaction() as connection:
        connection.execute(sa.text(f"UPDATE {migrations.VERSION_TABLE} SET version_num = '9999'"))

    with pytest.raises(errors.DatabaseTooNew):
        migrations.upgrade(migrated)


@pytest.fixture
def empty(new_database):
    url = new_database("empty")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")
    database = db.connect(url, pool_size=2)
    yield database
    database.pool.dispose()


@pytest.fixture
def migrated_url(new_database):
    return new_database("migrated")


@pytest.fixture
def migrated(migrated_url):
    database = db.connect(migrated_url, pool_size=2)
    migrations.upgrade(database)
    yield database
    database.pool.dispose()


def _shape(connection, schema):
    text = f"{schema}."
    rows = connection.execute(SHAPE, {"schema": schema}).fetchall()
    return [tuple(str(value).replace(text, "") for value in row) for row in rows]
