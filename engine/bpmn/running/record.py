"""The case as text and back: our own record, without any diagram in it (design 3.10b; `spiffworkflow.md` 3).

    {"v": 1, "p": routine, "s": {key: scope}, "t": [[token, part, spec, state, parent, data], …]}

Tokens stand parents first: a part's after the token whose inside it is. `part` and `parent` are places in the list,
-1 for the case and its root. A start of an event sub-process that waits is a token of the scope around it. `c`,
where there is any, is what can be undone (`compensating`). Only what is open is there. The text must be kept as it is.
A change of what stands here is a new `VERSION`, which reads the former ones too: cases of each lie in tests (`saved/`).
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import errors, phrases
from engine.bpmn import typed
from engine.bpmn.running import case as cases
from engine.bpmn.running import nested
from engine.bpmn.running.run import Run
from engine.bpmn.running.scopes import CASE, Scope

VERSION = 1
_CASE = -1


def dump(run: Run) -> str:
    """Return the case as text."""
    kept: dict[str, Any] = {"v": VERSION, "p": run.definition.process_id}
    if run.ended is not None:
        kept["e"] = run.ended
    else:
        kept |= {"s": _scopes(run), "t": _tasks(run)}
        if run.undo:
            kept["c"] = typed.dump(run.undo)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def load(run: Run, state: str) -> None:
    """Put the case that `state` holds into `run`.

    Raises `errors.RoutineFault` when it was written by another edition of the product, belongs to another routine, or
    has an open place that this one has not.
    """
    kept = json.loads(state)
    if kept.get("v") != VERSION:
        what = phrases.say("Sakens tilstand er skrevet av en annen utgave av Skolemiljø enn den som kjører.")
        raise errors.RoutineFault(what, element="")
    if kept.get("p") != run.definition.process_id:
        foreign = phrases.say("Sakens tilstand hører ikke til rutinen «%(routine)s».", routine=run.definition.name)
        raise errors.RoutineFault(foreign, element="")
    run.ended = kept.get("e")
    undo: Any = typed.load(kept.get("c", {}))
    run.undo = undo
    run.case = cases.Case(run, is_loaded=True)
    _root(run.case)
    for key, (up, content, own, flags) in kept.get("s", {}).items():
        values = {name: typed.load(value) for name, value in content.items()}
        run.scopes.open(key, Scope(up, values, set(own), is_routine=bool(flags & 1), is_shut=bool(flags & 2)))
    made: list[Task] = []
    for row in kept.get("t", ()):
        made.append(_task(run, made, row))


def _scopes(run: Run) -> dict[str, Any]:
    return {
        key: [
            scope.up,
            {name: typed.dump(value) for name, value in scope.values.items()},
            sorted(scope.own),
            scope.is_routine + 2 * scope.is_shut,
        ]
        for key, scope in run.scopes.by_key.items()
        if key != CASE or scope.values
    }


def _tasks(run: Run) -> list[list[Any]]:
    rows: list[list[Any]] = []
    places: dict[UUID, int] = {}

    def add(task: Task, part: int, parent: int) -> None:
        place = places[task.id] = len(rows)
        data = {key: typed.dump(value) for key, value in task.internal_data.items()}
        rows.append([task.id.hex, part, task.task_spec.name, task.state, parent, data])
        for child in task.children:
            add(child, part, place)
        inside = run.case.subprocesses.get(task.id)
        for inner in inside.task_tree.children if inside else ():
            add(inner, place, _CASE)

    for task in run.case.task_tree.children:
        add(task, _CASE, _CASE)
    return rows


def _task(run: Run, made: list[Task], row: list[Any]) -> Task:
    token, part, name, state, parent, data = row
    workflow = run.case if part == _CASE else run.case.subprocesses[made[part].id]
    spec = workflow.spec.task_specs.get(name)
    if spec is None:
        what = phrases.say(
            "Saken står i elementet «%(element)s», som ikke finnes i denne utgaven av «%(routine)s».",
            element=name[2:],
            routine=run.definition.name,
        )
        raise errors.RoutineFault(what, element=name[2:])
    task = Task(workflow, spec, workflow.task_tree if parent == _CASE else made[parent], state=state, id=UUID(token))
    task.internal_data = {key: typed.load(value) for key, value in data.items()}
    if isinstance(spec, nested.SubProcess) and state == TaskState.STARTED:
        _root(run.case.create_subprocess(task, spec.part, is_loaded=True))
    return task


def _root(workflow: cases.Case | cases.Part) -> None:
    workflow.task_tree = Task(workflow, workflow.spec.start, state=TaskState.COMPLETED)
