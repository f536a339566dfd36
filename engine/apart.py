"""A process of its own for what a file may make endless or huge, killed at its limits of time and memory (design 7).

Knows pipes, lines of JSON and the processor's clock; must not know what is judged. What is asked goes in as it is,
answers come out as lines.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

import psutil

WARM_SECONDS = 60.0
MEMORY = 512 * 1024 * 1024  # beside what it holds when it is ready
READY = "klar"
_FAULT = "fault"  # the last that a process says, where an error of ours ends it
CAUSE = "{årsak}"  # in a sentence, for what `Worker.why` says
# The limits are of the processor's time: on a crowded machine the wall's clock refused sound diagrams. One that only
# waits is stopped by the wall's clock, so many times later.
_CROWDED = 10
_SLICE = 0.05
_END_SECONDS = 10.0  # for one that has closed its pipe to be gone
_LOOK = 0.5
# to look for garbage in what has just been loaded is a fifth of the start
_BEGIN = "import gc; gc.disable(); from {module} import main; gc.freeze(); gc.enable(); main()"
_ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process had used at a moment: seconds of the processor, and the wall's clock then."""

    processor: float
    wall: float


class Worker:
    """The process, as it is asked."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """Take the process."""
        self.process = process
        self._is_ready = False
        self._fault = ""

    def write(self, content: bytes) -> None:
        """Send it something; one that has ended hears nothing."""
        assert self.process.stdin is not None  # noqa: S101 - opened as a pipe
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(content)
            self.process.stdin.flush()

    def spent(self) -> Spent:
        """Return what it has used until now."""
        return Spent(_used(self.process.pid), time.monotonic())

    def line(self, seconds: float, *, since: Spent | None = None) -> Any:
        """Return its next answer, None when it has not come in so many seconds of the processor, "" when it has ended.

        They are counted from now, or from `since`: several answers may share them. One that is late is of no more use:
        it is killed.
        """
        assert self.process.stdout is not None  # noqa: S101 - opened as a pipe
        got: list[bytes] = []
        reader = threading.Thread(target=_read, args=(self.process.stdout, got), daemon=True)
        reader.start()
        began = since or self.spent()
        while reader.is_alive() and self._is_within(began, seconds):
            reader.join(_SLICE)
        if not got:
            self.process.kill()
            return None
        # one that was killed while it answered has said half of it
        said = json.loads(got[0]) if got[0].endswith(b"\n") else ""
        self._is_ready = self._is_ready or said == READY
        if isinstance(said, dict) and _FAULT in said:
            self._fault, said = said[_FAULT], ""
        return said

    def why(self, seconds: float, answer: object) -> str:
        """Say in a Norwegian half-sentence why there is no answer (`line`, which was given `seconds`)."""
        if answer is None:
            return f"tok mer enn {seconds:g} sekunder"
        if not self._is_ready:
            return "kom ikke i gang"
        if self._fault:
            return f"møtte en feil i Skolemiljø selv ({self._fault}; meld fra til den som drifter det)"
        # what takes more memory than it may ends by itself
        is_killed = self.process.wait(_END_SECONDS) == -signal.SIGKILL
        return "ble drept av noe annet på maskinen" if is_killed else "brukte for mye minne"

    def _is_within(self, began: Spent, seconds: float) -> bool:
        now = self.spent()
        return now.processor - began.processor < seconds and now.wall - began.wall < seconds * _CROWDED


@contextlib.contextmanager
def worker(module: str) -> Iterator[Worker]:
    """Start the `main` of a module; it is killed at the end, whatever it does."""
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(  # noqa: S603 - our own module, no input in the command
        [sys.executable, "-c", _BEGIN.format(module=module)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as process:
        try:
            yield Worker(process)
        finally:
            process.kill()


def ready() -> None:
    """In the process: say that all that is slow is loaded. From now on it ends with the process that has started it."""
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.excepthook = _end_by
    answer(READY)


def answer(said: object) -> None:
    """In the process: give an answer."""
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=True).encode() + b"\n")
    sys.stdout.buffer.flush()


def limit_memory(size: int) -> None:
    """In the process: take no more bytes than so; not every system counts it, the limit of time holds everywhere.

    What it holds by now does not count: V8 sets aside some 600 MB for itself, more where there are more processors.
    """
    size += getattr(psutil.Process().memory_info(), "data", 0)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _end_by(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """Say which error ends the process, and where it came about, never its words; out of memory it says nothing."""
    frames = traceback.extract_tb(trace)
    if frames and not issubclass(kind, MemoryError):
        answer({_FAULT: f"{kind.__name__}, {Path(frames[-1].filename).name}:{frames[-1].lineno}"})


def _end_with(parent: int) -> None:
    """Nobody stops what a killed process has started: it would work for ever."""
    while os.getppid() == parent:
        time.sleep(_LOOK)
    os._exit(1)


def _used(pid: int) -> float:
    """Return the seconds that the process has had of the processor; 0 when it has ended."""
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


def _read(stream: IO[bytes], got: list[bytes]) -> None:
    # The stream may be closed when its worker has been killed.
    with contextlib.suppress(OSError, ValueError):
        got.append(stream.readline())
