"""Copies of a case that has just been opened: its row, tasks, roles and timers, each with tokens of its own."""

from __future__ import annotations

import re
import uuid
from typing import Any

import sqlalchemy as sa

from engine import db, tables

_TOKEN = re.compile(r"[0-9a-f]{32}")
_BATCH = 500


def copy(case_id: int, times: int) -> None:
    """Write `times` copies of the case, as if it had been opened so often."""
    with db.reading() as connection:
        case = _rows(connection, tables.cases, tables.cases.c.id == case_id)[0]
        tasks = _rows(connection, tables.tasks, tables.tasks.c.case_id == case_id)
        roles = _rows(connection, tables.task_roles, tables.task_roles.c.task_id.in_([row["id"] for row in tasks]))
        timers = _rows(connection, tables.timers, tables.timers.c.case_id == case_id)
        first = (connection.scalar(sa.select(sa.func.max(tables.cases.c.id))) or 0) + 1
    for begin in range(0, times, _BATCH):
        written: dict[sa.Table, list[dict[str, Any]]] = {
            table: [] for table in (tables.cases, tables.tasks, tables.task_roles, tables.timers)
        }
        for number in range(begin, min(begin + _BATCH, times)):
            new = _Tokens()
            own = first + number
            named = {"id": own, "number": f"K-{own}", "started_key": "", "state": new.text(case["state"])}
            written[tables.cases].append(case | named)
            written[tables.tasks] += [row | {"id": new(row["id"]), "case_id": own} for row in tasks]
            written[tables.task_roles] += [row | {"task_id": new(row["task_id"])} for row in roles]
            written[tables.timers] += [
                {key: value for key, value in row.items() if key != "id"} | {"case_id": own, "token": new(row["token"])}
                for row in timers
            ]
        with db.transaction() as connection:
            for table, rows in written.items():
                connection.execute(sa.insert(table), rows)


class _Tokens:
    """New tokens for old, the same one for the same."""

    def __init__(self) -> None:
        self._new: dict[uuid.UUID, uuid.UUID] = {}

    def __call__(self, old: uuid.UUID) -> uuid.UUID:
        return self._new.setdefault(old, uuid.uuid4())

    def text(self, state: str) -> str:
        return _TOKEN.sub(lambda found: self(uuid.UUID(found.group())).hex, state)


def _rows(connection: sa.Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(sa.select(table).where(where)).mappings()]
