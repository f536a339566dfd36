"""Web and clock are started while the database is away, as after a power cut: they wait for it, and say so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import waiting

from engine import db, migrations, postgres
from tests.crashes import processes

WAITS = "Venter på databasen"


def test_web_and_clock_that_start_before_the_database_wait_for_it(away: processes.Installation) -> None:
    clock, (web, address) = away.clock(), away.web()
    for process in (clock, web):
        waiting.until(lambda one=process: WAITS in one.log.read_text(), "it to say what it waits for")

    with postgres.start(away.folder / "postgres"):
        waiting.until(lambda: web.answers(f"{address}/helse/klokke"), "the web to see that the clock goes")

    assert clock.popen.poll() is None
    assert "Traceback" not in clock.log.read_text() + web.log.read_text()


def test_clock_that_waits_for_the_database_ends_when_it_is_told_to(away: processes.Installation) -> None:
    clock = away.clock()
    waiting.until(lambda: WAITS in clock.log.read_text(), "it to say what it waits for")

    clock.popen.terminate()

    assert clock.popen.wait(timeout=processes.SECONDS) != 0
    assert "Traceback" not in clock.log.read_text()


@pytest.fixture(scope="module")
def folder_and_url(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make a server with our tables, and stop it; it has the same address when it is started again."""
    folder = tmp_path_factory.mktemp("away")
    with postgres.start(folder / "postgres", fsync=False) as server:
        database = db.connect(server.url)
        with db.using(database):
            migrations.upgrade(database)
        database.pool.dispose()
        return folder, server.url


@pytest.fixture
def away(folder_and_url: tuple[Path, str]) -> Iterator[processes.Installation]:
    """Give an installation whose database is stopped."""
    folder, url = folder_and_url
    with processes.installation(url, folder) as one:
        yield one
