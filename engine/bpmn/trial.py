"""A trial start of each routine in a process of its own, killed at its limit (design 7).

The gate has judged what can be seen in a drawing; this meets what cannot. Used by the check and by publishing alike.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from engine import errors, expressions, model
from engine.bpmn import routine, step

SECONDS = 2.0
_WARM_SECONDS = 20.0
_READY = "klar"
_ROOT = Path(__file__).resolve().parent.parent.parent


def findings(files: Mapping[str, bytes], processes: Sequence[str]) -> list[model.Finding]:
    """Return one finding for each routine that cannot be built and started within the limits."""
    request = {
        "files": {name: base64.b64encode(raw).decode() for name, raw in files.items()},
        "processes": list(processes),
    }
    environment = {**os.environ, "PYTHONPATH": str(_ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", "from engine.bpmn import trial; trial.main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as worker:
        try:
            return _asked(worker, json.dumps(request), processes)
        finally:
            worker.kill()


def main() -> None:
    """Be the worker: one line of request in, one line of answer out for each routine."""
    expressions.start()
    # Everything slow is loaded before the clock starts.
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    request = json.loads(sys.stdin.readline())
    files = {name: base64.b64decode(raw) for name, raw in request["files"].items()}
    for process in request["processes"]:
        sys.stdout.write(json.dumps(_try(files, process)) + "\n")
        sys.stdout.flush()


def _asked(worker: subprocess.Popen[str], request: str, processes: Sequence[str]) -> list[model.Finding]:
    if worker.stdin is None or worker.stdout is None or _line(worker.stdout, _WARM_SECONDS) != _READY:
        return [_finding("", "prøvestarten kom ikke i gang")]
    worker.stdin.write(f"{request}\n")
    worker.stdin.flush()
    found: list[model.Finding] = []
    for process in processes:
        answer = _line(worker.stdout, SECONDS)
        if answer is None:
            return [*found, _finding(process, f"prøvestarten tok mer enn {SECONDS:g} sekunder")]
        found += [_finding(process, what) for what in json.loads(answer)]
    return found


def _line(stream: IO[str], seconds: float) -> str | None:
    """Return the next line, None when it has not come in time."""
    got: list[str] = []
    reader = threading.Thread(target=lambda: got.append(stream.readline()), daemon=True)
    reader.start()
    reader.join(seconds)
    return got[0].strip() if got and got[0] else None


def _finding(process: str, what: str) -> model.Finding:
    remedy = "Del rutinen opp i delprosesser og kallaktiviteter."
    sentence = f"Rutinen «{process}» kan ikke prøvekjøres: {what}."
    return model.Finding("", "trial-failed", "error", process, "", None, sentence, "", remedy)


def _try(files: Mapping[str, bytes], process: str) -> list[str]:
    """Build and start one routine; a stop for want of answers is none of its faults."""
    try:
        definition = routine.definition("", files, process)
        starts: list[str | None] = [one.id for one in definition.openings]
        for event in [None, *starts] if definition.plans[process, ""].starts else starts:
            _start(definition, event)
    except errors.RoutineFault as fault:
        return [str(fault.details["what"]).rstrip(".")]
    except errors.SkolemiljoError as problem:
        return [problem.message.rstrip(".")]
    return []


def _start(definition: routine.Definition, event: str | None) -> None:
    """Start at one event; only what would never end is a fault of the routine's own."""
    try:
        step.start(definition, event=event)
    except errors.RoutineFault as fault:
        if fault.details.get("is_endless"):
            raise
