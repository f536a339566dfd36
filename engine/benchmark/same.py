"""What completing a task must read and write in our tables, as plain statements: the measure's bare SQL (design 12).

Every contestant runs them, one round trip each: `Bare` nothing else, the others beside their own engine and its state.
Written by hand, as who knows the tables would: the reads that no design can do without (is it open, may this person,
is a timer overdue, who is told), and each row that ours writes.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg

Statement = tuple[str, list[object]]

_TASK = (
    "SELECT t.id, t.status, t.assignee_id, t.version, t.form_id, t.element_id, t.local, c.id, c.number, c.school_id, "
    "c.shielded_role, v.publication_id FROM tasks t JOIN cases c ON c.id = t.case_id "
    "JOIN versions v ON v.id = c.version_id WHERE t.id = %s"
)
_OVERDUE = (
    "SELECT id FROM timers WHERE case_id = %s AND kind = 'engine' AND fired_at IS NULL AND cancelled_at IS NULL "
    "AND due_at <= %s ORDER BY due_at"
)
_MAY = "SELECT role, scope FROM task_roles WHERE task_id = %s"
_HOLDINGS = "SELECT role, scope, first_day, last_day FROM holdings WHERE person_id = %s"
_ANSWERS = (
    "INSERT INTO answers (case_id, task_id, element_id, form_id, publication_id, person_id, at, standing, content) "
    "VALUES (%s, %s, 'T', 'notat', %s, %s, %s, 'accepted', %s)"
)
_DONE = "UPDATE tasks SET status = 'done', closed_at = %s, done_by = %s, version = version + 1 WHERE id = %s"
_CANCEL = "UPDATE timers SET cancelled_at = %s WHERE token = %s AND fired_at IS NULL AND cancelled_at IS NULL"
_PENDING = (
    "SELECT token, due_at FROM timers WHERE case_id = %s AND kind = 'engine' "
    "AND fired_at IS NULL AND cancelled_at IS NULL"
)
_HOLDERS = (
    "SELECT person_id FROM holdings WHERE role = 'rektor' AND scope = %s AND first_day <= %s "
    "AND (last_day IS NULL OR last_day >= %s)"
)
_TASK_ROW = (
    "INSERT INTO tasks (id, case_id, element_id, path, name, form_id, role_text, opened_at, due_at) "
    "VALUES (%s, %s, 'T', 'T', 'Steg', 'notat', 'Rektor', %s, %s)"
)
_ROLE_ROW = "INSERT INTO task_roles (task_id, role, scope) VALUES (%s, 'rektor', %s)"
_TIMER_ROW = "(%s, %s, %s, 'T', 'T', %s, %s)"
_TIMER_ROWS = "INSERT INTO timers (case_id, kind, token, element_id, path, due_at, set_at) VALUES "
_EVENT_ROW = "(%s, %s, %s, %s, 'T', 'T', '{}')"
_EVENT_ROWS = "INSERT INTO events (case_id, sequence, at, kind, element_id, path, facts) VALUES "
_LOCK = "SELECT state, state_version FROM cases WHERE id = %s FOR NO KEY UPDATE"
_SAVE = "UPDATE cases SET state = %s, state_version = state_version + 1, touched_at = %s WHERE id = %s"
_NOTICES = (("frist-naer", 2), ("frist-passert", 3), ("frist-passert-leder", 4))


class Rows:
    """The statements of completing one task after the other of one case; the last of a case opens no next one."""

    def __init__(self, connection: psycopg.Connection, case_id: int, text: str, *, is_last: bool) -> None:
        """Read once what the statements need."""
        self.connection, self.case_id, self.is_last = connection, case_id, is_last
        self.content = json.dumps({"notat": text})
        row = connection.execute(
            "SELECT c.state, c.school_id, c.opened_by, v.publication_id FROM cases c "
            "JOIN versions v ON v.id = c.version_id WHERE c.id = %s",
            [case_id],
        ).fetchone()
        assert row is not None  # noqa: S101 - the case was made a moment ago
        self.state, self.school, self.person, self.publication = row
        self.sequence = 100_000
        self.task, self.next = uuid4(), uuid4()
        self._run(self._opening(self.task))

    def prepare(self) -> None:
        """Have an open task to complete, outside the measure."""
        self.task, self.next = self.next, uuid4()
        if self.is_last or self.sequence == 100_000:
            self._run(self._opening(self.task))

    def answers(self) -> list[Statement]:
        """Return the first transaction: look, and store the answers."""
        now = datetime.now(UTC)
        values = [self.case_id, self.task, self.publication, self.person, now, self.content]
        return [
            (_TASK, [self.task]),
            (_OVERDUE, [self.case_id, now]),
            (_MAY, [self.task]),
            (_HOLDINGS, [self.person]),
            (_ANSWERS, values),
        ]

    def moved(self) -> list[Statement]:
        """Return what the second transaction does between the lock and the saved state."""
        now = datetime.now(UTC)
        closing: list[Statement] = [
            (_TASK, [self.task]),
            (_DONE, [now, self.person, self.task]),
            ("DELETE FROM task_roles WHERE task_id = %s", [self.task]),
            (_CANCEL, [now, self.task]),
            (_PENDING, [self.case_id]),
        ]
        opening = [] if self.is_last else self._opening(self.next)
        told: list[Statement] = [] if self.is_last else [(_HOLDERS, [f"s:{self.school}", now.date(), now.date()])]
        return [*closing, *opening, *told, self._log(now)]

    @property
    def lock(self) -> Statement:
        """Return the statement that locks the case and reads its state."""
        return _LOCK, [self.case_id]

    @property
    def save(self) -> Statement:
        """Return the statement that stores the state."""
        return _SAVE, [self.state, datetime.now(UTC), self.case_id]

    def _opening(self, task: UUID) -> list[Statement]:
        now = datetime.now(UTC)
        due: list[object] = [
            value for kind, days in _NOTICES for value in (self.case_id, kind, task, now + timedelta(days=days), now)
        ]
        return [
            (_TASK_ROW, [task, self.case_id, now, now + timedelta(days=3)]),
            (_ROLE_ROW, [task, f"s:{self.school}"]),
            (_TIMER_ROWS + ", ".join([_TIMER_ROW] * len(_NOTICES)), due),
        ]

    def _log(self, now: datetime) -> Statement:
        kinds = (
            ("task-completed", "element-passed", "case-ended") if self.is_last else ("task-completed", "task-opened")
        )
        values: list[object] = []
        for kind in kinds:
            self.sequence += 1
            values += [self.case_id, self.sequence, now, kind]
        return _EVENT_ROWS + ", ".join([_EVENT_ROW] * len(kinds)), values

    def _run(self, statements: list[Statement]) -> None:
        for sql, values in statements:
            self.connection.execute(sql, values)
