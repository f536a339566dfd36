"""Asks the gate in a process of its own, killed at its limits of time and memory (design 7); trial starts included.

Knows the pipe to `engine.bpmn.judging.worker`. A diagram can be made so that judging it takes for ever or all memory;
whoever asks is not harmed by it.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle  # what goes to the worker is our own, and nothing is unpickled on this side
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

from engine import expressions, model
from engine.bpmn.judging import links

SECONDS = 20.0
TRIAL_SECONDS = 2.0
WARM_SECONDS = 60.0
MEMORY = 1024 * 1024 * 1024
READY = "klar"
# The limits are of the processor's time: on a crowded machine the wall's clock refused sound diagrams. One that only
# waits is stopped by the wall's clock, so many times later.
_CROWDED = 10
_SLICE = 0.05
_ROOT = Path(__file__).resolve().parents[3]
_SPLIT = "Del rutinen opp i delprosesser og kallaktiviteter."


@dataclass(frozen=True)
class Limits:
    """How long the worker may take, in seconds of the processor, and how many bytes it may hold."""

    gate: float = SECONDS
    trial: float = TRIAL_SECONDS
    memory: int = MEMORY


def findings(
    files: Mapping[str, bytes],
    *,
    forms: Mapping[str, Collection[str]] | None = None,
    letters: Collection[str] | None = None,
    actions: Collection[str] | None = None,
    roles: Callable[[str], Sequence[str]] | None = None,
    kinds: Mapping[str, expressions.Kinds] | None = None,
) -> list[model.Finding]:
    """Return what is wrong with the diagrams in `files`, by file name; where nothing is refused, start each once.

    `forms` are the keys of each form by its id, `kinds` the kinds of its answers, and under the id "" those of the
    municipality's settings, by path; `roles` gives one sentence for each thing wrong with a lane's name; what is None
    is not judged.
    """
    return judged(files, links.Shelf(forms, letters, actions, roles, kinds or {}))


def judged(files: Mapping[str, bytes], shelf: links.Shelf, *, limits: Limits | None = None) -> list[model.Finding]:
    """Return what is wrong with the diagrams in `files`, judged by what is on the `shelf`."""
    limits = limits or Limits()
    request = {
        "files": dict(files),
        "forms": None if shelf.forms is None else {ident: frozenset(keys) for ident, keys in shelf.forms.items()},
        "letters": None if shelf.letters is None else frozenset(shelf.letters),
        "actions": None if shelf.actions is None else frozenset(shelf.actions),
        "judges_roles": shelf.roles is not None,
        "kinds": {ident: dict(ones) for ident, ones in shelf.kinds.items()},
        "memory": limits.memory,
    }
    with _worker() as worker:
        return _Asked(worker, shelf.roles or (lambda _name: ()), limits, only=next(iter(files), "")).findings(request)


@contextlib.contextmanager
def _worker() -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", "from engine.bpmn.judging import worker; worker.main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
    ) as worker:
        try:
            yield worker
        finally:
            worker.kill()


class _Asked:
    """One check: the questions of the worker answered, its findings collected."""

    def __init__(
        self, worker: subprocess.Popen[bytes], roles: Callable[[str], Sequence[str]], limits: Limits, *, only: str
    ) -> None:
        self.worker, self.roles, self.limits, self.file = worker, roles, limits, only

    def findings(self, request: Mapping[str, object]) -> list[model.Finding]:
        """Return all that the worker finds, and that it did not come to its end where that is so."""
        if self._line(WARM_SECONDS) != READY:
            return [self._stopped("kom ikke i gang")]
        with contextlib.suppress(BrokenPipeError):
            self._write(pickle.dumps(request))
        answer = self._line(self.limits.gate)
        while isinstance(answer, dict) and "role" in answer:
            self._write(json.dumps([str(one) for one in self.roles(answer["role"])]).encode() + b"\n")
            answer = self._line(self.limits.gate)
        if not isinstance(answer, dict):
            return [self._stopped(self._why(self.limits.gate, answer))]
        found = [model.Finding(**one) for one in answer["findings"]]
        return found + [one for process in answer["run"] for one in self._trial(process)]

    def _trial(self, process: str) -> list[model.Finding]:
        if self.worker.poll() is not None:
            return []
        answer = self._line(self.limits.trial)
        if isinstance(answer, list):
            return [_failed(process, what) for what in answer]
        self.worker.kill()
        return [_failed(process, f"prøvestarten {self._why(self.limits.trial, answer)}")]

    def _why(self, seconds: float, answer: object) -> str:
        return f"tok mer enn {seconds:g} sekunder" if answer is None else "brukte for mye minne"

    def _stopped(self, what: str) -> model.Finding:
        sentence = f"Kontrollen av diagrammet {what}, og ble stoppet."
        why = "En slik fil kan stanse serveren."
        return model.Finding(self.file, "check-too-slow", "error", "", "", None, sentence, why, _SPLIT)

    def _write(self, content: bytes) -> None:
        assert self.worker.stdin is not None  # noqa: S101 - opened as a pipe
        self.worker.stdin.write(content)
        self.worker.stdin.flush()

    def _line(self, seconds: float) -> Any:
        """Return the next answer, None when it has not come in time, "" when the worker has ended."""
        assert self.worker.stdout is not None  # noqa: S101 - opened as a pipe
        got: list[bytes] = []
        reader = threading.Thread(target=_read, args=(self.worker.stdout, got), daemon=True)
        reader.start()
        began, end = _used(self.worker.pid), time.monotonic() + seconds * _CROWDED
        while reader.is_alive() and _used(self.worker.pid) - began < seconds and time.monotonic() < end:
            reader.join(_SLICE)
        if not got:
            return None
        return json.loads(got[0]) if got[0].strip() else ""


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


def _failed(process: str, what: str) -> model.Finding:
    sentence = f"Rutinen «{process}» kan ikke prøvekjøres: {what}."
    return model.Finding("", "trial-failed", "error", process, "", None, sentence, "", _SPLIT)
