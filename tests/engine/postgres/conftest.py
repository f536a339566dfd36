"""Folders of clusters, and holders of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import postgres
from tests.engine.postgres import servers


@pytest.fixture
def holder() -> Iterator[Callable[..., servers.Holder]]:
    """Return a function that starts a holder of a folder, and waits until it holds."""
    started: list[servers.Holder] = []

    def start(folder: Path, *, is_waited_for: bool = True) -> servers.Holder:
        command = [sys.executable, "-c", servers.HOLDER, str(folder)]
        started.append(servers.Holder(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
        if is_waited_for:
            started[-1].url = servers.line_of(started[-1])
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
