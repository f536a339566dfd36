"""Runs everything that tells whether the project is whole: `make test`; with `check`, only what reads the code.

The short ones run two at a time and say one line each, or all they have to say when they fail; pytest comes last, so
that its summary ends the output. Nothing stops at the first failure. Knows the commands, not what they find.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
# one worker more than processors: a quarter of the time of one is waiting, for a page, a sweep or a limit to pass
WORKERS = min(os.cpu_count() or 2, 3) + 1  # a container may have fewer than it is told
SIDE_BY_SIDE = ("-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder")  # in the order of tests/conftest.py


@dataclass(frozen=True)
class Part:
    """One command and its name for people."""

    name: str
    command: tuple[str, ...]


READING = (
    Part("mypy", ("mypy",)),
    Part("ruff", ("ruff", "check", ".")),
    Part("ruff format", ("ruff", "format", "--check", ".")),
    Part("import-linter", ("lint-imports",)),
)


def main(arguments: list[str]) -> int:
    """Run all, or with `check` what reads the code only; further arguments go to pytest. Return the exit code."""
    only_reading = arguments[:1] == ["check"]
    parts = READING if only_reading else READING + diagrams()
    with ThreadPoolExecutor(max_workers=2) as pool:
        failed = [part.name for part, is_whole in zip(parts, pool.map(run, parts), strict=True) if not is_whole]
    if not only_reading:
        tests = subprocess.run([BIN / "pytest", *SIDE_BY_SIDE, *arguments], check=False, cwd=ROOT)
        failed += ["pytest"] if tests.returncode else []
    if failed:
        print(f"Feil i: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


def diagrams() -> tuple[Part, ...]:
    """Return the check of the diagrams in `processes/`, warnings counted; pytest plays their stories, both ways."""
    found = sorted(str(path) for path in ROOT.glob("processes/*.bpmn"))
    return (Part("skolemiljo check", ("skolemiljo", "check", "--strict", *found)),) if found else ()


def run(part: Part) -> bool:
    """Run one part in silence and tell in one line how it went; return whether it went well."""
    began = time.monotonic()
    program, *arguments = part.command
    done = subprocess.run(
        [BIN / program, *arguments],
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
    )
    seconds = f"{time.monotonic() - began:.1f}".replace(".", ",")
    said = "" if done.returncode == 0 else f"\n{done.stdout.rstrip()}"
    print(f"{part.name}: {'feil' if said else 'ok'} ({seconds} s){said}", flush=True)
    return not said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
