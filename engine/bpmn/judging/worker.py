"""The process that the gate runs in: one request in, its questions and findings out, one answer for each trial start.

Knows its pipes and its limit of memory (design 7). Answers are lines of JSON; it ends with its request.
"""

from __future__ import annotations

import contextlib
import json
import pickle  # the request is written by `checking`, in the process that has started this one
import resource
import sys
from collections.abc import Sequence
from dataclasses import asdict

from engine import expressions
from engine.bpmn.judging import checking, gate, links, trial


def main() -> None:
    """Be the worker."""
    expressions.start()
    # Everything slow is loaded before the clock starts.
    _say(checking.READY)
    request = pickle.load(sys.stdin.buffer)  # noqa: S301 - see above
    with contextlib.suppress(ValueError, OSError):
        # Not every system counts it; the limit of time holds everywhere.
        resource.setrlimit(resource.RLIMIT_DATA, (request["memory"], request["memory"]))
    roles = _roles if request["judges_roles"] else None
    shelf = links.Shelf(request["forms"], request["letters"], request["actions"], roles, request["kinds"])
    found, run = gate.judge(request["files"], shelf)
    is_clean = not any(finding.level == "error" for finding in found)
    _say({"findings": [asdict(one) for one in found], "run": run if is_clean else []})
    for process in run if is_clean else ():
        _say(trial.problems(request["files"], process))


def _roles(name: str) -> Sequence[str]:
    """Ask what is wrong with a role's name: the register of roles is known to whoever asks."""
    _say({"role": name})
    answer: list[str] = json.loads(sys.stdin.buffer.readline())
    return answer


def _say(answer: object) -> None:
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode() + b"\n")
    sys.stdout.buffer.flush()
