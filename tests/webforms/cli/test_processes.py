"""The demo's processes: none is left behind, and one demo at a time has the data."""

from __future__ import annotations

import fcntl
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from engine import errors

CHILD = "import threading; from webforms.cli import processes; processes.end_with_parent(); threading.Event().wait()"


def test_child_ends_when_the_demo_that_started_it_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", CHILD], stdin=subprocess.PIPE) as child:
        assert child.poll() is None

        child.stdin.close()

        assert child.wait(timeout=300) == -signal.SIGTERM


def test_child_that_ends_by_itself_says_nothing_of_the_pipe_it_waits_at() -> None:
    ends = CHILD.replace("threading.Event().wait()", "print('ferdig')")

    with subprocess.Popen([sys.executable, "-c", ends], stdin=subprocess.PIPE, stdout=-1, stderr=-1) as child:
        said, complaint = child.stdout.read(), child.stderr.read()

    assert (said, complaint, child.returncode) == (b"ferdig\n", b"", 0)


def test_second_demo_on_the_same_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[..., click.testing.Result]
) -> None:
    monkeypatch.setenv("SKOLEMILJO_VAR", str(tmp_path))

    with (tmp_path / "demo.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = command("demo", "--port", _free_port())

    assert isinstance(refused.exception, errors.SkolemiljoError)
    assert "En demo går alt" in refused.exception.message
    assert not (tmp_path / "postgres").exists()


def test_folder_that_cannot_be_written_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Callable[..., click.testing.Result]
) -> None:
    (tmp_path / "var").write_text("en fil, ingen mappe")
    monkeypatch.setenv("SKOLEMILJO_VAR", str(tmp_path / "var"))

    refused = command("demo", "--port", _free_port())

    assert isinstance(refused.exception, errors.DatabaseNotWritable)


def _free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])
