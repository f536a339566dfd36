"""What a person at a terminal reads while the demo runs: sentences; the log of each process is a file (issue 2).

Knows files under `var/log`. A start keeps the log of the one before beside its own.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine import logs, settings

OLDER = ".forrige"
_TAIL = 20_000  # bytes


@dataclass(frozen=True, slots=True)
class Log:
    """The file that one process writes its lines into."""

    path: Path

    def last_words(self) -> str:
        """Return the last line that was written for people, empty where all are for programs."""
        with contextlib.suppress(OSError):
            lines = self.path.read_bytes()[-_TAIL:].decode(errors="replace").splitlines()
            return next((line.strip() for line in reversed(lines) if _is_sentence(line)), "")
        return ""


def _is_sentence(line: str) -> bool:
    return bool(line.strip()) and not line.startswith(("{", " ", "[", "Traceback"))


def folder() -> Path:
    """Return where the logs are, for nobody else's eyes: messages stand in them where no mail server is set."""
    path = settings.load().var / "log"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


@contextlib.contextmanager
def log_file(name: str) -> Iterator[tuple[Log, IO[bytes]]]:
    """Open an empty log for a process; the one of the start before is kept under another name."""
    path = folder() / f"{name}.log"
    if path.exists():
        path.replace(path.with_name(f"{name}{OLDER}.log"))
    with path.open("wb") as out:
        yield Log(path), out


@contextlib.contextmanager
def own_lines() -> Iterator[None]:
    """Let this process write its own log lines into a file, so that the terminal has sentences only."""
    with log_file("demo") as (log, _out), log.path.open("a", encoding="utf-8") as lines:
        logs.configure(settings.load().log_level, out=lines)
        yield
