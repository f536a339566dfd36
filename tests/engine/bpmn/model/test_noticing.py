"""The random diagrams notice an engine that is wrong: each fault is put in on purpose, and must be found."""

from __future__ import annotations

import random

from engine import errors
from engine.bpmn.running import broadcast, compensating, conditions, sight
from tests.engine.bpmn.model import both, driving, strategies

DIAGRAMS = 4_000
NOTICED = (both.Disagreement, errors.SkolemiljoError)


def test_a_signal_that_is_lost_is_noticed(monkeypatch):
    waiting = broadcast.waiting

    def but_one(run):
        signals = [one for one in waiting(run) if "s" in one.internal_data]
        return [one for one in waiting(run) if one not in signals[1:]]

    monkeypatch.setattr(broadcast, "waiting", but_one)
    assert _is_noticed()


def test_a_condition_that_is_not_asked_again_is_noticed(monkeypatch):
    monkeypatch.setattr(conditions, "_may_differ", lambda task, _: task.internal_data[conditions.HELD] is None)
    assert _is_noticed()


def test_undoing_what_was_done_first_is_noticed(monkeypatch):
    taken = compensating._taken
    monkeypatch.setattr(compensating, "_taken", lambda *given: taken(*given)[::-1])
    assert _is_noticed(has=_several_to_undo)


def test_names_that_leave_their_instance_are_noticed(monkeypatch):
    opened = sight.Sight.open_instance

    def leaking(self, task, own):
        opened(self, task, own)
        self.scopes[task.id.hex].own.clear()

    monkeypatch.setattr(sight.Sight, "open_instance", leaking)
    assert _is_noticed()


def _several_to_undo(drawing):
    graphs = drawing.graphs.values()
    return any(len(one.undo) > 1 and any(node.kind in {"throw", "end"} for node in _throwers(one)) for one in graphs)


def _throwers(graph):
    return [one for one in graph.nodes if one.event in {"compensate", "cancel"} and not one.name]


def _is_noticed(has=lambda _: True) -> bool:
    for seed in range(DIAGRAMS):
        chance = random.Random(seed)
        drawing = strategies.draw_with(lambda most: chance.randint(0, most))  # noqa: B023 - used before the next
        if not has(drawing) or both.refusals(drawing):
            continue
        try:
            driving.drive(lambda most: chance.randint(0, most), drawing)  # noqa: B023
        except NOTICED:
            return True
    return False
