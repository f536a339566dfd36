"""The Python environment `.venv`: made, filled from the locks, with the project itself in it.

Knows venv and pip. Only ready-built packages whose hash stands in the lock are taken, so nothing is compiled and
nothing unlocked is run.
"""

from __future__ import annotations

import re
import subprocess
import sys
import venv
from pathlib import Path

from bootstrap import commands, progress

_NAME = re.compile(r"[^A-Za-z0-9_.-].*|==.*", re.DOTALL)  # what follows a package's name
_LOCKED = re.compile(r"^[A-Za-z0-9_.-]+==", re.MULTILINE)


def is_usable(folder: Path) -> bool:
    """Tell whether the environment is made for this folder, and its Python starts, is new enough and has pip."""
    probe = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        # programs in it name the folder they were made in: one that was moved or copied with it runs the old ones
        is_here = str(folder) in (folder / "bin" / "pip").read_text(encoding="utf-8")
        return is_here and subprocess.run([folder / "bin" / "python", "-c", probe], capture_output=True).returncode == 0
    except OSError:
        return False


def make(folder: Path) -> None:
    """Make the environment, from the ground; what a link leads to is another folder's, and stays as it is."""
    if folder.is_symlink():
        folder.unlink()
    try:
        venv.create(folder, clear=True, with_pip=True, symlinks=True)
    except subprocess.CalledProcessError as problem:
        raise progress.CannotGoOnError(
            f"Python {sys.version.split()[0]} ({sys.executable}) får ikke laget {folder}: {problem.output or problem}"
        ) from problem


def install(folder: Path, lock: Path, line: progress.Line, *, log: Path) -> None:
    """Install what `lock` lists."""
    total = len(_LOCKED.findall(lock.read_text(encoding="utf-8")))
    count = 0

    def heard(said: str) -> None:
        nonlocal count
        if said.startswith(("Collecting ", "Ignoring ", "Requirement already satisfied: ")):
            count += 1
            line.tell(f"{count} av {total}: {_NAME.sub('', said.split(' ', 1)[1].split(': ')[-1])}")
        elif said.startswith("Installing"):
            line.tell("legger dem på plass")

    pip = [folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    strict = ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    # what is imported is compiled then; most of it never is, and compiling all takes as long as fetching it
    quick = ["--no-compile", "--progress-bar", "off", "--retries", "3"]
    commands.run([*pip, *strict, *quick, "-r", lock], "Python-pakkene", log=log, heard=heard)


def install_project(folder: Path, root: Path, *, log: Path) -> None:
    """Put the project itself into the environment, as it stands in the folder; needs no network."""
    pip = [folder / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    commands.run(
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", "-e", root], "Skolemiljø inn i .venv", log=log
    )
