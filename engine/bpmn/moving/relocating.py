"""Moves a running case to another version of its routine: a verdict, and the case as it then is (`spiffworkflow.md` 4).

Pure: a state goes in as text and comes out as text; nothing is changed where the verdict is not *safe*, or something is
left to be answered. What is not said to change stays: tokens, drafts (by token), due instants, loop elements.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from engine import errors
from engine.bpmn.moving import asking, calling, carrying, settling, tokens, undoing, verdicts
from engine.bpmn.moving.keeping import Todo
from engine.bpmn.moving.levels import Level, Side
from engine.bpmn.moving.outlook import Outlook, Place
from engine.bpmn.running import record, report
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.run import Run

Marked = tuple[Level, tuple[Place, ...]]


class Mover:
    """From one version to another; remembers how joins turn out, since cases are alike."""

    def __init__(self, old: Definition, new: Definition) -> None:
        """Take the version that cases follow, and the one they are to follow."""
        self.old, self.new = Side(old), Side(new)
        self._before, self._after = Outlook(old), Outlook(new)
        self._alike: dict[str, bool] = {}

    def move(self, state: str, *, choices: verdicts.Choices, ground: verdicts.Ground) -> verdicts.Relocation:
        """Return the verdict on a case in `state`; where it is safe with `choices`, the step that moves it."""
        kept = json.loads(state)
        asked = asking.Asked(choices)
        if "t" not in kept or kept["p"] != self.new.definition.process_id:
            asked.block(asking.not_running())
            return _told(asked)
        was = list(self.old.markings(tokens.read(kept["t"])))
        carrier = carrying.Carrier(self.old, self.new, asked)
        roots = carrier.carry(tokens.read(kept["t"]))
        if not asked.reasons and not asked.questions:
            now = list(self.new.markings(roots, carrier.todo.placed))
            self._look_ahead(asked, was, now)
        if asked.reasons or asked.questions:
            return _told(asked)
        gone = [token for token, _path in carrier.todo.removed]
        undo = undoing.Undoing(self.old, self.new, asked).carry(kept.get("c", {}), roots, gone)
        scopes = settling.without_scopes(kept.get("s", {}), gone)
        text = json.dumps({**kept, "s": scopes, "t": tokens.write(roots), "c": undo}, ensure_ascii=False)
        return self._settled(asked, text, carrier.todo, ground)

    def _settled(self, asked: asking.Asked, text: str, todo: Todo, ground: verdicts.Ground) -> verdicts.Relocation:
        run = Run(self.new.definition, builtins=ground.builtins, calendar=ground.calendar)
        try:
            record.load(run, text)
            for one in settling.settle(run, todo, self.old.definition, ground):
                asked.note(asking.begins(one))
            step = report.step(run)
        except errors.RoutineFault as fault:
            asked.block(fault.message)
            return _told(asked)
        return replace(_told(asked), step=step)

    def _look_ahead(self, asked: asking.Asked, was: Sequence[Marked], now: Sequence[Marked]) -> None:
        """Look for joins that would wait for ever, and for open steps that would come once more."""
        now = [one for one in now if one not in was or not self._is_alike(one[0].process)]
        if not now:
            return
        drawn = {(level.process, one) for level, marking in was for one in self._before.stuck(level.process, marking)}
        for level, marking in now:
            for ident in sorted(self._after.stuck(level.process, marking)):
                if (level.process, ident) not in drawn:
                    element = self.new.element(level, ident)
                    asked.block(asking.never(element, self.new.known_by(level, element)))
            self._look_for_repeats(asked, level, [ident for ident, flow in marking if not flow])

    def _is_alike(self, process: str) -> bool:
        if process not in self._alike:
            self._alike[process] = self._before.is_alike(self._after, process)
        return self._alike[process]

    def _look_for_repeats(self, asked: asking.Asked, level: Level, open_now: Sequence[str]) -> None:
        known = [one for one in dict.fromkeys(open_now) if self.old.plan(level, one) is not None]
        for first in known if len(known) > 1 else ():
            again = self._after.reaches(level.process, first) - self._before.reaches(level.process, first)
            for ident in known:
                if ident != first and ident in again:
                    element = self.new.element(level, ident)
                    place = calling.Place(level.path(ident), (), self.new.known_by(level, element))
                    asked.answer(asking.comes_again(element, place, self.new.element(level, first)))


def _told(asked: asking.Asked) -> verdicts.Relocation:
    return verdicts.Relocation(
        asked.verdict,
        questions=tuple(asked.questions),
        reasons=tuple(asked.reasons),
        notes=tuple(asked.notes),
        answered=tuple(dict.fromkeys(asked.answered)),
    )
