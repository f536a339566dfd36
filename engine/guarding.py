"""A whole check in a process of its own, killed at its limits: a form, table, letter or story can be endless too.

Knows the pipe to `engine.publishing.worker` (design 7), which is not loaded here: whoever asks is not harmed by
any file, and does not wait twice.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from engine import apart, errors, model

_WORKER = "engine.publishing.worker"
_SENTENCE = f"Kontrollen {apart.CAUSE}, og ble stoppet."
_FIRST = model.Finding("", "check-too-slow", "error", "", "", None, _SENTENCE, "", "Prøv igjen når maskinen har ro.")


def check(
    diagrams: Collection[Path], *, memory: int = apart.MEMORY, most_seconds: float = math.inf
) -> list[model.Finding]:
    """Return what `checks.check` finds, or what it had come to when it was stopped; raises the same errors.

    No part takes more than `most_seconds` of the processor, however many it may.
    """
    found: list[model.Finding] = []
    with apart.worker(_WORKER) as worker:
        stopped, seconds = _FIRST, apart.WARM_SECONDS
        answer = worker.line(seconds)
        if answer == apart.READY:
            worker.write(json.dumps({"paths": [str(path) for path in diagrams], "memory": memory}).encode() + b"\n")
            answer = worker.line(seconds)
        while isinstance(answer, dict) and "is_done" not in answer:
            if "refused" in answer:
                raise getattr(errors, answer["refused"])(answer["message"])
            if "stopped" in answer:
                stopped, seconds = model.Finding(**answer["stopped"]), min(answer["seconds"], most_seconds)
            found += [model.Finding(**one) for one in answer.get("findings", ())]
            answer = worker.line(seconds)
    if not isinstance(answer, dict):
        found.append(replace(stopped, what=stopped.what.replace(apart.CAUSE, apart.why(seconds, answer))))
    return sorted(found, key=lambda one: (one.file, one.level != "error", one.line or 0))
