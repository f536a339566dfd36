"""What a text of the diagram gives for one token: FEEL on its scope, conditions, deadlines (design 6, 8).

Knows expressions and deadlines; asks the step, as far as its `sight` goes, which scope a token sees. Every fault names
the element.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine import clock, deadlines, decisions, errors, expressions, phrases
from engine.bpmn.drawing import ruling, texts
from engine.bpmn.running import faults
from engine.bpmn.values import Flow
from engine.deadlines.count import Ends

if TYPE_CHECKING:
    from engine.bpmn.running.sight import Sight

_NAME = re.compile(r"\s*=?\s*([a-zA-ZæøåÆØÅ_][\wæøåÆØÅ]*)\s*")
_PATH = re.compile(r"\s*=?\s*([a-zA-ZæøåÆØÅ_][\wæøåÆØÅ]*)(?:\.[a-zA-ZæøåÆØÅ_][\wæøåÆØÅ]*)*\s*")
_FRA = "fra"  # the name of the second argument of `frist`
_LITERALS = {"true", "false", "null"}
_NOTHING: Mapping[str, object] = {}


def feel(run: Sight, text: str, task: Task, *, more: Mapping[str, object] | None = None) -> object:
    """Return the value of a FEEL text as seen from `task`; a known name without an answer is null."""
    single = None if more else _single(text)
    return _named(run, single, task) if single else _evaluate(run, [text], task, more or {})[0]


def _evaluate(run: Sight, several: Sequence[str], task: Task, more: Mapping[str, object]) -> list[object]:
    names = {name for text in several for name in _reads(run, text)}
    known = {name: _named(run, name, task) for name in names}
    functions = (
        {"frist": lambda text, fra: _frist(run, task, text, fra)} if any("frist" in text for text in several) else None
    )
    try:
        return expressions.evaluate_all(several, {**known, **more}, functions=functions)
    except errors.SkolemiljoError as problem:
        what = phrases.say("«%(text)s»: %(problem)s", text=" · ".join(several), problem=problem.message)
        raise run.fault(task.task_spec.element, what) from problem


def _reads(run: Sight, text: str) -> frozenset[str]:
    names = run.definition.reads.get(text)
    return texts.names(text) if names is None else names


def decided(run: Sight, task: Task) -> decisions.Result:
    """Take the decision of an element on the names as seen from `task`; raises `RoutineFault`."""
    element, library = task.task_spec.element, run.definition.decisions
    ident = _decision(run, task)
    known = {name: _named(run, name, task) for name in library.names(ident)}
    functions = {"frist": lambda text, fra: _frist(run, task, text, fra)}
    try:
        return decisions.decide(library, ident, known, functions=functions)
    except errors.DecisionFault as problem:
        remedy = str(problem.details["remedy"])
        raise run.fault(element, str(problem.details["what"]), remedy=remedy) from problem


def _decision(run: Sight, task: Task) -> str:
    """Return the id of the decision that an element takes; raises `RoutineFault` where what is worked out is none."""
    element = task.task_spec.element
    if not expressions.is_expression(element.decision):
        return str(element.decision)
    found, there = feel(run, element.decision, task), ruling.taken_by(element, run.definition.decisions)
    if found not in there:
        what = phrases.say("«%(text)s» gir ingen beslutning som finnes.", text=element.decision)
        remedy = phrases.say("Beslutninger som kan tas her: %(decisions)s.", decisions=", ".join(there))
        raise run.fault(element, what, remedy=remedy)
    return str(found)


def value(run: Sight, text: str, task: Task) -> object:
    """Return `text` itself, or, with `=` in front, its value."""
    return feel(run, text, task) if expressions.is_expression(text) else text


def holds(run: Sight, flows: Sequence[Flow], task: Task) -> list[bool | None]:
    """Return whether each condition is true; None when it is neither true nor false. One call for all of them."""
    singles = [_single(flow.condition) for flow in flows]
    rest = [flow.condition for flow, single in zip(flows, singles, strict=True) if not single]
    run.is_choosing = True
    found = iter(_evaluate(run, rest, task, {}) if rest else ())
    every = [_named(run, single, task) if single else next(found) for single in singles]
    run.is_choosing = False
    return [one if isinstance(one, bool) else None for one in every]


def due(run: Sight, text: str, task: Task, ends: Ends) -> deadlines.Due:
    """Count a deadline from now; raises `RoutineFault`."""
    try:
        return count(run, text, task, ends)
    except errors.SkolemiljoError as problem:
        if isinstance(problem, errors.RoutineFault):
            raise
        raise run.fault(task.task_spec.element, problem.message, remedy=_remedy(problem)) from problem


def _remedy(problem: errors.SkolemiljoError) -> str:
    """Return what helps where a deadline gave no time: mostly an answer, seldom the diagram."""
    if isinstance(problem, errors.DeadlineUnknown):
        return phrases.say("Gi svaret som mangler, og prøv igjen. Er det påkrevd i skjemaet, skjer det ikke igjen.")
    if isinstance(problem, errors.DeadlineUnreadable) and "name" in problem.details:
        return phrases.say("Rett svaret, så det er en dato, et tidspunkt, en varighet eller en frist, og prøv igjen.")
    return faults.MEND


def count(run: Sight, text: str, task: Task, ends: Ends) -> deadlines.Due:
    """Count a deadline from now; raises as `deadlines.due`."""
    found = deadlines.due(
        texts.deadline(text),
        start=run.now,
        calendar=run.calendar,
        evaluate=lambda name: feel(run, name, task),
        ends=ends,
    )
    return found.telling(lambda name: _is_asked(run, name, task))


def root(text: str) -> str | None:
    """Return the name that a path `a.b` begins with, None where `text` is no path."""
    found = _PATH.fullmatch(text)
    return None if found is None or found[1] in _LITERALS else found[1]


def _frist(run: Sight, task: Task, text: object, fra: object) -> object:
    """FEEL's `frist(text, fra)`: the instant of a deadline text, counted from `fra` unless it says its own «fra»."""
    read = deadlines.parse(str(text))
    if read.since is None:
        read = replace(read, since=_FRA)
    found = deadlines.due(
        read,
        start=run.now,
        calendar=run.calendar,
        evaluate=lambda name: fra if name == _FRA else feel(run, name, task),
        ends="wait",
    )
    return None if found.at is None else clock.oslo(found.at)


def _named(run: Sight, name: str, task: Task) -> object:
    is_known, found = run.look_up(task, name)
    if is_known:
        return found
    return {"nr": run.instance_of(task)} if name == "instans" else run.builtins.get(name)


def _is_asked(run: Sight, text: str, task: Task) -> bool:
    """Tell whether every name that a text reads stands in the case: an answer that was left empty is null there."""
    return all(name in run.builtins or run.look_up(task, name)[0] for name in _reads(run, text))


def _single(text: str) -> str | None:
    """Return the name that `text` consists of, None where it is more than a name."""
    found = _NAME.fullmatch(text)
    return None if found is None or found[1] in _LITERALS else found[1]
