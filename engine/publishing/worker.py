"""The process that a whole check runs in, and the stories after it: what is asked in, findings and failures out.

Knows `checks`, `rehearsal` and its pipes; `guarding` has started it, and kills it at its limits (design 7). Before each
part of a check it says how many seconds of the processor that may take, and the finding to give where it is stopped
there; before each step of a story, which it is.
"""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from engine import apart, bpmn, db, errors, expressions, logs, model, register, roles, routines
from engine.publishing import checks, rehearsal

_TURN_SECONDS = 0.0005
_WHY = "En slik fil kan stanse serveren."
_REMEDY = "Gjør filen mindre og enklere, eller del den opp."
_run: list[tuple[Mapping[str, bytes], str]] = []


def main() -> None:
    """Be the worker."""
    # the thread that waits for the letters has little to do each time: it must not wait long for its turn
    sys.setswitchinterval(_TURN_SECONDS)
    # the answers have standard output for themselves
    logs.configure("CRITICAL", out=sys.stderr)
    expressions.start()
    # Everything slow is loaded before the clock starts.
    apart.ready()
    apart.limit_memory(json.loads(sys.stdin.buffer.readline())["memory"])
    for line in sys.stdin.buffer:
        request = json.loads(line)
        try:
            with roles.using(_roles(request)):
                _answer(request)
        except errors.SkolemiljoError as problem:
            path = str(problem.details.get("path", ""))
            apart.answer({"refused": type(problem).__name__, "message": str(problem.message), "path": path})


def _answer(request: Mapping[str, Any]) -> None:
    if "paths" in request:
        apart.answer({"is_done": True, "publication": _check(request["paths"], request["callers"])})
    else:
        _rehearse(request)
        apart.answer({"is_done": True})


def _roles(request: Mapping[str, Any]) -> roles.Kinds:
    if request["roles_file"]:
        return register.roles_of(Path(request["roles_file"]))
    return request["roles"] or roles.DEFAULTS


def _check(paths: Sequence[str], has_callers: bool) -> str:
    """Give what is found, and return which publication it was found in."""
    files = checks.gather([Path(one) for one in paths], has_callers=has_callers, told=_told)
    _say(checks.judged(files, judge=_judge, told=_told))
    for models, process in _run:
        _expect(bpmn.trial.failed(process, f"prøvestarten {apart.CAUSE}"), bpmn.trial.SECONDS)
        _say([bpmn.trial.failed(process, what) for what in bpmn.trial.problems(models, process)])
    return routines.publication_id(files)


def _rehearse(request: Mapping[str, Any]) -> None:
    """Play the stories; one that ends the process without a word took too much memory, so a fault of ours is told."""
    url, schema = request["stage"]
    files = {path: base64.b64decode(content) for path, content in request["files"].items()}
    at = [""]

    def told(path: str, line: int) -> None:
        at[0] = path
        apart.answer({"at": path, "line": line})

    try:
        for path, failure in rehearsal.rehearse(files, database=db.connect(url, schema=schema, pool_size=2), told=told):
            apart.answer({"played": path, "failure": failure})
    except (errors.SkolemiljoError, MemoryError):
        raise
    except Exception as problem:  # noqa: BLE001 - it is told
        where = f"{type(problem).__name__}, {logs.places(problem)[-1]}"
        fault = f"{at[0]}: det oppsto en feil i Skolemiljø selv ({where}). Meld fra til den som drifter det."
        apart.answer({"played": at[0], "failure": fault})


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
