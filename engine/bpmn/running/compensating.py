"""Compensation: steps that undo what has been completed, the last one first (BPMN 2.0, 10.7; design 7).

Finished tokens leave the tree, so each scope keeps what was completed in it and can be undone (`Run.undo`, by the
scope's host token, "" for the case), in the order of completion:

    {"e": activity, "h": handler}                               its handler undoes it
    {"e": sub-process, "in": [entries], "v": values, "n": number}   it has no handler: what was done inside is undone
        "b": event sub-process      of such a one: it undoes that, and of what was done inside what it throws for

A throw event takes the entries of its scope and waits while their handlers run, one after the other; an entry is undone
once. An event sub-process undoes its scope too. A cancelled transaction is undone before its edge goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from engine import phrases
from engine.bpmn.running import case as cases
from engine.bpmn.running import nested, nodes

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

# In a token's own data: what is left to undo, whom it undoes for, where a transaction goes on.
LEFT, FOR, THEN = "undo", "for", "then"
BY = "by"  # the event sub-process that undoes it
Entry = dict[str, Any]


class Throw(nodes.Node):
    """A throw or end event that undoes what was completed; it waits until all of it is undone."""

    def begin(self, run: Run, task: Task) -> bool:
        """Take what is to be undone, and begin with the last of it; ready at once where there is nothing."""
        assert self.element.event is not None  # noqa: S101 - built only for this event
        task.internal_data[LEFT] = _taken(run, task.workflow, self.element.event.activity)
        if not task.internal_data[LEFT]:
            return True
        nodes.set_state(task, TaskState.STARTED)
        self.go_on(run, task)
        return False

    def go_on(self, run: Run, task: Task) -> None:
        """Undo the next, or be done."""
        if not task.internal_data[LEFT]:
            nodes.wake(run, task)
            return
        key, entry = task.internal_data[LEFT].pop()
        _undo(run, run.case.subprocesses[UUID(key)] if key else run.case, entry, task)


class Undo(nested.SubProcess):
    """A completed sub-process once more, for what must be undone inside it; nobody sees it itself."""

    prefix = "u:"
    holds = False
    is_visible = False
    is_undone = True

    def begin(self, run: Run, task: Task) -> bool:
        """Open it without beginning it, and undo the last that was completed."""
        nodes.set_state(task, TaskState.STARTED)
        part = run.case.create_subprocess(task, self.part, is_loaded=True)
        part.task_tree = Task(part, part.spec.start, state=TaskState.COMPLETED)
        if BY in task.internal_data:
            run.undo[task.id.hex] = task.internal_data.pop(LEFT)
            run.place(part, task.internal_data[BY], None)
        else:
            self.go_on(run, task)
        return False

    def go_on(self, run: Run, task: Task) -> None:
        """Undo the next; with the last one its inside is done."""
        if task.internal_data.get(LEFT):
            _undo(run, run.case.subprocesses[task.id], task.internal_data[LEFT].pop(), task)

    def stands_at(self, task: Task) -> str:
        """Return the edge that a cancelled transaction goes on from, where it is one."""
        return str(task.internal_data.get(THEN, self.element.id))

    def leave(self, run: Run, task: Task) -> None:
        """Go on where a cancelled transaction does, else with what is undone next."""
        if THEN in task.internal_data:
            run.place(task.workflow, task.internal_data[THEN], None)
        else:
            done(run, task)


def note(run: Run, task: Task) -> None:
    """Remember that `task` is done and can be undone, for as long as the scope around it is open."""
    spec: nodes.Node = task.task_spec
    inside = run.undo.pop(task.id.hex, [])
    if FOR in task.internal_data or THEN in task.internal_data:
        return
    is_whole = spec.element.loop is not None and not spec.is_instance
    if spec.plan.undo and not spec.is_instance:
        _keep(run, task, [{"e": spec.element.id, "h": spec.plan.undo}])
    elif (inside or spec.plan.undoes) and not spec.plan.undo and spec.element.kind == "subProcess":
        by = {"b": spec.plan.undoes} if spec.plan.undoes else {}
        _keep(run, task, inside if is_whole else [{"e": spec.element.id, "in": inside, **by, **_seen(run, task)}])


def done(run: Run, task: Task) -> None:
    """Let whoever `task` undid something for go on; it may have been taken away meanwhile."""
    waiting = run.find(UUID(task.internal_data[FOR]))
    if waiting is not None:
        waiting.task_spec.go_on(run, waiting)


def roll_back(run: Run, carrier: Task, then: str) -> None:
    """Take a transaction away, undo what was completed in it, and then go on from its edge `then`."""
    entries, seen = run.undo.pop(carrier.id.hex, []), _seen(run, carrier)
    run.cancel(carrier)
    if entries:
        data = {LEFT: entries, THEN: then}
        _open(run, carrier.workflow, {"e": carrier.task_spec.element.id, **seen}, data)
    else:
        run.place(carrier.workflow, then, None)


def _keep(run: Run, task: Task, entries: list[Entry]) -> None:
    """Keep them with the scope that `task` stands in; an instance's with the whole, until all of them are done."""
    key = task.parent.id.hex if task.task_spec.is_instance else _key(task.workflow)
    run.undo.setdefault(key, []).extend(entries)


def _taken(run: Run, workflow: cases.Case | cases.Part, activity: str) -> list[list[Any]]:
    """Take the entries of the scope, or those of one activity, with their scope's key; the first undone is the last."""
    key = _key(workflow)
    taken = [entry for entry in run.undo.get(key, []) if activity in ("", entry["e"])]
    run.undo[key] = [entry for entry in run.undo.pop(key, []) if entry not in taken]
    if not run.undo[key]:
        del run.undo[key]
    mine = [[key, entry] for entry in taken]
    if isinstance(workflow, cases.Part) and isinstance(workflow.host.task_spec, nested.EventSubProcess):
        return _taken(run, workflow.host.workflow, activity) + mine
    return mine


def _undo(run: Run, workflow: cases.Case | cases.Part, entry: Entry, waiting: Task) -> None:
    name = f"{nodes.ELEMENT}{entry['h']}" if "h" in entry else f"{Undo.prefix}{entry['e']}"
    if name not in workflow.spec.task_specs:
        # the case has been moved to a version without it
        what = phrases.say("«%(step)s», som skulle gjøres om, finnes ikke i denne utgaven.", step=name[2:])
        raise run.fault(waiting.task_spec.element, what)
    if "h" in entry:
        run.put(workflow, name, {FOR: waiting.id.hex})
    else:
        by = {BY: entry["b"]} if "b" in entry else {}
        _open(run, workflow, entry, {FOR: waiting.id.hex, LEFT: list(entry["in"]), **by})


def _open(run: Run, workflow: cases.Case | cases.Part, entry: Entry, data: Entry) -> None:
    number = {"n": entry["n"]} if "n" in entry else {}
    run.put(workflow, f"{Undo.prefix}{entry['e']}", data | number, own=entry.get("v"))


def _seen(run: Run, task: Task) -> Entry:
    """Return the names of the sub-process itself, and its number where it is an instance."""
    found: Entry = {}
    values: dict[str, object] = {}
    for key in (task.id.hex, f"{task.id.hex}i"):
        values |= run.scopes[key].values if key in run.scopes else {}
    if values:
        found["v"] = values
    if "n" in task.internal_data:
        found["n"] = task.internal_data["n"]
    return found


def _key(workflow: cases.Case | cases.Part) -> str:
    return workflow.host.id.hex if isinstance(workflow, cases.Part) else ""
