"""The log: what failed and where, never what was in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
import structlog

from engine import db, logs, scheduler


@pytest.mark.usefixtures("database")
def test_a_sweep_that_fails_in_the_database_logs_no_word_of_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    def job() -> int:
        with db.transaction() as connection:
            connection.execute(sa.text("SELECT CAST(:text AS integer)"), {"text": "Testelev A gråt"})
        return 1

    scheduler.sweep("prøve", job)

    said = capsys.readouterr().out
    assert "DataError" in said
    assert "test_logs.py" in said
    assert "gråt" not in said


def test_an_error_that_is_handed_over_is_named_by_its_class(capsys: pytest.CaptureFixture[str]) -> None:
    structlog.get_logger().warning("message failed", exc_info=ValueError("mor@eksempel.test"))

    said = capsys.readouterr().out
    assert "ValueError" in said
    assert "mor@" not in said


@pytest.fixture(autouse=True)
def _configured() -> Iterator[None]:
    logs.configure("INFO")
    yield
    structlog.reset_defaults()
