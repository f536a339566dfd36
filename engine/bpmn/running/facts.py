"""What is settled when a person's task opens: deadlines, whose it is, its place in the inbox (design 7, 8).

Kept in the token, so that a later publication, calendar or answer moves no running deadline. Only a deadline that
counts from a date not yet given is counted again at each step, until it can be.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from SpiffWorkflow.task import Task

from engine import errors, phrases
from engine.bpmn import typed
from engine.bpmn.running import calculating
from engine.bpmn.values import Due, OpenTask

if TYPE_CHECKING:
    from engine.bpmn.running.run import Run

NORMAL_PRIORITY = 50
_Dues = list[object]


def settle(run: Run, task: Task) -> None:
    """Count the deadlines of a task that opens and find whose it is."""
    _count(run, task)
    assign(run, task)


def assign(run: Run, task: Task) -> None:
    """Find whose a task is, and its place in the inbox."""
    element, data = task.task_spec.element, task.internal_data
    found = {
        "a": _text(calculating.value(run, element.assignee, task)) if element.assignee else None,
        "g": _several(calculating.value(run, element.groups, task)) if element.groups else None,
        "u": _several(calculating.value(run, element.users, task)) if element.users else None,
        "p": _number(run, task) if element.priority else None,
    }
    for key, value in found.items():
        data.pop(key, None)
        if value:
            data[key] = value


def count_again(run: Run, task: Task, since: datetime) -> None:
    """Count the deadlines of an open task anew, from `since`."""
    for key in ("d", "w"):
        task.internal_data.pop(key, None)
    now, run.now = run.now, since
    _count(run, task)
    run.now = now


def recount(run: Run, task: Task) -> None:
    """Count again a deadline that waits for a date."""
    since = task.internal_data.get("l")
    if isinstance(since, datetime):
        now, run.now = run.now, since
        _count(run, task)
        run.now = now


def _count(run: Run, task: Task) -> None:
    element, data = task.task_spec.element, task.internal_data
    data.pop("l", None)
    for key, text in (("d", element.due), ("w", element.follow_up)):
        if not text:
            continue
        try:
            due = calculating.count(run, text, task, "task")
            data[key] = [due.at, due.straks, phrases.as_json(due.explained)]
        except errors.DeadlineUnknown as unknown:
            data[key] = [None, False, phrases.as_json(unknown.message)]
            data["l"] = run.now
        except errors.DeadlineUnreadable as problem:
            raise run.fault(element, problem.message) from problem


def told(run: Run, task: Task) -> OpenTask:
    """Return the open task as callers see it."""
    element, data = task.task_spec.element, task.internal_data
    return OpenTask(
        token=task.id,
        element_id=element.id,
        path=run.path_of(task),
        instance=run.instance_of(task),
        name=element.name,
        local=_local(run, task),
        due=_due(data.get("d")),
        follow_up=_due(data.get("w")),
        assignee=data.get("a"),
        groups=tuple(data.get("g", ())),
        users=tuple(data.get("u", ())),
        priority=data.get("p", NORMAL_PRIORITY),
        is_only=run.is_only_instance(task),
    )


def _local(run: Run, task: Task) -> dict[str, object]:
    """Return the loop elements and inputs that the task sees, the innermost first, as plain JSON."""
    found: dict[str, object] = {}
    at: Task | None = task
    while at is not None:
        element = at.task_spec.element
        names = {target for target, _ in element.inputs}
        names |= {element.loop.item} if element.loop and element.loop.item else set()
        for name in sorted(names - found.keys()):
            known, value = run.scopes.look_up(run.scope_of(at), name)
            if known:
                found[name] = typed.plain(value)
        at = None if at.workflow is run.case else at.workflow.host
    return found


def _due(kept: _Dues | None) -> Due | None:
    if kept is None:
        return None
    at, straks, explained = kept
    return Due(at if isinstance(at, datetime) else None, bool(straks), phrases.sentence(explained))


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _several(value: object) -> list[str]:
    """Return a FEEL list, or a text with commas, as texts."""
    parts = value if isinstance(value, list) else str(value or "").split(",")
    return [str(part).strip() for part in parts if part is not None and str(part).strip()]


def _number(run: Run, task: Task) -> int:
    text = task.task_spec.element.priority
    value = calculating.value(run, text, task)
    try:
        return int(float(str(value)))
    except (ValueError, OverflowError):
        what = phrases.say("prioriteten «%(text)s» er ikke et tall.", text=text)
        raise run.fault(task.task_spec.element, what) from None
