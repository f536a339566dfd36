"""Interventions in a running case: what somebody who leads it does against the drawing (DECISIONS "Interventions").

Pure. Each gives an `Outlay`: the case as it would be, with what is dangerous about it in words; whoever calls shows
that before it is done. A join that would wait for ever is told, never made in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import errors, phrases
from engine.bpmn import typed
from engine.bpmn.moving import asking, correcting, leaving, settling, tokens
from engine.bpmn.moving.levels import Level, Side
from engine.bpmn.moving.outlook import Outlook
from engine.bpmn.moving.verdicts import Ground
from engine.bpmn.running import activities, gathering, listening, loops, nested, nodes, record, report, waits
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.run import Run
from engine.bpmn.running.scopes import CASE
from engine.bpmn.values import Element, Step

STOPPED = "@stoppet"  # what a stopped case ended by: no element has such an id


@dataclass(frozen=True, slots=True)
class Outlay:
    """The case as it would be after an intervention; `warnings` are what is dangerous.

    `again` are the ids of the steps on the way back to where it stood: they come (once more, where they were done).
    """

    step: Step
    warnings: tuple[str, ...] = ()
    again: tuple[str, ...] = ()


def skip(definition: Definition, state: str, token: UUID, *, ground: Ground) -> Outlay:
    """Go on from an open step as if it were done, without answers. Raises `TaskNotOpen`, `RoutineFault`."""
    run, task = _loaded(definition, state, token, ground)
    if isinstance(task.task_spec, waits.Catch):
        gathering.fulfil(task)
        task.task_spec.caught(run, task)
    elif isinstance(task.task_spec, activities.Work):
        task.run()
    else:
        part = run.case.subprocesses.get(task.id)
        for inner in [*task.children, *(part.task_tree.children if part is not None else ())]:
            run.cancel(inner)
        nodes.wake(run, task)
    return _outlay(run, state)


def drop(definition: Definition, state: str, token: UUID, *, ground: Ground) -> Outlay:
    """End the branch that an open step stands in; the others go on. Raises as `skip`, and where it is the last one."""
    run, task = _loaded(definition, state, token, ground)
    run.cancel(leaving.branch(task))
    return _outlay(run, state)


def go_to(definition: Definition, state: str, token: UUID, target: str, *, ground: Ground) -> Outlay:
    """Leave an open step, and begin the step `target` of the same routine in its place: ahead, or behind to repeat it.

    Raises as `skip`, `RoutineFault` where a case cannot stand in `target`.
    """
    run, task = _loaded(definition, state, token, ground)
    carrier = leaving.of(task)
    side, before = Side(definition), task.task_spec.element
    level = Level(carrier.task_spec.element.process)
    plan = side.plan(level, target)
    if plan is None or target not in side.steps(level):
        raise errors.RoutineFault(asking.no_such(target), element=target)
    workflow = carrier.workflow
    interrupted = [one for one in run.case.every() if listening.is_interrupted(one)]
    chain = side.chain(level, plan.element)
    place = leaving.descend(run, workflow, chain)
    leaving.stay_undoing(workflow, place)
    run.place(place, side.entered(level, target), None)
    run.cancel(carrier)
    leaving.close_empty(run, workflow)
    for left in (one for one in interrupted if one in run.case.every()):
        listening.resume(run, left)
    again = _again(definition, level, target, before)
    return _outlay(run, state, again=again)


def set_deadline(definition: Definition, state: str, token: UUID, due: datetime, *, ground: Ground) -> Outlay:
    """Give an open task or a timer that runs another instant. Raises as `skip`."""
    run = _run(definition, state, ground)
    task = run.find(token)
    said = phrases.say("Satt av den som leder saken.")
    if task is not None and isinstance(task.task_spec, activities.Work) and task.state == TaskState.READY:
        task.internal_data.pop("l", None)
        task.internal_data["d"] = [due, False, phrases.as_json(said)]
    elif task is not None and isinstance(task.task_spec, waits.Catch) and "at" in task.internal_data:
        task.internal_data["at"] = due
    else:
        raise errors.TaskNotOpen(token=token)
    return Outlay(report.step(run))


def stop(definition: Definition, state: str, *, ground: Ground) -> Outlay:
    """End the case here and now: everything open is cancelled, and nothing more is done."""
    run = _run(definition, state, ground)
    for task in list(run.case.task_tree.children):
        run.cancel(task)
    run.ended = STOPPED
    return Outlay(report.step(run))


def variables(definition: Definition, state: str) -> dict[str, object]:
    """Return the case's own variables that the routine reads; None where one has no value yet."""
    run = _run(definition, state, Ground())
    known = run.scopes[CASE].values
    return {name: known.get(name) for name in sorted(definition.variables)}


def set_variable(definition: Definition, state: str, name: str, value: object, *, ground: Ground) -> Outlay:
    """Write a variable of the case; what is open follows.

    Raises `RoutineFault` for what the routine does not read, and for a value of another type than stands there.
    """
    before = variables(definition, state)
    if name not in before:
        none = phrases.say("Rutinen leser ikke noe som heter «%(name)s».", name=name)
        raise errors.RoutineFault(none, element="")
    if None not in (before[name], value) and _type(before[name]) is not _type(value):
        other = phrases.say(
            "«%(name)s» er av et annet slag: den er «%(now)s» nå. Skriv den nye verdien på samme måte.",
            name=name,
            now=str(typed.plain(before[name])),
        )
        raise errors.RoutineFault(other, element="")
    step = correcting.correct(definition, state, {name: value}, builtins=ground.builtins, calendar=ground.calendar)
    return Outlay(step)


def _type(value: object) -> type:
    return float if isinstance(value, int | float) and not isinstance(value, bool) else type(value)


def targets(definition: Definition, path: str) -> tuple[Element, ...]:
    """Return the steps that a token at `path` may be sent to, in reading order."""
    side = Side(definition)
    level = Level(definition.at(path).process)
    return tuple(side.element(level, ident) for ident in side.steps(level))


# -- tokens


def _run(definition: Definition, state: str, ground: Ground) -> Run:
    run = Run(definition, builtins=ground.builtins, calendar=ground.calendar)
    record.load(run, state)
    return run


def _loaded(definition: Definition, state: str, token: UUID, ground: Ground) -> tuple[Run, Task]:
    run = _run(definition, state, ground)
    task = run.find(token)
    kinds = activities.Work | waits.Catch | nested.SubProcess | loops.Each
    if task is None or not isinstance(task.task_spec, kinds) or isinstance(task.task_spec, waits.Boundary):
        raise errors.TaskNotOpen(token=token)
    return run, task


# -- what is told


def _outlay(run: Run, before: str, *, again: tuple[str, ...] = ()) -> Outlay:
    settling.wake_joins(run)
    run.go()
    found = report.step(run)
    return Outlay(found, warnings=_warnings(run.definition, before, found.state), again=again)


def _warnings(definition: Definition, before: str, after: str) -> tuple[str, ...]:
    """Say which joins may now wait for ever, that did not before."""
    side, outlook = Side(definition), Outlook(definition)
    stuck = [_stuck(side, outlook, json.loads(state).get("t", [])) for state in (before, after)]
    fresh = sorted(stuck[1] - stuck[0])
    joins = [(Level(process), side.element(Level(process), one)) for process, one in fresh]
    return tuple(asking.never_after(element, side.known_by(level, element)) for level, element in joins)


def _stuck(side: Side, outlook: Outlook, rows: list[list[object]]) -> set[tuple[str, str]]:
    marked = side.markings(tokens.read(rows))
    return {(level.process, one) for level, marking in marked for one in outlook.stuck(level.process, marking)}


def _again(definition: Definition, level: Level, target: str, before: Element) -> tuple[str, ...]:
    """Return the ids of the steps on the way from `target` to where the case stands now, in reading order."""
    outlook = Outlook(definition)
    ahead = outlook.reaches(level.process, target)
    side = Side(definition)
    steps = set(side.steps(level))
    if before.id not in ahead:
        return ()
    between = {one for one in ahead | {target} if before.id in {one} | outlook.reaches(level.process, one)} & steps
    return tuple(one for one in side.steps(level) if one in between)
