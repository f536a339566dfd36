"""The same rows as bare SQL: one psycopg connection, one round trip a statement, both commits, fsync on."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg


@contextlib.contextmanager
def connected(url: str, schema: str) -> Iterator[psycopg.Connection]:
    """Give one connection to the schema."""
    with psycopg.connect(url, options=f"-c search_path={schema} -c timezone=UTC", autocommit=True) as connection:
        yield connection


class Bare:
    """Writes beside a real case what completing one of its tasks writes, and nothing else."""

    def __init__(self, connection: psycopg.Connection, case_id: int, text: str) -> None:
        """Read once what the statements need."""
        self.connection, self.case_id = connection, case_id
        self.content = json.dumps({"notat": text})
        row = connection.execute(
            "SELECT c.state, c.municipality_id, c.school_id, c.opened_by, v.publication_id FROM cases c "
            "JOIN versions v ON v.id = c.version_id WHERE c.id = %s",
            [case_id],
        ).fetchone()
        assert row is not None  # noqa: S101 - the case was made a moment ago
        self.state, self.municipality, self.school, self.person, self.publication = row
        self.sequence = 100_000
        self.task = self._new_task(uuid4())

    def complete(self) -> Callable[[], None]:
        """Return the act."""
        return self._complete

    def _complete(self) -> None:
        run, now = self.connection.execute, datetime.now(UTC)
        with self.connection.transaction():
            run(
                "INSERT INTO answers (case_id, task_id, element_id, form_id, publication_id, person_id, at, standing, "
                "content) VALUES (%s, %s, 'T', 'notat', %s, %s, %s, 'accepted', %s)",
                [self.case_id, self.task, self.publication, self.person, now, self.content],
            )
        with self.connection.transaction():
            run("SELECT state FROM cases WHERE id = %s FOR NO KEY UPDATE", [self.case_id]).fetchone()
            done = "UPDATE tasks SET status = 'done', closed_at = %s, done_by = %s WHERE id = %s"
            run(done, [now, self.person, self.task])
            run("DELETE FROM task_roles WHERE task_id = %s", [self.task])
            run("UPDATE timers SET cancelled_at = %s WHERE token = %s AND fired_at IS NULL", [now, self.task])
            self.task = self._new_task(uuid4())
            self._log(now)
            run(
                "UPDATE cases SET state = %s, state_version = state_version + 1, touched_at = %s WHERE id = %s",
                [self.state, now, self.case_id],
            )

    def _new_task(self, task: UUID) -> UUID:
        run, now = self.connection.execute, datetime.now(UTC)
        run(
            "INSERT INTO tasks (id, case_id, element_id, path, name, form_id, role_text, opened_at, due_at) "
            "VALUES (%s, %s, 'T', 'T', 'Steg', 'notat', 'Rektor', %s, %s)",
            [task, self.case_id, now, now + timedelta(days=3)],
        )
        run("INSERT INTO task_roles (task_id, role, scope) VALUES (%s, 'maaling', %s)", [task, f"s:{self.school}"])
        values = [
            value
            for kind, days in (("frist-naer", 2), ("frist-passert", 3), ("frist-passert-leder", 4))
            for value in (self.case_id, kind, task, now + timedelta(days=days), now)
        ]
        row = "(%s, %s, %s, 'T', 'T', %s, %s)"
        run(
            f"INSERT INTO timers (case_id, kind, token, element_id, path, due_at, set_at) VALUES {row}, {row}, {row}",  # noqa: S608
            values,
        )
        return task

    def _log(self, now: datetime) -> None:
        rows = []
        for kind in ("task-completed", "task-opened"):
            self.sequence += 1
            rows += [self.case_id, self.sequence, now, kind]
        row = "(%s, %s, %s, %s, 'T', 'T', '{}')"
        self.connection.execute(
            f"INSERT INTO events (case_id, sequence, at, kind, element_id, path, facts) VALUES {row}, {row}",  # noqa: S608
            rows,
        )
