"""Judges routines that are given together: whether they start each other without end (DECISIONS 26).

Knows processes, and what a token surely sends before it has to wait. What depends on an answer, or on a routine that is
not given, is left to the run, which stops the cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import expressions, model
from engine.bpmn.drawing import circles, openings
from engine.bpmn.drawing.diagram import Process
from engine.bpmn.drawing.found import Finder
from engine.bpmn.judging import foreseen
from engine.bpmn.values import Element

_SENT = {"signal": "signalet", "message": "meldingen"}


@dataclass(frozen=True, slots=True)
class _Start:
    """A start event that waits for something, and what sends something at once when it has come."""

    process: Process
    heard: tuple[str, str]
    throwers: tuple[Element, ...]

    @property
    def called(self) -> str:
        """What people call the routine."""
        return self.process.name or self.process.id


def check(run: Sequence[Process]) -> list[model.Finding]:
    """Return a finding for each circle of starts, at what closes it."""
    starts = {f"{process.id} {one.id}": _start(process, one) for process in run for one in _waiting(process)}
    graph = {
        key: [other for other in starts if other != key and _sends(one, starts[other])] for key, one in starts.items()
    }
    found: list[model.Finding] = []
    for last, first in circles.back_edges(graph, list(graph)):
        _tell([starts[key] for key in _way(graph, first, last)], found)
    return found


def _waiting(process: Process) -> Iterator[Element]:
    for one in openings.waiting(process):
        if one.event and one.event.kind in _SENT and one.event.name and not expressions.is_expression(one.event.name):
            yield one


def _start(process: Process, element: Element) -> _Start:
    return _Start(process, _named(element), tuple(foreseen.surely_thrown(process, element)))


def _named(element: Element) -> tuple[str, str]:
    """Return what kind of thing is waited for or sent, and its name."""
    return (element.event.kind, element.event.name) if element.event else ("none", "")


def _sends(one: _Start, other: _Start) -> bool:
    return other.heard in map(_named, one.throwers)


def _way(graph: Mapping[str, Sequence[str]], first: str, last: str) -> list[str]:
    """Return the shortest way from `first` to `last`, both included."""
    before = {first: ""}
    todo = [first]
    while last not in before:
        at = todo.pop(0)
        fresh = [one for one in graph[at] if one not in before]
        before |= dict.fromkeys(fresh, at)
        todo += fresh
    way = [last]
    while before[way[0]]:
        way.insert(0, before[way[0]])
    return way


def _tell(circle: Sequence[_Start], found: list[model.Finding]) -> None:
    steps = [
        f"«{one.called}» sender {_SENT[other.heard[0]]} «{other.heard[1]}», som starter «{other.called}»"
        for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)
    ]
    what = f"Rutinene starter hverandre uten ende: {', '.join(steps[:-1])}, og {steps[-1]}."
    closing = next(one for one in circle[-1].throwers if _named(one) == circle[0].heard)
    remedy = "Sett en oppgave eller en ventehendelse foran det som sendes, eller gi det et annet navn."
    why = "Hver sak ville åpne en ny."
    Finder(circle[-1].process.file, found).error("start-circle", closing, what, why=why, remedy=remedy)
