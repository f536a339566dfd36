"""What every test may ask for: a database that is empty, a clock that stands, a municipality with people in it.

One PostgreSQL a run (fsync off), one migrated template in it, one database per xdist worker cloned from the template,
emptied before each test that asks for `database` (design 11). Nothing starts until a test needs it.
"""

from __future__ import annotations

import contextlib
import copy
import gc
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import factories
import psutil
import psycopg
import pytest
import snapshots
import sqlalchemy as sa
from bootstrapping import machine
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from playwright.sync_api import Browser, expect, sync_playwright

from engine import clock, db, migrations, postgres, settings, tables

TEMPLATE = "skolemiljo_template"
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",  # letters are as wide as in a window, whatever the machine's own way
]
# milliseconds that a browser may take: a crowded machine has needed nine seconds for a page, and CI is one
PATIENCE = 120_000
LONGEST = (
    "tests/journeys/",
    "tests/processes/test_stories.py",
    "tests/crashes/",
    "tests/engine/bpmn/model/",
    "tests/webforms/test_every_page_accessible.py",
)
FOLDERS = "skolemiljo-tests-"  # and the process that made it
# ten times faster than a TRUNCATE of all tables, which makes a new file for each table and index, used or not
_EMPTY = """
    DO $$ DECLARE t regclass; s regclass; is_used boolean; BEGIN
        SET LOCAL session_replication_role = replica;
        FOR t IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace LOOP
            CONTINUE WHEN t::text = 'schema_version';
            EXECUTE format('SELECT EXISTS (SELECT FROM %s)', t) INTO is_used;
            IF is_used THEN EXECUTE format('DELETE FROM %s', t); END IF;
        END LOOP;
        FOR s IN SELECT oid FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace LOOP
            PERFORM setval(s, 1, false);
        END LOOP;
    END $$
"""
_TABLES = f"""
    SELECT string_agg(format('%I', relname), ', ') FROM pg_class
     WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> '{migrations.VERSION_TABLE}'
"""
_running: dict[Path, postgres.Server] = {}


def _host() -> str:
    """Return the address of the run's server, which this process starts at the first need and holds to its end."""
    if not _running:
        _clear_after_killed_runs()
        folder = Path(tempfile.mkdtemp(prefix=f"{FOLDERS}{os.getpid()}-"))
        server = postgres.start(folder, fsync=False)
        _running[folder] = server
        _make_template(server.url)
    return next(iter(_running.values())).url


def _clear_after_killed_runs() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDERS}*"):
        if not psutil.pid_exists(int(folder.name.removeprefix(FOLDERS).partition("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)


def _make_template(host: str) -> None:
    with psycopg.connect(host, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    database = db.connect(_url(host, TEMPLATE), pool_size=1)
    migrations.upgrade(database)
    if migrations.ddl() != migrations.SCHEMA_SQL.read_text():
        _follow_tables(database)
    database.pool.dispose()


def _follow_tables(database: db.Database) -> None:
    """Let a table that was changed a moment ago be tested before its step is written; test_migrations asks for it."""
    with database.pool.begin() as connection:
        others = connection.execute(sa.text(_TABLES)).scalar_one()
        connection.exec_driver_sql(f"DROP TABLE {others} CASCADE")
        tables.metadata.create_all(connection)


def _url(host: str, name: str) -> str:
    return sa.make_url(host).set(database=name).render_as_string(hide_password=False)


def _clone(host: str, name: str) -> str:
    with psycopg.connect(host, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    return _url(host, name)


class _Compiled(BytecodeCache):
    """The templates that an application of this process has compiled: the next test's application takes them."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept, if anything is."""
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self.kept[bucket.key] = bucket.bytecode_to_string()


def pytest_configure() -> None:
    """Keep the developer's own installation out of the tests: no setting of the environment counts."""
    Flask.jinja_options = {"bytecode_cache": _Compiled()}
    for name in [n for n in os.environ if n == "DATABASE_URL" or n.startswith("SKOLEMILJO_")]:
        del os.environ[name]
    # the tests start hundreds of processes, each of which would compile our modules anew: a second of the processor
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    settings.load.cache_clear()
    gc.disable()  # what is collected stays: see below


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes, so that no worker is left alone with one at the end (tools/suite.py)."""
    items.sort(key=lambda item: next((n for n, one in enumerate(LONGEST) if item.nodeid.startswith(one)), len(LONGEST)))


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look for garbage from now on, and never in the modules and tests, which all stay."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each xdist worker where the one server of the run is."""
    node.workerinput["host"] = _host()


def pytest_unconfigure() -> None:
    """Stop the server where this process started it; a run that is killed takes it along too."""
    while _running:
        folder, server = _running.popitem()
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def new_database(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """Return a maker of migrated, empty databases: `new_database("name")` gives the address of a fresh one."""
    worker = getattr(request.config, "workerinput", {"workerid": "main"})
    return lambda name: _clone(worker.get("host") or _host(), f"test_{worker['workerid']}_{name}")


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[str], str]) -> str:
    """Return the address of this worker's own migrated database, for tests that start processes."""
    return new_database("own")


@pytest.fixture(scope="session")
def _pool(database_url: str) -> Iterator[db.Database]:
    database = db.connect(database_url, has_moving_clock=False)
    yield database
    database.pool.dispose()


@pytest.fixture
def database(_pool: db.Database, database_url: str) -> Iterator[db.Database]:
    """Make every thread of this test work on an empty, migrated database."""
    with psycopg.connect(database_url, autocommit=True, options="-c lock_timeout=120s") as connection:
        connection.execute(_EMPTY)
    db.configure(_pool)
    return _pool


@pytest.fixture
def clock_at() -> Iterator[Callable[[datetime | str], clock.Clock]]:
    """Return a function that stops this test's clock at a moment (`2026-01-05 10:00` is Oslo time) and gives the clock.

    The clock stands until it is set again; a new thread does not see it unless it runs in a copy of the context.
    """
    with contextlib.ExitStack() as stack:

        def stop_at(moment: datetime | str) -> clock.Clock:
            return stack.enter_context(clock.at(factories.moment(moment)))

        yield stop_at


@pytest.fixture
def own(clock_at: Callable[[datetime | str], clock.Clock]) -> clock.Clock:
    """A clock that stands at Monday 5 January 2026, 10:00."""
    return clock_at("2026-01-05 10:00")


@pytest.fixture(scope="session")
def _built(_pool: db.Database, database_url: str) -> tuple[factories.Town, snapshots.Snapshot]:
    """Build the municipality once for all tests of a worker, before any other row is there."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(_EMPTY)
        db.configure(_pool)
        return factories.municipality(), snapshots.take(connection)


@pytest.fixture
def municipality(
    database: db.Database, database_url: str, _built: tuple[factories.Town, snapshots.Snapshot]
) -> factories.Town:
    """Build "Eksempel kommune": two schools, classes, staff in every role, pupils and parents."""
    town, rows = _built
    with psycopg.connect(database_url) as connection:
        rows.restore(connection)
        # another revision: what a process keeps under the old one may be of rows that a test put in by hand
        connection.execute("UPDATE municipalities SET revision = gen_random_uuid()::text")
    return copy.deepcopy(town)


@pytest.fixture
def person(municipality: factories.Town) -> Callable[..., object]:
    """Return `person("rektor")`, the holder of a role in `municipality`."""
    return municipality.person


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of a worker: a second playwright in the same process would refuse to start."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.browser(), args=CHROMIUM_FLAGS)
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE))
        yield browser
        browser.close()
