"""A database to a file and back: all or nothing, whatever the file is (issue 2)."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from engine import errors, postgres


def test_restored_database_is_the_dumped_one(server: postgres.Server, tmp_path: Path) -> None:
    url = filled(server, "full", "Ærlig Østby")

    postgres.dump(url, tmp_path / "kopi")
    postgres.restore(empty(server, "new"), tmp_path / "kopi")

    assert names(server.address("new")) == ["Ærlig Østby"]


def test_dump_is_of_one_moment_while_others_write(server: postgres.Server, tmp_path: Path) -> None:
    url = filled(server, "busy", "Testelev A")
    with psycopg.connect(url) as other:
        other.execute("INSERT INTO pupils VALUES ('Testelev B')")

        postgres.dump(url, tmp_path / "kopi")

    postgres.restore(empty(server, "of_busy"), tmp_path / "kopi")
    assert names(server.address("of_busy")) == ["Testelev A"]


def test_dump_is_for_its_owner_alone(server: postgres.Server, tmp_path: Path) -> None:
    postgres.dump(filled(server, "own", "Testelev A"), tmp_path / "kopi")

    assert stat.S_IMODE((tmp_path / "kopi").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["kopi"]


def test_dump_leaves_out_what_stories_left(server: postgres.Server, tmp_path: Path) -> None:
    url = filled(server, "played", "Testelev A")
    run(url, "CREATE SCHEMA play_x; CREATE TABLE play_x.left_over (a int)")

    postgres.dump(url, tmp_path / "kopi")

    postgres.restore(empty(server, "of_played"), tmp_path / "kopi")
    assert count(server.address("of_played"), "SELECT count(*) FROM pg_namespace WHERE nspname = 'play_x'") == 0


def test_failed_dump_keeps_the_older_file(server: postgres.Server, tmp_path: Path) -> None:
    (tmp_path / "kopi").write_text("eldre")

    with pytest.raises(errors.ArchiveFailed, match="kunne ikke kopieres"):
        postgres.dump(server.address("no_such_database"), tmp_path / "kopi")

    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("kopi", "eldre")]


def test_dump_to_a_folder_that_is_not_there_says_so(server: postgres.Server, tmp_path: Path) -> None:
    with pytest.raises(errors.ArchiveFailed, match="kan ikke skrives til"):
        postgres.dump(filled(server, "nowhere", "Testelev A"), tmp_path / "ingen" / "kopi")


def test_restore_into_a_database_with_data_is_refused(server: postgres.Server, tmp_path: Path) -> None:
    url = filled(server, "taken", "Testelev A")
    postgres.dump(url, tmp_path / "kopi")

    with pytest.raises(errors.DatabaseNotEmpty):
        postgres.restore(url, tmp_path / "kopi")

    assert names(url) == ["Testelev A"]


@pytest.mark.parametrize("share", [0.0, 0.3, 0.97])
def test_cut_off_file_changes_nothing(server: postgres.Server, tmp_path: Path, share: float) -> None:
    url = filled(server, f"whole{share}", "Testelev A")
    run(url, "CREATE TABLE many AS SELECT md5(i::text) FROM generate_series(1, 5000) i")
    postgres.dump(url, tmp_path / "kopi")
    whole = (tmp_path / "kopi").read_bytes()
    (tmp_path / "kopi").write_bytes(whole[: int(len(whole) * share)])
    target = empty(server, f"cut{share}")

    with pytest.raises(errors.ArchiveUnreadable):
        postgres.restore(target, tmp_path / "kopi")

    assert count(target, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == 0


@pytest.mark.parametrize("content", [b"ikke en kopi", None])
def test_other_file_is_refused(server: postgres.Server, tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "kopi").write_bytes(content)

    with pytest.raises(errors.ArchiveUnreadable, match=str(tmp_path / "kopi")):
        postgres.restore(empty(server, f"other{content is None}"), tmp_path / "kopi")


def test_address_with_a_password_in_sqlalchemys_way_works(tmp_path: Path) -> None:
    with postgres.start(tmp_path / "a,b", fsync=False) as with_password:
        url = filled(with_password, "skolemiljo2", "Testelev A").replace("postgresql://", "postgresql+psycopg://")

        postgres.dump(url, tmp_path / "kopi")
        postgres.restore(with_password.url, tmp_path / "kopi")

        assert names(with_password.url) == ["Testelev A"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[postgres.Server]:
    with postgres.start(tmp_path_factory.mktemp("db"), fsync=False) as started:
        yield started


def empty(server: postgres.Server, name: str) -> str:
    run(server.address("postgres"), f'CREATE DATABASE "{name}"')
    return server.address(name)


def filled(server: postgres.Server, name: str, pupil: str) -> str:
    url = empty(server, name)
    run(url, f"CREATE TABLE pupils (name text); INSERT INTO pupils VALUES ('{pupil}')")
    return url


def run(url: str, commands: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(commands)


def names(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT name FROM pupils ORDER BY 1")]


def count(url: str, question: str) -> int:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()[0]
