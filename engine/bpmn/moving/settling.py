"""What a move leaves to be done once the case is loaded in its new version: count, begin, renew, wake (design 6, 8).

Takes the `Todo` of `carrying`. Timers that run keep their instant unless it was asked for; names that are read newly
are taken from the newest answers; a join that has all it waits for goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine.bpmn import values
from engine.bpmn.moving.keeping import Armed, Todo
from engine.bpmn.moving.tokens import Token
from engine.bpmn.moving.verdicts import Ground
from engine.bpmn.running import (
    activities,
    compensating,
    conditions,
    facts,
    gateways,
    gathering,
    listening,
    loops,
    nodes,
    waits,
)
from engine.bpmn.running import case as cases
from engine.bpmn.running.routine import Definition
from engine.bpmn.running.run import Run
from engine.bpmn.running.scopes import CASE
from engine.bpmn.values import Element

_AWAITED = ("m", "k", "s", conditions.HELD)  # what an event keeps of what it waits for
_KEEPS = {"at", gathering.CAME}  # a timer that runs is counted again if that is asked for; what has come stays come


def settle(run: Run, todo: Todo, old: Definition, ground: Ground) -> list[Element]:
    """Bring a loaded case to where it stands still again; return what it listens for anew."""
    _names(run, old, ground)
    for token, path in todo.removed:
        _tell_gone(run, old, token, path)
    for ident in todo.begun:
        _begin(run, _task(run, ident))
    _follow(run, todo, ground)
    for event in todo.armed:
        _arm(run, event)
    for host, ident in todo.placed:
        awaited = todo.awaited.get((host, ident))
        run.put(_inside(run, host), f"{nodes.ELEMENT}{ident}", {compensating.FOR: awaited} if awaited else {})
    for one in (one for token, _path in todo.removed for one in token.every()):
        _go_on_undoing(run, one)
    heard = [one for host, idents in todo.interrupted for one in _listen_again(run, host, idents)]
    wake_joins(run)
    run.go()
    return heard


def _listen_again(run: Run, host: str, idents: frozenset[str]) -> list[Element]:
    """Listen again where a case has left the event sub-process that had taken the place of all else."""
    if host and UUID(host) not in run.case.subprocesses:
        return []
    return listening.resume(run, _inside(run, host), idents)


def _go_on_undoing(run: Run, token: Token) -> None:
    """Let what waits for a step to undo another go on, where that step is taken away."""
    waiting = run.find(UUID(token.data[compensating.FOR])) if compensating.FOR in token.data else None
    if waiting is not None:
        waiting.task_spec.go_on(run, waiting)


def _follow(run: Run, todo: Todo, ground: Ground) -> None:
    for ident, before in todo.renewed:
        if task := run.find(UUID(ident)):  # all may have left a sub-process that was to stay
            _renew(run, task, before)
    for ident in todo.recounted:
        if task := run.find(UUID(ident)):
            _count_again(run, task, ground.since)


def without_scopes(kept: Mapping[str, list[Any]], gone: Iterable[Token]) -> dict[str, list[Any]]:
    """Return the record's scopes without those of tokens that are gone; what stood in them moves outwards."""
    found = dict(kept)
    for token in (one for root in gone for one in root.every()):
        for key in (f"{token.id}i", token.id):
            scope = found.pop(key, None)
            if scope is None:
                continue
            for inner in found.values():
                if inner[0] == key:
                    inner[0] = scope[0]
            outer = found.setdefault(scope[0], [None, {}, [], 1])
            outer[1] = {name: value for name, value in scope[1].items() if name not in scope[2]} | outer[1]
    return found


def wake_joins(run: Run) -> None:
    """Let a parallel join go on that has all its branches, or is no join any more."""
    for workflow in run.case.every():
        for task in list(workflow.task_tree.children):
            spec = task.task_spec
            if not isinstance(spec, gateways.Gateway) or task.state != TaskState.WAITING:
                continue
            if spec.element.kind == "inclusiveGateway" and spec.plan.is_join:
                continue  # `run` looks for itself who may still come
            arrived = spec.arrived(task)
            if task.id in workflow.tasks and set(spec.plan.into) <= (arrived.keys() if spec.plan.is_join else set()):
                spec.merge(run, task, arrived)
                nodes.wake(run, task)
            elif not spec.plan.is_join:
                nodes.wake(run, task)


def open_host(run: Run, workflow: cases.Case | cases.Part, element: Element) -> cases.Part:
    """Open a sub-process around a step that a token is put on; nothing in it begins but what it listens for."""
    spec = workflow.spec.task_specs[f"{nodes.ELEMENT}{element.id}"]
    host = workflow.task_tree._add_child(spec, TaskState.FUTURE)
    nodes.set_state(host, TaskState.STARTED)
    part = run.case.create_subprocess(host, spec.part, is_loaded=True)
    part.task_tree = Task(part, part.spec.start, state=TaskState.COMPLETED)
    _begin(run, host)
    return part


def _names(run: Run, old: Definition, ground: Ground) -> None:
    """Take what is read newly from the newest answers; forget what is read no more."""
    new = run.definition.variables
    for name in sorted((new - old.variables) & ground.newest.keys()):
        if not any(name in scope.values for scope in run.scopes.by_key.values()):
            run.scopes.write(CASE, name, ground.newest[name])
    for scope in run.scopes.by_key.values():
        for name in [one for one in scope.values if one in old.variables - new and one not in scope.own]:
            del scope.values[name]


def _tell_gone(run: Run, old: Definition, token: Token, path: str) -> None:
    ident = values.drawn(token.ident)
    prefix = path.removesuffix(ident)
    mark = values.Mark("cancelled", ident, path, token.data.get("n"), token.uuid)
    run.trace.append(mark)
    for one in token.hung:
        _tell_gone(run, old, one, prefix + values.drawn(one.ident))
    element = old.elements.get(token.ident)
    inner = f"{path}/" if element is not None and element.called else prefix
    for one in token.inside:
        _tell_gone(run, old, one, inner + one.ident)


def _begin(run: Run, host: Task) -> None:
    run.enter(host)
    part = run.case.subprocesses[host.id]
    listening.arm(run, part, part.spec.start.plan.listens)
    for task in part.task_tree.children:
        for key in (f"{task.id.hex}i", task.id.hex):
            if key in run.scopes:
                run.scopes[key].up = run.scope_of(host)
                break


def _renew(run: Run, task: Task, old: Element) -> None:
    """Let an open element follow what the new version says of it, but for its deadlines."""
    spec, new = task.task_spec, task.task_spec.element
    _inputs(run, task, old)
    if isinstance(spec, loops.Each):
        _rename(run, task, old)
    elif isinstance(spec, activities.Work):
        if _whose(old) != _whose(new):
            facts.assign(run, task)
    elif isinstance(spec, waits.Catch) and _waited(old) != _waited(new) and not _KEEPS & task.internal_data.keys():
        for key in _AWAITED:
            task.internal_data.pop(key, None)
        if spec.begin(run, task):
            nodes.wake(run, task)


def _waited(element: Element) -> values.Event | None:
    """Return what it waits for; at which changes a condition is asked does not make it another."""
    return element.event and replace(element.event, watched=(), on="")


def _whose(element: Element) -> tuple[str, ...]:
    return element.assignee, element.groups, element.users, element.priority


def _inputs(run: Run, task: Task, old: Element) -> None:
    """Take in what is mapped in newly or otherwise, forget what is mapped in no more."""
    new, key = task.task_spec.element, f"{task.id.hex}i"
    if old.inputs == new.inputs or not task.task_spec.is_visible:
        return
    if key not in run.scopes:
        run.open_own(task)
        return
    scope = run.scopes[key]
    for target in {target for target, _ in old.inputs} - {target for target, _ in new.inputs}:
        scope.values.pop(target, None)
        scope.own.discard(target)
    for target, source in new.inputs:
        if (target, source) not in old.inputs:
            run.take_in(task, target, source)


def _rename(run: Run, task: Task, old: Element) -> None:
    """Let instances under way keep their element under its new name."""
    new = task.task_spec.element
    if old.loop is None or new.loop is None or old.loop.item == new.loop.item:
        return
    for scope in (run.scopes[one.id.hex] for one in task.children if one.id.hex in run.scopes):
        if old.loop.item in scope.values and new.loop.item:
            scope.values[new.loop.item] = scope.values.pop(old.loop.item)
            scope.own = scope.own - {old.loop.item} | {new.loop.item}


def _count_again(run: Run, task: Task, since: Mapping[UUID, datetime]) -> None:
    """Count what runs by the new text, from when it began."""
    began = since.get(task.id, run.now)
    if isinstance(task.task_spec, activities.Work):
        facts.count_again(run, task, began)
        return
    for key in ("at", "every", "left"):
        task.internal_data.pop(key, None)
    now, run.now = run.now, began
    task.task_spec.begin(run, task)
    run.now = now


def _arm(run: Run, event: Armed) -> None:
    if not event.is_root:
        run.hang(_task(run, event.host), f"{nodes.ELEMENT}{event.event}", flow=event.flow)
        return
    workflow = _inside(run, event.host)
    if not listening.is_interrupted(workflow):
        listens = workflow.spec.start.plan.listens
        listening.arm(run, workflow, tuple(one for one in listens if one.id == event.event))


def _inside(run: Run, host: str) -> cases.Case | cases.Part:
    return run.case.subprocesses[UUID(host)] if host else run.case


def _task(run: Run, ident: str) -> Task:
    found = run.find(UUID(ident))
    assert found is not None  # noqa: S101 - it stands in the forest that was loaded
    return found
