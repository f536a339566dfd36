"""What has happened in a played case, read from its log (design 9 `--json`).

One object a happening, ordered by time, then sequence; keys that do not apply are absent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from engine import clock, db, model, presence, tables
from engine.db import statements

KINDS = (
    "case-opened",
    "task-opened",
    "task-completed",
    "timer-set",
    "timer-fired",
    "message-queued",
    "letter-made",
    "incident",
    "case-moved",
    "case-ended",
)
_e, _t, _p, _r = tables.events.c, tables.tasks.c, tables.people.c, tables.task_roles.c


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the case's log, with what a story may ask of it."""

    sequence: int
    at: str
    kind: str
    element: str
    name: str
    path: str
    instance: int | None
    facts: dict[str, object]
    by: str

    def as_json(self) -> dict[str, object]:
        """Return the object that `--json` prints."""
        line: dict[str, object] = {
            "at": self.at,
            "kind": self.kind,
            "element": self.element,
            "name": self.name,
            "path": self.path,
            "instance": self.instance,
            "by": self.by,
            "roles": self.facts.get("roles"),
            "due": _in_oslo(self.facts.get("due")),
            "message": self.facts.get("message"),
            "to": self.facts.get("to") if self.kind == "message-queued" else None,
            "letter": self.facts.get("letter"),
            "error": self.facts.get("error"),
            "end": self.element if self.kind == "case-ended" else None,
        }
        return {key: value for key, value in line.items() if value not in (None, "")}


def _in_oslo(moment: object) -> str | None:
    return clock.oslo(datetime.fromisoformat(moment)).isoformat() if isinstance(moment, str) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """An open task as a story names it; one that several roles must do is one, with a part for each that is left."""

    id: object
    element: str
    path: str
    instance: int | None
    local: dict[str, object]
    roles: Collection[str]
    due: object
    is_straks: bool
    parts: Mapping[str, object] = field(default_factory=dict)  # role → id, of those left
    people: Collection[str] = ()  # names of those it is for, where the diagram names somebody or one has taken it


def news(case_id: int, sequence: int, names: Mapping[str, str]) -> tuple[list[Happening], list[Standing]]:
    """Return what has been logged after `sequence`, in order, and the open tasks, as `open_tasks` does."""
    logged, is_open = (_LOGGED, {"case": case_id, "after": sequence}), (_open_tasks(), {"case": case_id})
    with db.reading() as connection:
        statements.foresee(connection, logged, is_open)
        came = statements.rows(connection, _LOGGED, case=case_id, after=sequence)
        found = statements.rows(connection, _open_tasks(), case=case_id)
    return [_happening(row, names) for row in came], _grouped(found)


def open_tasks(case_id: int) -> list[Standing]:
    """Return the tasks that are open now, in the order they opened."""
    with db.reading() as connection:
        return _grouped(statements.rows(connection, _open_tasks(), case=case_id))


def _grouped(found: Sequence[Any]) -> list[Standing]:
    return [_standing(list(same)) for _token, same in groupby(found, key=lambda row: row.token)]


def closed_task(case_id: int, name: str) -> Standing | None:
    """Return the task of that id or path that was opened last, of those that are closed too."""
    named = sa.and_(_t.case_id == case_id, sa.or_(_t.element_id == name, _t.path == name))
    newest = sa.select(_t.id, _t.element_id, _t.path, _t.instance).where(named).order_by(_t.opened_at.desc()).limit(1)
    with db.reading() as connection:
        row = connection.execute(newest).one_or_none()
    return row and Standing(row.id, row.element_id, row.path, row.instance, {}, (), None, is_straks=False)


def elsewhere(case_id: int, names: Collection[str]) -> str:
    """Return a sentence on those of `names` that are open in another case of the story, "" where none is."""
    is_open = sa.and_(_t.case_id != case_id, _t.status == model.TaskStatus.OPEN, _t.element_id.in_(names))
    with db.reading() as connection:
        found = connection.scalars(sa.select(_t.element_id).distinct().where(is_open)).all()
    named = ", ".join(f"«{one}»" for one in sorted(found))
    return f"{named} er åpen i en annen sak; en fortelling følger bare sin egen." if found else ""


_i = tables.incidents.c
_IS_OF = sa.and_(
    _e.kind == "incident", _i.case_id == _e.case_id, sa.cast(_i.id, sa.Text) == _e.facts["incident"].astext
)
_LOGGED = (
    sa.select(_e.sequence, _e.at, _e.kind, _e.element_id, _e.path, _e.instance, _e.facts, _p.name, _i.what)
    .outerjoin(tables.people, _p.id == _e.person_id)
    .outerjoin(tables.incidents, _IS_OF)
    .where(_e.case_id == sa.bindparam("case"), _e.sequence > sa.bindparam("after"))
    .order_by(_e.sequence)
)


def _happening(row: Any, names: Mapping[str, str]) -> Happening:
    return Happening(
        row.sequence,
        clock.oslo(row.at).isoformat(),
        row.kind,
        row.element_id,
        names.get(row.element_id, ""),
        row.path,
        row.instance,
        {**row.facts, "error": row.what} if row.what else row.facts,
        row.name or "",
    )


@cache
def _open_tasks() -> sa.Select[Any]:
    """Build the question once: that takes longer than asking it."""
    role_list = sa.select(sa.func.array_agg(sa.distinct(_r.role))).where(_r.task_id == _t.id).scalar_subquery()
    return (
        sa.select(
            _t.id, _t.element_id, _t.path, _t.instance, _t.local, role_list.label("roles"), _t.due_at, _t.is_straks,
            _t.part, _its_people(), sa.func.coalesce(_t.part_of, _t.id).label("token"),
        )
        .where(_t.case_id == sa.bindparam("case"), _t.status == model.TaskStatus.OPEN)
        .join(tables.cases, tables.cases.c.id == _t.case_id)
        .order_by(_t.opened_at, _t.path, _place(), "token", _t.part)
    )  # fmt: skip


def _place() -> sa.ColumnElement[int]:
    """Return where a task's token stands in the engine's state: a story's clock does not move between two openings."""
    token = sa.func.replace(sa.cast(sa.func.coalesce(_t.part_of, _t.id), sa.Text), "-", "")
    return sa.func.strpos(tables.cases.c.state, token)


def _its_people() -> sa.Label[Any]:
    """Return the names of who has taken the task, else of who is named for it."""
    named, assignee = presence.named().subquery(), presence.assignee().element
    mine = sa.and_(named.c.task_id == _t.id, named.c.person_id == _p.id, assignee.is_(None))
    whose = sa.or_(_p.id == assignee, sa.exists().where(mine))
    return (
        sa.select(sa.func.array_agg(sa.distinct(_p.name))).where(whose).correlate(tables.tasks).scalar_subquery()
    ).label("people")


def _standing(same: Sequence[Any]) -> Standing:
    """Return the task of these rows: one, or one for each part that is left."""
    first = same[0]
    roles = tuple(role for row in same for role in row.roles or ())
    return Standing(
        first.id, first.element_id, first.path, first.instance, first.local, roles, first.due_at, first.is_straks,
        {row.part: row.id for row in same if row.part}, tuple(first.people or ()),
    )  # fmt: skip


def timers(case_id: int) -> list[tuple[str, str, object]]:
    """Return (element, path, due) of the diagram's pending timers."""
    t = tables.timers.c
    pending = sa.and_(t.case_id == case_id, t.kind == "engine", t.fired_at.is_(None), t.cancelled_at.is_(None))
    with db.reading() as connection:
        return list(connection.execute(sa.select(t.element_id, t.path, t.due_at).where(pending)))


def incidents(case_id: int) -> list[tuple[str, str]]:
    """Return (element, what) of the incidents nobody has mended."""
    i = tables.incidents.c
    standing = sa.and_(i.case_id == case_id, i.resolved_at.is_(None))
    with db.reading() as connection:
        return list(connection.execute(sa.select(i.element_id, i.what).where(standing)))
