"""What the bootstrap shows while it works: how far each step has come (issue 2, "It shows progress while it works")."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from bootstrapping import program, progress, python


@pytest.mark.parametrize(
    ("is_terminal", "shown"),
    [
        (False, "[2/5] Henter … 3 av 60: click (0 s) … ferdig (0,0 s)\n"),
        (True, "[2/5] Henter … 3 av 60: click (0 s) ferdig (0,0 s)\n"),
    ],
)
def test_step_shows_how_far_it_has_come_while_it_works(
    is_terminal: bool, shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = Screen(is_terminal)
    monkeypatch.setattr("sys.stdout", out)

    line = progress.Line(2, 5, "Henter")
    line.tell("3 av 60: click")
    if not is_terminal:
        line.beat()
    line.end()
    line.beat()

    # on a terminal the line is written anew from its beginning
    parts = re.sub(r"\d+(?=(,\d)? s\))", "0", out.getvalue()).split("\r\033[K")
    assert "".join(part.removeprefix("[2/5] Henter …") if at else part for at, part in enumerate(parts)) == shown


def test_packages_are_counted_and_named_while_they_come(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    said = "Collecting click==8.5.1 (from -r lock)\nRequirement already satisfied: flask==3 in x\nInstalling collected"
    program(tmp_path / "bin" / "python", f"cat <<'END'\n{said}\nEND")
    (tmp_path / "lock").write_text("click==8.5.1 --hash=sha256:0\nflask==3 --hash=sha256:0\n")
    line = Told(1, 1, "Henter")

    python.install(tmp_path, tmp_path / "lock", line, log=tmp_path / "log")

    line.end()
    assert line.told == ["1 av 2: click", "2 av 2: flask", "legger dem på plass"]


class Screen(io.StringIO):
    """Where a line is written; told whether it is a terminal."""

    def __init__(self, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


class Told(progress.Line):
    """A line that remembers what it was told."""

    def __init__(self, number: int, total: int, title: str) -> None:
        super().__init__(number, total, title)
        self.told: list[str] = []

    def tell(self, how_far: str) -> None:
        self.told.append(how_far)
