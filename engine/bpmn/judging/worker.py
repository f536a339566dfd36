"""The process that the gate runs in: one request in, its questions and findings out, one answer for each trial start.

Knows its pipes and its limit of memory (design 7). Answers are lines of JSON; it ends with its request.
"""

from __future__ import annotations

import json
import pickle  # the request is written by `checking`, in the process that has started this one
import sys
from collections.abc import Sequence
from dataclasses import asdict

from engine import apart, expressions
from engine.bpmn.judging import gate, links, trial


def main() -> None:
    """Be the worker."""
    expressions.start()
    # Everything slow is loaded before the clock starts.
    apart.ready()
    request = pickle.load(sys.stdin.buffer)  # noqa: S301 - see above
    apart.limit_memory(request["memory"])
    given = {one: request[one] for one in ("forms", "letters", "actions", "kinds", "unread")}
    shelf = links.Shelf(roles=_roles if request["judges_roles"] else None, **given)
    found, run = gate.judge(request["files"], shelf)
    is_clean = not any(finding.level == "error" for finding in found)
    apart.answer({"findings": [asdict(one) for one in found], "run": run if is_clean else []})
    for process in run if is_clean else ():
        apart.answer(trial.problems(request["files"], process))


def _roles(name: str) -> Sequence[str]:
    """Ask what is wrong with a role's name: the register of roles is known to whoever asks."""
    apart.answer({"role": name})
    answer: list[str] = json.loads(sys.stdin.buffer.readline())
    return answer
