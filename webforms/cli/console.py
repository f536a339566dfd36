"""What a person at a terminal reads while the demo runs: sentences; the log of each process is a file (issue 2).

Knows terminals, and files under `var/log`. A start keeps the log of the one before beside its own.
"""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from engine import logs, settings

OLDER = ".forrige"
_TAIL = 20_000  # bytes
_REWRITTEN, _APPENDED = 1.0, 10.0  # seconds between two signs of life, on a terminal and elsewhere


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


class Doing:
    """What is being done, one line a piece of work; a line that lasts says for how long it has worked."""

    def __init__(self, *, seconds: Callable[[], float] = time.monotonic) -> None:
        """Begin with nothing; `seconds` is what time is counted by."""
        self._is_terminal, self._seconds = sys.stdout.isatty(), seconds
        self._text, self._began, self._lasted = "", 0.0, 0
        self._turn = threading.Lock()

    def begin(self, text: str) -> None:
        """Begin a line, and end the one before."""
        with self._turn:
            self._end()
            self._text, self._began, self._lasted = text, self._seconds(), 0
            print(text, end="", flush=True)

    def beat(self) -> None:
        """Show for how many seconds the line has lasted."""
        with self._turn:
            seconds = int(self._seconds() - self._began)
            if self._text and seconds > self._lasted:
                self._lasted = seconds
                print(f"\r{self._text} {seconds} s" if self._is_terminal else f" {seconds} s …", end="", flush=True)

    def end(self) -> None:
        """End the line, if there is one."""
        with self._turn:
            self._end()

    def _end(self) -> None:
        if self._text:
            print(flush=True)
        self._text = ""


@contextlib.contextmanager
def doing() -> Iterator[Doing]:
    """Give the lines of a start, with signs of life until the block ends."""
    lines, is_over = Doing(), threading.Event()

    def live() -> None:
        while not is_over.wait(_REWRITTEN if sys.stdout.isatty() else _APPENDED):
            lines.beat()

    threading.Thread(target=live, daemon=True).start()
    try:
        yield lines
    finally:
        is_over.set()
        lines.end()


@contextlib.contextmanager
def own_lines() -> Iterator[None]:
    """Let this process write its own log lines into a file, so that the terminal has sentences only."""
    with log_file("demo") as (log, _out), log.path.open("a", encoding="utf-8") as lines:
        logs.configure(settings.load().log_level, out=lines)
        yield
