"""What hinders the embedded PostgreSQL is said in one sentence that tells how to mend it (design 3, row 1)."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from engine import errors, postgres
from engine.postgres import account, cluster, faults


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
