"""The bootstrap's modules for tests, which import each other as they do when tools/setup.py runs."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from bootstrap import commands, machine, node, progress, python, steps  # noqa: E402 - found in the line above

__all__ = ["ROOT", "commands", "machine", "node", "program", "progress", "python", "steps"]


def program(path: Path, script: str) -> None:
    """Write a program of the machine that is not what it should be."""
    path.write_text(f"#!/bin/sh\nPATH=/usr/bin:/bin\n{script}\n")
    path.chmod(0o755)
