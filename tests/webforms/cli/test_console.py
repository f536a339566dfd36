"""What the terminal says while the demo runs: sentences; each process has a log of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from engine import logs, settings
from webforms.cli import console


def test_log_of_the_start_before_is_kept_and_nobody_else_reads_it(own_var: Path) -> None:
    for text in (b"gammel\n", b"ny\n"):
        with console.log_file("klokka") as (_log, out):
            out.write(text)

    assert (own_var / "log" / "klokka.log").read_bytes() == b"ny\n"
    assert (own_var / "log" / "klokka.forrige.log").read_bytes() == b"gammel\n"
    assert (own_var / "log").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('Porten 8080 er i bruk.\n{"event": "request"}\n', "Porten 8080 er i bruk."),
        ('{"event": "request"}\n', ""),
        ("Traceback (most recent call last):\n  File x\nValueError: y\n", "ValueError: y"),
    ],
)
def test_last_words_of_a_process_are_those_for_people(tmp_path: Path, lines: str, said: str) -> None:
    file = tmp_path / "web.log"
    file.write_text(lines)

    assert console.Log(file).last_words() == said


def test_own_log_lines_go_into_a_file(own_var: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with console.own_lines():
        structlog.get_logger().warning("the clock could not open a case", routine="prove")

    assert capsys.readouterr().out == ""
    assert "could not open" in (own_var / "log" / "demo.log").read_text()


def test_a_line_that_lasts_says_for_how_long(capsys: pytest.CaptureFixture[str]) -> None:
    now = [0.0]
    work = console.Doing(seconds=lambda: now[0])

    for moment, deed in (
        (0.0, lambda: work.begin("Lager saker …")),
        (0.5, work.beat),
        (10.0, work.beat),
        (20.0, lambda: work.begin("Starter nettsidene …")),
        (21.0, work.end),
        (40.0, work.beat),
    ):
        now[0] = moment
        deed()

    assert capsys.readouterr().out == "Lager saker … 10 s …\nStarter nettsidene …\n"


@pytest.fixture(autouse=True)
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder of the test's own; what comes after reads the settings anew, and logs as before."""
    monkeypatch.setenv("SKOLEMILJO_VAR", str(tmp_path))
    settings.load.cache_clear()
    yield tmp_path
    settings.load.cache_clear()
    logs.configure("CRITICAL")
