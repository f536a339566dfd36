"""The process that a whole check runs in: the paths in, findings out, and before each part what it would be if it hung.

Knows `checks` and its pipes; `guarding` has started it, and kills it at its limits (design 7). Before each part it says
how many seconds of the processor that may take, and the finding to give where it is stopped there.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from engine import apart, bpmn, errors, expressions, model
from engine.publishing import checks

_TURN_SECONDS = 0.0005
_WHY = "En slik fil kan stanse serveren."
_REMEDY = "Gjør filen mindre og enklere, eller del den opp."
_run: list[tuple[Mapping[str, bytes], str]] = []


def main() -> None:
    """Be the worker."""
    # the thread that waits for the letters has little to do each time: it must not wait long for its turn
    sys.setswitchinterval(_TURN_SECONDS)
    expressions.start()
    # Everything slow is loaded before the clock starts.
    apart.answer(apart.READY)
    request = json.loads(sys.stdin.buffer.readline())
    apart.limit_memory(request["memory"])
    try:
        found = checks.check([Path(one) for one in request["paths"]], judge=_judge, told=_told)
    except errors.SkolemiljoError as problem:
        apart.answer({"refused": type(problem).__name__, "message": str(problem.message)})
        return
    _say(found)
    for files, process in _run:
        _expect(bpmn.trial.failed(process, f"prøvestarten {apart.CAUSE}"), bpmn.trial.SECONDS)
        _say([bpmn.trial.failed(process, what) for what in bpmn.trial.problems(files, process)])
    apart.answer({"is_done": True})


def _judge(files: Mapping[str, bytes], shelf: bpmn.Shelf) -> list[model.Finding]:
    """Judge the diagrams; the guard of this process is their guard, and starts come last."""
    found, run = bpmn.judge(files, shelf)
    if not any(one.level == "error" for one in found):
        _run.extend((files, process) for process in run)
    return found


def _told(what: str, file: str, seconds: float) -> None:
    sentence = f"{what} {apart.CAUSE}, og ble stoppet."
    _expect(model.Finding(file, "check-too-slow", "error", "", "", None, sentence, _WHY, _REMEDY), seconds)


def _expect(stopped: model.Finding, seconds: float) -> None:
    apart.answer({"stopped": asdict(stopped), "seconds": seconds})


def _say(found: Sequence[model.Finding]) -> None:
    apart.answer({"findings": [asdict(one) for one in found]})
