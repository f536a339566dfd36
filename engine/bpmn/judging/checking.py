"""Asks the gate in a process of its own, killed at its limits of time and memory (design 7); trial starts included.

Knows the pipe to `engine.bpmn.judging.worker`. A diagram can be made so that judging it takes for ever or all memory;
whoever asks is not harmed by it.
"""

from __future__ import annotations

import json
import pickle  # what goes to the worker is our own, and nothing is unpickled on this side
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from engine import apart, expressions, model
from engine.bpmn.judging import links, trial

SECONDS = 20.0
_WORKER = "engine.bpmn.judging.worker"


@dataclass(frozen=True)
class Limits:
    """How long the worker may take, in seconds of the processor, and how many bytes it may take."""

    gate: float = SECONDS
    trial: float = trial.SECONDS
    memory: int = apart.MEMORY


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
        "unread": frozenset(shelf.unread),
        "memory": limits.memory,
    }
    with apart.worker(_WORKER) as worker:
        return _Asked(worker, shelf.roles or (lambda _name: ()), limits, only=next(iter(files), "")).findings(request)


class _Asked:
    """One check: the questions of the worker answered, its findings collected."""

    def __init__(
        self, worker: apart.Worker, roles: Callable[[str], Sequence[str]], limits: Limits, *, only: str
    ) -> None:
        self.worker, self.roles, self.limits, self.file = worker, roles, limits, only

    def findings(self, request: Mapping[str, object]) -> list[model.Finding]:
        """Return all that the worker finds, and that it did not come to its end where that is so."""
        if self.worker.line(apart.WARM_SECONDS) != apart.READY:
            return [self._stopped("kom ikke i gang")]
        self.worker.write(pickle.dumps(request))
        answer = self.worker.line(self.limits.gate)
        while isinstance(answer, dict) and "role" in answer:
            self.worker.write(json.dumps([str(one) for one in self.roles(answer["role"])]).encode() + b"\n")
            answer = self.worker.line(self.limits.gate)
        if not isinstance(answer, dict):
            return [self._stopped(self.worker.why(self.limits.gate, answer))]
        found = [model.Finding(**one) for one in answer["findings"]]
        for process in answer["run"]:
            problems = self.worker.line(self.limits.trial)
            if not isinstance(problems, list):
                return [*found, trial.failed(process, f"prøvestarten {self.worker.why(self.limits.trial, problems)}")]
            found += [trial.failed(process, what) for what in problems]
        return found

    def _stopped(self, what: str) -> model.Finding:
        sentence = f"Kontrollen av diagrammet {what}, og ble stoppet."
        why = "En slik fil kan stanse serveren."
        return model.Finding(self.file, "check-too-slow", "error", "", "", None, sentence, why, trial.SPLIT)
