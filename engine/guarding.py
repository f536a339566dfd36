"""A check, and the stories before a publication, in a process of its own: what a file makes endless or huge is killed.

Knows the pipe to `engine.publishing.worker` (design 7), which is not loaded here: whoever asks is not harmed by
any file, and does not wait twice.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from engine import apart, errors, model

STORY_SECONDS = 30.0  # of the processor, for one story: the longest of ours takes one
_WORKER = "engine.publishing.worker"
_SENTENCE = f"Kontrollen {apart.CAUSE}, og ble stoppet."
_CALM = "Prøv igjen når maskinen har ro."
_FIRST = model.Finding("", "check-too-slow", "error", "", "", None, _SENTENCE, "", _CALM)
_MEND = (
    "Se etter timere og løkker som gjentas for ofte, ventetid som er for lang, og uttrykk som regner på for mye. "
    "En lang fortelling kan deles i flere."
)


@dataclass(frozen=True, slots=True)
class Played:
    """A story that was played: what was expected and what was seen instead, "" where all of it held."""

    path: str
    failure: str


class Guard:
    """The process, for one check and one rehearsal after it; where it has been stopped, nothing more is asked of it."""

    def __init__(self, worker: apart.Worker, *, memory: int) -> None:
        """Take the process, which may still be starting; it may take `memory` bytes more."""
        self._worker, self._memory = worker, memory
        self._is_warm = False
        self.roles: Mapping[str, str] = {}  # a municipality's own (`roles.Kinds`); else the sources'
        self.roles_file = ""  # else a file of them (`roller.csv`)
        self.checked = ""  # the publication (`routines.publication_id`) that `check` came to the end of

    def check(
        self, diagrams: Collection[Path], *, has_callers: bool = False, most_seconds: float = math.inf
    ) -> list[model.Finding]:
        """Return what `checks.check` finds, or what it had come to when it was stopped; raises the same errors.

        `has_callers`: what calls a routine that nothing else begins is looked at with it. No part takes more than
        `most_seconds` of the processor, however many it may.
        """
        found: list[model.Finding] = []
        stopped, seconds = _FIRST, apart.WARM_SECONDS
        paths = [str(path) for path in diagrams]
        answer = self._asked({"paths": paths, "callers": has_callers})
        while _is_more(answer):
            if "stopped" in answer:
                stopped, seconds = model.Finding(**answer["stopped"]), min(answer["seconds"], most_seconds)
            found += [model.Finding(**one) for one in answer.get("findings", ())]
            answer = self._worker.line(seconds)
        if isinstance(answer, dict):
            self.checked = answer["publication"]
        else:
            found.append(replace(stopped, what=stopped.what.replace(apart.CAUSE, self._worker.why(seconds, answer))))
        return sorted(found, key=lambda one: (one.file, one.level != "error", one.line or 0))

    def rehearse(
        self,
        files: Mapping[str, bytes],
        *,
        stage: tuple[str, str],
        told: Callable[[Played], None] = lambda _played: None,
        most_seconds: float = STORY_SECONDS,
    ) -> list[Played]:
        """Play the stories of `files` on `stage` (`play.stage.address`), whichever of them fail.

        One that takes more than `most_seconds` of the processor, or too much memory, has failed where it stood, and is
        the last: its process is gone. `told` hears of each story as it ends.
        """
        found: list[Played] = []
        path, line, since = "", 0, None
        request = {name: base64.b64encode(content).decode() for name, content in files.items()}
        answer = self._asked({"files": request, "stage": stage})
        while _is_more(answer):
            if "at" in answer:
                since = self._worker.spent() if answer["at"] != path else since
                path, line = answer["at"], answer["line"]
            else:
                found.append(Played(answer["played"], answer["failure"]))
                told(found[-1])
            answer = self._worker.line(most_seconds, since=since)
        if not isinstance(answer, dict):
            found.append(_stopped(path, line, self._worker.why(most_seconds, answer)))
            told(found[-1])
        return found

    def _asked(self, request: Mapping[str, object]) -> Any:
        """Ask, once the process is ready; return its first answer."""
        if not self._is_warm:
            answer = self._worker.line(apart.WARM_SECONDS)
            if answer != apart.READY:
                return answer
            self._write({"memory": self._memory})
            self._is_warm = True
        self._write({**request, "roles": dict(self.roles), "roles_file": self.roles_file})
        return self._worker.line(apart.WARM_SECONDS)

    def _write(self, request: Mapping[str, object]) -> None:
        self._worker.write(json.dumps(request).encode() + b"\n")


@contextlib.contextmanager
def opened(*, memory: int = apart.MEMORY) -> Iterator[Guard]:
    """Start the process; it is killed at the end, whatever it does."""
    with apart.worker(_WORKER) as worker:
        yield Guard(worker, memory=memory)


def check(
    diagrams: Collection[Path],
    *,
    has_callers: bool = False,
    memory: int = apart.MEMORY,
    most_seconds: float = math.inf,
    roles_file: Path | None = None,
) -> list[model.Finding]:
    """Return what a `Guard` finds that is opened for this check only; raises `RegisterUnreadable` for `roles_file`."""
    with opened(memory=memory) as guard:
        guard.roles_file = str(roles_file or "")
        return guard.check(diagrams, has_callers=has_callers, most_seconds=most_seconds)


def _stopped(path: str, line: int, why: str) -> Played:
    if not path:
        return Played("fortellingene", f"Spillingen {why}, og ble stoppet før den første fortellingen. {_CALM}")
    return Played(path, f"{path}:{line}: fortellingen {why}, og ble stoppet ved dette steget. {_MEND}")


def _is_more(answer: Any) -> bool:
    """Tell whether there is something in the answer, and more to come; raise what the process was refused."""
    if isinstance(answer, dict) and "refused" in answer:
        raise getattr(errors, answer["refused"])(answer["message"], path=answer["path"])
    return isinstance(answer, dict) and "is_done" not in answer
