"""The embedded PostgreSQL: what a start gives, and to whom (design 3, row 1)."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
import waiting

from engine import postgres
from engine.postgres import cluster
from tests.engine.postgres import servers


def test_first_start_makes_a_database_in_utf8_that_sorts_without_icu(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "var" / "db", fsync=False) as server:
        encoding = servers.ask(
            server.url,
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database "
            "WHERE datname = current_database()",
        )

        assert encoding == ("UTF8", "b", "C.UTF-8")
        assert servers.ask(server.url, "SELECT lower('ÆØÅ'), current_database()::text") == ("æøå", "skolemiljo")
        assert servers.ask(server.url, "SELECT to_tsvector('norwegian', 'ØVELSE')::text") == ("'øvels':1",)


def test_second_start_finds_the_same_data(folder: Path) -> None:
    with postgres.start(folder) as server:
        servers.ask(server.url, "CREATE TABLE kept AS SELECT 'Testelev A' AS name")

    with postgres.start(folder) as server:
        assert servers.ask(server.url, "SELECT name FROM kept") == ("Testelev A",)
        assert servers.ask(server.url, "SHOW fsync") == ("on",)


def test_warm_start_takes_no_more_than_a_moment(folder: Path) -> None:
    taken = []
    for _ in range(5):
        began = time.monotonic()
        with postgres.start(folder):
            taken.append(time.monotonic() - began)

    assert min(taken) < 5.0


def test_folder_is_for_its_owner_alone_and_folders_above_stay_closed(closed_folder: Path) -> None:
    with postgres.start(closed_folder, fsync=False) as server:
        assert servers.ask(server.url, "SELECT 1") == (1,)

    assert servers.mode(closed_folder) == 0o700
    assert servers.mode(closed_folder.parent) == 0o700
    assert [path.name for path in closed_folder.iterdir() if servers.mode(path) & 0o077] == []


def test_server_never_runs_as_root(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server:
        process = servers.postmaster(server)

        assert 0 not in process.uids()
        assert process.uids().real == folder.stat().st_uid


def test_server_listens_on_nothing_but_its_socket(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server:
        assert servers.ask(server.url, "SHOW listen_addresses") == ("",)
        assert servers.mode(folder / ".s.PGSQL.5432") == 0o700


@pytest.mark.parametrize("name", ["x" * 120, "a,b"])
def test_path_unfit_for_a_socket_gets_a_port_of_127_0_0_1_with_a_password(tmp_path: Path, name: str) -> None:
    with postgres.start(tmp_path / name, fsync=False) as server:
        address = sa.make_url(server.url)

        assert address.host == "127.0.0.1"
        assert servers.ask(server.url, "SHOW listen_addresses") == ("127.0.0.1",)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            servers.ask(address.set(password="feil").render_as_string(hide_password=False), "SELECT 1")


def test_path_with_signs_that_shells_read_works(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "mappe \"$HOME\" 'æ' %41;&", fsync=False) as server:
        assert servers.ask(server.url, "SELECT 1") == (1,)
        engine = sa.create_engine(sa.make_url(server.url).set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        engine.dispose()


def test_wished_port_is_open_on_127_0_0_1(folder: Path) -> None:
    port = servers.free_port()

    with postgres.start(folder, fsync=False, port=port) as server:
        password = (folder / "password").read_text()

        assert servers.ask(f"postgresql://skolemiljo:{password}@127.0.0.1:{port}/skolemiljo", "SELECT 1") == (1,)
        assert servers.ask(server.url, "SHOW listen_addresses") == ("127.0.0.1",)


def test_log_does_not_tell_what_people_wrote(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE pupils (name text UNIQUE)")
        connection.execute("INSERT INTO pupils VALUES ('Testelev A')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO pupils VALUES ('Testelev A')")

    assert "Testelev" not in (folder / "log").read_text()


def test_a_process_just_started_counts_as_living_whatever_it_runs_until_it_is_dead() -> None:
    # on a cold disk PostgreSQL's `exec` took seconds, and for as long its command line was not yet PostgreSQL's
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE) as process:
        lives = cluster.started(process.pid)
        is_alive_at_first = lives()
        process.kill()
        waiting.until(lambda: not lives())  # nobody has buried it yet

    assert is_alive_at_first
    assert not cluster.started(process.pid)()
