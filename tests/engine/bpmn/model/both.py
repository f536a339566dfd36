"""Runs a drawing in the engine and in the reference model side by side, and compares them whenever all tokens rest.

What is compared: open tasks with their instance, timers with due and firings left, messages, whether the case has
ended, where it was stopped; and of the trace what was completed, which activities were cancelled and which flows were
taken. Where BPMN leaves the order open, the engine must have taken one of the orders it allows.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from engine import bpmn, clock, deadlines, errors
from engine.bpmn.drawing import reading
from engine.bpmn.judging import gate, links
from engine.bpmn.running import record, routine
from engine.bpmn.running.run import Run
from tests.engine.bpmn.model import drawn, observing, outcomes, tokens, written
from tests.engine.bpmn.model.observing import Observed
from tests.engine.bpmn.model.outcomes import Outcome
from tests.engine.bpmn.model.state import Happening, Names, Place, Scope, Step, TooMany, Value, canonical

Asked = Mapping[str, bool | int | None]
MOST_OPEN = 40
FEW_MOVES, FEW_STATES, MOST_STATES = 12, 8, 300
_BRINGS = {"task", "message", "signal"}  # answers, or what comes with it


class Disagreement(AssertionError):
    """The engine did what BPMN does not allow."""


@dataclass(frozen=True)
class Taken:
    """One thing that happened, with the hour and what the names were."""

    happening: Happening
    asked: Asked
    now: int
    observed: Observed


@dataclass
class Both:
    """One case in both; `is_answered` gives the names as answers to tasks, else they are the surroundings' own."""

    drawing: drawn.Drawing
    is_answered: bool = False
    definition: bpmn.Definition = field(init=False)
    state: str = field(init=False, default="")
    scopes: list[Scope] = field(init=False, default_factory=list)
    tried: list[tuple[Happening, Asked, int, int]] = field(init=False, default_factory=list)
    history: list[Taken] = field(init=False, default_factory=list)
    now: int = field(init=False, default=0)
    asked: Asked = field(init=False, default_factory=dict)
    step: bpmn.Step | None = field(init=False, default=None)
    is_undecided: bool = field(init=False, default=False)
    replays: int = field(init=False, default=0)
    work: outcomes.Work = field(init=False, default_factory=outcomes.Work)

    def __post_init__(self) -> None:
        """Build what the engine runs."""
        nodes = [node for graph in self.drawing.graphs.values() for node in graph.nodes]
        # A link leads on as a flow does: a token on it can be taken away, but nothing ends there.
        self.kinds = {node.id: "link" if node.event == "link" else node.kind for node in nodes}
        self.events = {node.id: node.event for node in nodes}
        self.own = {name for names in self.drawing.own_names.values() for name in names}
        self.own |= {target for node in nodes for target, _ in node.inputs}
        self.written = {target for node in nodes for target, _ in node.outputs}
        self.written |= {node.many.collected for node in nodes if node.many and node.many.collected}
        self.rebuild()

    def rebuild(self) -> None:
        """Build it anew, as a process does that has just started."""
        read = reading.read(written.xml(self.drawing), file="tegnet.bpmn")
        self.definition = routine.build([read], self.drawing.main)

    def take(self, happening: Happening, asked: Asked, *, now: int | None = None, number: int = 0) -> None:
        """Let something happen in both and compare; ("start", event or "") begins. `number` chooses among alike tasks.

        Raises Disagreement.
        """
        self.now = self.now if now is None else now
        if not self.is_answered or happening[0] in {"start", *_BRINGS}:
            self.asked = asked
        self.tried.append((happening, asked, self.now, number))
        observed = self._run(happening, number)
        self.history.append(Taken(happening, self.asked, self.now, observed))
        try:
            found = self._agreeing(self.scopes, self.history[-1], is_calm=True, most=FEW_STATES)
            if not found:
                self.replays += 1
                found = self._agreeing(self.scopes, self.history[-1], is_calm=False, most=1) or self._replayed()
        except TooMany:
            self.is_undecided = True
            return
        self.scopes = found

    @property
    def is_over(self) -> bool:
        """Tell whether the case has ended, or is too big to go on with."""
        is_big = self.step is not None and len(self.step.open) + len(self.step.timers) > MOST_OPEN
        return self.is_undecided or is_big or not self.state or all(scope.is_over for scope in self.scopes)

    def actions(self) -> list[Happening]:
        """Return what can happen next."""
        return outcomes.actions(self._place(self.asked, self.now), self.scopes[0])

    # -- the engine

    def surroundings(self) -> dict[str, object]:
        """Return the names that a case has from elsewhere."""
        given = {} if self.is_answered else {name: observing.given(name, value) for name, value in self.asked.items()}
        return {"nokkel": "k", **given}

    def _run(self, happening: Happening, number: int) -> Observed:
        builtins = self.surroundings()
        with clock.at(observing.MORNING + timedelta(hours=self.now)):
            try:
                self.step = self._step(happening, number, builtins)
            except errors.RoutineFault as fault:
                if fault.details.get("is_endless"):
                    return Observed(None, fault=outcomes.ENDLESS)
                return Observed(None, fault=str(fault.details["element"]))
        self.state = self.step.state
        run = self._kept(builtins)
        return Observed(observing.seen(self.step, self._names(run)), observing.marks(self.step.trace, self.kinds))

    def _step(self, happening: Happening, number: int, builtins: Mapping[str, object]) -> bpmn.Step:
        given = {name: observing.given(name, value) for name, value in self.asked.items()} if self.is_answered else {}
        kind, *rest = happening
        if kind == "start":
            event = str(rest[0]) or None if rest else None
            return bpmn.start(self.definition, event=event, variables=given, builtins=builtins)
        assert self.step is not None
        if kind == "task":
            alike = [one.token for one in self.step.open if [one.path, one.instance] == rest]
            token = alike[number % len(alike)]
            return bpmn.complete(self.definition, self.state, token, answers=given, builtins=builtins)
        if kind == "timer":
            due = observing.MORNING + timedelta(hours=int(str(rest[1])))
            timers = [one.token for one in self.step.timers if (one.path, one.due) == (rest[0], due)]
            return bpmn.fire(self.definition, self.state, timers[number % len(timers)], builtins=builtins)
        if kind == "signal":
            return bpmn.signal(self.definition, self.state, str(rest[0]), data=given, builtins=builtins)
        message = bpmn.Message(str(rest[0]), "k", given)
        return bpmn.send(self.definition, self.state, message, builtins=builtins)

    def _kept(self, builtins: Mapping[str, object]) -> Run:
        run = Run(self.definition, builtins=builtins, calendar=deadlines.SchoolCalendar())
        record.load(run, self.state)
        if record.dump(run) != self.state:
            raise Disagreement(f"a saved case is another one when it is loaded: {self.state}")
        return run

    def _names(self, run: Run) -> dict[object, Names]:
        """Return what each open task sees: every name, with its value."""
        if not self.is_answered or self.step is None:
            return {}
        found: dict[object, Names] = {}
        for one in self.step.open:
            task = run.find(one.token)
            values = {name: run.look_up(task, name)[1] for name in self._known()}
            found[one.token] = tuple((name, tuple(v) if isinstance(v, list) else v) for name, v in values.items())
        return found

    # -- the model

    def _place(self, asked: Asked, now: int, happening: Happening = ()) -> Place:
        graph = self.drawing.graphs[self.drawing.main]
        base: dict[str, Value] = dict.fromkeys(self._known())
        if not self.is_answered:
            base |= {name: observing.listed(name, value) for name, value in asked.items()}
            return Place(self.drawing, graph, now, base, base=base)
        given = self._read(asked) if happening and happening[0] in _BRINGS else ()
        return Place(self.drawing, graph, now, base, given=given, tells_names=True, base=base)

    def _known(self) -> list[str]:
        return sorted(self.definition.variables | self.own | self.written)

    def _read(self, asked: Asked) -> Names:
        """Return those names that what is run reads: no others are kept (design 6)."""
        read = self.definition.variables
        return tuple(sorted((name, observing.listed(name, value)) for name, value in asked.items() if name in read))

    def _agreeing(
        self, scopes: Iterable[Scope], taken: Taken, *, is_calm: bool, most: int = MOST_STATES
    ) -> list[Scope]:
        """Return the states that the model can be in after what has happened, and that look like the engine's.

        At most so many: where the engine is in another one, all are looked at from the beginning; raises TooMany.
        """
        place = self._place(taken.asked, taken.now, taken.happening)
        found: dict[Scope, Scope] = {}
        for before in [None] if taken.happening[0] == "start" else scopes:
            first = self._first(place, before, taken)
            if is_calm:
                several: Iterable[Outcome] = outcomes.calm(place, itertools.islice(first, FEW_MOVES))
            else:
                several = outcomes.every(place, outcomes.bounded(first), self.work, self._fitting(taken.observed))
            for one in several:
                if self._agrees(place, one, taken.observed):
                    scope = one.scope if one.fault is None or before is None else before
                    found.setdefault(canonical(scope), scope)
                if len(found) >= most:
                    break
            if len(found) >= MOST_STATES:
                raise TooMany
            if len(found) >= most:
                break
        return list(found.values())

    def _fitting(self, observed: Observed) -> Callable[[outcomes.Marks], bool]:
        """Return what tells whether all that has happened is what the engine did too."""
        if observed.fault is not None:
            return lambda _marks: True
        done = dict(observed.marks)
        return lambda marks: all(done.get(mark, 0) >= count for mark, count in observing.shown(marks, self.kinds))

    def _first(self, place: Place, before: Scope | None, taken: Taken) -> Iterable[Step]:
        if before is None:
            return [self._begun(place, taken)]
        return tokens.case_moves(place, before, taken.happening)

    def _begun(self, place: Place, taken: Taken) -> Step:
        at = str(taken.happening[1]) if len(taken.happening) > 1 else ""
        names = self._read(taken.asked) if self.is_answered else ()
        return Step(tokens.begin(place, at, names))

    def _agrees(self, place: Place, one: Outcome, observed: Observed) -> bool:
        if observed.fault is not None or one.fault is not None:
            stopped = observed.fault or ""
            is_waiting = self.kinds.get(stopped) in {"and", "or"} or self.events.get(stopped) == "conditional"
            return (one.fault == "" and is_waiting) or one.fault == observed.fault
        return (
            outcomes.seen(place, one.scope) == observed.seen
            and observing.shown(one.marks, self.kinds) == observed.marks
        )

    def _replayed(self) -> list[Scope]:
        """Play all that has happened once more, in all orders that BPMN allows; raises Disagreement."""
        scopes: list[Scope] = []
        for number, taken in enumerate(self.history):
            scopes = self._agreeing(scopes, taken, is_calm=False)
            if not scopes:
                raise Disagreement(self._told(number))
        return scopes

    def _told(self, number: int) -> str:
        taken = self.history[number]
        place = self._place(taken.asked, taken.now, taken.happening)
        befores: Iterable[Scope | None] = self.scopes if number else [None]
        first = [step for before in befores for step in self._first(place, before, taken)]
        lines = [f"after {[one.happening for one in self.history]}", f"asked {dict(taken.asked)}"]
        lines += [f"engine: {observing.readable(taken.observed)}"]
        for one in outcomes.calm(place, first):
            said = Observed(outcomes.seen(place, one.scope), observing.shown(one.marks, self.kinds), one.fault)
            lines.append(f"model:  {observing.readable(said)}")
        return "\n".join(lines)


def refusals(drawing: drawn.Drawing) -> list[str]:
    """Return the codes of what the gate refuses in a drawing."""
    found, _ = gate.judge({"tegnet.bpmn": written.xml(drawing)}, links.Shelf(None, None, None, None))
    return [f"{one.code} {one.element}" for one in found if one.level == "error"]
