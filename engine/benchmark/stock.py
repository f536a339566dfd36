"""SpiffWorkflow doing the same: its own serializer, the whole JSON in one row, beside the rows that all write."""

from __future__ import annotations

from collections.abc import Callable

from engine.benchmark import bare, same
from engine.bpmn import stock as library


class Stock:
    """One case of a size in a table of its own; each measure loads, runs the next task, and stores it durably."""

    def __init__(self, rows: same.Rows, tasks: int, done: int, text: str) -> None:
        """Run the case to where it is measured, once."""
        self.rows, self.text = rows, text
        rows.connection.execute("CREATE TABLE IF NOT EXISTS stock_cases (id int PRIMARY KEY, state text NOT NULL)")
        self.beginning = library.started(tasks, done, text)
        self.state_bytes = len(self.beginning.encode())

    def complete(self) -> Callable[[], None]:
        """Put the case back to where it is measured, and return the act."""
        self.rows.prepare()
        put = "INSERT INTO stock_cases VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state"
        self.rows.connection.execute(put, [self.beginning])
        return self._complete

    def _complete(self) -> None:
        rows, connection = self.rows, self.rows.connection
        with connection.transaction():
            bare.run(connection, rows.answers())
        with connection.transaction():
            row = connection.execute("SELECT state FROM stock_cases WHERE id = 1 FOR UPDATE").fetchone()
            state = library.next_task(str(row[0]) if row else "", self.text)
            bare.run(connection, rows.moved())
            connection.execute("UPDATE stock_cases SET state = %s WHERE id = 1", [state])
