"""The embedded PostgreSQL: real servers, real processes, killed where it hurts (design 3, row 1; 11)."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import sqlalchemy as sa

from engine import errors, postgres
from engine.postgres import account, cluster, faults

HOLDER = """
import os, sys
from pathlib import Path
from engine import postgres
server = postgres.start(Path(sys.argv[1]), fsync=False)
print(server.url, flush=True)
for line in sys.stdin:
    if line == "fork\\n":
        child = os.fork()
        if not child:
            server.stop()
            os._exit(0)
        os.waitpid(child, 0)
        print("forked", flush=True)
server.stop()
"""


def test_first_start_makes_a_database_in_utf8_that_sorts_without_icu(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "var" / "db", fsync=False) as server:
        encoding = ask(server.url, "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database "
                       "WHERE datname = current_database()")  # fmt: skip

        assert encoding == ("UTF8", "b", "C.UTF-8")
        assert ask(server.url, "SELECT lower('ÆØÅ'), current_database()::text") == ("æøå", "skolemiljo")
        assert ask(server.url, "SELECT to_tsvector('norwegian', 'ØVELSE')::text") == ("'øvels':1",)


def test_second_start_finds_the_same_data(folder: Path) -> None:
    with postgres.start(folder) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 'Testelev A' AS name")

    with postgres.start(folder) as server:
        assert ask(server.url, "SELECT name FROM kept") == ("Testelev A",)
        assert ask(server.url, "SHOW fsync") == ("on",)


def test_warm_start_takes_less_than_a_second(folder: Path) -> None:
    taken = []
    for _ in range(5):
        began = time.monotonic()
        with postgres.start(folder):
            taken.append(time.monotonic() - began)

    assert min(taken) < 1.0


def test_folder_is_for_its_owner_alone_and_folders_above_stay_closed(closed_folder: Path) -> None:
    with postgres.start(closed_folder, fsync=False) as server:
        assert ask(server.url, "SELECT 1") == (1,)

    assert mode(closed_folder) == 0o700
    assert mode(closed_folder.parent) == 0o700
    assert [path.name for path in closed_folder.iterdir() if mode(path) & 0o077] == []


def test_server_never_runs_as_root(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server:
        process = postmaster(server)

        assert 0 not in process.uids()
        assert process.uids().real == folder.stat().st_uid


def test_server_listens_on_nothing_but_its_socket(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server:
        assert ask(server.url, "SHOW listen_addresses") == ("",)
        assert mode(folder / ".s.PGSQL.5432") == 0o700


@pytest.mark.parametrize("name", ["x" * 120, "a,b"])
def test_path_unfit_for_a_socket_gets_a_port_of_127_0_0_1_with_a_password(tmp_path: Path, name: str) -> None:
    with postgres.start(tmp_path / name, fsync=False) as server:
        address = sa.make_url(server.url)

        assert address.host == "127.0.0.1"
        assert ask(server.url, "SHOW listen_addresses") == ("127.0.0.1",)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            ask(address.set(password="feil").render_as_string(hide_password=False), "SELECT 1")


def test_path_with_signs_that_shells_read_works(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "mappe \"$HOME\" 'æ' %41;&", fsync=False) as server:
        assert ask(server.url, "SELECT 1") == (1,)
        engine = sa.create_engine(sa.make_url(server.url).set(drivername="postgresql+psycopg"))
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        engine.dispose()


def test_wished_port_is_open_on_127_0_0_1(folder: Path) -> None:
    port = free_port()

    with postgres.start(folder, fsync=False, port=port) as server:
        password = (folder / "password").read_text()

        assert ask(f"postgresql://skolemiljo:{password}@127.0.0.1:{port}/skolemiljo", "SELECT 1") == (1,)
        assert ask(server.url, "SHOW listen_addresses") == ("127.0.0.1",)


def test_two_processes_share_one_server_and_the_last_to_leave_stops_it(folder: Path, holder: Holder) -> None:
    first, second = holder(folder), holder(folder)
    with postgres.start(folder) as server:
        process = postmaster(server)
        assert first.url == second.url == server.url
        leave(first)
    assert is_alive(process)

    leave(second)

    assert not is_alive(process)


def test_two_processes_that_start_at_once_make_one_cluster(tmp_path: Path, holder: Holder) -> None:
    both = [holder(tmp_path / "db", is_waited_for=False) for _ in range(2)]

    addresses = {line_of(process) for process in both}

    assert len(addresses) == 1
    assert ask(addresses.pop(), "SELECT current_user::text") == ("skolemiljo",)


def test_killed_holder_does_not_keep_the_server_for_ever(folder: Path, holder: Holder) -> None:
    held = holder(folder)
    process = psutil.Process(cluster_of(folder).process)

    held.kill()

    wait_for(lambda: not is_alive(process))
    with postgres.start(folder) as server:
        assert ask(server.url, "SELECT 1") == (1,)


def test_killed_holder_does_not_take_the_server_from_the_others(folder: Path, holder: Holder) -> None:
    held = holder(folder)
    with postgres.start(folder) as server:
        process = postmaster(server)

        held.kill()
        held.wait()

        assert ask(server.url, "SELECT 1") == (1,)
    wait_for(lambda: not is_alive(process))


def test_forked_child_cannot_leave_for_its_parent(folder: Path, holder: Holder) -> None:
    held = holder(folder)

    tell(held, "fork")

    assert line_of(held) == "forked"
    assert ask(held.url, "SELECT 1") == (1,)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(folder: Path, holder: Holder) -> None:
    held = holder(folder)

    sessions = {os.getsid(process) for process in (cluster_of(folder).process, keeper_of(folder).pid)}

    assert len(sessions) == 2
    assert not sessions & {os.getsid(0), os.getsid(held.pid)}


def test_killed_keeper_is_replaced_by_the_next_start(folder: Path, holder: Holder) -> None:
    held = holder(folder)
    process = psutil.Process(cluster_of(folder).process)
    keeper_of(folder).kill()
    second = holder(folder)

    for one in (held, second):
        one.kill()

    wait_for(lambda: not is_alive(process))


def test_leaving_after_the_keeper_was_killed_still_stops_the_server(folder: Path, holder: Holder) -> None:
    held = holder(folder)
    process = psutil.Process(cluster_of(folder).process)
    keeper_of(folder).kill()

    leave(held)

    assert not is_alive(process)


def test_server_that_was_killed_comes_back_with_all_that_was_committed(folder: Path) -> None:
    with postgres.start(folder) as server:
        ask(server.url, "CREATE TABLE kept AS SELECT 1 AS number")
        with contextlib.closing(psycopg.connect(server.url)) as unfinished:
            unfinished.execute("UPDATE kept SET number = 2")
            postmaster(server).kill()

            with postgres.start(folder) as again:
                assert ask(again.url, "SELECT number FROM kept") == (1,)


def test_start_that_was_killed_half_way_does_not_hinder_the_next(tmp_path: Path, holder: Holder) -> None:
    folder = tmp_path / "db"
    held = holder(folder, is_waited_for=False)
    wait_for(lambda: any(folder.glob("pgdata.new.*/global")))

    held.kill()
    held.wait()

    with postgres.start(folder, fsync=False) as server:
        assert ask(server.url, "SELECT 1") == (1,)


def test_process_number_that_went_to_somebody_else_is_not_taken_for_the_server(folder: Path) -> None:
    lines = [str(os.getpid()), str(folder / "pgdata"), "1", "5432", str(folder), "", "0 0", "ready"]
    (folder / "pgdata" / "postmaster.pid").write_text("\n".join(lines))

    with postgres.start(folder, fsync=False) as server:
        assert postmaster(server).pid != os.getpid()


def test_log_does_not_tell_what_people_wrote(folder: Path) -> None:
    with postgres.start(folder, fsync=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE pupils (name text UNIQUE)")
        connection.execute("INSERT INTO pupils VALUES ('Testelev A')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO pupils VALUES ('Testelev A')")

    assert "Testelev" not in (folder / "log").read_text()


def test_data_of_another_postgresql_is_refused(folder: Path) -> None:
    (folder / "pgdata" / "PG_VERSION").write_text("16\n")

    with pytest.raises(errors.DatabaseForeign, match="PostgreSQL 16, men dette programmet har PostgreSQL 18"):
        postgres.start(folder)


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")

    with pytest.raises(errors.DatabaseNotWritable, match=r"kan ikke lagres i .*/fil/db"):
        postgres.start(tmp_path / "fil" / "db")


def test_taken_port_is_named_and_the_server_is_not_started(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(errors.DatabasePortTaken, match=f"Port {port} .* er i bruk"):
            postgres.start(folder, port=port)

    assert cluster.running(cluster.prepared(folder)) is None


def test_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(errors.DatabaseDiskFull, match="Disken er full"):
        faults.require_space(tmp_path, 10**18)


@pytest.mark.parametrize(
    ("said", "kind", "sentence"),
    [
        ("FATAL:  could not write to file: No space left on device", errors.DatabaseDiskFull, "Disken er full"),
        ("initdb: error: could not access: Permission denied", errors.DatabaseNotWritable, "kan ikke lagres"),
        (
            "2026 UTC [1] FATAL:  data directory is odd",
            errors.DatabaseNotStarted,
            "startet ikke: data directory is odd",
        ),
        ("initdb: could not look up effective user ID 7: gone", errors.DatabaseNotStarted, "har et navn"),
        (faults.NO_KEY, errors.DatabaseNotWritable, "slipper ikke inn i /root"),
        ("", errors.DatabaseNotStarted, "den ga ingen grunn"),
    ],
)
def test_what_postgresql_says_becomes_a_sentence(said: str, kind: type[Exception], sentence: str) -> None:
    found = faults.read(said, Path("/data"), account.Account(1, Path("/root")))

    assert type(found) is kind
    assert sentence in str(found)


# -- how


class Holder(subprocess.Popen[str]):
    """A process of its own that holds the server until it is told to leave or killed."""

    url: str

    def __call__(self, folder: Path, *, is_waited_for: bool = True) -> Holder:
        """Only for the reader: the fixture `holder` is called like this."""
        raise NotImplementedError


@pytest.fixture
def holder() -> Iterator[Callable[..., Holder]]:
    """Return a function that starts a holder of a folder, and waits until it holds."""
    started: list[Holder] = []

    def start(folder: Path, *, is_waited_for: bool = True) -> Holder:
        command = [sys.executable, "-c", HOLDER, str(folder)]
        started.append(Holder(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        if is_waited_for:
            started[-1].url = line_of(started[-1])
        return started[-1]

    yield start
    for process in started:
        process.kill()
        with process:
            pass


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    with postgres.start(folder, fsync=False):
        return folder


@pytest.fixture
def folder(_made: Path, tmp_path: Path) -> Path:
    """Return the folder of a cluster that stands still."""
    copy = tmp_path / "db"
    shutil.copytree(_made, copy, ignore=shutil.ignore_patterns(".s.*"))
    return copy


@pytest.fixture
def closed_folder(tmp_path: Path) -> Path:
    """Return a folder in a folder that nobody else may enter."""
    (tmp_path / "closed").mkdir(mode=0o700)
    return tmp_path / "closed" / "db"


def ask(url: str, question: str) -> tuple[object, ...] | None:
    with psycopg.connect(url, autocommit=True, connect_timeout=5) as connection:
        answer = connection.execute(question)
        return answer.fetchone() if answer.description else None


def postmaster(server: postgres.Server) -> psutil.Process:
    return psutil.Process(cluster_of(server.folder).process)


def cluster_of(folder: Path) -> cluster.Running:
    found = cluster.running(cluster.Cluster(folder, account.Account(None)))
    assert found is not None
    return found


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def keeper_of(folder: Path) -> psutil.Process:
    return next(
        process
        for process in psutil.process_iter(["cmdline"])
        if str(folder / "holders") in (process.info["cmdline"] or []) and "keeper.py" in str(process.info["cmdline"])
    )


def leave(held: Holder) -> None:
    held.stdin.close()
    assert held.wait(30) == 0


def tell(held: Holder, word: str) -> None:
    held.stdin.write(f"{word}\n")
    held.stdin.flush()


def line_of(held: Holder) -> str:
    line = held.stdout.readline().strip()
    assert line, f"the holder ended with {held.wait(30)}"
    return line


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(is_so: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)
