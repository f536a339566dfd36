"""The stock way: SpiffWorkflow's own serializer, the whole JSON in one row, answers in the task's data."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from engine.bpmn import stock as library


class Stock:
    """One case of a size in a table of its own; each measure loads, runs the next task, and stores it durably."""

    def __init__(self, connection: psycopg.Connection, tasks: int, done: int, text: str) -> None:
        """Run the case to where it is measured, once."""
        self.connection, self.text, self.done = connection, text, done
        connection.execute("CREATE TABLE IF NOT EXISTS stock_cases (id int PRIMARY KEY, state text NOT NULL)")
        self.beginning = library.started(tasks, done, text)
        self.state_bytes = len(self.beginning.encode())
        connection.execute(
            "INSERT INTO stock_cases VALUES (1, %s) ON CONFLICT (id) DO UPDATE SET state = EXCLUDED.state",
            [self.beginning],
        )

    def complete(self) -> Callable[[], None]:
        """Put the case back to where it is measured, and return the act."""
        self.connection.execute("UPDATE stock_cases SET state = %s WHERE id = 1", [self.beginning])
        return self._complete

    def _complete(self) -> None:
        with self.connection.transaction():
            row = self.connection.execute("SELECT state FROM stock_cases WHERE id = 1 FOR UPDATE").fetchone()
            state = library.next_task(str(row[0]) if row else "", self.text)
            self.connection.execute("UPDATE stock_cases SET state = %s WHERE id = 1", [state])
