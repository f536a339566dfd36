"""The commands of `skolemiljo` run in the test's own process and database."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import click.testing
import pytest

from engine import db, settings
from webforms import cli


@pytest.fixture
def command(
    database: db.Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., click.testing.Result]]:
    """Return `command("move", …)`: what the command said, and its exit code."""
    monkeypatch.setenv("DATABASE_URL", database_url)
    settings.load.cache_clear()
    own = db.current()

    def command(*arguments: str) -> click.testing.Result:
        try:
            return click.testing.CliRunner().invoke(cli.cli, list(arguments))
        finally:
            db.configure(own)

    yield command
    settings.load.cache_clear()
