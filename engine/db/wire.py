"""A connection's wire to PostgreSQL: several statements in one round trip, each prepared the first time (design 12).

psycopg's cursors take as long for a small statement as PostgreSQL itself does, so what every step sends goes by libpq
(`psycopg.pq`); psycopg still adapts the values. All values go as text, of the type that the statement says (`$1::INT`).
Knows one connection and SQL; neither SQLAlchemy nor when a transaction begins.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg
from psycopg import adapt, errors, pq

Asked = tuple[str, Sequence[object]]  # a statement as PostgreSQL takes it, and its values
Rows = list[tuple[Any, ...]]

_CAN_CLOSE = psycopg.capabilities.has_send_close_prepared()
_GOOD = (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK)


class _Statement:
    """A prepared statement with what adapts its values and rows."""

    def __init__(self, name: bytes, text: str, count: int, driver: psycopg.Connection[Any]) -> None:
        self.name, self.text = name, text.encode()
        self.formats = [adapt.PyFormat.TEXT] * count
        self.adapting = adapt.Transformer(driver)
        self.is_new, self.has_loaders = True, False

    def rows(self, result: pq.abc.PGresult) -> Rows:
        if not result.nfields:
            return []
        self.adapting.set_pgresult(result, set_loaders=not self.has_loaders)
        self.has_loaders = True
        return self.adapting.load_rows(0, result.ntuples, tuple)


Ready = tuple[_Statement, Sequence[Any]]  # with its values as they are sent


class Wire:
    """What one connection has prepared; it lasts as long as the connection."""

    def __init__(self, driver: psycopg.Connection[Any]) -> None:
        """Begin with nothing prepared; `driver` is in autocommit."""
        self.driver = driver
        self._prepared: dict[str, _Statement] = {}
        self._made = 0
        self._gone: list[bytes] = []
        self._poll = select.poll()

    def forget(self) -> None:
        """Count nothing as prepared: psycopg throws all away when it undoes a transaction or alters tables."""
        if _CAN_CLOSE:  # else they take room until the connection ends
            self._gone += [one.name for one in self._prepared.values() if not one.is_new]
        self._prepared.clear()

    def ready(self, asked: Sequence[Asked]) -> list[Ready]:
        """Return `asked` as it can be sent; raise psycopg's error for a value that cannot be. Nothing is sent."""
        found = [(self._statement(text, len(values)), values) for text, values in asked]
        return [(one, one.adapting.dump_sequence(values, one.formats)) for one, values in found]

    def exchange(self, sent: Sequence[Ready]) -> list[Rows]:
        """Send all that was made `ready`, and return the rows of each; raise the first error, as psycopg's own.

        Anything but an error of the database leaves the connection closed: nobody knows what it would answer next.
        """
        try:
            runs = self._send(sent)
            results = list(self._received())
            self.driver.pgconn.exit_pipeline_mode()
        except BaseException:
            self.driver.close()
            raise
        return self._read([one for one, _values in sent], list(zip(runs, results, strict=True)))

    def _statement(self, text: str, count: int) -> _Statement:
        found = self._prepared.get(text)
        if found is None:
            self._made += 1
            found = self._prepared[text] = _Statement(f"sk{self._made}".encode(), text, count, self.driver)
        return found

    def _send(self, sent: Sequence[Ready]) -> list[bool]:
        """Send all, and return for each answer that will come whether it is that of a statement of `sent`."""
        wire = self.driver.pgconn
        wire.enter_pipeline_mode()
        runs: list[bool] = []
        for name in self._gone:  # no error where psycopg has been first
            wire.send_close_prepared(name)
            runs.append(False)
        self._gone.clear()
        for one, values in sent:
            if one.is_new:
                wire.send_prepare(one.name, one.text)
                one.is_new = False
                runs.append(False)
            wire.send_query_prepared(one.name, values)
            runs.append(True)
        wire.pipeline_sync()
        self._flush()
        return runs

    def _received(self) -> Iterator[pq.abc.PGresult]:
        wire = self.driver.pgconn
        while True:
            while wire.is_busy():
                self._wait(select.POLLIN)
                wire.consume_input()
            result = wire.get_result()  # None after the answer to each
            if result is not None and result.status == pq.ExecStatus.PIPELINE_SYNC:
                return
            if result is not None:
                yield result
            elif wire.status == pq.ConnStatus.BAD:
                raise errors.OperationalError("the connection is lost")

    def _flush(self) -> None:
        """Send what is left to be sent; the server may have to be read from before it reads on."""
        wire = self.driver.pgconn
        while wire.flush():
            if self._wait(select.POLLIN | select.POLLOUT) & select.POLLIN:
                wire.consume_input()

    def _wait(self, events: int) -> int:
        self._poll.register(self.driver.pgconn.socket, events)
        return self._poll.poll()[0][1]

    def _read(self, sent: Sequence[_Statement], results: Sequence[tuple[bool, Any]]) -> list[Rows]:
        refused = next((one for _is_run, one in results if one.status not in _GOOD), None)
        if refused is not None:
            self.forget()
            raise errors.error_from_result(refused, encoding=self.driver.info.encoding)
        own = (one for is_run, one in results if is_run)
        return [statement.rows(result) for statement, result in zip(sent, own, strict=True)]
