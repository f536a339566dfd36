"""What tests of the register share: the sample taken in, and a folder for files that change it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import db, register, sample


@pytest.fixture
def taken_in(database: db.Database) -> register.Report:
    """Take in the sample municipality; return what that changed."""
    return register.take_in(sample.FOLDER, municipality="Eksempel kommune")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder for the files of a register."""
    made = tmp_path / "inn"
    made.mkdir()
    return made
